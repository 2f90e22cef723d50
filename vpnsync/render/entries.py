"""The entries of a peers file before they are text: what each key of a peer becomes.

Implied entries have rank -1; those of a table that was merged later have a higher rank and
overrule those of lower ones that decide the same thing.
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from vpnsync.config.references import SystemKeychain
from vpnsync.pppd.scripts import EVENTS, SCRIPT_OPTIONS
from vpnsync.render.effects import reasons, script_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from vpnsync.config.complaints import Key
    from vpnsync.config.forms import Keepalive, Reconnect
    from vpnsync.config.merge import Peer

DEVICE, SPEED, ADDRESSES, INTERFACE = "device name", "tty speed", "IP addresses", "interface"
"""Names of what is written as a word without an option name."""
BAREWORDS: Final = {
    DEVICE: ("device name", "tty"),
    SPEED: ("tty speed", "tty"),
    ADDRESSES: ("IP addresses", "ipcp"),
    INTERFACE: ("device name", "pppoe.so"),
}
"""What pppd must take each of them for: the dictionary's (word, module)."""

IMPLIED: Final = -1


class Entry(NamedTuple):
    """One option to be written: word and value, and where the description says so.

    value: text, a number, True for a flag, a secret or a reference to one. cancels: takes the
    word away instead; `quietly` where nothing need be there. ordered: stays in its list's place.
    """

    word: str
    value: object
    key: Key
    rank: int
    ordered: bool = False
    from_options: bool = False
    cancels: bool = False
    quietly: bool = False

    def __repr__(self) -> str:
        """Return what may be shown: not the value, which may be a secret."""
        return f"Entry({self.word!r}, {'.'.join(self.key)!r})"


def entries(peer: Peer) -> list[Entry]:
    """Return all that a peer asks for on its platform, overruled and cancelled entries included."""
    return [*_implied(peer), *_typed(peer), *_scripts(peer), *_options(peer)]


def _implied(peer: Peer) -> Iterator[Entry]:
    """Yield what a protocol implies; the table in the docs says the same."""
    macos, name = peer.platform == "macos", peer.name
    plugins = {"pptp": "PPTP.ppp", "l2tp": "L2TP.ppp", "pppoe": "PPPoE.ppp"}
    pairs: list[tuple[str, object]] = []
    if macos and peer.protocol in plugins:
        # plugin2: with `plugin`, Apple's pppd goes on without the bundle and runs PPP on the terminal.
        pairs.append(("plugin2", plugins[peer.protocol]))
    elif peer.protocol == "pppoe":
        pairs.append(("plugin", "pppoe.so"))
    elif peer.protocol == "sstp":
        pairs += [("plugin", "sstp-pppd-plugin.so"), ("sstp-sock", f"/var/run/sstpc/sstpc-{name}")]
    if peer.protocol in ("pptp", "l2tp", "pppoe", "sstp"):
        pairs.append(("noauth", True))
    given = {option.word for option in peer.options if option.value is not False}
    has_secret = peer.value("shared_secret") is not None or "l2tpipsecsharedsecret" in given
    if macos and peer.protocol == "l2tp" and not has_secret:
        pairs.append(("l2tpnoipsec", True))
    for word, value in pairs:
        yield Entry(word, value, ("peers", name, "protocol"), IMPLIED)


def _typed(peer: Peer) -> Iterator[Entry]:
    """Yield what the typed keys become."""
    for word, (value, key, rank) in peer.typed.items():
        for option, argument in _words(peer, word, value):
            cancels = argument is False
            # The program that `pty` runs is implied by the protocol; the key only names the server.
            at = IMPLIED if (word, option) == ("server", "pty") else rank
            yield Entry(option, argument, key, at, cancels=cancels, quietly=cancels)
    yield from _addresses(peer)


def _options(peer: Peer) -> Iterator[Entry]:
    for word, value, key, rank, ordered in peer.options:
        yield Entry(word, value, key, rank, ordered=ordered, from_options=True, cancels=value is False)


_FLAGS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    # key: the words for true, the words for false; without these, false only un-inherits.
    "mppe_stateful": (("mppe-stateful",), ("nomppe-stateful",)),
    "default_route": (("defaultroute",), ("nodefaultroute",)),
    "ipv6": (("+ipv6",), ("noipv6",)),
    "accept_addresses": (("ipcp-accept-local", "ipcp-accept-remote"), ()),
    "debug": (("debug",), ()),
}
METHODS: Final = {
    "pap": "refuse-pap",
    "chap-md5": "refuse-chap",
    "mschap": "refuse-mschap",
    "mschap-v2": "refuse-mschap-v2",
    "eap": "refuse-eap",
}
ENCRYPTION: Final = {
    "none": "nomppe",
    "require": "require-mppe",
    "require-40": "require-mppe-40",
    "require-128": "require-mppe-128",
}
_MPPE: Final = (*ENCRYPTION.values(), "nomppe-40", "nomppe-128")
_SAME: Final = ("user", "mtu", "mru", "idle", "logfile", "connect", "pty")
"""Keys that are options of the same name."""

