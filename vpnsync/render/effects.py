"""What a peer does to the machine while its link is up: routes, name servers, commands of the person's."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network
from typing import TYPE_CHECKING, Final

from vpnsync.config.forms import Dns, Hook
from vpnsync.pppd.hiding import hide_arguments
from vpnsync.pppd.names import SCRIPTS
from vpnsync.pppd.scripts import DIALERS, EVENTS, HALVES, Event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vpnsync.config.merge import Given, Peer, Typed

_BY_UP: Final = " (only by `vpnsync up`)"
_ASKS: Final = ("defaultroute", "nodefaultroute", "-defaultroute")

_once = lru_cache(4)
"""Of one peer, the same is asked in several places, one after the other."""


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


@_once
def asks_default_route(peer: Peer) -> Typed | Given | None:
    """Return what asks pppd for the default route: the key, or an option of pppd's own, or None."""
    said: Typed | Given | None = peer.typed.get("default_route")
    is_asked = bool(said and said.value)
    for option in peer.options:
        if option.word in _ASKS and (said is None or option.rank >= said.rank):
            said, is_asked = option, option.word == "defaultroute" and option.value is not False
    return said if is_asked else None


@_once
def halves(peer: Peer) -> tuple[str, ...]:
    """Return the networks by which `default_route = true` holds beside another default route.

    Linux's pppd leaves one alone that is there already, and whatever dials over IP needs one; a metric
    ranks the two instead, and who asks by pppd's own option gets what pppd does.
    """
    asked = asks_default_route(peer)
    is_ours = asked is not None and asked is peer.typed.get("default_route")
    if not is_ours or (peer.platform, peer.protocol) not in DIALERS or peer.value("route_metric") is not None:
        return ()
    return (*HALVES["0.0.0.0/0"], *(HALVES["::/0"] if peer.value("ipv6") else ()))


def through(peer: Peer) -> tuple[tuple[str, int | None], ...]:
    """Return the networks that go through a peer's link, with their metrics.

    Without a metric, a default route is two halves: one that is there already stays in its place.
    """
    metric = peer.value("route_metric") if peer.platform == "linux" else None
    wanted = [*(peer.value("routes") or ()), *halves(peer)]
    split = [HALVES.get(network, (network,)) if metric is None else (network,) for network in wanted]
    return tuple((network, metric) for network in dict.fromkeys(part for parts in split for part in parts))


def both_ways(peer: Peer) -> list[str]:
    """Return the networks of `exclude_routes` that leave nothing of what goes through the link.

    Within a wider route, one that goes through again is meant.
    """
    inside = [ip_network(network) for network, _ in through(peer)]
    inside += [ip_network(network) for network in defaults(peer)]
    outside = [ip_network(network) for network in peer.value("exclude_routes") or ()]
    return [
        str(network)
        for network in outside
        if network in inside
        or (any(_covers(network, one) for one in inside) and not any(_covers(one, network) for one in inside))
    ]


def _covers(one: IPv4Network | IPv6Network, other: IPv4Network | IPv6Network) -> bool:
    return one.prefixlen <= other.prefixlen and other.network_address in one


@_once
def defaults(peer: Peer) -> tuple[str, ...]:
    """Return the default routes that a peer wants: of pppd, or by `routes`, whole or in parts."""
    networks = [ip_network(network) for network in (*(peer.value("routes") or ()), *halves(peer))]
    v4 = collapse_addresses(n for n in networks if isinstance(n, IPv4Network))
    v6 = collapse_addresses(n for n in networks if isinstance(n, IPv6Network))
    found = {str(network) for network in (*v4, *v6)}.intersection(HALVES)
    if asks_default_route(peer):
        found.add("0.0.0.0/0")
    if any(option.word == "defaultroute6" and option.value is not False for option in peer.options):
        found.add("::/0")
    return tuple(sorted(found))


def dialer(peer: Peer) -> str | None:
    """Return the program whose way to the server must be kept out of the tunnel by the peer's script."""
    fills = peer.value("routes") or asks_default_route(peer)
    return DIALERS.get((peer.platform, peer.protocol)) if fills else None


def dns(peer: Peer) -> Dns | None:
    """Return the name servers to set, where the description names them."""
    value = peer.value("dns")
    return value if isinstance(value, Dns) else None


def takes_peer_dns(peer: Peer) -> bool:
    """Whether a script hands on the name servers that the server names: on macOS pppd does it itself."""
    return peer.platform == "linux" and peer.value("dns") == "peer"


def hook(peer: Peer, event: Event) -> Hook | None:
    """Return what the person wants to be run at an event."""
    value: Hook | None = peer.value(f"on_{event}")
    return value


@_once
def reasons(peer: Peer, event: Event) -> tuple[Typed, ...]:
    """Return the keys for whose sake a peers file calls a script at an event; () where it calls none.

    What `default_route` and `dns = "peer"` need besides pppd's own options, `up` gives to pppd: a file
    that has just these is the same wherever it is read. One that the system dials has no `up`.
    """
    # With a command at either event, there are scripts anyway: then they do that, too, and take it back.
    is_more = bool(halves(peer) or takes_peer_dns(peer) or dialer(peer))
    keys = ["routes", "exclude_routes", *(f"on_{one}" for one in EVENTS if is_more or one == event)]
    keys += ["dns"] if dns(peer) else []
    keys += ["autostart"] if is_more else []
    keys += ["default_route"] if peer.protocol == "sstp" and dialer(peer) else []
    return tuple([peer.typed[key] for key in keys if peer.value(key)])


def effects(peer: Peer, owner: str) -> list[Effect]:
    """Return all that holds while a peer is up; `owner` runs its commands unless it names somebody."""
    return [*network_effects(peer), *_hook_effects(peer, owner)]


def network_effects(peer: Peer) -> Iterator[Effect]:
    """Yield what a peer does to routes and name servers."""
    metric = peer.value("route_metric") if peer.platform == "linux" else None
    ranked = "" if metric is None else f", metric {metric}"
    # A peers file that calls no script leaves to `up` what pppd does not do by itself.
    by_up = "" if reasons(peer, "up") else _BY_UP
    default = by_up if halves(peer) else ""
    for network in peer.value("routes") or ():
        yield Effect("route", network, f"adds {network} via {peer.name}{ranked}")
    for network in defaults(peer):
        which = "the default route" + (" (IPv6)" if ":" in network else "")
        if network not in (peer.value("routes") or ()):
            yield Effect("default-route", network, f"adds {which} via {peer.name}{ranked}{default}")
    for network in peer.value("exclude_routes") or ():
        yield Effect("outside", network, f"keeps {network} outside of {peer.name}")
    if dialer(peer):
        yield Effect("outside", peer.value("server"), f"keeps its server outside of {peer.name}{by_up}")
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
