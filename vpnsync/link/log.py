"""One peer's log: what pppd and its helper programs say during the calls that `up` makes.

Kept below vpnsync's own state directory, 0700 root. pppd appends to it through the descriptor
that it is given, so a file that has grown too large is copied away and emptied, never renamed.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from vpnsync.errors import ConflictError
from vpnsync.link.last_call import FOLDER, Step, keep
from vpnsync.pppd.scripts import SAID

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vpnsync.link.last_call import End
    from vpnsync.sync.place import Place

MAX_SIZE: Final = 1024 * 1024
"""Bytes at which a log is moved to NAME.log.1."""

_APPEND: Final = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_READ: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_MARK: Final = re.compile(r"==== (\S+) (dialing|up|ended)(?: (.*))?")
# What pppd (show-password), chat and the like print of a secret. A modem's commands are none.
_SECRET: Final = re.compile(r"(password=|(?:sent|send) \((?!AT|\+\+\+)).*", re.IGNORECASE)


class Mark(NamedTuple):
    """A line that vpnsync itself wrote into a log: when (ISO 8601), what, and more about it."""

    when: str
    what: str
    text: str = ""


def legible(raw: bytes) -> str:
    """Return one line of a log as it may be shown: no secret, and nothing that commands a terminal."""
    text = _SECRET.sub(r"\1(hidden)", raw.decode("utf-8", "replace").rstrip("\r\n"))
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text.expandtabs())


def read_mark(line: str) -> Mark | None:
    """Return what a line of vpnsync's own says, or None for one of pppd's."""
    found = _MARK.fullmatch(line)
    return Mark(found[1], found[2], found[3] or "") if found else None


class Follower:
    """Reads what is added to a file from a place in it on; a file that was emptied is read anew."""

    def __init__(self, descriptor: int, offset: int = 0) -> None:
        self.descriptor = descriptor
        self.offset = offset
        self._rest = b""

    def lines(self, *, is_end: bool = False) -> Iterator[str]:
        """Yield the lines that came since the last time; at the end also one that was cut short."""
        size = os.fstat(self.descriptor).st_size
        if size < self.offset:
            self.offset, self._rest = 0, b""
        while piece := os.pread(self.descriptor, 65536, self.offset):
            self.offset += len(piece)
            *whole, self._rest = (self._rest + piece).split(b"\n")
            yield from map(legible, whole)
        if is_end and self._rest:
            yield legible(self._rest)
            self._rest = b""


class Log:
    """The open log of one peer, to which pppd appends as well."""

    def __init__(self, path: Path, directory: int, descriptor: int) -> None:
        self.path = path
        self.directory = directory
        self.descriptor = descriptor

    def mark(self, what: str, text: str = "", end: End | None = None) -> None:
        """Note what vpnsync itself does; a full disk is no reason to leave a call unwatched."""
        when = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
        with contextlib.suppress(OSError):
            os.write(self.descriptor, f"==== {when} {what} {text}".encode(errors="replace").rstrip() + b"\n")
        keep(self.directory, self.path.stem, Step(when, what, end))

    def follow(self) -> Follower:
        """Return a reader of what comes from now on."""
        return Follower(self.descriptor, os.fstat(self.descriptor).st_size)

    def rotate(self) -> None:
        """Move a log that has grown too large out of the way; whoever appends to it goes on doing so."""
        if os.fstat(self.descriptor).st_size <= MAX_SIZE:
            return
        older, temporary = f"{self.path.name}.1", f".{self.path.name}.1"
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary, dir_fd=self.directory)
        copy = os.open(temporary, _APPEND | os.O_EXCL, 0o600, dir_fd=self.directory)
        try:
            _copy(self.descriptor, copy)
            os.rename(temporary, older, src_dir_fd=self.directory, dst_dir_fd=self.directory)
        except OSError:
            os.unlink(temporary, dir_fd=self.directory)
            raise
        finally:
            os.close(copy)
        os.ftruncate(self.descriptor, 0)


def _copy(source: int, target: int) -> None:
    offset = 0
    while piece := os.pread(source, 65536, offset):
        offset += os.write(target, piece)


def log_path(place: Place, name: str) -> Path:
    """Return where a peer's log is kept."""
    return place.state / FOLDER / f"{name}.log"


@contextlib.contextmanager
def open_log(place: Place, name: str) -> Iterator[Log]:
    """Open a peer's log for a call, created 0600 where it is missing, and rotated where it is full."""
    path = log_path(place, name)
    with place.open_state(FOLDER) as directory, contextlib.ExitStack() as stack:
        try:
            descriptor = os.open(path.name, _APPEND, 0o600, dir_fd=directory)
            stack.callback(os.close, descriptor)
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise ConflictError(str(path), "is no regular file: remove it")
            os.fchmod(descriptor, 0o600)
            log = Log(path, directory, descriptor)
            log.rotate()
        except OSError as error:
            raise ConflictError(str(path), os.strerror(error.errno or 0)) from error
        yield log


@contextlib.contextmanager
def open_to_read(place: Place, name: str) -> Iterator[int | None]:
    """Open a peer's log to read it; None where there is none. Raises RightsError where root is needed."""
    with place.find_state(FOLDER) as directory, contextlib.ExitStack() as stack:
        descriptor = None
        try:
            if directory is not None:
                descriptor = os.open(f"{name}.log", _READ, dir_fd=directory)
                stack.callback(os.close, descriptor)
        except FileNotFoundError:
            pass
        except OSError as error:
            raise ConflictError(str(log_path(place, name)), os.strerror(error.errno or 0)) from error
        yield descriptor


def lines_since(descriptor: int, began: str) -> list[str]:
    """Return what a log holds of the call that began then; nothing where it was moved away since."""
    size = os.fstat(descriptor).st_size
    raw = os.pread(descriptor, MAX_SIZE, max(0, size - MAX_SIZE))
    lines = [legible(line) for line in raw.splitlines()]
    marks = {index: mark for index, line in enumerate(lines) if (mark := read_mark(line))}
    starts = [index for index, mark in marks.items() if (mark.what, mark.when) == ("dialing", began)]
    if not starts:
        return []
    rest = [line for index, line in enumerate(lines) if index > starts[-1] and index not in marks]
    return [line for line in rest if not line.startswith(SAID)]


@contextlib.contextmanager
def follow_logfile(path: Path) -> Iterator[Follower | None]:
    """Follow a file of the person's own choice, to which pppd appends; None where it is no regular file.

    Created private where it is missing: pppd would let everybody read it.
    """
    try:
        with contextlib.suppress(FileExistsError):
            os.close(os.open(path, _APPEND | os.O_EXCL, 0o600))
        descriptor = os.open(path, _READ)
    except OSError:
        yield None
        return
    try:
        status = os.fstat(descriptor)
        yield Follower(descriptor, status.st_size) if stat.S_ISREG(status.st_mode) else None
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def open_logfile(path: Path) -> Iterator[int | None]:
    """Open a log of the person's own choice to read it; None where there is none."""
    try:
        descriptor = os.open(path, _READ)
    except FileNotFoundError:
        yield None
        return
    except OSError as error:
        raise ConflictError(str(path), os.strerror(error.errno or 0)) from error
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ConflictError(str(path), "is no regular file")
        yield descriptor
    finally:
        os.close(descriptor)
