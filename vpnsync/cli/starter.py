"""A first description: from what is known of one peer to the text of vpns.toml."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, get_args

from vpnsync.adopt.text import inline, peer_text
from vpnsync.config.load import parse
from vpnsync.config.merge import SUPPORTED, merge
from vpnsync.config.model import Protocol
from vpnsync.config.shipped import HEADER
from vpnsync.pppd.options import PLATFORMS, dictionary
from vpnsync.render.peer import render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vpnsync.config.complaints import Complaint
    from vpnsync.pppd.options import Platform

PROTOCOLS: Final[tuple[str, ...]] = get_args(Protocol)
WHERE: Final = {
    "pptp": "server",
    "l2tp": "server",
    "pppoe": "interface",
    "sstp": "server",
    "serial": "device",
    "custom": "pty",
}
"""protocol -> the key that says whereto it dials."""

SECRETS: Final = ("password", "shared_secret")
_ORDER: Final = ("enabled", "protocol", "platforms", *dict.fromkeys(WHERE.values()), "user", *SECRETS)
_HEAD: Final = f"""{HEADER}
[defaults]
# What all peers share.
# keepalive = {{ interval = "30s", failures = 4 }}

"""
_OFTEN_NEXT: Final[dict[str, dict[str, Any]]] = {
    "pptp": {"auth_methods": ["mschap-v2"], "encryption": "require-128", "dns": "peer"},
    "l2tp": {"dns": "peer", "default_route": True},
    "pppoe": {"dns": "peer", "default_route": True, "mtu": 1492},
    "sstp": {"dns": "peer", "idle": "30m"},
    "serial": {"speed": 460800, "connect": "chat -v -f /etc/chatscripts/lte", "dns": "peer"},
    "custom": {"mtu": 1400, "idle": "30m"},
}
"""protocol -> keys that one often wants next: they are written as comments."""


@dataclass(frozen=True)
class Starter:
    """What is known of the first peer. References only: no secret is ever in it."""

    name: str
    keys: dict[str, Any] = field(default_factory=dict)

    @property
    def protocol(self) -> str:
        """How it dials."""
        return str(self.keys.get("protocol", "custom"))

    def plus(self, key: str, value: object) -> Starter:
        """Return the same with one more key; None and an empty text leave the key out."""
        kept = {name: old for name, old in self.keys.items() if name != key}
        return Starter(self.name, {**kept, key: value} if value not in (None, "") else kept)

    @property
    def platforms(self) -> list[Platform]:
        """The platforms whose pppd can dial it, with the secrets where they are."""
        on_macos = any(isinstance(value, dict) and "system_keychain" in value for value in self.keys.values())
        possible = ("macos",) if on_macos else PLATFORMS
        return [name for name in possible if name not in SUPPORTED.get(self.protocol, {})]

    def text(self) -> str:
        """Return the description: this peer, and what one often wants next as comments."""
        is_for_all = len(self.platforms) == len(PLATFORMS)
        table = self.keys if is_for_all else {**self.keys, "platforms": self.platforms}
        ordered = {key: table[key] for key in _ORDER if key in table}
        remarks = [f"Becomes /etc/ppp/peers/{self.name}."]
        more = [f"# {key} = {inline(value)}\n" for key, value in _OFTEN_NEXT[self.protocol].items()]
        return _HEAD + peer_text(self.name, ordered, remarks) + "".join(more)

    def complaints(self) -> Iterator[Complaint]:
        """Yield what is wrong with it, as `vpnsync validate` would find it."""
        config = parse(self.text())
        yield from config.complaints
        if self.name not in config.document.peers:
            return
        for platform in config.document.peers[self.name].platforms or PLATFORMS:
            peer, found = merge(config, self.name, platform)
            yield from found
            if peer.can_be_rendered:
                yield from render(peer, dictionary(platform))[1]

    def faults(self) -> dict[str, str]:
        """Return key -> what is wrong with it; `name` stands for the peer's own."""
        found: dict[str, str] = {}
        for complaint in self.complaints():
            key = complaint.key[2] if len(complaint.key) > 2 else "name"
            found.setdefault(key, complaint.reason)
        password = self.keys.get("password", {})
        if "keychain" in password and "account" not in password and "user" not in self.keys:
            found.setdefault("password", "an entry of the keyring has an account: give the peer a user")
        return found


EXAMPLE: Final = Starter(
    "office",
    {
        "enabled": False,
        "protocol": "pptp",
        "server": "vpn.example.com",
        "user": "alice",
        "password": {"command": ["pass", "show", "vpn/office"]},
    },
)
"""What stands there where nothing is known: switched off, to be filled in."""


def reference(text: str, name: str, key: str) -> dict[str, Any] | None:
    """Return the reference that `KIND` or `KIND:VALUE` stands for; None for `none`. Raises ValueError."""
    kind, _, value = text.partition(":")
    account = {} if key == "password" else {"account": key}
    plain: dict[str, dict[str, Any] | None] = {
        "none": None,
        "prompt": {"prompt": True},
        "existing": {"existing": True},
        "env": {"env": variable(name, key)},
        "keychain": {"keychain": f"vpnsync/{name}", **account},
        "system-keychain": {"system_keychain": f"vpnsync/{name}"},
    }
    with_value: dict[str, dict[str, Any]] = {
        "command": {"command": _words(value) if kind == "command" else []},
        "file": {"file": value},
        "env": {"env": value},
        "keychain": {"keychain": value, **account},
        "system-keychain": {"system_keychain": value},
    }
    if value and kind in with_value:
        return with_value[kind]
    if not value and kind in plain:
        return plain[kind]
    raise ValueError(
        'must be keychain, "command:PROGRAM ARGUMENTS", file:PATH, env:NAME, prompt, existing, '
        "system-keychain or none"
    )


def variable(name: str, key: str) -> str:
    """Return the name of an environment variable for a peer's secret."""
    word = re.sub(r"[^A-Z0-9]", "_", name.upper())
    return f"{'_' if word[:1].isdigit() else ''}{word}_{key.upper()}"


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError as error:
        raise ValueError(f"is no command: {str(error).lower()}") from None
