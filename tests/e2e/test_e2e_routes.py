"""Routes and name servers of a real call: a network behind the server, and a world outside of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.calls import describe, pptp, wait_until
from tests.e2e.network import run

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Result
    from tests.e2e.network import Network

SCRIPT = Path(__file__).with_name("t-routes.sh")
HOLDS = (
    "up tells routes and name servers",
    "a host behind the server answers",
    "a host in the second network answers",
    "a name resolves there",
    "a host outside does not go through the tunnel",
    "an excluded network does not either",
    "the server does not either",
    "the person's command ran as the person",
    "after down, nothing is left",
    "what the description says no more holds as long as the link",
    "and is taken back with it",
    "kill -9 runs no ip-down",
    "after kill -9 and the next up, the name servers are what they were",
    "and no route of the dead link is there",
    "everything goes through it, beside another default route",
    "but for its server",
    "after down, again nothing is left",
)


def test_two_routes_and_a_name_server_for_as_long_as_the_link_is_up(tmp_path: Path) -> None:
    """What somebody who needs one network behind the VPN needs, and that nothing of it outlives the link."""
    if not os.environ.get("VPNSYNC_E2E_INSIDE"):
        pytest.skip("makes calls, for which it needs a guest of its own")
    # A file, no pipe: what the script leaves running would keep that open.
    with (tmp_path / "said").open("w+") as out:
        command = [str(SCRIPT), sys.executable]
        status = subprocess.run(command, check=False, stdout=out, stderr=out, timeout=240).returncode
        out.seek(0)
        text = out.read()
    said = tuple(line[3:] for line in text.splitlines() if line.startswith("ok "))
    assert (said, status) == (HOLDS, 0), text


def test_up_and_status_tell_what_the_system_really_has(network: Network, cli: Callable[..., Result]) -> None:
    """What was asked for is in the plan; what holds is read back, and gone afterwards."""
    keys = 'routes = ["10.77.0.0/16"]', 'dns = { servers = ["10.77.0.53"] }'
    describe(office=pptp(network.one, *keys))
    assert "when dialed: adds 10.77.0.0/16 via office" in cli("plan").out
    assert cli("apply", "--yes").status == 0
    up = cli("up", "office", "--detach")
    assert up.status == 0, up.err
    assert "office routes: " in up.out
    assert "10.77.0.0/16" in up.out
    assert "office name servers: 10.77.0.53 for all names" in up.out
    told = json.loads(cli("status", "office", "--json").out)["peers"][0]
    assert ("10.77.0.0/16" in told["routes"], told["name_servers"]) == (True, ["10.77.0.53"])
    assert "10.77.0.53" in cli("status", "office").out
    assert cli("down", "office").status == 0
    wait_until(lambda: "10.77.0" not in run("ip", "route"), "the route to be taken back")
    assert "10.77.0.53" not in Path("/etc/resolv.conf").read_text()


def test_a_changed_script_is_drift(network: Network, cli: Callable[..., Result]) -> None:
    """A link with yesterday's routes is not what the description says."""
    describe(office=pptp(network.one, 'routes = ["10.77.0.0/16"]'))
    assert cli("apply", "--yes").status == 0
    script = Path("/etc/ppp/vpnsync/office.ip-up")
    script.write_text(script.read_text() + "true\n")
    result = cli("up", "office", "--detach")
    assert (result.status, str(script) in result.err) == (78, True)
    assert "drifted" in cli("status").out
