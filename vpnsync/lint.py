"""What is legal but unwise: warnings with stable names, which a peer's `allow` silences."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pydantic import SecretStr

from vpnsync.config import merge
from vpnsync.config.complaints import Key, spell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vpnsync.config.merge import Peer
    from vpnsync.render.peer import Sheet


class Finding(NamedTuple):
    """One warning: stable name, key, text; the text names the way out and never a secret."""

    name: str
    key: Key
    text: str

    def __str__(self) -> str:
        """Return the warning as it is printed."""
        return f"{spell(self.key)}: {self.text} [{self.name}]"


def lint(peer: Peer, sheet: Sheet) -> list[Finding]:
    """Return what is unwise about a peer on its platform, without what the peer allows."""
    found = [*_not_yet(peer), *_plain_text(peer, sheet), *_pptp(peer)]
    return [warning for warning in found if warning.name not in peer.allow]


def _not_yet(peer: Peer) -> Iterator[Finding]:
    for key, text in merge.not_yet(peer):
        yield Finding("not-yet", key, f"does nothing in this version: {text}")


def _plain_text(peer: Peer, sheet: Sheet) -> Iterator[Finding]:
    keys = {typed.key for typed in peer.typed.values() if isinstance(typed.value, SecretStr)}
    keys |= {entry.key for entry in sheet.secrets() if entry.from_options and isinstance(entry.value, str)}
    for key in sorted(keys):
        yield Finding(
            "plain-text-secret",
            key,
            'is plain text in the description: use a reference such as { command = ["pass", "show", "vpn"] }',
        )


def _pptp(peer: Peer) -> Iterator[Finding]:
    if peer.platform == "macos" and peer.protocol == "pptp":
        yield Finding(
            "pptp-gone",
            ("peers", peer.name),
            "macOS has no PPTP.ppp since 10.15: there, use L2TP, or dial PPTP from Linux or a router",
        )
