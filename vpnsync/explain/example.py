"""How an option that no key writes is written in `options`: an example that validates."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from vpnsync.config.load import parse
from vpnsync.config.merge import merge
from vpnsync.explain.renderings import PROTOCOLS, peer_table
from vpnsync.pppd.options import PLATFORMS, Platform, dictionary
from vpnsync.pppd.texts import PPPDS, example
from vpnsync.render.peer import render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vpnsync.pppd.options import Dictionary, Option

_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
_REFERENCE: Final = '{ command = ["pass", "show", "vpn/office"] }'
# First the one that implies nothing: what it takes, the others mostly take as well.
_ORDER: Final = sorted(PROTOCOLS, key=lambda protocol: protocol != "custom")


@dataclass(frozen=True)
class Example:
    """A line for vpns.toml. platform: whose table it goes into; None: the peer itself.

    protocol: the one that the peer must have; "custom": any. needs: the line that must stand beside.
    """

    toml: str
    platform: Platform | None
    protocol: str
    needs: str = ""

    def peer(self, name: str) -> str:
        """Return a whole peer that holds the line."""
        beside = f"{self.needs}\n" if self.needs else ""
        if self.platform is None:
            return peer_table(name, self.protocol, {}) + beside + f"{self.toml}\n"
        table = peer_table(name, self.protocol, {"platforms": f'["{self.platform}"]'}) + beside
        return f"{table}[peers.{name}.{self.platform}]\n{self.toml}\n"


def option_example(word: str) -> Example | None:
    """Return the first example that validates wherever the word is known; None where none does."""
    return next((one for one in _candidates(word) if _validates(one)), None)


def _candidates(word: str) -> Iterator[Example]:
    knowing = [known for known in PPPDS if word in known.options]
    platforms = {known.platform for known in knowing}
    platform = next(iter(platforms)) if len(platforms) == 1 else None
    option = knowing[0].options[word]
    value = _value(option, knowing[0])
    table = f"options = {{ {word if _BARE_KEY.fullmatch(word) else json.dumps(word)} = {value} }}"
    for protocol in _ORDER:
        yield Example(table, platform, protocol)
    # Dialing on demand wants to know all addresses before there is a link.
    for protocol in _ORDER:
        yield Example(table, platform, protocol, needs="ipv6 = false")
    in_order = f'options = [["plugin", "{option.plugin}"], {_item(word, value)}]'
    yield from [Example(in_order, platform, "custom")] if option.plugin else []


def _value(option: Option, known: Dictionary) -> str:
    if option.nargs == 0:
        return "true"
    return _REFERENCE if option.secret else json.dumps(example(option, known))


def _item(word: str, value: str) -> str:
    return json.dumps(word) if value == "true" else f"[{json.dumps(word)}, {value}]"


def _validates(candidate: Example) -> bool:
    config = parse("version = 1\n" + candidate.peer("office"))
    for platform in [candidate.platform] if candidate.platform else PLATFORMS:
        peer, faults = merge(config, "office", platform)
        if config.complaints or faults or render(peer, dictionary(platform))[1]:
            return False
    return True
