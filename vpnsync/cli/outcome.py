"""What `up --json` prints: a document a line, whenever things change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from vpnsync.cli.screen import hand_out, say

if TYPE_CHECKING:
    from vpnsync.link.diagnosis import Diagnosis
    from vpnsync.link.interfaces import Interface
    from vpnsync.link.network import Network


@dataclass(frozen=True)
class Outcome:
    """How a call stands: up, dialing (again: the connection was lost) or down.

    status: the exit status, at the end. seconds: how long it took to come up. why: at the end, too.
    """

    name: str
    state: Literal["up", "dialing", "down"]
    status: int = 0
    interface: Interface | None = None
    network: Network | None = None
    servers: list[str] = field(default_factory=list)
    seconds: float | None = None
    why: Diagnosis | None = None

    def print(self) -> None:
        """Print it as one document (format_version 1) in a line of its own."""
        from vpnsync.cli.result import in_one_line

        link, network, why = self.interface, self.network, self.why
        document = {
            "format_version": 1,
            "name": self.name,
            "state": self.state,
            "status": self.status,
            "interface": link.name if link else None,
            "local": link.local if link else None,
            "remote": link.remote if link else None,
            "dns": self.servers,
            "routes": list(network.routes) if network else None,
            "name_servers": list(network.servers) if network else None,
            "domains": list(network.domains) if network else None,
            "seconds": None if self.seconds is None else round(self.seconds, 1),
            "error": why.name if why else None,
            "cause": why.cause if why else None,
            "remedy": (why.remedy or None) if why else None,
            "keys": list(why.keys) if why else [],
            "lines": list(why.lines) if why else [],
        }
        say(in_one_line(document), even_quiet=True)
        hand_out()
