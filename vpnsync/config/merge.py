"""Config -> Peer: what holds for one peer on one platform, and which table said so."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from vpnsync.config.complaints import Complaint, Key, spell
from vpnsync.config.forms import Keepalive, Reconnect
from vpnsync.config.model import TYPED_KEYS, Keys, Layer, PeerTable
from vpnsync.config.references import Prompt
from vpnsync.config.storage import add_accounts, storage_faults
from vpnsync.pppd.options import PLATFORM_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vpnsync.config.load import Config
    from vpnsync.pppd.options import Platform

FITS: Final[dict[str, tuple[str, ...]]] = {
    "server": ("pptp", "l2tp", "sstp"),
    "shared_secret": ("l2tp",),
    "interface": ("pppoe",),
    "service": ("pppoe",),
    "device": ("serial",),
    "speed": ("serial",),
    "connect": ("serial",),
    "pty": ("custom",),
}
"""Keys that only some protocols have; every other key fits all of them."""

SUPPORTED: Final[dict[str, dict[Platform, str]]] = {
    "l2tp": {"linux": 'L2TP on Linux: not yet: use platforms = ["macos"]'},
    "sstp": {"macos": 'SSTP on macOS: its pppd has no way to do it: use platforms = ["linux"]'},
}
"""protocol -> platform -> why it cannot be rendered there."""


class Typed(NamedTuple):
    """The value of a typed key, the key's full name, and the rank of the table that holds it."""

    value: Any
    key: Key
    rank: int


class Given(NamedTuple):
    """One entry of an `options` table or list: word, value (True: a flag; False: taken away)."""

    word: str
    value: object
    key: Key
    rank: int
    ordered: bool


@dataclass(frozen=True, eq=False)
class Peer:
    """One peer as described for one platform, inherited values included; compared by identity.

    Ranks grow from [defaults] to the peer's own platform table; `own` is the first that is the peer's.
    May hold secrets: not shown by repr().
    """

    name: str
    platform: Platform
    typed: dict[str, Typed] = field(repr=False)
    options: tuple[Given, ...] = field(repr=False)
    own: int = field(repr=False)
    description: str | None = None
    allow: tuple[str, ...] = ()

    def value(self, key: str) -> Any:
        """Return the value of a typed key, or None."""
        found = self.typed.get(key)
        return found.value if found else None

    @property
    def protocol(self) -> str:
        """The protocol; `merge` complains where there is none."""
        return str(self.value("protocol") or "custom")

    @property
    def can_be_rendered(self) -> bool:
        """Whether there is a protocol, and one that the platform has."""
        return "protocol" in self.typed and self.platform not in SUPPORTED.get(self.protocol, {})

    @property
    def is_dialed_with_secrets(self) -> bool:
        """Whether secrets are handed over at dial time and stay out of the file."""
        prompts = any(isinstance(self.value(key), Prompt) for key in ("password", "shared_secret"))
        return prompts or self.value("secret_storage") == "dial"


def merge(config: Config, name: str, platform: Platform) -> tuple[Peer, list[Complaint]]:
    """Return a peer with all that it inherits, and what is wrong with the combination."""
    table = config.document.peers[name]
    layers = list(_layers(config, name, table, platform))
    own = next(rank for rank, (key, _) in enumerate(layers) if key[0] == "peers")
    typed: dict[str, Typed] = {}
    options: list[Given] = []
    allow: tuple[str, ...] = ()
    for rank, (key, layer) in enumerate(layers):
        for word in layer.unset or ():
            typed.pop(word, None)
        for word in _typed_among(frozenset(layer.model_fields_set)):
            value = getattr(layer, word)
            before = typed.get(word)
            typed[word] = Typed(_combined(before.value, value) if before else value, (*key, word), rank)
        options += _given(layer, key, rank)
        allow = tuple(layer.allow) if layer.allow is not None else allow
    complaints = _misfits(name, typed, own, platform)
    add_accounts(typed, options)
    peer = Peer(name, platform, typed, tuple(options), own, table.description, allow)
    return peer, complaints + storage_faults(peer)


def reason_to_skip(table: PeerTable, platform: Platform, host: str) -> str | None:
    """Say why a described peer is not for this machine, or None."""
    if not table.enabled:
        return "enabled = false"
    if table.platforms is not None and platform not in table.platforms:
        return "only for " + " and ".join(PLATFORM_NAMES[name] for name in table.platforms)
    if table.hosts is not None and not _matches(host, table.hosts):
        return f"not for host {host}"
    return None


