"""The pppds that run on this machine, and which call each of them is; told by verified argv alone.

A pid file may be stale or forged and a pid may have been given to somebody else, so a process
is taken for the pppd of a peer only when its program is the machine's pppd, it runs as its
owner, and its own command line says `call NAME`.
"""

from __future__ import annotations

import contextlib
import errno
import os
import posixpath
import select
import signal
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import psutil

from vpnsync.pppd.statements import parse
from vpnsync.pppd.words import Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vpnsync.link.machine import Machine
    from vpnsync.pppd.options import Dictionary

_DELETED: Final = " (deleted)"
_CHECK: Final = 0.05


@dataclass(frozen=True)
class Live:
    """One running pppd. names: the peers files it was told to call; None where that may not be seen."""

    process: psutil.Process = field(compare=False)
    names: tuple[str, ...] | None
    argv: tuple[str, ...] = field(default=(), repr=False)

    @property
    def pid(self) -> int:
        """The pid, as long as it runs."""
        return self.process.pid


def live_pppds(machine: Machine, dictionary: Dictionary) -> list[Live]:
    """Return every pppd of the machine; one scan of the processes."""
    found = (_seen(process, machine, dictionary) for process in psutil.process_iter(["name"]))
    return [live for live in found if live is not None]


def sees_all() -> bool:
    """Whether this process may see those of other users; with Linux's hidepid it may not."""
    try:
        psutil.Process(1).create_time()
    except psutil.Error:
        return False
    return True


def calls(live: Iterable[Live], name: str) -> list[Live]:
    """Return those that dial one peer."""
    return [one for one in live if one.names is not None and posixpath.normpath(name) in one.names]


def _seen(process: psutil.Process, machine: Machine, dictionary: Dictionary) -> Live | None:
    if process.info["name"] != machine.pppd.name:
        return None
    try:
        with process.oneshot():
            try:
                argv = process.cmdline()
                if process.uids().effective != machine.owner or not _is_pppd(process, argv, machine):
                    return None
            except psutil.AccessDenied:
                return Live(process, None)
    except psutil.Error:  # gone meanwhile, or a zombie
        return None
    return _told(process, argv, dictionary)


def _is_pppd(process: psutil.Process, argv: list[str], machine: Machine) -> bool:
    """Whether a process runs the machine's pppd, and not just something of its name."""
    pppd = os.path.realpath(machine.pppd)
    try:
        program = process.exe().removesuffix(_DELETED)
    except psutil.AccessDenied:
        # Only root may look; anybody may still know what root's pppd is called.
        return bool(argv) and os.path.basename(argv[0]) == machine.pppd.name  # noqa: PTH119 - a text
    if os.path.realpath(program) == pppd:
        return True
    # A folder that plays a machine may have a script for its pppd.
    return machine.root is not None and len(argv) > 1 and os.path.realpath(argv[1]) == pppd


def _told(process: psutil.Process, argv: list[str], dictionary: Dictionary) -> Live:
    """Read a pppd's own command line as it does itself."""
    first = next((index for index, word in enumerate(argv[:2]) if word.endswith("pppd")), 0) + 1
    words = [Word(text, index, index) for index, text in enumerate(argv[first:])]
    given = [(s.option.word, s.value) for s in parse(words, dictionary) if s.option and s.value is not None]
    called = tuple(posixpath.normpath(value) for word, value in given if word == "call")  # ./office
    return Live(process, called, tuple(argv))


def end(live: Live, patience: float) -> bool:
    """End one pppd, and only if it is still the one that was seen; whether it is gone in time.

    Raises PermissionError. The descriptor of the process, where the system has them, keeps its
    pid from becoming another's between the look and the signal.
    """
    with contextlib.suppress(ProcessLookupError), _held(live.pid) as descriptor:
        if not _is_still(live):
            return True
        if descriptor is None:
            os.kill(live.pid, signal.SIGTERM)
        else:
            signal.pidfd_send_signal(descriptor, signal.SIGTERM)
        return _is_gone(live, descriptor, patience)
    return True


@contextlib.contextmanager
def _held(pid: int) -> Iterator[int | None]:
    if not hasattr(os, "pidfd_open"):
        yield None
        return
    try:
        descriptor = os.pidfd_open(pid)
    except OSError as error:
        # Python has it, but the kernel (Linux before 5.3) or a container's filter does not.
        if error.errno not in (errno.ENOSYS, errno.EPERM):
            raise
        yield None
        return
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _is_still(live: Live) -> bool:
    try:
        same = live.process.is_running() and tuple(live.process.cmdline()) == live.argv
    except psutil.Error:  # gone, or a zombie
        return False
    return same


def _is_gone(live: Live, descriptor: int | None, patience: float) -> bool:
    if descriptor is not None:
        return bool(select.select([descriptor], [], [], patience)[0])
    until = time.monotonic() + patience
    while _is_still(live):
        if time.monotonic() > until:
            return False
        time.sleep(_CHECK)
    return True
