"""One apply at a time: a lock that dies with its holder and names it while it lives."""

from __future__ import annotations

import contextlib
import fcntl
import os
from typing import TYPE_CHECKING

from vpnsync.errors import BusyError, ConflictError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vpnsync.sync.place import Place


@contextlib.contextmanager
def held(place: Place) -> Iterator[None]:
    """Hold the lock of the managed directories; raise BusyError, which names the holder, at once."""
    with place.open_state() as directory:
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            descriptor = os.open("lock", flags, 0o600, dir_fd=directory)
        except OSError as error:
            raise ConflictError(str(place.state / "lock"), os.strerror(error.errno or 0)) from error
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
                raise BusyError(
                    "another vpnsync apply is running",
                    f"it holds {place.state / 'lock'} as process {holder or 'unknown'}",
                    hint="wait until it has ended, then plan again",
                ) from None
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
            yield
        finally:
            os.close(descriptor)
