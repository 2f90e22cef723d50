"""`up` in the foreground: however it is ended, exactly its own link goes with it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from tests.cli.program import PROGRAM, Terminal, environment, started
from tests.e2e.calls import describe, pptp, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result
    from tests.e2e.network import Network


@pytest.fixture
def office(network: Network, cli: Callable[..., Result]) -> Network:
    """Describe and apply one peer."""
    describe(office=network.one)
    assert cli("apply", "--yes").status == 0
    return network


def test_ctrl_c_ends_the_link_and_says_so(office: Network, tmp_path: Path) -> None:
    """Five is pppd's own status for being asked."""
    terminal = Terminal("up", "office", cwd=tmp_path)
    terminal.wait_for("office is up")
    terminal.type("\x03")
    result = terminal.finish()
    assert result.status == 5
    assert "you ended it (pppd ended with 5)" in result.out
    assert office.client_pppds() == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_link(office: Network, tmp_path: Path, number: signal.Signals) -> None:
    """Whoever stops vpnsync stops the call: systemd, kill, a session that ends."""
    with started("up", "office", cwd=tmp_path) as up:
        assert up.out.readline().startswith("office is up")
        up.process.send_signal(number)
        assert up.process.wait(10) == 5
    assert office.client_pppds() == []


def test_a_terminal_that_is_closed_ends_the_link(office: Network, tmp_path: Path) -> None:
    """The window is gone, and with it the person who could have ended it."""
    terminal = Terminal("up", "office", cwd=tmp_path)
    terminal.wait_for("office is up")
    terminal.close()
    wait_until(lambda: not office.client_pppds(), "pppd to end")
    terminal.process.wait(10)


def test_a_reader_that_goes_away_ends_the_link(office: Network, tmp_path: Path) -> None:
    """`up | head -1` must not leave a pppd that nobody watches."""
    command = ["sh", "-c", '"$@" | head -c 0', "sh", *PROGRAM, "up", "office", "--verbose"]
    subprocess.run(command, cwd=tmp_path, env=environment(), check=False, timeout=30, capture_output=True)
    wait_until(lambda: not office.client_pppds(), "pppd to end")


def test_the_server_hangs_up(office: Network, tmp_path: Path) -> None:
    """Without `reconnect` the call is over: sixteen, and why."""
    with started("up", "office", cwd=tmp_path) as up:
        assert up.out.readline().startswith("office is up")
        office.one.hang_up()
        assert up.process.wait(10) == 16
        said = up.err.read()
    assert "the server hung up (pppd ended with 16)" in said
    assert "reconnect" in said


def test_the_link_comes_back_by_itself(network: Network, cli: Callable[..., Result], tmp_path: Path) -> None:
    """With `reconnect`, as long as nobody ends it."""
    describe(office=pptp(network.one, "reconnect = { delay = 1, attempts = 0 }"))
    cli("apply", "--yes")
    terminal = Terminal("up", "office", "--timeout", "12", cwd=tmp_path)
    terminal.wait_for("office is up")
    time.sleep(12)  # a limit for coming up is none for a link that was up
    network.one.hang_up()
    terminal.wait_for("the connection was lost")
    terminal.shown = ""
    terminal.wait_for("office is up")
    assert " up  ppp0" in cli("status").out
    terminal.type("\x03")
    assert terminal.finish().status == 5


def test_the_cable_is_cut(network: Network, cli: Callable[..., Result], tmp_path: Path) -> None:
    """Echo requests go unanswered."""
    describe(office=pptp(network.one, "keepalive = { interval = 1, failures = 2 }"))
    cli("apply", "--yes")
    with started("up", "office", cwd=tmp_path) as up:
        assert up.out.readline().startswith("office is up")
        network.one.cut(is_cut=True)
        assert up.process.wait(20) == 16
        said = up.err.read()
    network.one.cut(is_cut=False)
    assert "no longer answers: 2 echo requests went unanswered" in said


def test_a_prompt_asks_on_the_terminal_and_nowhere_else(
    network: Network, cli: Callable[..., Result], tmp_path: Path
) -> None:
    """What is typed is not shown; without a terminal nothing is dialed."""
    describe(office=pptp(network.one, password="{ prompt = true }"))
    assert cli("apply", "--yes").status == 0
    terminal = Terminal("up", "office", cwd=tmp_path)
    terminal.wait_for("Password for office: ")
    terminal.type("s3cret\n")
    terminal.wait_for("office is up")
    terminal.type("\x03")
    result = terminal.finish()
    assert (result.status, "s3cret" in result.out) == (5, False)
    command = [*PROGRAM, "up", "office"]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    assert (done.returncode, b"terminal" in done.stderr) == (1, True)


@pytest.mark.usefixtures("office")
def test_a_killed_watcher_leaves_a_link_that_can_be_ended(cli: Callable[..., Result], tmp_path: Path) -> None:
    """A kill -9 cannot be answered: but nothing is lost sight of."""
    with started("up", "office", cwd=tmp_path) as up:
        up.out.readline()
        os.kill(up.process.pid, signal.SIGKILL)
    assert cli("status", "office").status == 0
    assert cli("down", "office").out == "office is down.\n"
