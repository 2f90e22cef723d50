"""The one writer: a file is replaced as a whole, through the descriptor of its directory, or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
from typing import TYPE_CHECKING, Final

from vpnsync.sync.store import TEMPORARY, leftovers_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from vpnsync.sync.files import Access

_CREATE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def write(
    directory: int, name: str, text: bytes, access: Access, last_look: Callable[[], object] = lambda: None
) -> os.stat_result:
    """Put a file in place atomically: mode set while it is empty, fsync, rename; return its status.

    `last_look` is called just before the rename, and stops it by raising. On any failure the
    temporary file is removed. The caller syncs the directory.
    """
    temporary = f"{TEMPORARY}{secrets.token_hex(8)}"
    try:
        descriptor = os.open(temporary, _CREATE, 0, dir_fd=directory)
        try:
            os.fchown(descriptor, access.uid, access.gid)
            os.fchmod(descriptor, access.mode)
            _write_all(descriptor, text)
            os.fsync(descriptor)
            status = os.fstat(descriptor)
        finally:
            os.close(descriptor)
        last_look()
        os.rename(temporary, name, src_dir_fd=directory, dst_dir_fd=directory)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary, dir_fd=directory)
        raise
    return status


def clear(directory: int) -> None:
    """Remove the temporary files that a killed apply left behind."""
    for name in leftovers_in(directory):
        os.unlink(name, dir_fd=directory)


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
