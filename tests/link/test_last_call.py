"""What is kept of the last call: whatever becomes of the log, `status` can tell how it ended."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from vpnsync.link.diagnosis import Diagnosis
from vpnsync.link.last_call import End, LastCall, read_last_call
from vpnsync.link.log import lines_since, log_path, open_log, open_to_read
from vpnsync.sync.place import Place

if TYPE_CHECKING:
    from pathlib import Path

REFUSED = End(19, "refused", Diagnosis("the server refused", "correct it", ("peers.a.password",), ("E=691",)))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Return a machine of the test's own."""
    return Place("linux", tmp_path)


def last(place: Place) -> LastCall:
    """Return the last call of the one peer."""
    call = read_last_call(place, "office")
    assert call
    return call


def test_what_was_told_is_kept_word_for_word(place: Place) -> None:
    """Cause, remedy, keys and lines: `status` needs no second opinion."""
    with open_log(place, "office") as log:
        log.mark("dialing", "vpn.example.net")
        assert last(place).end is None
        log.mark("up", "ppp0")
        log.mark("ended", "19 refused", REFUSED)
    assert last(place)[1:] == (True, REFUSED)


def test_it_outlives_the_log(place: Place) -> None:
    """Somebody moves it away, or it has grown too large."""
    with open_log(place, "office") as log:
        log.mark("dialing")
        log.mark("ended", "19 refused", REFUSED)
    log_path(place, "office").unlink()
    assert last(place).end == REFUSED


def test_each_call_begins_anew(place: Place) -> None:
    """An older failure is none of the newer call's."""
    with open_log(place, "office") as log:
        log.mark("dialing")
        os.write(log.descriptor, b"old\n")
        log.mark("ended", "19 refused", REFUSED)
        log.mark("dialing")
        os.write(log.descriptor, b"new\n")
    assert last(place)[1:] == (False, None)
    with open_to_read(place, "office") as descriptor:
        assert descriptor is not None
        assert lines_since(descriptor, last(place).began) == ["new"]
        assert lines_since(descriptor, "2001-01-01T00:00:00+00:00") == []


def test_it_is_private_and_follows_no_link(place: Place, tmp_path: Path) -> None:
    """It may say whom one calls; and root writes it."""
    before = os.umask(0)
    with open_log(place, "office") as log:
        log.mark("dialing")
    os.umask(before)
    path = log_path(place, "office").with_suffix(".last")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.unlink()
    path.symlink_to(tmp_path / "victim")
    with open_log(place, "office") as log:
        log.mark("dialing")
    assert not (tmp_path / "victim").exists()


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b"[1, 2, 3]", b'["when", "ended", [1, "", ["cause"]]]', b"\xff\xfe", b"[" * 9999, b"null"],
)
def test_what_is_no_record_is_not_believed(place: Place, text: bytes) -> None:
    """A kill or a full disk may cut it short."""
    with open_log(place, "office") as log:
        log.mark("dialing")
    path = log_path(place, "office").with_suffix(".last")
    whole = path.read_bytes()
    path.write_bytes(whole + text + b"\n")
    assert last(place).end is None
    path.write_bytes(text)
    call = read_last_call(place, "office")
    assert call is None or call.end is None
