"""What is legal but unwise: warnings with stable names, which a peer's `allow` silences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from pydantic import SecretStr

from vpnsync.config.complaints import Key, spell
from vpnsync.pppd import facts
from vpnsync.pppd.facts import Fact
from vpnsync.pppd.scripts import EVENTS, SCRIPT_OPTIONS
from vpnsync.pppd.words import split
from vpnsync.render.effects import asks_default_route, dns, reasons
from vpnsync.render.entries import DEVICE, IMPLIED, INTERFACE
from vpnsync.render.hooks import called
from vpnsync.render.lines import PLACEHOLDER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from vpnsync.config.merge import Peer
    from vpnsync.render.entries import Entry
    from vpnsync.render.peer import Sheet


FACTS: Final[dict[str, Fact]] = {
    "plain-text-secret": Fact(
        ("password", "shared_secret"),
        "is plain text in the description",
        'use a reference such as { command = ["pass", "show", "vpn"] }',
    ),
    "readable-secret": Fact(
        ("password", "shared_secret"),
        "is plain text in a file that others can read",
        "take their rights away (chmod go-r vpns.toml), or use a reference",
    ),
    "pptp-gone": Fact(
        ("protocol", "plugin", "plugin2"),
        "macOS has no PPTP.ppp since 10.15",
        "there, use L2TP, or dial PPTP from Linux or a router",
    ),
    "own-terminal": Fact(
        ("device", "interface"),
        "nothing says over which line: pppd would talk to the terminal that it is started from",
        "give `device`, or `interface` for PPPoE",
    ),
    "default-route-twice": Fact(
        ("default_route", "defaultroute"),
        "two peers of one machine want the default route: whichever is dialed later does not get it, at least"
        " not while the other is up; unless it has replacedefaultroute, which pppd 2.5.3 heeds no more",
        "give one of them routes = [...] instead, or each a route_metric of its own",
    ),
    "same-network": Fact(
        ("routes",),
        "two peers of one machine want the same network: whichever is dialed later does not get it, at least"
        " not while the other is up",
        "give each a route_metric of its own, or only one of them the network",
    ),
    "no-split-dns": Fact(
        ("dns",),
        "nothing on this machine asks some servers for some domains only, as systemd-resolved would: while"
        " the link is up, they are asked for all names first",
        "run systemd-resolved, or leave `domains` away",
    ),
    "no-route-metric": Fact(
        ("route_metric",),
        "does nothing on macOS, whose routes have no metrics",
        "put it into the linux table",
    ),
    "script-overruled": Fact(
        ("routes", "dns", "on_up", "on_down", "ip-up-script", "ip-down-script", "ip-up", "ip-down"),
        "does nothing: options name another script for that event",
        "take that option away",
    ),
    **facts.FACTS,
}
"""Every warning by the name that `allow` takes."""


class Finding(NamedTuple):
    """One warning: stable name, key, text; the text names the way out and never a secret.

    others: the peers that it is about besides the one that the key belongs to.
    """

    name: str
    key: Key
    text: str
    others: tuple[str, ...] = ()

    def concerns(self, names: Iterable[str]) -> bool:
        """Whether it is about one of these peers, or about what any may inherit; no names are all."""
        about = {*self.key[1:2], *self.others}
        return not names or self.key[:1] != ("peers",) or not about.isdisjoint(names)

    def __str__(self) -> str:
        """Return the warning as it is printed."""
        return f"{spell(self.key)}: {self.text} [{self.name}]"


def lint(peer: Peer, sheet: Sheet, *, is_public: bool = False) -> list[Finding]:
    """Return what is unwise about a peer on its platform, without what the peer allows.

    is_public: whether others can read the description.
    """
    found = [
        *_plain_text(peer, sheet, is_public=is_public),
        *_pptp(peer),
        *_no_line(peer, sheet),
        *_metric(peer),
        *_overruled(peer, sheet),
    ]
    return [warning for warning in found if warning.name not in peer.allow]


def unwise(peer: Peer, sheet: Sheet) -> list[Finding]:
    """Return what of a peer's options does nothing, or not what one thinks, without what it allows."""
    from vpnsync.pppd.oddities import oddities  # noqa: PLC0415 - a plan has no use for it

    text = sheet.text(lambda _entry: PLACEHOLDER)
    owners = sheet.owners(split(text, sheet.dictionary.dialect))
    found: list[Finding] = []
    for oddity in oddities(text, sheet.dictionary):
        entry = owners[oddity.start]
        # What is escaped in a rendered file was a control character in the description.
        name = "control-character" if oddity.name == "backslash-lost" else oddity.name
        is_meant = not entry.from_options and name in _MEANT
        if not is_meant and entry.rank != IMPLIED and name not in peer.allow:
            found.append(
                Finding(name, entry.key, f"{oddity.word}: {FACTS[name].text}; {FACTS[name].way_out}")
            )
    return found


