"""Keeping: on the disk before anything is touched, private, the last twenty, and forgotten when asked."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from tests.sync.disk import Disk, snapshot, temporaries
from vpnsync.errors import ConflictError, WriteError
from vpnsync.sync.generation import Generation, Unreadable
from vpnsync.sync.history import KEPT, forget, generations

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def folder(disk: Disk) -> Path:
    """Apply three times; return where the generations are."""
    for mtu in (1400, 1300, 1200):
        disk.apply(office=f"mtu {mtu}\npassword swordfish\n")
    return disk.place.state / "generations"


def test_a_generation_says_what_was_done_to_which_file(disk: Disk) -> None:
    """When, by what, for which description, and how each file was before."""
    disk.apply(office="mtu 1400\n")
    before = snapshot(disk.peers)["office"]
    disk.apply(lab="novj\n", office="mtu 1300\n")
    generation = generations(disk.place)[-1]
    assert isinstance(generation, Generation)
    assert (generation.number, generation.identity, generation.command) == (2, "dotfiles", "apply")
    assert generation.peers == ("lab", "office")
    lab, office = generation.files
    assert (lab.action, lab.before, office.action) == ("create", None, "update")
    assert office.before is not None
    access = office.before.access
    assert (access.mode, access.uid, access.gid, office.before.text) == before


def test_nobody_else_may_read_what_is_kept(folder: Path) -> None:
    """Passwords are in it."""
    assert stat.S_IMODE(folder.stat().st_mode) == stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_nothing_to_do_keeps_nothing(disk: Disk, folder: Path) -> None:
    """A cron job that finds everything in sync must not push out what is worth keeping."""
    before = snapshot(folder)
    disk.apply(office="mtu 1200\npassword swordfish\n")
    assert snapshot(folder) == before


def test_the_last_twenty_are_kept(disk: Disk) -> None:
    """Old passwords are not kept for ever."""
    for mtu in range(1000, 1000 + KEPT + 3):
        disk.apply(office=f"mtu {mtu}\n")
    assert disk.numbers() == list(range(4, KEPT + 4))


def test_an_apply_that_was_put_back_leaves_no_generation(disk: Disk, folder: Path) -> None:
    """It would be one that leads nowhere."""
    plan = disk.plan(office="mtu 1100\n")
    (disk.peers / "office").chmod(0o644)
    before = snapshot(folder)
    with pytest.raises(WriteError):
        disk.carry_out(plan)
    assert snapshot(folder) == before


def test_forgetting_takes_a_generation_and_all_before_it(disk: Disk, folder: Path) -> None:
    """Without it nobody could get to those before it; what is left leads back exactly as before."""
    assert forget(disk.place, 2) == [1, 2]
    assert [path.name for path in folder.iterdir()] == ["3.json"]
    disk.roll_back(3)
    assert b"mtu 1300" in snapshot(disk.peers)["office"][3]


def test_all_can_be_forgotten(disk: Disk, folder: Path) -> None:
    """And then no text of them is left, nor one that was half written."""
    (folder / ".vpnsync-0123456789abcdef").write_text("password swordfish\n")
    assert forget(disk.place, 3) == [1, 2, 3]
    assert snapshot(folder) == {}


def test_what_is_half_written_is_cleared_by_the_next_apply(disk: Disk, folder: Path) -> None:
    """A kill while a generation is written leaves it; it may hold a password."""
    (folder / ".vpnsync-0123456789abcdef").write_text("password swordfish\n")
    disk.apply(office="mtu 1100\n")
    assert temporaries(disk.root) == []


def test_what_is_half_written_is_cleared_by_an_apply_with_nothing_to_do(disk: Disk, folder: Path) -> None:
    """It may be the last apply for a year, and the password in it an old one."""
    (folder / ".vpnsync-0123456789abcdef").write_text("password swordfish\n")
    disk.apply(office="mtu 1200\npassword swordfish\n")
    assert temporaries(disk.root) == []


def test_an_apply_that_was_done_to_its_end_says_so(disk: Disk, folder: Path) -> None:
    """Told from one that was killed by its name, for which any full disk has room."""
    (folder / "3.json").rename(folder / "3.unfinished.json")
    found = [one.is_finished for one in generations(disk.place) if isinstance(one, Generation)]
    assert found == [True, True, False]
    forget(disk.place, 3)
    assert snapshot(folder) == {}


def as_link(path: Path) -> None:
    """Put a link to a copy in its place."""
    copy = path.parents[4] / "copy.json"
    path.rename(copy)
    path.symlink_to(copy)


def as_pipe(path: Path) -> None:
    """Put a pipe in its place, which nobody writes to."""
    path.unlink()
    os.mkfifo(path)


def as_directory(path: Path) -> None:
    """Put a directory in its place."""
    path.unlink()
    path.mkdir()


SPOILT: dict[str, Callable[[Path], object]] = {
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:-40]),
    "emptied": lambda path: path.write_bytes(b""),
    "a link": as_link,
    "writable to others": lambda path: path.chmod(0o620),
    "huge": lambda path: os.truncate(path, 65 * 1024 * 1024),
    "a pipe": as_pipe,
    "a directory": as_directory,
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_a_spoilt_generation_is_told_and_blocks_only_the_way_through_it(
    disk: Disk, folder: Path, spoil: Callable[[Path], object]
) -> None:
    """Half a state would be worse than none; what came after it can still be undone."""
    spoil(folder / "2.json")
    first, second, third = generations(disk.place)
    assert isinstance(first, Generation)
    assert isinstance(third, Generation)
    assert isinstance(second, Unreadable)
    for number in (1, 2):
        with pytest.raises(ConflictError, match=rf"generation {number} is lost(.|\n)*generation 2 "):
            disk.way_back(number)
    assert disk.way_back(3)


def test_a_generation_that_is_gone_blocks_the_way_through_it(disk: Disk, folder: Path) -> None:
    """Somebody removed one by hand."""
    (folder / "2.json").unlink()
    with pytest.raises(ConflictError, match="generation 1: the way back is lost: generation 2 is gone"):
        disk.way_back(1)


def test_what_is_no_generation_is_nobodys_business(disk: Disk, folder: Path) -> None:
    """Neither read, nor counted, nor removed."""
    for name in ("notes", "0.json", "07.json", "x.json", "-1.json", "99999999999.json"):
        (folder / name).write_text("mine")
    assert disk.numbers() == [1, 2, 3]
    forget(disk.place, 3)
    assert len(snapshot(folder)) == 6


def test_a_number_that_is_not_kept_is_refused(disk: Disk, folder: Path) -> None:
    """A typo must not undo anything."""
    assert folder.exists()
    with pytest.raises(ConflictError, match="generation 9: is not kept"):
        disk.way_back(9)
