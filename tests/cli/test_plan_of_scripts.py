"""A plan about scripts, for people and as JSON: lines instead of options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.sync.disk import Disk
from vpnsync.cli.report import show_plan
from vpnsync.sync.explain import as_json
from vpnsync.sync.kinds import SCRIPTS, Target

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

UP = Target(SCRIPTS, "office.ip-up")


def test_a_changed_script_is_told_line_by_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever lets root run it wants to see it; no line commands the terminal or shows a password."""
    disk = Disk(tmp_path)
    disk.apply({UP: "#!/bin/sh\nip route add 10.0.0.0/8\n"}, office="novj\n")
    plan = disk.plan(
        {UP: "#!/bin/sh\nip route add 10.1.0.0/16\nx --password SESAME \033[2J\n"}, office="novj\n"
    )
    show_plan(plan)
    assert capsys.readouterr().out == (
        "~ office.ip-up  update: the description changed\n"
        "    - ip route add 10.0.0.0/8\n"
        "    + ip route add 10.1.0.0/16\n"
        "    + x --password (hidden) \\x1b[2J\n"
        "\n"
        "Plan: 1 to update, 0 unchanged.\n"
    )


def test_as_json_a_script_is_a_change_of_its_peer_without_options(tmp_path: Path) -> None:
    """Programs find the file by its path."""
    disk = Disk(tmp_path)
    script, peer = reversed(as_json(disk.plan({UP: "#!/bin/sh\n"}, office="novj\n"), None, [])["changes"])
    assert (script["name"], script["path"]) == ("office", str(disk.scripts / "office.ip-up"))
    assert (script["action"], script["options"], script["mode"]["after"]) == ("create", [], "0700")
    assert [option["option"] for option in peer["options"]] == ["novj"]