_LINES: Final = (DEVICE, INTERFACE, "pty", "socket", "notty")
_MEANT: Final = ("idle-hangs-up", "already-default")
"""What a typed key says on purpose: its name tells what it does."""


def _plain_text(peer: Peer, sheet: Sheet, *, is_public: bool) -> Iterator[Finding]:
    keys = {typed.key for typed in peer.typed.values() if isinstance(typed.value, SecretStr)}
    keys |= {entry.key for entry in sheet.secrets() if entry.from_options and isinstance(entry.value, str)}
    for key in sorted(keys):
        yield _finding("plain-text-secret", key)
        if is_public:
            yield _finding("readable-secret", key)


def _pptp(peer: Peer) -> Iterator[Finding]:
    if peer.platform == "macos" and peer.protocol == "pptp":
        yield _finding("pptp-gone", ("peers", peer.name))


def _no_line(peer: Peer, sheet: Sheet) -> Iterator[Finding]:
    """Look for what the protocol's own line is to be; macOS's PPPoE takes the first Ethernet by itself."""
    is_due = peer.protocol == "serial" or (peer.protocol == "pppoe" and peer.platform == "linux")
    if is_due and not any(_is_line(entry, sheet) for entry in sheet.entries):
        yield _finding("own-terminal", ("peers", peer.name))


def _is_line(entry: Entry, sheet: Sheet) -> bool:
    is_bareword = entry.from_options and entry.value is True and entry.word not in sheet.dictionary.options
    return entry.word in _LINES or (is_bareword and ":" not in entry.word)  # with a colon, it is addresses


def _finding(name: str, key: Key) -> Finding:
    return Finding(name, key, f"{FACTS[name].text}: {FACTS[name].way_out}")


def _metric(peer: Peer) -> Iterator[Finding]:
    metric = peer.typed.get("route_metric")
    ranked = peer.value("routes") or asks_default_route(peer)
    if metric and ranked and peer.platform == "macos":
        yield _finding("no-route-metric", metric.key)


def _overruled(peer: Peer, sheet: Sheet) -> Iterator[Finding]:
    for event in EVENTS:
        needed = reasons(peer, event)
        if needed and any(entry.word == "noip" and entry.value is True for entry in sheet.entries):
            text = (
                "does nothing: with noip nothing goes over the link, and pppd runs no script; take that away"
            )
            yield Finding("script-overruled", needed[0].key, text)
        elif needed and event not in called(peer, sheet):
            word = SCRIPT_OPTIONS[peer.platform][event]
            text = (
                f"does nothing when the link is {event}: options say something else of {word}; take that away"
            )
            yield Finding("script-overruled", needed[0].key, text)


def of_machine(peers: Iterable[Peer], has_split_dns: Callable[[], bool]) -> list[Finding]:
    """Return what this very machine cannot do for its peers; it is asked only where one needs it."""
    wanted = [peer for peer in peers if splits_names(peer) and "no-split-dns" not in peer.allow]
    if not wanted or has_split_dns():
        return []
    return [_finding("no-split-dns", peer.typed["dns"].key) for peer in wanted]


def splits_names(peer: Peer) -> bool:
    """Whether a peer's name servers are for some domains only."""
    servers = dns(peer)
    return bool(servers and servers.domains)
