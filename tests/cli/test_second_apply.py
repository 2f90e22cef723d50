"""A second apply does nothing, and says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.peers import describe, many
from tests.sync.disk import stamps

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result


@pytest.mark.parametrize("platform", ["linux", "macos"])
@pytest.mark.parametrize(
    "options", [(), ("--yes",), ("--yes", "--adopt", "--overwrite", "--prune"), ("--json",)]
)
def test_a_second_apply_touches_no_file_and_no_directory(
    cli: Callable[..., Result], tmp_path: Path, platform: str, options: tuple[str, ...]
) -> None:
    """Backups and sync tools go by inode and time of the last change."""
    run = ("--root", "root", "--platform", platform)
    describe(tmp_path, **many(5, 'mtu = 1400\nuser = "alice"\nidle = "5m"\nauth_methods = ["mschap-v2"]'))
    assert cli("apply", "--yes", *run).status == 0
    before = stamps(tmp_path / "root")
    assert cli("apply", *run, *options).status == 0
    assert stamps(tmp_path / "root") == before
    assert cli("plan", "--detailed-exitcode", *run).status == 0
    assert stamps(tmp_path / "root") == before


@pytest.mark.usefixtures("office")
def test_a_second_apply_says_that_there_was_nothing_to_do(cli: Callable[..., Result]) -> None:
    """Silence would leave one wondering."""
    cli("apply", "--yes", "--root", "root")
    assert "Nothing to do" in cli("apply", "--root", "root").out


def test_a_plan_writes_nothing_at_all(cli: Callable[..., Result], office: Path) -> None:
    """Not even the directories that it shows."""
    assert cli("plan", "--root", "root").status == 0
    assert not office.parents[2].exists()


@pytest.mark.parametrize("name", ["office.bak", "x.bak"])
def test_a_peer_named_like_a_backup_rests_or_is_refused(
    cli: Callable[..., Result], tmp_path: Path, name: str
) -> None:
    """Backups are no peers, so such a name would be created again and again."""
    (tmp_path / "vpns.toml").write_text(f'version = 1\n[peers."{name}"]\nprotocol = "custom"\nmtu = 1400\n')
    first = cli("apply", "--root", "root", "--yes")
    second = cli("apply", "--root", "root", "--yes")
    refused = [r.status == 1 and "vpns.toml:2" in r.err and name in r.err for r in (first, second)]
    assert refused == [True, True] or (first.status == 0 and "Nothing to do" in second.out)


def test_a_change_of_the_description_is_the_only_thing_done(
    cli: Callable[..., Result], tmp_path: Path
) -> None:
    """Sixty peers, one of which has changed."""
    describe(tmp_path, **many(20, "mtu = 1400"))
    cli("apply", "--yes", "--root", "root")
    before = stamps(tmp_path / "root")
    describe(tmp_path, **{**many(20, "mtu = 1400"), "peer007": "mtu = 1300"})
    assert cli("apply", "--yes", "--root", "root").status == 0
    changed = {
        path.rpartition("/")[2]
        for path, stamp in stamps(tmp_path / "root").items()
        if before.get(path) != stamp
    }
    assert changed == {"peer007", "peers", "lock", "generations", "2.json"}
