"""Which unknown word behind `plugin pppoe.so` is the interface.

pppd takes any word that means nothing else, where an interface of that name exists, and refuses
it elsewhere. Which ones exist is not known here, so at most one word is believed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from vpnsync.pppd.options import platforms_with

if TYPE_CHECKING:
    from collections.abc import Collection

_NAME: Final = re.compile(r"(nic-)?[A-Za-z][A-Za-z0-9_.-]{0,14}")
_USUAL: Final = re.compile(
    r"nic-.+ | (?:eth|en|wl|br|bond|team|vlan|lan|wan|veth|tap|usb|dsl|ath|ra|sfp|igb|dummy|vmnet)"
    r"[\w-]*\d[\w.-]* | br-[\w.-]+",
    re.VERBOSE,
)
"""Names that kernels and people give to interfaces, and hardly ever to options."""


def may_be_interface(word: str) -> bool:
    """Whether a word could name an interface; an option of any other pppd does not."""
    return bool(_NAME.fullmatch(word)) and not platforms_with(word)


def believed(candidates: Collection[str]) -> str | None:
    """Return the one word that is the interface, or None where nothing tells which it is."""
    words = set(candidates)
    usual = {word for word in words if _USUAL.fullmatch(word)}
    found = usual or words
    return found.pop() if len(found) == 1 else None


def may_be_one_of(word: str, candidates: Collection[str]) -> bool:
    """Whether a word is among those of which pppd may take any, as nothing tells them apart."""
    usual = {one for one in candidates if _USUAL.fullmatch(one)}
    return word in (usual or candidates) and believed(candidates) is None
