"""One call as a person is told of it: its phases, its end, and what it comes to."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from vpnsync.cli.screen import hand_out, note, say, warn
from vpnsync.errors import CallError, ConflictError
from vpnsync.link.last_call import End
from vpnsync.pppd.scripts import SAID

if TYPE_CHECKING:
    from vpnsync.cli.dialing import Manner
    from vpnsync.cli.handover import Callee, Handover
    from vpnsync.cli.progress import Progress
    from vpnsync.link.diagnosis import Diagnosis
    from vpnsync.link.dial import Call, Event
    from vpnsync.link.interfaces import Interface
    from vpnsync.link.log import Follower, Log
    from vpnsync.link.machine import Machine
    from vpnsync.link.network import Network

_KEPT = 200
"""Lines of a call that are remembered: a link may be up for months."""

_REFUSED = 19
_UP_ALREADY = "is up already"


@dataclass
class Story:
    """One call: what was asked for, and what has happened so far."""

    name: str
    handover: Handover
    machine: Machine
    manner: Manner
    lines: list[str] = field(default_factory=list)
    servers: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    followers: list[Follower] = field(default_factory=list)
    """Readers of what the peer's scripts write into the log."""
    started: float = field(default_factory=time.monotonic)
    interface: Interface | None = None
    network: Network | None = None
    """What the system says of the link's routes and name servers, once it is up."""

    @property
    def callee(self) -> Callee:
        """Who is called."""
        return self.handover.calls[self.name]

    @property
    def never_came_up(self) -> bool:
        """Whether there was no link at any time so far."""
        return self.interface is None

    def is_up_already(self) -> bool:
        """Whether the link is up, which is then said; refuse to dial a second time beside a first."""
        from vpnsync.link.status import links

        link = links(self.machine, self.handover.dictionary, [self.name])[self.name]
        if link.state == "dialing":
            raise ConflictError(
                self.name,
                f"is being dialed already, by process {link.pid}",
                hint=f"vpnsync down {self.name} ends it",
                name="busy",
            )
        if link.state == "up":
            self.interface = link.interface
            self._say_up(_UP_ALREADY)
        return link.state == "up"

    def tell(self, call: Call, log: Log, progress: Progress) -> int:
        """Say what happens until the link is up and let go, or until it has ended; return the status."""
        from vpnsync.link.log import Follower

        log.mark("dialing", self.callee.shown)
        self.started = time.monotonic()
        progress.phase(f"dialing {self.callee.shown} ({self.callee.protocol})")
        status = 0
        self.followers = [Follower(one.descriptor, one.offset) for one in call.followers]
        for event in call.events(self.manner.timeout):
            if event.kind == "line":
                self._line(event.line, progress)
            elif event.kind == "up":
                progress.rest()
                self._up(event, log)
                if self.manner.is_detached:
                    call.let_go()
                    return 0
            elif event.kind == "lost":
                self._lost(call, progress)
            else:
                progress.rest()
                status = self._end(call, log, event.status or 0)
        return status

    def _line(self, line: str, progress: Progress) -> None:
        from vpnsync.link.phases import name_server, phase

        if line.startswith(SAID):
            self._script_said(line)
            return
        self.lines.append(line)
        del self.lines[:-_KEPT]
        progress.line(line)
        server, said = name_server(line), phase(line)
        if server and server not in self.servers:
            self.servers.append(server)
        if said:
            progress.phase(said)

    def _script_said(self, line: str) -> None:
        """Tell, once, what a peer's script has to say: only what did not go as it should."""
        if line not in self.told:
            self.told.append(line)
            warn(f"{self.name}: {line.removeprefix(SAID)}")

    def _up(self, event: Event, log: Log) -> None:
        from vpnsync.cli.settled import settled

        self.interface = event.interface
        log.mark("up", event.interface.name if event.interface else "")
        effects = self.handover.effects.get(self.name, ())
        self.network = settled(self.name, self.machine, self.interface, effects)
        for follower in self.followers:  # a detached link is let go before its lines are read
            for line in follower.lines():
                if line.startswith(SAID):
                    self._script_said(line)
        self._say_up("is up", time.monotonic() - self.started)

    def _lost(self, call: Call, progress: Progress) -> None:
        """Say that the link is gone, where pppd goes on: it dials again by itself."""
        if call.reason is None and call.pppd.poll() is None:
            progress.phase("the connection was lost; pppd dials again by itself")
            if self.manner.is_json:
                self._print("dialing")
        self.servers.clear()
        self.started = time.monotonic()

    def _say_up(self, what: str, seconds: float | None = None) -> None:
        link = self.interface
        if self.manner.is_json:
            self._print("up", seconds=seconds)
        elif link:
            ends = f"{link.local} -> {link.remote}" if link.remote else str(link.local)
            dns = f", DNS {' '.join(self.servers)}" if self.servers else ""
            took = f", {seconds:.1f} s" if seconds is not None else ""
            say(f"{self.name} {what}: {link.name} {ends}{dns}{took}")
            from vpnsync.cli.overview import network_lines

            for key, value in network_lines(self.network):
                say(f"{self.name} {key}: {value}")
        hand_out()

    def _end(self, call: Call, log: Log, status: int) -> int:
        """Say how a call ended; raise CallError where it failed."""
        why = self._diagnosis(call, status)
        # pppd calls it a request when vpnsync keeps it from trying a refused password again.
        shown = _REFUSED if call.reason == "refused" else status
        text = f"{shown} {call.reason}" if call.reason else str(shown)
        log.mark("ended", f"{text}: {why.cause}", End(shown, call.reason or "", why))
        # 0 is a link that was up and was ended well; but who wants it --detached, or --tried, wants it now.
        lacks_link = (self.manner.is_detached or self.manner.is_try) and self.interface is None
        is_well = call.reason == "interrupted" or not (shown or call.reason or lacks_link)
        result = (shown if shown >= 0 else 128 - shown) or (0 if is_well else 1)
        if self.manner.is_json:
            self._print("down", result, why=why)
        killed = ", only when it was killed" if call.was_killed else ""
        if is_well:
            told = "you ended it" if call.reason else why.cause
            note(f"{self.name} is down: {told} (pppd ended with {status}{killed})")
            return result
        cause = f"{why.cause} (pppd ended with {shown}{killed})"
        error = CallError(self.name, cause, hint=self._hint(why), name=why.name)
        error.status = result
        raise error

    def _hint(self, why: Diagnosis) -> str:
        """Return the line that told it, the way out, and where in vpns.toml that is."""
        keys = " or ".join(why.keys)
        hints = [f"pppd said: {line}" for line in why.lines]
        hints += [f"what to do: {why.remedy}"] if why.remedy else []
        hints += [f"in {self.handover.description}: {keys}"] if keys else []
        return "\n  ".join(hints)

    def _diagnosis(self, call: Call, status: int) -> Diagnosis:
        """Return why it ended, with the keys as vpns.toml has them."""
        from vpnsync.link.diagnose import Facts, diagnose, needs_probe
        from vpnsync.link.probe import PORTS, unanswered

        protocol, server = self.callee.protocol, self.callee.server
        was_up = self.interface is not None
        is_late = call.reason == "timeout"
        facts = Facts(
            self.machine.platform,
            protocol,
            was_up=was_up,
            is_late=is_late,
            is_taken=call.is_taken,
            reconnects=self.callee.reconnects,
        )
        if call.reason != "interrupted" and server and needs_probe(self.lines, facts):
            facts = facts._replace(answers=unanswered(server, PORTS[protocol]) is None)
        why = diagnose(status, self.lines, facts)
        late = f"was not up within {self.manner.timeout:g} seconds: " if is_late else ""
        return why._replace(cause=f"{late}{why.cause}", keys=tuple(map(self.callee.key, why.keys)))

    def _print(
        self,
        state: Literal["up", "dialing", "down"],
        status: int = 0,
        seconds: float | None = None,
        why: Diagnosis | None = None,
    ) -> None:
        """Print how things stand, as one document."""
        from vpnsync.cli.outcome import Outcome

        known = (self.interface, self.network, self.servers)
        Outcome(self.name, state, status, *known, seconds, why).print()
