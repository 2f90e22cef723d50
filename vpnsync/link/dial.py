"""Dial: run pppd for one peer, watch it until it is up or gone, and leave nothing behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, Self

from vpnsync.errors import MissingError
from vpnsync.link.interfaces import interfaces
from vpnsync.link.lines import without_stamp
from vpnsync.link.log import read_mark
from vpnsync.link.phases import is_refusal
from vpnsync.link.pidfiles import read_pid_files
from vpnsync.link.signals import Interrupts
from vpnsync.link.tunnel import is_call_taken
from vpnsync.pppd.program import call

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    from vpnsync.link.interfaces import Interface
    from vpnsync.link.log import Follower, Log
    from vpnsync.link.machine import Machine

Reason = Literal["interrupted", "timeout", "refused"]

PATIENCE: Final = 15
"""Seconds that pppd is given to end a link before it is killed: it says good-bye to the other side."""

_TUNNEL: Final = 0.5
"""Seconds between two looks whether the server has taken the call."""

_DIALING, _UP = 0.1, 1.0
"""Seconds between two looks at a link that is not up yet, and at one that is."""


@dataclass(frozen=True)
class Order:
    """What to dial, as pppd reads it.

    linkname: given on the command line; None where the peers file has its own. secrets: lines
    that pppd reads through a pipe after the peers file. needs_address: IPv4 is to be waited for.
    has_tunnel: pptp carries the call, and tells when the server has taken it.
    lifeline: a pipe that is closed once the person who dials is gone.
    """

    name: str
    linkname: str | None
    secrets: bytes = field(default=b"", repr=False)
    needs_address: bool = True
    has_tunnel: bool = False
    lifeline: int | None = None
    more: Sequence[str] = ()
    """More words for pppd's command line."""


@dataclass(frozen=True)
class Event:
    """Something that happened to a call: a line of the log, up, lost, or the end.

    status: pppd's own exit status, at the end. interface: at `up`.
    """

    kind: Literal["line", "up", "lost", "end"]
    line: str = ""
    interface: Interface | None = None
    status: int | None = None


