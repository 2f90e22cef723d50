"""Peers of one machine that want what only one of them can have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from vpnsync.lint import Finding, splits_names
from vpnsync.pppd.scripts import HALVES
from vpnsync.render.effects import asks_default_route, defaults, halves

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vpnsync.config.complaints import Key
    from vpnsync.config.merge import Peer

_DEFAULT: Final = "the default route"
_MOST_NAMES: Final = 5
_REPLACE: Final = ("replacedefaultroute", "noreplacedefaultroute")


class _Claim(NamedTuple):
    """What one peer wants. name: the warning's; key: where the description says so."""

    peer: Peer
    name: str
    key: Key


def looks_around(peer: Peer) -> bool:
    """Whether what is unwise about a peer depends on others, or on the machine."""
    return splits_names(peer) or any(True for _ in _claims(peer))


def together(peers: Iterable[Peer]) -> list[Finding]:
    """Return what peers of one machine want that only one of them can have; one's `allow` is enough."""
    wanted: dict[str, list[_Claim]] = {}
    for peer in peers:
        for name, what, key in _claims(peer):
            if name not in peer.allow:
                wanted.setdefault(what, []).append(_Claim(peer, name, key))
    return [_contest(what, rivals) for what, claims in wanted.items() for rivals in _rivals(claims)]


def _rivals(claims: list[_Claim]) -> list[list[_Claim]]:
    """Return the claims that stand against each other, each group once: metrics let links coexist."""
    ranked: dict[int | None, list[_Claim]] = {}
    for claim in claims:
        metric = claim.peer.value("route_metric") if claim.peer.platform == "linux" else None
        ranked.setdefault(metric, []).append(claim)
    # Who has no metric stands against all.
    groups = [claims] if None in ranked else ranked.values()
    return [group for group in groups if len(group) > 1]


def _contest(what: str, rivals: list[_Claim]) -> Finding:
    """Return one warning for all who want the same; it stands at the last of them."""
    last = rivals[-1]
    others = tuple(one.peer.name for one in rivals[:-1])
    replacing = [one.peer.name for one in rivals if what == _DEFAULT and _replaces(one.peer)]
    verb = "wants" if len(others) == 1 else "want"
    more = len(others) - _MOST_NAMES
    named = ", ".join(others[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
    end = "whichever is dialed later does not get it"
    if replacing:
        who = f"{replacing[0]} takes" if len(replacing) == 1 else f"{', '.join(replacing[:_MOST_NAMES])} take"
        end = f"{who} it by replacedefaultroute (not with pppd 2.5.3)"
        end += "; any other does not get it when dialed later" if len(replacing) < len(rivals) else ""
    return Finding(last.name, last.key, f"{named} {verb} {what} too: {end}", others)


def _replaces(peer: Peer) -> bool:
    """Whether Linux's pppd takes the default route from another link for this one."""
    said = [option for option in peer.options if option.word in _REPLACE]
    is_on = bool(said) and said[-1].word == _REPLACE[0] and said[-1].value is not False
    return is_on and asks_default_route(peer) is not None and not halves(peer)


def _claims(peer: Peer) -> Iterator[tuple[str, str, Key]]:
    """Yield the lint's name, what is claimed, and the key that claims it; halves are the whole together."""
    wanted, asked = defaults(peer), asks_default_route(peer)
    typed = asked is not None and asked is peer.typed.get("default_route")
    for network in wanted:
        is_asked = asked is not None and ":" not in network
        word = ("routes",) if not is_asked else ("default_route",) if typed else ("options", "defaultroute")
        which = _DEFAULT + (" (IPv6)" if ":" in network else "")
        yield "default-route-twice", which, ("peers", peer.name, *word)
    parts = {*wanted, *(half for network in wanted for half in HALVES[network])}
    for network in peer.value("routes") or ():
        if network not in parts:
            yield "same-network", network, ("peers", peer.name, "routes")
