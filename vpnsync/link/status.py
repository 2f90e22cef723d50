"""What is up: one look at the processes, the interfaces and the pid files answers for all peers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import psutil

from vpnsync.link.interfaces import Interface, interfaces
from vpnsync.link.live import Live, calls, live_pppds, sees_all
from vpnsync.link.pidfiles import read_pid_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from vpnsync.link.machine import Machine
    from vpnsync.link.pidfiles import PidFile
    from vpnsync.pppd.options import Dictionary

State = Literal["up", "dialing", "down", "unknown"]


@dataclass(frozen=True)
class Link:
    """One peer's link. since: seconds since the epoch, of the interface or else of the process."""

    state: State
    pid: int | None = None
    interface: Interface | None = None
    since: float | None = None


DOWN: Final = Link("down")
UNKNOWN: Final = Link("unknown")


def links(machine: Machine, dictionary: Dictionary, names: Iterable[str]) -> dict[str, Link]:
    """Return the link of each peer. `unknown` where this process may not see enough to tell."""
    live = live_pppds(machine, dictionary)
    is_blind = not sees_all() or any(one.names is None for one in live)
    known = interfaces() if live else {}
    files = read_pid_files(machine, known) if live else {}
    found = {}
    for name in names:
        own = [_link(one, known, files) for one in calls(live, name)]
        # Up before dialing, where a peer was dialed twice.
        best = min(own, key=lambda link: link.state != "up", default=None)
        found[name] = best or (UNKNOWN if is_blind else DOWN)
    return found


def live_names(machine: Machine, dictionary: Dictionary, names: Iterable[str]) -> frozenset[str]:
    """Return those of the peers that a pppd is dialing or holds up just now."""
    wanted = tuple(names)
    live = live_pppds(machine, dictionary) if wanted else []
    return frozenset(name for name in wanted if calls(live, name))


def _link(live: Live, known: Mapping[str, Interface], files: Mapping[int, PidFile]) -> Link:
    file = files.get(live.pid)
    interface = known[file.interface] if file else None
    is_up = interface is not None and interface.is_up and interface.local is not None
    try:
        started = live.process.create_time()
    except psutil.Error:
        return DOWN  # gone meanwhile
    since = file.since if file and is_up else started
    return Link("up" if is_up else "dialing", live.pid, interface, since)
