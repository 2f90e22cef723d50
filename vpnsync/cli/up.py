"""`vpnsync up`: dial a peer, say how far it has come, and explain what went wrong."""

from __future__ import annotations

import contextlib
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

import typer

from vpnsync.cli.options import (
    ConfigOption,
    HostOption,
    JsonOption,
    PlatformOption,
    PppdOption,
    RootOption,
    TimeoutOption,
    VerboseOption,
)
from vpnsync.cli.screen import is_terminal, note, say, warn
from vpnsync.errors import BusyError, CallError, ConflictError, DriftError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from vpnsync.cli.dialing import Wanted
    from vpnsync.cli.progress import Progress
    from vpnsync.cli.session import Session
    from vpnsync.link.diagnose import Diagnosis
    from vpnsync.link.dial import Call
    from vpnsync.link.interfaces import Interface
    from vpnsync.link.log import Follower, Log


def up(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The peer.")],
    *,
    config: ConfigOption = None,
    root: RootOption = None,
    platform: PlatformOption = None,
    pppd: PppdOption = None,
    host: HostOption = None,
    json: JsonOption = False,
    detach: Annotated[
        bool, typer.Option("--detach", "-d", help="Return once the link is up, and leave it so.")
    ] = False,
    timeout: TimeoutOption = None,
    verbose: VerboseOption = False,
) -> int:
    """Dial a peer and watch it; Ctrl-C ends exactly this link. Ends with pppd's own exit status.

    Example: sudo vpnsync up office --detach --timeout 30
    """
    from vpnsync.cli.apply import apply
    from vpnsync.cli.dialing import check_can_dial, dial_secrets, machine_of, shares_server
    from vpnsync.cli.progress import Progress
    from vpnsync.cli.session import open_session
    from vpnsync.link.dial import Call, Order
    from vpnsync.link.log import open_log
    from vpnsync.sync.lock import held

    session = open_session(config=config, root=root, platform=platform, pppd=pppd, host=host, names=(name,))
    wanted = _applied(
        session,
        lambda: apply([name], config=config, root=root, platform=platform, pppd=pppd, host=host),
    )
    check_can_dial(session, wanted)
    story = Story(wanted, session, is_json=json)
    try:
        with held(session.place, f"dial-{name}", f"another vpnsync up is dialing {name}"):
            if story.is_up_already():
                return 0
            for other in shares_server(session, wanted):
                warn(
                    f"{other} is up over the same server: pptp makes one connection for both, so that"
                    " ending one of them ends both"
                )
            order = Order(name, wanted.linkname, dial_secrets(session, wanted), story.needs_address)
            with (
                open_log(session.place, name) as log,
                _own_logfile(session, wanted) as others,
                Progress(name, verbose=verbose) as progress,
                Call(order, machine_of(session), log, others) as call,
            ):
                return story.tell(call, log, progress, detach=detach, timeout=timeout)
    except BusyError:
        if story.is_up_already():
            return 0
        raise


def _applied(session: Session, apply: Callable[[], int]) -> Wanted:
    """Return a peer that is on disk as described; a person at the terminal may apply it just now."""
    from vpnsync.cli.dialing import in_sync

    (name,) = session.names
    try:
        return in_sync(session, name)
    except DriftError as error:
        if not (is_terminal(sys.stdin) and is_terminal(sys.stderr)):
            raise
        note(f"{error.text().splitlines()[0]}; this is what apply would do first:")
        if apply() != 0:
            raise
    return in_sync(session, name)


@contextlib.contextmanager
def _own_logfile(session: Session, wanted: Wanted) -> Iterator[list[Follower]]:
    """Read along where the peers file sends pppd's messages; pppd itself would create it for all to read."""
    from vpnsync.cli.dialing import machine_of
    from vpnsync.link.log import follow_logfile

    if not wanted.logfile:
        yield []
        return
    with follow_logfile(machine_of(session).path(wanted.logfile)) as follower:
        if follower is None:
            warn(f"{wanted.logfile}: cannot be read along, so that a failure may stay unexplained")
        yield [follower] if follower else []


