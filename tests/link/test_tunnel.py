"""How one sees that a PPTP server took the call: pptp gives itself another name then."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from vpnsync.link.tunnel import is_call_taken

TITLE = "pptp: GRE-to-PPP gateway on /dev/pts/0"
NAMED = "import ctypes, time; ctypes.CDLL(None).prctl(15, b'pptpgw', 0, 0, 0); time.sleep(60)"


# On a Mac there is no pptp: the plug-in's own line tells it.
@pytest.mark.skipif(sys.platform != "linux", reason="pptp is Linux's")
@pytest.mark.parametrize(
    ("command", "is_taken"),
    [
        (f"exec -a '{TITLE}' sleep 60", True),
        (f'exec "{sys.executable}" -c "{NAMED}"', True),
        ("exec -a pptp sleep 60", False),
    ],
    ids=["title", "name", "not yet"],
)
def test_a_call_that_was_taken_is_seen_below_its_pppd(command: str, *, is_taken: bool) -> None:
    """Also behind the shell that pppd starts; and only there."""
    script = f"({command}) & wait"
    with subprocess.Popen(["/bin/bash", "-c", script], start_new_session=True) as pppd:
        end = time.monotonic() + (15 if is_taken else 0.5)
        while not (seen := is_call_taken(pppd.pid)) and time.monotonic() < end:
            time.sleep(0.05)
        os.killpg(pppd.pid, signal.SIGKILL)
    assert seen == is_taken
    assert not is_call_taken(pppd.pid)
