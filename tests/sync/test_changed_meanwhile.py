"""The disk changes between plan and apply: apply stops, and everything is as it was."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.sync.disk import snapshot, temporaries
from vpnsync.errors import VpnsyncError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.sync.disk import Disk

FIRST = {"home": "mtu 1400\n", "office": "mtu 1400\n", "old": "mtu 1400\n"}
SECOND = {"home": "mtu 1300\n", "lab": "mtu 1300\n", "office": "mtu 1300\n"}


def replace_by_link(path: Path) -> None:
    """Put a link where the file was."""
    path.unlink()
    path.symlink_to("home")


def replace_by_directory(path: Path) -> None:
    """Put a directory where the file was."""
    path.unlink()
    path.mkdir()


MEDDLING: dict[str, tuple[str, Callable[[Path], object]]] = {
    "edited": ("office", lambda path: path.write_text("mtu 1200\n")),
    "appended to": ("office", lambda path: path.write_bytes(path.read_bytes() + b"novj\n")),
    "gone": ("office", lambda path: path.unlink()),
    "opened to all": ("office", lambda path: path.chmod(0o644)),
    "a link now": ("office", replace_by_link),
    "a directory now": ("office", replace_by_directory),
    "there already": ("lab", lambda path: path.write_text("mtu 1200\n")),
    "there already as a link": ("lab", lambda path: path.symlink_to("nowhere")),
    "edited before its deletion": ("old", lambda path: path.write_text("mtu 1200\n")),
}


@pytest.mark.parametrize(("name", "meddle"), MEDDLING.values(), ids=MEDDLING)
def test_a_file_that_is_not_what_the_plan_saw_stops_the_apply(
    disk: Disk, name: str, meddle: Callable[[Path], object]
) -> None:
    """Somebody saved it in an editor while the question was on the screen."""
    disk.apply(**FIRST)
    plan = disk.plan(**SECOND)
    meddle(disk.peers / name)
    before = snapshot(disk.peers)
    with pytest.raises(VpnsyncError, match=rf"/{name}"):
        disk.carry_out(plan)
    assert snapshot(disk.peers) == before
    assert temporaries(disk.root) == []


@pytest.mark.parametrize(("name", "meddle"), [MEDDLING["edited"], MEDDLING["gone"]], ids=["edited", "gone"])
def test_the_next_apply_finishes_what_one_had_to_stop(
    disk: Disk, name: str, meddle: Callable[[Path], object]
) -> None:
    """The message says to plan again, so that must work."""
    disk.apply(**FIRST)
    plan = disk.plan(**SECOND)
    meddle(disk.peers / name)
    with pytest.raises(VpnsyncError):
        disk.carry_out(plan)
    disk.apply(**SECOND)
    assert not disk.plan(**SECOND)
    assert sorted(snapshot(disk.peers)) == sorted(SECOND)


def test_a_stopped_apply_says_what_it_put_back(disk: Disk) -> None:
    """Whoever reads it must know in which state the machine is."""
    disk.apply(**FIRST)
    plan = disk.plan(**SECOND)
    (disk.peers / "office").chmod(0o644)
    with pytest.raises(VpnsyncError) as caught:
        disk.carry_out(plan)
    told = caught.value.text()
    assert str(disk.peers / "office") in told
    assert "put back" in told
    assert "home" in told


def test_a_file_changed_after_it_was_written_is_not_thrown_away(disk: Disk) -> None:
    """What somebody saved during an apply that fails is theirs: put back must not delete it."""
    disk.apply(office="mtu 1400\n")
    plan = disk.plan(lab="mtu 1300\n", office="mtu 1300\n")
    (disk.peers / "lab").write_text("mine\n")
    with pytest.raises(VpnsyncError):
        disk.carry_out(plan)
    assert (disk.peers / "lab").read_text() == "mine\n"


def test_updates_into_a_directory_that_is_gone_stop(disk: Disk) -> None:
    """The plan saw files that are not there any more."""
    disk.apply(**FIRST)
    plan = disk.plan(**SECOND)
    shutil.rmtree(disk.root / "etc")
    with pytest.raises(VpnsyncError, match="home"):
        disk.carry_out(plan)
    assert snapshot(disk.peers) == {}
    disk.apply(**SECOND)
    assert sorted(snapshot(disk.peers)) == sorted(SECOND)


@pytest.mark.parametrize("above", ["etc", "etc/ppp", "etc/ppp/peers"])
def test_a_directory_swapped_for_a_link_is_not_followed(disk: Disk, tmp_path: Path, above: str) -> None:
    """Root would write passwords to wherever somebody pointed it."""
    disk.apply(**FIRST)
    plan = disk.plan(**SECOND)
    shutil.move(disk.root / above, tmp_path / "elsewhere")
    (disk.root / above).symlink_to(tmp_path / "elsewhere")
    before = snapshot(disk.peers)
    with pytest.raises(VpnsyncError, match="symbolic link"):
        disk.carry_out(plan)
    assert snapshot(disk.peers) == before
