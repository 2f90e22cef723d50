"""One apply at a time: a lock that dies with its holder and names it while it lives."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from vpnsync.errors import BusyError, ConflictError
from vpnsync.sync.place import HERE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vpnsync.sync.place import Place


_PATIENCE: Final = 50
"""How often to look for the holder's pid, which it writes just after it has the lock."""


@contextlib.contextmanager
def held(place: Place, name: str = "lock", busy: str = "another vpnsync apply is running") -> Iterator[None]:
    """Hold a lock, that of the managed directories; raise BusyError, which names the holder, at once.

    It stands where this machine keeps its state, for whatever platform the files are: two applies
    for two platforms under one root write the same directories.
    """
    place = replace(place, platform=HERE)
    with place.open_state() as directory:
        path = place.state / name
        try:
            descriptor = os.open(
                name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600, dir_fd=directory
            )
        except OSError as error:
            raise ConflictError(str(path), os.strerror(error.errno or 0)) from error
        try:
            _take(descriptor, path, busy)
            with contextlib.suppress(OSError):  # it is another's, who made it so
                os.fchmod(descriptor, 0o600)  # under a umask that takes the owner's rights it was less
            yield
        finally:
            os.close(descriptor)


def _take(descriptor: int, path: Path, busy: str) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Written over the last holder's, never emptied first: a full disk has room for that.
        os.ftruncate(descriptor, os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0))
    except BlockingIOError:
        raise BusyError(
            busy,
            f"it holds {path} as process {_holder(descriptor)}",
            hint="wait until it has ended, then plan again",
        ) from None
    except OSError as error:
        raise ConflictError(str(path), os.strerror(error.errno or 0)) from error


def _holder(descriptor: int) -> str:
    """Return the pid of the process that holds the lock."""
    for _ in range(_PATIENCE):
        pid = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
        if pid.isdigit() and _is_alive(int(pid)):
            return pid
        time.sleep(0.01)
    return "unknown"


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
