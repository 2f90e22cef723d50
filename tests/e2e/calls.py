"""Short ways to describe peers of the guest's servers, and to wait for what happens."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.e2e.network import PASSWORD, USER, Server

if TYPE_CHECKING:
    from collections.abc import Callable

_PATIENCE = 20.0


def pptp(server: Server | str, *more: str, password: str = f'"{PASSWORD}"', user: str = USER) -> str:
    """Return the keys of a PPTP peer, as the servers want it."""
    address = server.address if isinstance(server, Server) else server
    lines = [
        'protocol = "pptp"',
        f'server = "{address}"',
        f'user = "{user}"',
        f"password = {password}" if password else "",
        'auth_methods = ["mschap-v2"]',
        'allow = ["plain-text-secret"]',
        *([] if any("encryption" in line for line in more) else ['encryption = "require-128"']),
        *([] if any("ipv6" in line for line in more) else ["ipv6 = false"]),
        *more,
    ]
    return "\n".join(lines)


def describe(**peers: Server | str) -> None:
    """Write ./vpns.toml: a server's peer with nothing special, or a peer's keys."""
    tables = [
        f"[peers.{name}]\n{pptp(keys) if isinstance(keys, Server) else keys}\n"
        for name, keys in peers.items()
    ]
    Path("vpns.toml").write_text("version = 1\n" + "".join(tables))


def wait_until(holds: Callable[[], bool], what: str = "it") -> None:
    """Wait until something holds."""
    end = time.monotonic() + _PATIENCE
    while not holds():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.05)
