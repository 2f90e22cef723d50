"""What is legal but unwise: warnings with stable names, which a peer's `allow` silences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from pydantic import SecretStr

from vpnsync.config import merge
from vpnsync.config.complaints import Key, spell
from vpnsync.pppd import facts
from vpnsync.pppd.facts import Fact
from vpnsync.pppd.oddities import oddities
from vpnsync.pppd.words import split
from vpnsync.render.entries import IMPLIED
from vpnsync.render.peer import PLACEHOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vpnsync.config.merge import Peer
    from vpnsync.render.peer import Sheet


FACTS: Final[dict[str, Fact]] = {
    "not-yet": Fact((), "does nothing in this version", ""),
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
    **facts.FACTS,
}
"""Every warning by the name that `allow` takes."""


class Finding(NamedTuple):
    """One warning: stable name, key, text; the text names the way out and never a secret."""

    name: str
    key: Key
    text: str

    def __str__(self) -> str:
        """Return the warning as it is printed."""
        return f"{spell(self.key)}: {self.text} [{self.name}]"


def lint(peer: Peer, sheet: Sheet, *, is_public: bool = False) -> list[Finding]:
    """Return what is unwise about a peer on its platform, without what the peer allows.

    is_public: whether others can read the description.
    """
    found = [*_not_yet(peer), *_plain_text(peer, sheet, is_public=is_public), *_pptp(peer)]
    return [warning for warning in found if warning.name not in peer.allow]


def unwise(peer: Peer, sheet: Sheet) -> list[Finding]:
    """Return what of a peer's options does nothing, or not what one thinks, without what it allows."""
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


_MEANT: Final = ("idle-hangs-up", "already-default")
"""What a typed key says on purpose: its name tells what it does."""


def _not_yet(peer: Peer) -> Iterator[Finding]:
    for key, text in merge.not_yet(peer):
        yield Finding("not-yet", key, f"{FACTS['not-yet'].text}: {text}")


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


def _finding(name: str, key: Key) -> Finding:
    return Finding(name, key, f"{FACTS[name].text}: {FACTS[name].way_out}")
