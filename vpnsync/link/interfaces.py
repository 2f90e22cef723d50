"""The network interfaces of this machine, as psutil sees them."""

from __future__ import annotations

import socket
from typing import NamedTuple

import psutil

from vpnsync.link.network import Lan, lans


class Interface(NamedTuple):
    """One interface: its two IPv4 addresses, whether it carries traffic, and the bytes so far."""

    name: str
    local: str | None = None
    remote: str | None = None
    is_up: bool = False
    received: int = 0
    sent: int = 0


def own_lans() -> list[Lan]:
    """Return the networks that this machine is in by itself; point-to-point links are none."""
    found = [
        (name, address.address, address.netmask)
        for name, addresses in psutil.net_if_addrs().items()
        for address in addresses
        if address.family in (socket.AF_INET, socket.AF_INET6) and not address.ptp
    ]
    return lans(found)


def interfaces() -> dict[str, Interface]:
    """Return all interfaces by name."""
    counters = psutil.net_io_counters(pernic=True, nowrap=False)
    stats = psutil.net_if_stats()
    found = {}
    for name, addresses in psutil.net_if_addrs().items():
        inet = next((address for address in addresses if address.family == socket.AF_INET), None)
        count = counters.get(name)
        found[name] = Interface(
            name,
            inet.address if inet else None,
            inet.ptp if inet else None,
            name in stats and stats[name].isup,
            count.bytes_recv if count else 0,
            count.bytes_sent if count else 0,
        )
    return found
