"""What a peer does to the machine while its link is up: routes, name servers, commands of the person's."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from vpnsync.config.forms import Dns, Hook
from vpnsync.pppd.hiding import hide_arguments
from vpnsync.pppd.names import SCRIPTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vpnsync.config.merge import Peer, Typed
    from vpnsync.pppd.options import Platform

Event = Literal["up", "down"]
EVENTS: Final[tuple[Event, ...]] = ("up", "down")
SCRIPT_OPTIONS: Final[dict[Platform, dict[Event, str]]] = {
    "linux": {"up": "ip-up-script", "down": "ip-down-script"},
    "macos": {"up": "ip-up", "down": "ip-down"},
}
"""The option that names the script of each event."""

DEFAULT_ROUTES: Final = ("0.0.0.0/0", "::/0")

_DIALERS: Final[dict[tuple[Platform, str], str]] = {("linux", "sstp"): "sstpc"}
"""Programs that leave the route to their server to others: pptp and Apple's plug-ins set it themselves."""


@dataclass(frozen=True)
class Effect:
    """One thing that holds while a link is up, as a plan tells it before anybody dials.

    kind: route, outside, default-route, dns, on_up or on_down. value: a network, a server's name,
    the name servers, or a command line, whose secrets are masked.
    """

    kind: str
    value: str
    text: str


def script_path(name: str, event: Event) -> str:
    """Return where the script of a peer stands, as its peers file names it."""
    return f"{SCRIPTS}/{name}.ip-{event}"


def dialer(peer: Peer) -> str | None:
    """Return the program whose way to the server must be kept out of the tunnel by the peer's script."""
    fills = peer.value("routes") or peer.value("default_route")
    return _DIALERS.get((peer.platform, peer.protocol)) if fills else None


def dns(peer: Peer) -> Dns | None:
    """Return the name servers to set, where the description names them."""
    value = peer.value("dns")
    return value if isinstance(value, Dns) else None


def hook(peer: Peer, event: Event) -> Hook | None:
    """Return what the person wants to be run at an event."""
    value: Hook | None = peer.value(f"on_{event}")
    return value


def reasons(peer: Peer, event: Event) -> list[Typed]:
    """Return the keys for whose sake a peer needs a script at an event; [] where it needs none."""
    keys = ["routes", "exclude_routes", f"on_{event}"]
    keys += ["dns"] if dns(peer) else []
    keys += ["default_route"] if dialer(peer) else []
    return [peer.typed[key] for key in keys if peer.value(key)]


def sets_anything(peer: Peer) -> bool:
    """Whether there is something to be taken back when the link is down."""
    return bool(peer.value("routes") or peer.value("exclude_routes") or dns(peer) or dialer(peer))


def effects(peer: Peer, owner: str) -> list[Effect]:
    """Return all that holds while a peer is up; `owner` runs its commands unless it names somebody."""
    return [*network_effects(peer), *_hook_effects(peer, owner)]


def network_effects(peer: Peer) -> Iterator[Effect]:
    """Yield what a peer does to routes and name servers."""
    metric = peer.value("route_metric") if peer.platform == "linux" else None
    ranked = "" if metric is None else f", metric {metric}"
    for network in peer.value("routes") or ():
        yield Effect("route", network, f"adds {network} via {peer.name}{ranked}")
    if peer.value("default_route"):
        yield Effect("default-route", peer.name, f"adds the default route via {peer.name}{ranked}")
    for network in peer.value("exclude_routes") or ():
        yield Effect("outside", network, f"keeps {network} outside of {peer.name}")
    if dialer(peer):
        yield Effect("outside", peer.value("server"), f"keeps its server outside of {peer.name}")
    servers = dns(peer)
    if servers:
        asked, domains = ", ".join(servers.servers), ", ".join(servers.domains) or "all names"
        yield Effect("dns", asked, f"asks {asked} for {domains}")


def _hook_effects(peer: Peer, owner: str) -> Iterator[Effect]:
    for event in EVENTS:
        wanted = hook(peer, event)
        if wanted:
            line = hide_arguments(shlex.join(wanted.command))
            yield Effect(f"on_{event}", line, f"runs {line} as {wanted.user or owner} when it is {event}")