@dataclass
class Story:
    """One call as the person is told of it, and what its end comes to."""

    wanted: Wanted
    session: Session
    is_json: bool = False
    lines: list[str] = field(default_factory=list)
    servers: list[str] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)
    interface: Interface | None = None

    @property
    def name(self) -> str:
        """The peer's name."""
        return self.wanted.name

    @property
    def needs_address(self) -> bool:
        """Whether the link is only up with an IPv4 address."""
        words = self.wanted.settings.options()
        return not words.keys() & {"noip", "-ip"}

    def is_up_already(self) -> bool:
        """Whether the link is up, which is then said; refuse to dial a second time beside a first."""
        from vpnsync.cli.dialing import machine_of
        from vpnsync.link.status import links

        link = links(machine_of(self.session), self.session.dictionary, [self.name])[self.name]
        if link.state == "dialing":
            raise ConflictError(
                self.name,
                f"is being dialed already, by process {link.pid}",
                hint=f"vpnsync down {self.name} ends it",
            )
        if link.state == "up":
            self.interface = link.interface
            self._say_up("is up already", seconds=None)
        return link.state == "up"

    def tell(self, call: Call, log: Log, progress: Progress, *, detach: bool, timeout: float | None) -> int:
        """Say what happens until the link is up and let go, or until it has ended; return the status."""
        from vpnsync.link.phases import name_server, phase

        log.mark("dialing", self.wanted.server)
        progress.phase(f"dialing {self.wanted.server} ({self.wanted.peer.protocol})")
        for event in call.events(timeout):
            match event.kind:
                case "line":
                    self.lines.append(event.line)
                    del self.lines[:-_KEPT]
                    progress.line(event.line)
                    self.servers += [found for found in [name_server(event.line)] if found]
                    said = phase(event.line)
                    if said:
                        progress.phase(said)
                case "up":
                    progress.rest()
                    log.mark("up", event.interface.name if event.interface else "")
                    self.interface = event.interface
                    if not self.is_json or detach:
                        self._say_up("is up", seconds=time.monotonic() - self.started)
                    if detach:
                        call.let_go()
                        return 0
                case "lost":
                    if not call.reason and call.pppd.poll() is None:
                        progress.phase("the connection was lost")
                    self.servers.clear()
                    self.started = time.monotonic()
                case "end":
                    progress.rest()
                    return self._end(call, log, event.status or 0, timeout)
        raise AssertionError("a call ends")  # pragma: no cover - events() ends with an end

    def _say_up(self, what: str, *, seconds: float | None) -> None:
        link = self.interface
        ends = f"{link.local} -> {link.remote}" if link and link.remote else str(link.local if link else "")
        if self.is_json:
            self._print(status=0, seconds=seconds)
        else:
            dns = f", DNS {' '.join(dict.fromkeys(self.servers))}" if self.servers else ""
            took = f", {seconds:.1f} s" if seconds is not None else ""
            say(f"{self.name} {what}: {link.name if link else ''} {ends}{dns}{took}")
        sys.stdout.flush()

    def _print(self, *, status: int, seconds: float | None = None, why: Diagnosis | None = None) -> None:
        from vpnsync.cli.result import print_json

        link = self.interface
        print_json(
            {
                "format_version": 1,
                "name": self.name,
                "state": "up" if status == 0 and seconds is not None else "down",
                "status": status,
                "interface": link.name if link else None,
                "local": link.local if link else None,
                "remote": link.remote if link else None,
                "dns": list(dict.fromkeys(self.servers)),
                "seconds": round(seconds, 1) if seconds is not None else None,
                "cause": why.cause if why else None,
                "remedy": (why.remedy or None) if why else None,
                "keys": [self.wanted.key(key) for key in why.keys] if why else [],
                "lines": list(why.lines) if why else [],
            }
        )

    def _end(self, call: Call, log: Log, status: int, timeout: float | None) -> int:
        """Say how a call ended; raise CallError where it failed."""
        why = self._diagnosis(call, status)
        # pppd calls it a request when vpnsync keeps it from trying a refused password again.
        shown = 19 if call.reason == "refused" else status
        log.mark("ended", f"{shown} {call.reason or ''}")
        result = shown if shown >= 0 else 128 - shown
        if self.is_json:
            self._print(status=result, why=why)
        killed = ", only when it was killed" if call.was_killed else ""
        if call.reason == "interrupted" or shown == 0:
            told = "you ended it" if call.reason else why.cause
            note(f"{self.name} is down: {told} (pppd ended with {status}{killed})")
            return result
        late = f"was not up within {timeout:g} seconds: " if call.reason == "timeout" else ""
        keys = " or ".join(self.wanted.key(key) for key in why.keys)
        hints = [f"pppd said: {line}" for line in why.lines]
        hints += [f"what to do: {why.remedy}"] if why.remedy else []
        hints += [f"in {self.session.config.path}: {keys}"] if keys else []
        error = CallError(
            self.name, f"{late}{why.cause} (pppd ended with {shown}{killed})", hint="\n  ".join(hints)
        )
        error.status = result
        raise error

    def _diagnosis(self, call: Call, status: int) -> Diagnosis:
        from vpnsync.link.diagnose import Facts, diagnose, needs_probe
        from vpnsync.link.probe import PORTS, unanswered

        protocol, server = self.wanted.peer.protocol, self.wanted.peer.value("server")
        answers = None
        asked = call.reason != "interrupted" and self.interface is None
        if asked and server and needs_probe(self.lines, protocol):
            answers = unanswered(server, PORTS[protocol]) is None
        facts = Facts(
            self.session.platform,
            protocol,
            answers,
            was_up=self.interface is not None,
            is_late=call.reason == "timeout",
        )
        return diagnose(status, self.lines, facts)


_KEPT = 200
"""Lines of a call that are remembered: a link may be up for months."""
