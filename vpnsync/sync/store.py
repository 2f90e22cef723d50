"""Read the peers files, through the descriptor of their directory, following no link."""

from __future__ import annotations

import errno
import os
import re
import stat
from typing import TYPE_CHECKING, Final

from vpnsync.errors import RightsError
from vpnsync.sync.change import Actual, Obstacle
from vpnsync.sync.files import File
from vpnsync.sync.place import access_of

if TYPE_CHECKING:
    from vpnsync.pppd.options import Dictionary
    from vpnsync.sync.place import Place

MAX_FILE: Final = 1024 * 1024
"""Bytes of the largest file that is taken for a peers file."""

TEMPORARY: Final = ".vpnsync-"
_TEMPORARY: Final = re.compile(re.escape(TEMPORARY) + "[0-9a-f]{16}")
"""How the names of temporary files start: a dot file is no peer."""

READ: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def read(place: Place, dictionary: Dictionary) -> dict[str, Actual]:
    """Return every peers file, and what stands where one could be; {} without a directory.

    Dot files are not peers. Raises RightsError where root is needed.
    """
    with place.open_peers() as directory:
        if directory is None:
            return {}
        try:
            names = os.listdir(directory)  # noqa: PTH208 - of a descriptor
        except PermissionError as error:
            raise RightsError(str(place.peers), "cannot be read without root") from error
        found = {
            name: read_one(directory, name, dictionary) for name in sorted(names) if not name.startswith(".")
        }
    unreadable = [
        name for name, actual in found.items() if isinstance(actual, Obstacle) and actual.needs_rights
    ]
    if unreadable and place.root is None and os.geteuid() != 0:
        raise RightsError(str(place.peers), "its files cannot be read without root")
    return found


def leftovers(place: Place) -> list[str]:
    """Return the temporary files that an apply left behind when it was killed."""
    with place.open_peers() as directory:
        return [] if directory is None else leftovers_in(directory)


def leftovers_in(directory: int) -> list[str]:
    """Return the temporary files in an open directory."""
    found = [name for name in os.listdir(directory) if _TEMPORARY.fullmatch(name)]
    return sorted(name for name in found if stat.S_ISREG(os.lstat(name, dir_fd=directory).st_mode))


def read_one(directory: int, name: str, dictionary: Dictionary) -> Actual:
    """Return one file of an open directory, or what stands in its place."""
    try:
        descriptor = os.open(name, READ, dir_fd=directory)
    except OSError as error:
        reasons = {
            errno.ELOOP: "is a symbolic link: vpnsync neither follows nor replaces it; remove it first",
            errno.EACCES: "cannot be read with these rights",
        }
        reason = reasons.get(error.errno or 0, f"cannot be read: {os.strerror(error.errno or 0)}")
        link_or_locked = error.errno in (errno.ELOOP, errno.EACCES)
        return Obstacle(reason, needs_rights=error.errno == errno.EACCES, is_callable=link_or_locked)
    try:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            return Obstacle("is a directory: remove it, or rename the peer")
        if not stat.S_ISREG(status.st_mode):
            return Obstacle("is no regular file: remove it, or rename the peer")
        if status.st_size > MAX_FILE:
            return Obstacle(f"is larger than {MAX_FILE // 1024} KiB: not a peers file", is_callable=True)
        text = _read_all(descriptor)
        return File(text, access_of(status), dictionary, (status.st_dev, status.st_ino))
    finally:
        os.close(descriptor)


def _read_all(descriptor: int) -> bytes:
    pieces = []
    while piece := os.read(descriptor, MAX_FILE):
        pieces.append(piece)
    return b"".join(pieces)
