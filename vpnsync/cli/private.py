"""Small files of the person's own that may be lost at any time: $XDG_CACHE_HOME/vpnsync.

Nothing here ever fails: what cannot be written is not kept, and what is not this user's alone is not read.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vpnsync.config.ownership import check_ownership
from vpnsync.errors import DescriptionError

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_SIZE: Final = 64 * 1024 * 1024
_MOST: Final = 16
"""Files of which the oldest goes when one more comes."""
_DIRECTORY: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_READ: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_CREATE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def kept(name: str) -> bytes:
    """Return what was kept under a name; b"" where there is nothing that can be believed."""
    with contextlib.suppress(OSError, DescriptionError), _directory() as directory:
        descriptor = os.open(name, _READ, dir_fd=directory)
        with os.fdopen(descriptor, "rb") as stream:
            status = os.fstat(descriptor)
            if stat.S_ISREG(status.st_mode) and _is_own(status) and status.st_size <= _MAX_SIZE:
                return stream.read(_MAX_SIZE)
    return b""


def keep(name: str, data: bytes | None) -> None:
    """Keep something under a name, or forget what was kept there."""
    with contextlib.suppress(OSError, DescriptionError), _directory(create=data is not None) as directory:
        if data is None or len(data) > _MAX_SIZE:  # more is not read back either
            os.unlink(name, dir_fd=directory)
        else:
            _write(directory, name, data)
            _clear(directory)


@contextlib.contextmanager
def _directory(*, create: bool = False) -> Iterator[int]:
    """Open the directory; raise OSError where it is not there, or not this user's alone."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    if not base.startswith("/"):
        base = os.path.expanduser("~/.cache")  # noqa: PTH111 - which never fails
    path = Path(base, "vpnsync")
    if create and not path.is_dir():
        _make(path)
    directory = os.open(path, _DIRECTORY)
    try:
        status = os.fstat(directory)
        if not _is_own(status):
            raise PermissionError(path)
        # Whoever may rename above it could put there what this user has made for something else.
        check_ownership(path, status, os.geteuid())
        yield directory
    finally:
        os.close(directory)


def _make(path: Path) -> None:
    """Make the directory; a home that is not there is not made, nor anything where others could meddle."""
    for one in (path.parent, path):
        if not one.is_dir():
            check_ownership(one, one.parent.stat(), os.geteuid())
            one.mkdir(0o700)


def _is_own(status: os.stat_result) -> bool:
    """Whether something is this user's, and nobody else may read or write it."""
    return status.st_uid == os.geteuid() and not status.st_mode & 0o077


def _write(directory: int, name: str, data: bytes) -> None:
    """Put a file in place as a whole. It is not synced: what a power cut leaves of it has a wrong digest."""
    temporary = f".{secrets.token_hex(8)}"
    descriptor = os.open(temporary, _CREATE, 0o600, dir_fd=directory)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
        os.rename(temporary, name, src_dir_fd=directory, dst_dir_fd=directory)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary, dir_fd=directory)
        raise


def _clear(directory: int) -> None:
    """Remove the oldest files where there are too many: of descriptions that are gone, of killed runs."""
    names = os.listdir(directory)
    if len(names) > _MOST:
        names.sort(key=lambda name: os.lstat(name, dir_fd=directory).st_mtime)
        for name in names[: len(names) - _MOST]:
            os.unlink(name, dir_fd=directory)
