"""What `status` tells of each peer, gathered once for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from vpnsync.cli.counting import counted
from vpnsync.cli.desired import plan_for
from vpnsync.cli.dialing import machine_of
from vpnsync.cli.screen import warn
from vpnsync.errors import ConflictError, RightsError
from vpnsync.link.diagnose import Facts, diagnose
from vpnsync.link.diagnosis import Diagnosis
from vpnsync.link.last_call import LastCall, read_last_call
from vpnsync.link.lines import is_requested
from vpnsync.link.log import lines_since, open_to_read
from vpnsync.link.network import Network, read_network
from vpnsync.link.status import Link, links
from vpnsync.sync.kinds import PEERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vpnsync.cli.handover import Callee, Handover
    from vpnsync.sync.place import Place

UNKNOWN: Final = "unknown (needs root)"
_NOT_OURS: Final = ("not applied", "unmanaged")
_BY_REQUEST: Final = ("interrupted", "down")


@dataclass(frozen=True)
class Failure:
    """How the last call failed: when it began (ISO 8601), pppd's status where it was seen, and why."""

    when: str
    status: int | None
    why: Diagnosis


@dataclass(frozen=True)
class Row:
    """One peer. applied: in sync, drifted, not applied, unmanaged or unknown, with more in brackets."""

    name: str
    protocol: str
    applied: str
    link: Link
    failure: Failure | None = None
    network: Network | None = None
    """What the system says of routes and name servers, where it was asked."""

    @property
    def needs_root(self) -> bool:
        """Whether something is unknown that root would see."""
        return self.applied == UNKNOWN or self.link.state == "unknown"

    def cells(self) -> list[str]:
        """Return the columns of the overview."""
        link = self.link
        state: str = UNKNOWN if link.state == "unknown" else link.state
        if link.state == "up" and link.interface:
            state = f"up  {link.interface.name}  {_ends(link)}  {_ago(link)}  {_traffic(link)}"
        elif link.state == "down" and self.failure:
            state = f"down  ({self.failure.why.cause})"
        return [self.name, self.protocol, self.applied, state]

    def details(self) -> list[tuple[str, str]]:
        """Return what there is to say of one peer, line by line."""
        link = self.link
        lines = [("peer", f"{self.name} ({self.protocol})"), ("applied", self.applied)]
        lines.append(("link", UNKNOWN if link.state == "unknown" else link.state))
        if link.pid is not None:
            lines.append(("process", str(link.pid)))
        if link.interface:
            lines += [("interface", link.interface.name), ("addresses", _ends(link))]
        if link.since is not None:
            lines.append(("since", f"{_iso(link.since)} ({_ago(link)})"))
        if link.interface:
            lines.append(("traffic", _traffic(link)))
        lines += network_lines(self.network)
        if self.failure:
            ended = "" if self.failure.status is None else f" (pppd ended with {self.failure.status})"
            lines.append(("last failure", f"{self.failure.when}: {self.failure.why.cause}{ended}"))
            lines += [("pppd said", line) for line in self.failure.why.lines]
            lines += [("what to do", self.failure.why.remedy)] if self.failure.why.remedy else []
            lines += [("keys", " or ".join(self.failure.why.keys))] if self.failure.why.keys else []
        return lines

    def as_json(self) -> dict[str, Any]:
        """Return the same for programs."""
        link, interface, failure = self.link, self.link.interface, self.failure
        return {
            "name": self.name,
            "protocol": self.protocol,
            "applied": self.applied.partition(" (")[0],
            "link": link.state,
            "pid": link.pid,
            "interface": interface.name if interface else None,
            "local": interface.local if interface else None,
            "remote": interface.remote if interface else None,
            "since": _iso(link.since) if link.since is not None else None,
            "bytes_in": interface.received if interface else None,
            "bytes_out": interface.sent if interface else None,
            "routes": list(self.network.routes) if self.network else None,
            "name_servers": list(self.network.servers) if self.network else None,
            "domains": list(self.network.domains) if self.network else None,
            "last_failure": {
                "when": failure.when,
                "status": failure.status,
                "error": failure.why.name,
                "cause": failure.why.cause,
                "remedy": failure.why.remedy or None,
                "keys": list(failure.why.keys),
                "lines": list(failure.why.lines),
            }
            if failure
            else None,
        }


