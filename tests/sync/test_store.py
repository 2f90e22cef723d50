"""Carrying out a plan on a real directory."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from tests.sync.disk import snapshot, stamps, temporaries
from tests.sync.world import LINUX, OURS
from vpnsync.sync.files import File
from vpnsync.sync.kinds import peers_file
from vpnsync.sync.store import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.sync.disk import Disk


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    """Set each of the umasks that people have."""
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
def test_files_get_exactly_their_mode_under_any_umask(disk: Disk) -> None:
    """A file that is too open gives its password away, one that is too closed does not dial."""
    disk.apply(office="password swordfish\n")
    status = (disk.peers / "office").stat()
    assert (stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid) == (0o600, os.geteuid(), os.getegid())


@pytest.mark.usefixtures("umask")
def test_directories_get_the_planned_mode_under_any_umask(disk: Disk) -> None:
    """Who may not enter a directory above the peers cannot dial."""
    planned = disk.place.missing()
    disk.apply(office="mtu 1400\n")
    assert [(path, stat.S_IMODE(path.stat().st_mode)) for path, _ in planned] == [
        (path, access.mode) for path, access in planned
    ]


def test_what_is_written_is_read_back_as_wanted(disk: Disk) -> None:
    """The header, the text and every byte beyond ASCII."""
    disk.apply(office='user "J\u00fcrgen"\nmtu 1400\n')
    found = read(disk.place, LINUX)[peers_file("office")]
    assert isinstance(found, File)
    assert found.is_ours("office", OURS)
    assert found.body == 'user "J\u00fcrgen"\nmtu 1400\n'.encode()


def test_one_apply_creates_updates_and_deletes(disk: Disk) -> None:
    """The whole of a description at once."""
    disk.apply(office="mtu 1400\n", old="novj\n")
    disk.apply(office="mtu 1300\n", lab="idle 60\n")
    bodies = {name: text.split(b"\n", 1)[1] for name, (_, _, _, text) in snapshot(disk.peers).items()}
    assert bodies == {"lab": b"idle 60\n", "office": b"mtu 1300\n"}


def test_nothing_to_do_touches_nothing(disk: Disk) -> None:
    """Backups and sync tools go by the time of the last change."""
    disk.apply(office="mtu 1400\n", lab="idle 60\n")
    before = stamps(disk.root)
    disk.apply(office="mtu 1400\n", lab="idle 60\n")
    assert stamps(disk.root) == before


def test_an_unchanged_file_beside_a_changed_one_is_not_touched(disk: Disk) -> None:
    """Only what differs is written."""
    disk.apply(office="mtu 1400\n", lab="idle 60\n")
    before = stamps(disk.peers)[str(disk.peers / "lab")]
    disk.apply(office="mtu 1300\n", lab="idle 60\n")
    assert stamps(disk.peers)[str(disk.peers / "lab")] == before


def test_tightening_a_mode_leaves_the_text_alone(disk: Disk) -> None:
    """Only the access was wrong."""
    disk.apply(office="mtu 1400\n")
    before = snapshot(disk.peers)
    (disk.peers / "office").chmod(0o644)
    disk.apply(office="mtu 1400\n")
    assert snapshot(disk.peers) == before


def test_temporary_files_of_a_killed_apply_are_cleared(disk: Disk) -> None:
    """They may hold a password, and nobody else would remove them."""
    disk.apply(office="mtu 1400\n")
    (disk.peers / ".vpnsync-0123456789abcdef").write_text("password swor")
    (disk.peers / ".hidden").write_text("mine")
    disk.carry_out(disk.plan(office="mtu 1400\n"))
    assert sorted(snapshot(disk.peers)) == [".hidden", "office"]


@pytest.mark.parametrize("name", ["office~", "office.bak", ".office.swp", ".hidden"])
def test_editors_backups_and_dot_files_are_no_peers(disk: Disk, name: str) -> None:
    """They are somebody's, and pppd is never asked to call them."""
    disk.apply(office="mtu 1400\n")
    (disk.peers / name).write_bytes((disk.peers / "office").read_bytes())
    plan = disk.plan(office="mtu 1400\n")
    assert (plan.changes, plan.unmanaged) == ((), ())


OBSTACLES: dict[str, Callable[[Path], object]] = {
    "directory": lambda path: path.mkdir(),
    "link": lambda path: path.symlink_to("/etc/hostname"),
    "dangling link": lambda path: path.symlink_to("nowhere"),
    "pipe": os.mkfifo,
    "huge": lambda path: path.write_bytes(b"#" * (1024 * 1024 + 1)),
}


@pytest.mark.parametrize("make", OBSTACLES.values(), ids=OBSTACLES)
def test_what_is_no_peers_file_is_left_alone_unless_described(
    disk: Disk, make: Callable[[Path], object]
) -> None:
    """People keep folders and links beside their peers."""
    disk.apply(office="mtu 1400\n")
    make(disk.peers / "odd")
    before = stamps(disk.root)
    disk.apply(office="mtu 1400\n")
    assert stamps(disk.root) == before
    assert temporaries(disk.root) == []
