"""pppd's pid files: which interface a pppd has, and since when. Never who it is: those files go stale."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from vpnsync.link.machine import Machine

_READ: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_CONTENT: Final = re.compile(rb"(\d{1,10})\n(?:([A-Za-z0-9][A-Za-z0-9._-]{0,31})\n)?")
_MAX_SIZE: Final = 64


class PidFile(NamedTuple):
    """One pid file: `interface` is what its second line, or else its own name, says; since: its mtime."""

    pid: int
    interface: str
    since: float


def read_pid_files(machine: Machine, known: Collection[str]) -> dict[int, PidFile]:
    """Return the pid files that name one of the known interfaces, by pid; the newest of each pid.

    Linux writes run/IFNAME.pid and run/ppp-LINKNAME.pid, the latter before there is an interface;
    macOS writes run/pppN.pid and run/ppp-LINKNAME.pid once there is one. Each holds the pid and,
    once known, the interface.
    """
    found: dict[int, PidFile] = {}
    for folder in machine.run:
        with contextlib.suppress(OSError):
            for file in _in(os.fspath(folder), machine.owner):
                older = found.get(file.pid)
                if file.interface in known and (older is None or older.since < file.since):
                    found[file.pid] = file
    return found


def _in(folder: str, owner: int) -> Iterator[PidFile]:
    directory = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for name in os.listdir(directory):  # noqa: PTH208 - of a descriptor
            if name.endswith(".pid"):
                with contextlib.suppress(OSError):
                    file = _one(directory, name, owner)
                    if file:
                        yield file
    finally:
        os.close(directory)


def _one(directory: int, name: str, owner: int) -> PidFile | None:
    descriptor = os.open(name, _READ, dir_fd=directory)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_uid != owner or status.st_size > _MAX_SIZE:
            return None
        content = _CONTENT.fullmatch(os.read(descriptor, _MAX_SIZE))
    finally:
        os.close(descriptor)
    if not content:
        return None
    interface = content[2].decode() if content[2] else name.removesuffix(".pid")
    return PidFile(int(content[1]), interface, status.st_mtime)