def _matches(host: str, globs: list[str]) -> bool:
    """Whether a host is meant: by its full name or its first label, in any case."""
    names = {host.casefold(), host.casefold().split(".", 1)[0]}
    return any(fnmatchcase(name, glob.casefold()) for name in names for glob in globs)


def _layers(config: Config, name: str, peer: PeerTable, platform: Platform) -> Iterator[tuple[Key, Keys]]:
    document = config.document
    tables: list[tuple[Key, Layer]] = [(("defaults",), document.defaults)]
    tables += [(("profiles", p), document.profiles[p]) for p in peer.profiles if p in document.profiles]
    tables.append((("peers", name), peer))
    for key, table in tables:
        yield key, table
        below = table.macos if platform == "macos" else table.linux
        if below is not None:
            yield (*key, platform), below


@cache
def _typed_among(given: frozenset[str]) -> tuple[str, ...]:
    """Return the typed keys among those that a table has, in order: of many peers all have the same."""
    return tuple(sorted(given.intersection(TYPED_KEYS)))


def _combined(inherited: object, value: object) -> object:
    """Return a value laid over an inherited one: keepalive and reconnect merge, all else replaces."""
    if value is True and isinstance(inherited, Reconnect):
        value = Reconnect(attempts=0)
    if isinstance(inherited, bool):
        inherited = Reconnect(attempts=0) if inherited and isinstance(value, Reconnect) else None
    if isinstance(value, Keepalive | Reconnect) and isinstance(inherited, Keepalive | Reconnect):
        return inherited.model_copy(update=value.model_dump(exclude_unset=True))
    return value


def _given(layer: Keys, key: Key, rank: int) -> Iterator[Given]:
    given = layer.options or {}
    if isinstance(given, dict):
        for name, value in given.items():
            for one in value if isinstance(value, list) else [value]:
                yield Given(name, one, (*key, "options", name), rank, ordered=False)
        return
    for index, item in enumerate(given):
        word, *rest = [item] if isinstance(item, str) else item
        place = (*key, "options", str(index))
        yield Given(str(word), rest[0] if rest else True, place, rank, ordered=True)


def _misfits(name: str, typed: dict[str, Typed], own: int, platform: Platform) -> list[Complaint]:
    """Drop inherited keys that do not fit the protocol; complain about the peer's own."""
    if "protocol" not in typed:
        return [
            Complaint(
                ("peers", name, "protocol"),
                'is required: "pptp", "l2tp", "pppoe", "sstp", "serial" or "custom"',
                name="missing-key",
            )
        ]
    protocol = typed["protocol"].value
    complaints: list[Complaint] = []
    for word, (_, key, rank) in list(typed.items()):
        if protocol not in FITS.get(word, (protocol,)):
            del typed[word]
            if rank >= own:
                others = " or ".join([", ".join(FITS[word][:-1]), FITS[word][-1]][not FITS[word][1:] :])
                complaints.append(
                    Complaint(
                        key,
                        f'does not fit protocol = "{protocol}"; it is for {others}',
                        name="wrong-protocol",
                    )
                )
    if protocol in ("pptp", "l2tp", "sstp") and "server" not in typed:
        complaints.append(
            Complaint(("peers", name, "server"), f"is required for {protocol}", name="missing-key")
        )
    complaints += _without_ipv6(typed)
    reason = SUPPORTED.get(protocol, {}).get(platform)
    if reason:
        complaints.append(
            Complaint(
                typed["protocol"].key if typed["protocol"].rank >= own else ("peers", name),
                reason,
                name="wrong-platform",
            )
        )
    return complaints


def _without_ipv6(typed: dict[str, Typed]) -> list[Complaint]:
    """Complain of networks that no link without IPv6 can lead to."""
    ipv6, routes = typed.get("ipv6"), typed.get("routes")
    if ipv6 is None or ipv6.value is not False or routes is None:
        return []
    odd = [network for network in routes.value or () if ":" in network]
    reason = f"{{}} is IPv6, which {spell(ipv6.key)} = false keeps out of the link: take one of the two away"
    return [Complaint(routes.key, reason.format(", ".join(odd)))] if odd else []
