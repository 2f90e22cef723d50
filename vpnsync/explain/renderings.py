"""What keys become: every value of `keys`, rendered for every protocol and platform that takes it.

Which key writes an option is read off here. There is no list of it to fall behind the renderer.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, get_args

from vpnsync.config.load import Config, parse
from vpnsync.config.merge import FITS, SUPPORTED, merge
from vpnsync.config.model import Protocol
from vpnsync.explain.keys import KEYS
from vpnsync.pppd.options import PLATFORMS, Platform, dictionary
from vpnsync.pppd.texts import identity
from vpnsync.render.entries import BAREWORDS, entries
from vpnsync.render.peer import Sheet, render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vpnsync.pppd.options import Dictionary
    from vpnsync.render.entries import Entry

PROTOCOLS: Final[tuple[str, ...]] = get_args(Protocol)

NEEDS: Final = {
    "pptp": {"server": '"vpn.example.com"'},
    "l2tp": {"server": '"vpn.example.com"'},
    "sstp": {"server": '"vpn.example.com"'},
}
"""The keys that a protocol cannot be without."""

_PROFILE: Final = '[profiles.office-rules]\nencryption = "require-128"\n'


@dataclass(frozen=True)
class Rendering:
    """What one value of a key becomes on one platform and with one protocol.

    refused: why the value cannot be used there, or empty. lines: of the peers file. words: the
    identities of the options in them, where the key itself says them and not a table below it.
    removes: the options that it takes away where they were inherited.
    """

    key: str
    value: str
    platform: Platform
    protocol: str
    refused: str = ""
    lines: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    removes: tuple[str, ...] = ()

    @property
    def toml(self) -> str:
        """The key with its value, as one writes it."""
        return f"{self.key} = {self.value}"


@cache
def renderings() -> tuple[Rendering, ...]:
    """Return what every value becomes, wherever there is the protocol at all."""
    samples = list(_samples())
    peers = [peer_table(name, protocol, {key: value}) for name, key, value, protocol in samples]
    config = parse("version = 1\n" + _PROFILE + "".join(peers))
    return tuple(
        _rendering(config, sample, platform)
        for sample in samples
        for platform in PLATFORMS
        # Which protocols a platform lacks is said of the key `protocol`, once.
        if sample[1] == "protocol" or platform not in SUPPORTED.get(sample[3], {})
    )


def peer_table(name: str, protocol: str, keys: dict[str, str]) -> str:
    """Write a peer as TOML, with the keys given and those that its protocol needs."""
    rows = {"protocol": f'"{protocol}"', **NEEDS.get(protocol, {}), **keys}
    return f"[peers.{name}]\n" + "".join(f"{key} = {value}\n" for key, value in rows.items())


_Sample = tuple[str, str, str, str]
"""A peer's name, key, value, protocol."""


def _samples() -> Iterator[_Sample]:
    for key, (_, values) in KEYS.items():
        for index, value in enumerate(values):
            fitting = [value.strip('"')] if key == "protocol" else FITS.get(key, PROTOCOLS)
            for protocol in fitting:
                yield f"{key}-{index}-{protocol}", key, value, protocol


def _rendering(config: Config, sample: _Sample, platform: Platform) -> Rendering:
    name, key, value, protocol = sample
    known = dictionary(platform)
    peer, faults = merge(config, name, platform)
    sheet, complaints = render(peer, known)
    if faults or complaints:
        return Rendering(key, value, platform, protocol, refused=[*faults, *complaints][0].reason)
    place = ("peers", name, key)
    # Of a protocol, all is told that there is with it: there are no other keys but those it needs.
    mine = tuple(entry for entry in sheet.entries if entry.key[:3] == place or key == "protocol")
    # A peer's own name is part of some lines.
    text = Sheet(name, mine, known).shown("(the secret)", str).decode().replace(name, "office")
    removed = dict.fromkeys(entry.word for entry in entries(peer) if entry.cancels and entry.key == place)
    return Rendering(
        key,
        value,
        platform,
        protocol,
        lines=tuple(text.splitlines()),
        words=frozenset(_identity(entry, known) for entry in mine if entry.key == place),
        removes=tuple(removed),
    )


def _identity(entry: Entry, known: Dictionary) -> str:
    """Return the identity of the option that an entry writes; a foreign word is its own."""
    if entry.word in BAREWORDS:
        return identity(known.bareword(*BAREWORDS[entry.word]), known)
    option = known.options.get(entry.word)
    return identity(option, known) if option else entry.word