class Call:
    """One pppd of ours. While entered it is watched; what is left of it then is ended, unless let go."""

    def __init__(self, order: Order, machine: Machine, log: Log, others: Sequence[Follower] = ()) -> None:
        self.order = order
        self.machine = machine
        self.log = log
        self.followers = [log.follow(), *others]
        self.reason: Reason | None = None
        """Why vpnsync ended the call, where it did."""
        self.was_killed = False
        self.is_up = False
        self.is_taken = False
        """Whether the server of a tunnel was seen to take the last call."""
        self._next_look = 0.0
        self._was_seen_up = False
        self._signals = Interrupts(order.lifeline)
        self._let_go = False
        self._end_by: float | None = None

    def __enter__(self) -> Self:
        """Start pppd, in a session of its own: Ctrl-C shall reach it through vpnsync alone."""
        self._signals.__enter__()
        try:
            with _pipe_with(self.order.secrets) as secrets:
                self.pppd = subprocess.Popen(  # noqa: S603 - the machine's own pppd
                    self._command(secrets),
                    stdin=subprocess.DEVNULL,
                    stdout=self.log.descriptor,
                    stderr=self.log.descriptor,
                    env=self.machine.environment(),
                    cwd="/",
                    pass_fds=[] if secrets is None else [secrets],
                    start_new_session=True,
                )
        except OSError as error:
            self._signals.__exit__(None, None, None)
            reason = f"cannot be started: {os.strerror(error.errno or 0)}"
            raise MissingError(str(self.machine.pppd), reason) from error
        except BaseException:
            self._signals.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End what still runs; give the signals back."""
        try:
            if not self._let_go and self.pppd.poll() is None:
                self.pppd.terminate()
                try:
                    self.pppd.wait(PATIENCE)
                except subprocess.TimeoutExpired:
                    self._kill()
                    self.pppd.wait()
        finally:
            self._signals.__exit__(kind, error, trace)

    def _command(self, secrets: int | None) -> list[str]:
        command = [str(self.machine.pppd), *call(self.order.name, self.order.linkname, self.order.more)]
        return command + ([] if secrets is None else ["file", f"/dev/fd/{secrets}"])

    def let_go(self) -> None:
        """Leave the link alone from now on: nobody watches it any more."""
        self._let_go = True
        self.pppd.returncode = self.pppd.returncode or 0  # else Python warns of a child that still runs

    def events(self, timeout: float | None = None) -> Iterator[Event]:
        """Yield what happens until pppd has ended. A link that never was up in time is ended."""
        started = time.monotonic()
        was_up = False
        while True:
            status = self.pppd.poll()
            for line, is_own in self._lines(is_end=status is not None):
                # Other links may write into the person's log file, too: who is up, was not refused.
                if is_refusal(line) and (is_own or self._interface() is None):
                    self._end("refused")
                self.is_taken = self.is_taken and not line.startswith("Using interface ")
                yield Event("line", line=line)
            if status is not None:
                yield Event("end", status=status)
                return
            yield from self._changes()
            self._look_into_tunnel()
            was_up = was_up or self.is_up  # what was up once and was lost may take its time
            if self._signals.caught:
                self._end("interrupted")
            elif timeout is not None and not was_up and time.monotonic() - started > timeout:
                self._end("timeout")
            self._insist()
            with contextlib.suppress(OSError):  # a full disk is no reason to end a link
                self.log.rotate()
            self._signals.wait(_UP if self.is_up and not self.reason else _DIALING)

    def _lines(self, *, is_end: bool) -> Iterator[tuple[str, bool]]:
        """Yield new lines, and whether they can only be this call's."""
        for follower in self.followers:
            for line in follower.lines(is_end=is_end):
                if not read_mark(line):
                    yield without_stamp(line), follower is self.followers[0]

    def _look_into_tunnel(self) -> None:
        """Note that the server took the call: pppd itself cannot tell that from a server that is silent."""
        now = time.monotonic()
        if self.order.has_tunnel and not (self.is_taken or self.is_up) and now >= self._next_look:
            self._next_look = now + _TUNNEL
            self.is_taken = is_call_taken(self.pppd.pid)

    def _changes(self) -> Iterator[Event]:
        """Yield `up` and `lost` when the interface begins and ceases to carry traffic.

        `up` only at the second look: pppd writes the addresses and name servers of a link into its
        log just after its interface is up.
        """
        interface = self._interface()
        if interface is None and self.is_up:
            self.is_up = False
            yield Event("lost")
        elif interface is not None and self._was_seen_up and not self.is_up:
            self.is_up = True
            yield Event("up", interface=interface)
        self._was_seen_up = interface is not None

    def _interface(self) -> Interface | None:
        """Return the link's interface once it is really up: it has its address AND carries traffic."""
        known = interfaces()
        file = read_pid_files(self.machine, known).get(self.pppd.pid)
        found = known[file.interface] if file else None
        if found is None or not found.is_up or (self.order.needs_address and not found.local):
            return None
        return found

    def _end(self, reason: Reason) -> None:
        """Ask pppd, once, to end the link."""
        if self.reason is None:
            self.reason = reason
            self._end_by = time.monotonic() + PATIENCE
            with contextlib.suppress(ProcessLookupError):
                self.pppd.terminate()

    def _insist(self) -> None:
        """Kill a pppd that does not end although it was asked to."""
        if self._end_by is not None and time.monotonic() > self._end_by:
            self._end_by = None
            self._kill()

    def _kill(self) -> None:
        self.was_killed = True
        self.pppd.send_signal(signal.SIGKILL)


@contextlib.contextmanager
def _pipe_with(secrets: bytes) -> Iterator[int | None]:
    """Return the end of a pipe in which the secrets wait for pppd; None without any."""
    if not secrets:
        yield None
        return
    reading, writing = os.pipe()
    try:
        # A pipe holds at least 4096 bytes unread; two secrets are at most 255 each, quoted.
        os.set_blocking(writing, False)
        try:
            os.write(writing, secrets)
        finally:
            os.close(writing)
        yield reading
    finally:
        os.close(reading)