def rows_as_json(rows: Sequence[Row]) -> dict[str, Any]:
    """Return the overview as one document (format_version 1)."""
    return {"format_version": 1, "peers": [row.as_json() for row in rows]}


def overview(handover: Handover, place: Place) -> list[Row]:
    """Return a row for each peer that is asked for, or for each of this machine."""
    names = list(handover.names or handover.calls)
    for name in names:
        handover.check_call(name)
    applied = _applied(handover, place)
    live = links(machine_of(place), handover.dictionary, names)
    return [
        Row(
            name,
            handover.calls[name].protocol,
            applied.get(name, UNKNOWN),
            live[name],
            None if live[name].state in ("up", "unknown") else _failure(handover, place, name),
            _network(place, live[name], name) if handover.names else None,
        )
        for name in counted("Looking for links", names)
    ]


def _network(place: Place, link: Link, name: str) -> Network | None:
    """Ask the system what holds for a link that is up; a machine that is played cannot be asked."""
    if place.root is not None or link.state != "up" or link.interface is None:
        return None
    return read_network(place.platform, name, link.interface.name)


def network_lines(network: Network | None) -> list[tuple[str, str]]:
    """Return what to say of routes and name servers."""
    if network is None:
        return []
    lines = [("routes", ", ".join(network.routes))] if network.routes else []
    if network.servers:
        names = ", ".join(network.domains) or "all names"
        lines.append(("name servers", f"{', '.join(network.servers)} for {names}"))
    return lines


def _applied(handover: Handover, place: Place) -> dict[str, str]:
    """Compare with the disk, secrets by presence; a peer without an entry cannot be told."""
    try:
        plan, _ = plan_for(handover, place)
    except RightsError:
        return {}
    except ConflictError as error:
        warn(error.text())
        return dict.fromkeys(handover.calls, "unknown")
    found = dict.fromkeys(plan.unchanged, "in sync")
    for change in plan.changes:  # a peer may have several: its file, its scripts
        if change.before is None and change.kind is PEERS:
            found[change.name] = "not applied"
        elif change.action == "adopt" and change.kind is PEERS:  # released, or never ours
            found[change.name] = "unmanaged" if change.is_cosmetic else "unmanaged (settings differ)"
        elif not change.is_cosmetic and not found.get(change.name, "").startswith(_NOT_OURS):
            found[change.name] = "drifted"
        else:
            found.setdefault(change.name, "drifted (access or header)")
    return found


def _failure(handover: Handover, place: Place, name: str) -> Failure | None:
    """Return why the last call that `up` made is no more, unless somebody wanted it so."""
    try:
        call = read_last_call(place, name)
        if call is None:
            return None
        if call.end is None:
            return _unseen(handover.calls[name], place, name, call)
    except (RightsError, ConflictError):
        return None
    if call.end.reason in _BY_REQUEST or call.end.status == 0:
        return None
    return Failure(call.began, call.end.status, call.end.why)


def _unseen(callee: Callee, place: Place, name: str, call: LastCall) -> Failure | None:
    """Return why a call ended that nobody watched to its end, as far as its log tells."""
    with open_to_read(place, name) as descriptor:
        lines = lines_since(descriptor, call.began) if descriptor is not None else []
    facts = Facts(place.platform, callee.protocol, was_up=call.was_up, reconnects=callee.reconnects)
    why = diagnose(None, lines, facts)
    if is_requested(lines):
        return None
    return Failure(call.began, None, why._replace(keys=tuple(map(callee.key, why.keys))))


def _ends(link: Link) -> str:
    interface = link.interface
    if interface is None or interface.local is None:
        return "no address yet"
    return f"{interface.local} -> {interface.remote}" if interface.remote else interface.local


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).astimezone().isoformat(timespec="seconds")


def _ago(link: Link) -> str:
    import time

    seconds = max(0, int(time.time() - (link.since or 0)))
    days, rest = divmod(seconds, 86400)
    hours, minutes = divmod(rest // 60, 60)
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min" if minutes else f"{seconds} s"


def _traffic(link: Link) -> str:
    interface = link.interface
    return f"in {_size(interface.received)}, out {_size(interface.sent)}" if interface else ""


def _size(count: float) -> str:
    for unit in ("B", "KiB", "MiB", "GiB"):
        if count < 1024 or unit == "GiB":
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1024
    raise AssertionError  # pragma: no cover - the loop ends at GiB
