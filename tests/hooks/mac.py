"""A Mac, as far as a peer's scripts see one: its route, netstat, scutil and ps, played by small programs."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any, Final

from tests.hooks.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_ROUTE: Final = f"""\
#!{sys.executable} -IS
# Prints what Apple's does, whose exit status is 0 for most failures, too.
import json, sys
table = json.load(open("table"))
_, command, family, *words = sys.argv[1:]
words = [word for word in words if word != "-net"]
network = words[0]
where = words[1:]
if command == "add":
    if network in table:
        print("route: writing to routing socket: File exists", file=sys.stderr)
        print(f"add net {{network}}: gateway {{where[-1]}}: File exists")
    else:
        gateway = where[0] if where[0] != "-interface" else None
        table[network] = [gateway, "en0" if gateway else where[1]]
        print(f"add net {{network}}: gateway {{where[-1]}}")
elif command == "delete":
    table.pop(network, None)
elif command == "get":
    found = table.get(network) or table.get("default-" + family)
    gateway, interface = found or sys.exit("route: not in table")
    print("   route to:", network)
    if gateway:
        print("    gateway:", gateway)
    print("  interface:", interface)
    print("      flags: <UP,DONE,STATIC>")
json.dump(table, open("table", "w"))
"""
_NETSTAT: Final = f"""\
#!{sys.executable} -IS
import json, sys
print("Routing tables\\n\\nInternet:\\nDestination        Gateway            Flags           Netif Expire")
for gateway, flags, interface in json.load(open("defaults"))[sys.argv[-1]]:
    print(f"default            {{gateway}}        {{flags}}          {{interface}}")
"""
_SCUTIL: Final = "#!/bin/sh\ncat >>told\n"
_PS: Final = '#!/bin/sh\ngrep -qsx "$4" pppds && echo /usr/sbin/pppd || echo /bin/zsh\n'


class Mac(Stage):
    """One of them, whose default routes lead through en0."""

    def __init__(self, folder: Path, scripts: Mapping[str, str]) -> None:
        super().__init__(folder, scripts, "macos")
        self.program("route", _ROUTE)
        self.program("netstat", _NETSTAT)
        self.program("scutil", _SCUTIL)
        self.program("ps", _PS)
        self.table: dict[str, list[str | None]] = {
            "default--inet": ["192.168.7.1", "en0"],
            "default--inet6": ["fe80::1%en0", "en0"],
        }
        self.defaults: dict[str, list[list[str]]] = {
            "inet": [["192.168.7.1", "UGScg", "en0"]],
            "inet6": [["fe80::%utun0", "UGcIg", "utun0"], ["fe80::1%en0", "UGcg", "en0"]],
        }

    def _save(self) -> None:
        (self.folder / "table").write_text(json.dumps(self.table))
        (self.folder / "defaults").write_text(json.dumps(self.defaults))

    def run(self, event: str, peer: str = "office", interface: str = "ppp0", pid: int = 100) -> None:
        """Run a script; what it did to the table is seen afterwards."""
        self._save()
        self.script(event, peer, interface, pid)
        self.table = json.loads((self.folder / "table").read_text())

    def live(self, *pids: int) -> None:
        """Say which numbers are those of running pppds."""
        (self.folder / "pppds").write_text("".join(f"{pid}\n" for pid in pids))

    def routes(self) -> dict[str, Any]:
        """Return the table, the defaults left aside: network -> gateway and interface."""
        return {name: where for name, where in self.table.items() if not name.startswith("default")}

    def told(self) -> list[str]:
        """Return the lines that scutil was told, and forget them."""
        path = self.folder / "told"
        lines = path.read_text().splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return lines

    def said(self) -> list[str]:
        """Return what was logged."""
        return [call[-1] for call in self.calls() if call[0] == "logger"]
