"""Peer -> the scripts that pppd runs when its link comes up and goes down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vpnsync.config.complaints import Complaint
from vpnsync.pppd.scripts import EVENTS, SCRIPT_OPTIONS, Event, Hook, Script, Wants
from vpnsync.render.effects import (
    both_ways,
    dialer,
    dns,
    hook,
    network_effects,
    script_path,
    takes_peer_dns,
    through,
)

if TYPE_CHECKING:
    from vpnsync.config.merge import Peer
    from vpnsync.render.peer import Sheet

_ROOT: Final = ("root", "0")


def called(peer: Peer, sheet: Sheet) -> list[Event]:
    """Return the events at which the peers file calls the peer's own script."""
    words = SCRIPT_OPTIONS[peer.platform]
    named = {entry.word: entry.value for entry in sheet.entries if entry.word in words.values()}
    return [event for event in EVENTS if named.get(words[event]) == script_path(peer.name, event)]


def scripts(peer: Peer, sheet: Sheet, owner: str) -> tuple[dict[str, str], list[Complaint]]:
    """Return the scripts that a peers file calls, by file name, and why one cannot be written.

    owner: the user whose description it is, and who runs its commands.
    """
    complaints = [
        Complaint(
            peer.typed[f"on_{event}"].key,
            f"cannot run as root: the description is {owner}'s",
            name="not-as-root",
        )
        for event in EVENTS
        if (wanted := hook(peer, event)) and wanted.user in _ROOT and owner not in _ROOT
    ]
    complaints += [
        Complaint(
            peer.typed["exclude_routes"].key,
            f"{network} covers what peers.{peer.name}.routes sends through the link: keep one of the two",
            name="decided-twice",
        )
        for network in both_ways(peer)
    ]
    log = next((str(e.value) for e in sheet.entries if e.word == "logfile"), None)
    return {
        f"{peer.name}.ip-{event}": _script(peer, event, owner, log).text() for event in called(peer, sheet)
    }, complaints


def _script(peer: Peer, event: Event, owner: str, log: str | None) -> Script:
    wanted, servers = hook(peer, event), dns(peer)
    told = tuple(effect.text for effect in network_effects(peer))
    own = tuple(servers.servers) if servers else ()
    command = Hook(wanted.user or owner, tuple(wanted.command), own) if wanted else None
    return Script(peer.platform, event, peer.name, wants(peer), command, log, told)


def wants(peer: Peer) -> Wants:
    """Return what a peer's scripts set, and take back."""
    servers = dns(peer)
    return Wants(
        dialer(peer),
        str(peer.value("server") or ""),
        tuple(peer.value("exclude_routes") or ()),
        through(peer),
        tuple(servers.servers) if servers else (),
        tuple(servers.domains) if servers else (),
        takes_peer_dns(peer),
    )
