"""Logs: private, limited, and safe to show."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

import pytest

from vpnsync.errors import ConflictError
from vpnsync.link.log import (
    MAX_SIZE,
    Follower,
    follow_logfile,
    legible,
    log_path,
    open_log,
    open_to_read,
)
from vpnsync.sync.place import Place

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Return a machine of the test's own."""
    return Place("linux", tmp_path)


def test_a_log_is_private_whatever_the_umask(place: Place) -> None:
    """It may say who dials whom, and when."""
    before = os.umask(0)
    with open_log(place, "office") as log:
        log.mark("dialing", "vpn.example.net")
    os.umask(before)
    path = log_path(place, "office")
    assert [stat.S_IMODE(p.stat().st_mode) for p in (path, path.parent, place.state)] == [0o600, 0o700, 0o700]


def test_a_full_log_is_moved_away_under_whoever_appends(place: Place) -> None:
    """Pppd holds it open for as long as the link is up."""
    path = log_path(place, "office")
    with open_log(place, "office") as log:
        pppds = os.open(path, os.O_WRONLY | os.O_APPEND)
        os.write(pppds, b"x" * MAX_SIZE + b"\nlast\n")
        log.rotate()
        os.write(pppds, b"first\n")
        os.close(pppds)
    assert path.read_bytes() == b"first\n"
    older = path.with_name("office.log.1")
    assert (older.read_bytes()[-5:], stat.S_IMODE(older.stat().st_mode)) == (b"last\n", 0o600)
    assert sorted(p.name for p in path.parent.iterdir()) == ["office.log", "office.log.1"]


def test_a_log_that_was_full_already_is_moved_away_at_the_next_call(place: Place) -> None:
    """A detached link had nobody to look after its log."""
    path = log_path(place, "office")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"x" * (MAX_SIZE + 1))
    with open_log(place, "office"):
        pass
    assert (path.stat().st_size, path.with_name("office.log.1").stat().st_size) == (0, MAX_SIZE + 1)


@pytest.mark.parametrize("kind", ["link", "folder", "pipe"])
def test_what_stands_in_a_logs_place_is_not_written_to(place: Place, tmp_path: Path, kind: str) -> None:
    """Root appends to it."""
    path = log_path(place, "office")
    path.parent.mkdir(parents=True)
    if kind == "link":
        path.symlink_to(tmp_path / "victim")
    else:
        os.mkfifo(path) if kind == "pipe" else path.mkdir()
    with pytest.raises(ConflictError), open_log(place, "office"):
        pass
    assert not (tmp_path / "victim").exists()


def test_a_reader_sees_whole_lines_and_survives_a_rotation(place: Place) -> None:
    """Half a line would be taken for another one."""
    with open_log(place, "office") as log:
        reader = log.follow()
        os.write(log.descriptor, b"one\ntw")
        assert list(reader.lines()) == ["one"]
        os.write(log.descriptor, b"o\n")
        assert list(reader.lines()) == ["two"]
        os.ftruncate(log.descriptor, 0)
        os.write(log.descriptor, b"new\nend")
        assert list(reader.lines(is_end=True)) == ["new", "end"]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"MS-CHAP authentication failed: \x1b[2Jboo", r"MS-CHAP authentication failed: \x1b[2Jboo"),
        ("CHAP failed: \u202eevil".encode(), r"CHAP failed: \u202eevil"),
        (
            b'sent [PAP AuthReq id=0x1 user="a" password="s3cret"]',
            'sent [PAP AuthReq id=0x1 user="a" password=(hidden)',
        ),
        (b"send (s3cret^M)", "send ((hidden)"),
        (b"send (ATDT*99#^M)", "send (ATDT*99#^M)"),
        (b"\xff\n", "\N{REPLACEMENT CHARACTER}"),
    ],
    ids=["escape", "direction", "PAP", "chat", "modem", "bytes"],
)
def test_a_line_is_safe_to_show(raw: bytes, shown: str) -> None:
    """Its text comes from the server, and pppd may put a password in it."""
    assert legible(raw) == shown


def test_reading_a_log_that_is_not_there_makes_nothing(place: Place, tmp_path: Path) -> None:
    """`status` leaves no trace."""
    with open_to_read(place, "office") as descriptor:
        assert descriptor is None
    assert list(tmp_path.iterdir()) == []


def test_a_logfile_of_the_persons_own_is_made_private_first(tmp_path: Path) -> None:
    """Pppd would create it for everybody to read."""
    with follow_logfile(tmp_path / "own.log") as follower:
        assert isinstance(follower, Follower)
    assert stat.S_IMODE((tmp_path / "own.log").stat().st_mode) == 0o600
    (tmp_path / "link").symlink_to(tmp_path / "own.log")
    with follow_logfile(tmp_path / "link") as follower:
        assert follower is None


def test_a_full_disk_leaves_no_half_log(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link goes on without its log being moved away, and nothing hidden fills the disk besides."""
    with open_log(place, "office") as log:
        os.write(log.descriptor, b"x" * (MAX_SIZE + 1))

        def full(*_: object) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(os, "pread", full)
        with pytest.raises(OSError, match="No space"):
            log.rotate()
        assert [path.name for path in log.path.parent.iterdir()] == ["office.log"]
