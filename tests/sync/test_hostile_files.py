"""What somebody may have put into a managed directory: links of both kinds, open files, guessed names."""

from __future__ import annotations

import contextlib
import os
import time
from typing import TYPE_CHECKING

import pytest

from tests.sync.disk import Disk, snapshot
from vpnsync.errors import ConflictError, WriteError
from vpnsync.sync.directories import Directories

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from vpnsync.sync.kinds import Kind

OURS = "mtu 1400\npassword swordfish\n"


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """Return a file outside that no apply may ever change."""
    path = tmp_path / "victim"
    path.write_text("precious\n")
    path.chmod(0o644)
    return path


def facts(path: Path) -> tuple[int, int, int, int, str]:
    """Return all of a file that an apply could change."""
    status = path.stat()
    return status.st_mode, status.st_uid, status.st_gid, status.st_ino, path.read_text()


def by_symlink(place: Path, victim: Path) -> None:
    """Let a name lead to another file."""
    place.symlink_to(victim)


def by_hard_link(place: Path, victim: Path) -> None:
    """Let a name be another one of the same file."""
    place.hardlink_to(victim)


@pytest.mark.parametrize("make", [by_symlink, by_hard_link])
def test_a_link_in_the_place_of_a_peers_file_changes_nothing_elsewhere(
    disk: Disk, victim: Path, make: Callable[[Path, Path], None]
) -> None:
    """Else whoever may write there could have root write anywhere."""
    before = facts(victim)
    disk.apply(lab="novj\n")
    make(disk.peers / "office", victim)
    with contextlib.suppress(ConflictError):  # only a hard link is replaced
        disk.apply(lab="novj\n", office=OURS)
    assert (disk.peers / "office").is_symlink() or snapshot(disk.peers)["office"][3].endswith(OURS.encode())
    assert facts(victim) == before


@pytest.mark.parametrize("mode", [0o666, 0o644])
def test_a_second_name_of_our_file_gets_neither_roots_mode_nor_later_passwords(
    disk: Disk, tmp_path: Path, mode: int
) -> None:
    """Whoever made it can read what is written there, unless each write is a file of its own."""
    disk.apply(office="mtu 1400\n")
    (disk.peers / "office").chmod(mode)
    other = tmp_path / "other"
    other.hardlink_to(disk.peers / "office")
    before = facts(other)
    disk.apply(office="mtu 1400\n")
    assert facts(other) == before
    disk.apply(office=OURS)
    assert facts(other) == before


def test_who_has_a_loose_file_open_cannot_write_to_what_is_then_private(disk: Disk) -> None:
    """A change of mode closes no descriptor: one word more in a peers file is a command of root's."""
    disk.apply(office="mtu 1400\n")
    (disk.peers / "office").chmod(0o666)
    with (disk.peers / "office").open("ab", buffering=0) as still_open:
        disk.apply(office="mtu 1400\n")
        still_open.write(b'connect "id"\n')
    assert b"connect" not in snapshot(disk.peers)["office"][3]
    assert snapshot(disk.peers)["office"][0] == 0o600


@pytest.mark.parametrize("make", [by_symlink, by_hard_link])
def test_a_guessed_temporary_file_is_neither_followed_nor_written(
    disk: Disk, victim: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path, Path], None]
) -> None:
    """Its name is random; and should somebody guess it, it must not be there yet."""
    disk.apply(lab="novj\n")
    before = facts(victim)
    monkeypatch.setattr("secrets.token_hex", lambda _: "g" * 16)  # what no clearing takes for ours
    make(disk.peers / f".vpnsync-{'g' * 16}", victim)
    with pytest.raises(WriteError, match="File exists"):
        disk.apply(lab="novj\n", office=OURS)
    assert facts(victim) == before
    assert not (disk.peers / "office").exists()


def test_a_link_that_looks_like_a_temporary_file_is_left_alone(disk: Disk, victim: Path) -> None:
    """Neither it nor what it leads to is vpnsync's."""
    disk.apply(lab="novj\n")
    link = disk.peers / ".vpnsync-0123456789abcdef"
    link.symlink_to(victim)
    before = facts(victim)
    disk.apply(lab="novj\nnoauth\n")
    assert (link.is_symlink(), facts(victim)) == (True, before)


def test_only_what_is_to_be_replaced_is_read(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand other files are none of its business, and what was written is in memory."""
    names = [f"peer{number}" for number in range(20)]
    disk.apply(**dict.fromkeys(names, "mtu 1400\n"))
    plan = disk.plan(**{**dict.fromkeys(names, "mtu 1400\n"), "peer7": "mtu 1300\n"})
    opened: list[object] = []
    real = os.open

    def noting(path: str, *rest: object, **more: int) -> int:
        opened.append(path)
        return real(path, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", noting)
    disk.carry_out(plan)
    assert {path for path in opened if path in names} == {"peer7"}
    assert opened.count("peer7") == 1, "just before the rename"


@pytest.mark.parametrize("how", ["written to", "of the same size", "replaced", "removed", "opened up"])
def test_what_is_changed_behind_its_back_is_noticed(
    disk: Disk, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """Done is what stands there at the end; and what somebody else has written is left to them."""
    disk.apply(office="mtu 1400\n")
    plan = disk.plan(office="mtu 1300\n")
    path = disk.peers / "office"
    real = Directories.sync

    def meddle(self: Directories, kind: Kind) -> None:
        real(self, kind)
        if how == "opened up":
            path.chmod(0o666)
        elif how == "removed":
            path.unlink()
        else:
            time.sleep(0.02)  # the kernel's clock of files ticks every few milliseconds
            text = path.read_text()
            if how == "replaced":
                path.unlink()
            path.write_text(text.replace("1300", "1200") if how == "of the same size" else f"{text}novj\n")

    monkeypatch.setattr(Directories, "sync", meddle)
    with pytest.raises(WriteError, match="is not what was written"):
        disk.carry_out(plan)
