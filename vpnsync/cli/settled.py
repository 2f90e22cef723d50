"""A link that has just come up: what its routes and name servers really are, and what is missing."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from vpnsync.cli.screen import warn
from vpnsync.link.network import default_way, missing, read_network

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vpnsync.cli.handover import Told
    from vpnsync.link.interfaces import Interface
    from vpnsync.link.machine import Machine
    from vpnsync.link.network import Network

_PATIENCE: Final = 6.0
"""Seconds that a peer's script is given to set routes and name servers before it is told that it has not."""

_SET: Final = ("route", "default-route", "dns")
"""Effects of a peer that can be read back from the system."""


def settled(
    name: str, machine: Machine, interface: Interface | None, effects: Sequence[Told]
) -> Network | None:
    """Read back routes and name servers once the peer's script has set them; pppd waits for none."""
    told = [effect for effect in effects if effect.kind in _SET]
    if machine.root is not None or interface is None or not told:
        return None
    routes = sorted({effect.value for effect in told if effect.kind != "dns"})
    needs_servers = any(effect.kind == "dns" for effect in told)
    until = time.monotonic() + _PATIENCE
    while True:
        found = read_network(machine.platform, name, interface.name)
        lacking = missing(routes, found.routes)
        if not lacking and (found.servers or not needs_servers):
            return found
        if time.monotonic() > until:
            _warn_of(name, machine, lacking)
            return found
        time.sleep(0.2)


def _warn_of(name: str, machine: Machine, lacking: list[str]) -> None:
    """Say which networks the link does not get; of the default route, who has it."""
    for network in lacking:
        way = default_way(machine.platform) if network == "0.0.0.0/0" else ""
        what = f"the default route leads {way} still" if way else f"{network} does not lead there"
        warn(f"{name}: {what}: `vpnsync logs {name}` may say why")
