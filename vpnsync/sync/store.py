"""Read the managed files, through the descriptors of their directories, following no link."""

from __future__ import annotations

import errno
import os
import re
import stat
from typing import TYPE_CHECKING, Final

from vpnsync.errors import ConflictError, RightsError, VpnsyncError
from vpnsync.sync.change import Actual, Obstacle
from vpnsync.sync.files import File
from vpnsync.sync.kinds import Kind, Target
from vpnsync.sync.place import access_of

if TYPE_CHECKING:
    from pathlib import Path

    from vpnsync.pppd.options import Dictionary
    from vpnsync.sync.place import Place

MAX_FILE: Final = 1024 * 1024
"""Bytes of the largest file that is read."""

TEMPORARY: Final = ".vpnsync-"
_TEMPORARY: Final = re.compile(re.escape(TEMPORARY) + "[0-9a-f]{16}")
"""How the names of temporary files start: a dot file is no peer."""

READ: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def read(place: Place, dictionary: Dictionary) -> dict[Target, Actual]:
    """Return every managed file, and what stands where one could be; {} without any directory.

    Dot files are none. Raises RightsError where root is needed.
    """
    found: dict[Target, Actual] = {}
    for kind in place.kinds:
        found |= _read_kind(place, kind, dictionary)
    return found


def _read_kind(place: Place, kind: Kind, dictionary: Dictionary) -> dict[Target, Actual]:
    with place.open(kind) as directory:
        if directory is None:
            return {}
        try:
            names = sorted(os.listdir(directory))  # noqa: PTH208 - of a descriptor
        except OSError as error:
            raise unlisted(error, place.directory(kind)) from error
        found: dict[Target, Actual] = {
            Target(kind, name): read_one(directory, name, dictionary, kind)
            for name in names
            if not name.startswith(".") and (kind.is_listed or kind.peer_of(name))
        }
    unreadable = any(isinstance(actual, Obstacle) and actual.needs_rights for actual in found.values())
    if unreadable and place.root is None and os.geteuid() != 0:
        raise RightsError(str(place.directory(kind)), "its files cannot be read without root")
    return found


def leftovers(place: Place) -> list[str]:
    """Return the temporary files that an apply left behind when it was killed."""
    found = []
    for kind in place.kinds:
        with place.open(kind) as directory:
            try:
                found += [] if directory is None else leftovers_in(directory)
            except OSError as error:
                raise unlisted(error, place.directory(kind)) from error
    return found


def unlisted(error: OSError, directory: Path) -> VpnsyncError:
    """Say why it cannot be told what is in a directory."""
    if isinstance(error, PermissionError):
        return RightsError(str(directory), "cannot be read without root")
    return ConflictError(str(directory), f"cannot be read: {os.strerror(error.errno or 0)}")


def leftovers_in(directory: int) -> list[str]:
    """Return the temporary files in an open directory."""
    found = [name for name in os.listdir(directory) if _TEMPORARY.fullmatch(name)]
    return sorted(name for name in found if stat.S_ISREG(os.lstat(name, dir_fd=directory).st_mode))


def read_one(directory: int, name: str, dictionary: Dictionary, kind: Kind) -> Actual:
    """Return one file of an open directory, or what stands in its place."""
    try:
        descriptor = os.open(name, READ, dir_fd=directory)
    except OSError as error:
        reasons = {
            errno.ELOOP: "is a symbolic link: vpnsync neither follows nor replaces it; remove it first",
            errno.EACCES: "cannot be read with these rights",
        }
        reason = reasons.get(error.errno or 0, _unread(error))
        is_callable = error.errno != errno.ENXIO  # a socket
        return Obstacle(reason, needs_rights=error.errno == errno.EACCES, is_callable=is_callable)
    try:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            return Obstacle("is a directory: remove it, or rename the peer")
        if not stat.S_ISREG(status.st_mode):
            return Obstacle("is no regular file: remove it, or rename the peer")
        if status.st_size > MAX_FILE:
            return Obstacle(
                f"is larger than {MAX_FILE // 1024} KiB: not what vpnsync writes", is_callable=True
            )
        text = read_all(descriptor, status.st_size)
        return File(text, access_of(status), dictionary, (status.st_dev, status.st_ino), kind)
    except OSError as error:
        return Obstacle(_unread(error), is_callable=True)
    finally:
        os.close(descriptor)


def _unread(error: OSError) -> str:
    return f"cannot be read: {os.strerror(error.errno or 0)}"


def read_all(descriptor: int, size: int) -> bytes:
    """Return everything that an open file holds; size: bytes that it is expected to have.

    Room for many more would be asked of the kernel, and given back, for each file anew.
    """
    pieces = []
    while piece := os.read(descriptor, size + 1):
        pieces.append(piece)
    return b"".join(pieces)
