"""PPTP with MS-CHAPv2 and MPPE-128, from the description to the ping and back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.e2e.calls import describe
from tests.e2e.network import run

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Result
    from tests.e2e.network import Network


def test_from_description_to_ping_and_back(network: Network, cli: Callable[..., Result]) -> None:
    """What vpnsync is for."""
    describe(office=network.one)
    assert "1 to create" in cli("plan").out
    assert cli("apply", "--yes").status == 0
    up = cli("up", "office", "--detach")
    assert up.status == 0, up.err
    assert up.out.startswith("office is up: ppp0 10.8.1.10 -> 10.8.1.1")
    said = [line.partition(": ")[2] for line in up.err.splitlines() if line.startswith("office: ")]
    assert said == [
        f"dialing {network.one.address} (pptp)",
        "authenticating",
        "authenticated (CHAP)",
        "encrypted (MPPE 128-bit, stateless)",
    ]
    run("ping", "-c", "2", "-i", "0.2", "-w", "5", "-I", "ppp0", network.one.inner)
    (row,) = json.loads(cli("status", "office", "--json").out)["peers"]
    assert (row["applied"], row["link"], row["interface"]) == ("in sync", "up", "ppp0")
    assert (row["local"], row["remote"]) == ("10.8.1.10", network.one.inner)
    assert row["bytes_in"] >= 168
    assert cli("status", "office").status == 0
    down = cli("down", "office")
    assert (down.status, down.out) == (0, "office is down.\n")
    assert cli("status", "office").status == 3
