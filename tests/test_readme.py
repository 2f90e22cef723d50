"""What the README and the example say is what the program does."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from vpnsync.cli.app import program

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Result

HOME = Path(__file__).parents[1]
README = (HOME / "README.md").read_text()
EXAMPLE = HOME / "examples" / "vpns.toml"


def _quick_start() -> list[str]:
    section = README.split("## Quick start")[1].split("\n## ")[0]
    return re.findall(r"```sh\n(.*?)```", section, re.DOTALL)


def test_the_quick_start_is_two_commands_of_one_line_each() -> None:
    """CI runs them as they stand; a third one would be a step that nobody tests."""
    blocks = _quick_start()
    assert [block.count("\n") for block in blocks] == [1, 1]
    assert len(re.findall(r"^```sh$", README, re.MULTILINE)) == 2


def test_the_quick_start_applies_the_example_without_root(
    cli: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The first command's own two calls of vpnsync, but for the installation and the scratch folder."""
    monkeypatch.chdir(HOME)
    calls = [shlex.split(call)[1:] for call in _quick_start()[0].split("&&") if "bin/vpnsync" in call]
    assert [call[0] for call in calls] == ["apply", "plan"]
    for call in calls:
        call[call.index("--root") + 1] = str(tmp_path / "scratch")
        assert cli(*call).status == 0


@pytest.mark.parametrize("platform", ["linux", "macos"])
def test_the_example_applies_and_then_rests(
    cli: Callable[..., Result], tmp_path: Path, platform: Literal["linux", "macos"]
) -> None:
    """The first thing a newcomer does must end with nothing left to do."""
    where = ["--config", EXAMPLE, "--root", tmp_path / "root", "--platform", platform]
    applied = cli("apply", *where, "--yes")
    assert applied.status == 0, applied.err
    again = cli("plan", *where, "--detailed-exitcode")
    assert (again.status, again.out.splitlines()[-1]) == (0, "Nothing to do: 4 in sync.")


def test_the_example_is_valid_on_the_one_host_too(
    cli: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Its environment variables are for one host, so that no other has to set them."""
    monkeypatch.setenv("LAB_L2TP_PSK", "psk")
    monkeypatch.setenv("LAB_PASSWORD", "pw")
    where = ["--config", EXAMPLE, "--root", tmp_path / "root", "--host", "studio1", "--platform", "macos"]
    applied = cli("apply", *where, "--yes")
    assert applied.status == 0, applied.err
    assert cli("plan", *where, "--detailed-exitcode").status == 0


def test_every_command_is_in_the_readme() -> None:
    """A command that nobody reads about does not exist."""
    names = {
        (command.name or command.callback.__name__)
        for command in program().registered_commands
        if command.callback
    }
    assert {name for name in names if not re.search(rf"^\| `{name}\b", README, re.MULTILINE)} == set()