Pairs = list[tuple[str, object]]


def _words(peer: Peer, key: str, value: Any) -> Pairs:  # noqa: ANN401 - each key has its own type
    """Return the options that one typed key becomes; (word, False) takes an inherited one away."""
    if key in _SAME:
        return [(key, value)]
    if key in _FLAGS:
        positive, negative = _FLAGS[key]
        if value is True:
            return [(word, True) for word in positive]
        return [(word, True) for word in negative] or [(word, False) for word in positive]
    rule = _RULES.get(key)
    return rule(peer, value) if rule else []


def _server(peer: Peer, server: str) -> Pairs:
    if peer.platform == "macos":
        return [("remoteaddress", server)]
    # The value of `pty` is a shell command: quoted for the shell here, for pppd later.
    host = shlex.quote(server)
    if peer.protocol == "sstp":
        return [("pty", f"sstpc --ipparam {shlex.quote(peer.name)} --nolaunchpppd {host}")]
    return [("pty", f"pptp {host} --nolaunchpppd")]


def _password(peer: Peer, value: object) -> Pairs:
    """Write the password in one way, and take away what a lower table says in another."""
    if isinstance(value, SystemKeychain):  # on Linux, `merge` has complained
        keychain: Pairs = [("keychainpassword", value.system_keychain), ("password", False)]
        return keychain if peer.platform == "macos" else []
    written = not peer.is_dialed_with_secrets
    return [("password", value if written else False), ("keychainpassword", False)]


def _shared_secret(peer: Peer, value: object) -> Pairs:
    if isinstance(value, SystemKeychain):
        return [
            ("l2tpipsecsharedsecrettype", "keychain"),
            ("l2tpipsecsharedsecret", value.system_keychain),
        ]
    return [("l2tpipsecsharedsecret", False if peer.is_dialed_with_secrets else value)]


def _keepalive(_peer: Peer, value: Keepalive) -> Pairs:
    pairs = [("lcp-echo-interval", value.interval), ("lcp-echo-failure", value.failures)]
    return [(word, number) for word, number in pairs if number is not None]


def _reconnect(_peer: Peer, value: bool | Reconnect) -> Pairs:  # noqa: FBT001 - the key's own value
    if isinstance(value, bool):
        return [("persist", True), ("maxfail", 0)] if value else [("nopersist", True)]
    pairs = [("persist", True), ("maxfail", value.attempts), ("holdoff", value.delay)]
    return [(word, number) for word, number in pairs if number is not None]


def _route_metric(peer: Peer, value: int) -> Pairs:
    """Rank the default route like the others; macOS's routes have no metrics."""
    return (
        [("defaultroute-metric", value)] if peer.platform == "linux" and peer.value("default_route") else []
    )


_RULES: Final[dict[str, Callable[[Peer, Any], Pairs]]] = {
    "server": _server,
    "password": _password,
    "shared_secret": _shared_secret,
    "secret_storage": lambda _, value: [
        (word, False) for word in ("password", "l2tpipsecsharedsecret") if value == "dial"
    ],
    # These two say the whole of a matter: an inherited option that says more of it goes.
    "auth_methods": lambda _, usable: [(word, name not in usable) for name, word in METHODS.items()],
    "encryption": lambda _, value: [(word, word == ENCRYPTION[value]) for word in _MPPE],
    "dns": lambda _, value: [("usepeerdns", value == "peer")],
    "route_metric": _route_metric,
    "reconnect": _reconnect,
    "keepalive": _keepalive,
    "interface": lambda peer, value: [("device" if peer.platform == "macos" else INTERFACE, value)],
    "service": lambda peer, value: [
        ("pppoeservicename" if peer.platform == "macos" else "pppoe-service", value)
    ],
    "device": lambda _, value: [(DEVICE, value)],
    "speed": lambda _, value: [(SPEED, value)],
}


def _addresses(peer: Peer) -> Iterator[Entry]:
    """Yield the LOCAL:REMOTE word, one for both keys."""
    ends = [peer.typed[key] for key in ("local_ip", "remote_ip") if key in peer.typed]
    if ends:
        text = f"{peer.value('local_ip') or ''}:{peer.value('remote_ip') or ''}"
        yield Entry(ADDRESSES, text, ends[-1].key, max(end.rank for end in ends))


def _scripts(peer: Peer) -> Iterator[Entry]:
    """Yield the options that name the peer's own scripts, at the highest rank of the keys that need them."""
    for event in EVENTS:
        wanted = reasons(peer, event)
        if wanted:
            last = max(wanted, key=lambda typed: typed.rank)
            path = script_path(peer.name, event)
            yield Entry(SCRIPT_OPTIONS[peer.platform][event], path, last.key, last.rank)
