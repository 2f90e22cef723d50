"""Routes and name servers of a real call: a network behind the server, and a world outside of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("t-routes.sh")
HOLDS = (
    "a host behind the server answers",
    "a host in the second network answers",
    "a name resolves there",
    "a host outside does not go through the tunnel",
    "an excluded network does not either",
    "the server does not either",
    "the person's command ran as the person",
    "after down, nothing is left",
    "kill -9 runs no ip-down",
    "after kill -9 and the next up, the name servers are what they were",
    "and no route of the dead link is there",
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
