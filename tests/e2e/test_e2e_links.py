"""Links that are up: told apart, ended one by one, and never taken for something else."""

from __future__ import annotations

import stat
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.program import Terminal
from tests.e2e.calls import describe, pptp, wait_until
from tests.e2e.network import PASSWORD, run

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Result
    from tests.e2e.network import Network


@pytest.fixture
def office(network: Network, cli: Callable[..., Result]) -> Network:
    """Describe and apply two peers, of two servers."""
    describe(office=network.one, lab=network.two)
    assert cli("apply", "--yes").status == 0
    return network


def test_of_two_links_one_is_ended(office: Network, cli: Callable[..., Result]) -> None:
    """And the other one goes on carrying traffic."""
    for name in ("office", "lab"):
        assert cli("up", name, "--detach").status == 0
    assert cli("down", "office").status == 0
    assert (cli("status", "office").status, cli("status", "lab").status) == (3, 0)
    run("ping", "-c", "1", "-w", "5", office.two.inner)
    assert cli("down", "--all").out == "lab is down.\n"


def test_two_links_to_one_server_are_warned_of(network: Network, cli: Callable[..., Result]) -> None:
    """With pptp, they have one control connection for both: ending one link ends the other."""
    describe(office=network.one, branch=network.one)
    cli("apply", "--yes")
    assert cli("up", "office", "--detach").status == 0
    result = cli("up", "branch", "--detach")
    assert "ending one of them ends both" in result.err
    cli("down", "--all")


def test_up_of_a_link_that_is_up_says_so(office: Network, cli: Callable[..., Result]) -> None:
    """A second pppd for the same peer would take the route of the first."""
    cli("up", "office", "--detach")
    before = office.client_pppds()
    again = cli("up", "office", "--detach")
    assert (again.status, again.out.startswith("office is up already: ppp0")) == (0, True)
    assert office.client_pppds() == before
    cli("down", "office")


@pytest.mark.usefixtures("office")
def test_down_of_a_link_that_is_not_up_says_so(cli: Callable[..., Result]) -> None:
    """What was wanted is so already."""
    assert cli("down", "office").out == "office is not up.\n"
    assert cli("down", "office").status == 0
    assert cli("down", "--all").out == "No described peer is up.\n"


@pytest.mark.usefixtures("office")
def test_a_link_dialed_by_hand_is_found(cli: Callable[..., Result]) -> None:
    """By pppd's own command line: `pppd call office`."""
    with subprocess.Popen(
        ["/usr/sbin/pppd", "call", "office", "nodetach"], stdout=subprocess.DEVNULL
    ) as pppd:
        wait_until(lambda: cli("status", "office").status == 0, "the link to be up")
        assert cli("status", "lab").status == 3
        assert cli("down", "office").out == "office is down.\n"
        assert pppd.wait(10) == 5


@pytest.mark.usefixtures("office")
def test_a_forged_pid_file_ends_nobody(cli: Callable[..., Result]) -> None:
    """Pids are given anew, and the file of a pppd that was killed stays."""
    with subprocess.Popen(["/bin/sleep", "60"]) as innocent:
        path = Path("/run/ppp-vpnsync-office.pid")
        path.write_text(f"{innocent.pid}\nlo\n")
        assert cli("status", "office").status == 3
        assert cli("down", "office").out == "office is not up.\n"
        path.unlink()
        assert innocent.poll() is None
        innocent.kill()


@pytest.mark.usefixtures("office")
def test_what_only_looks_like_a_pppd_is_none(cli: Callable[..., Result], tmp_path: Path) -> None:
    """The right name and the very words, but another program."""
    fake = tmp_path / "pppd"
    fake.write_bytes(Path("/bin/bash").read_bytes())
    fake.chmod(0o755)
    words = "call office linkname vpnsync-office nodetach"
    script = f'exec -a /usr/sbin/pppd "{fake}" -c "read; : $0" {words}'
    with subprocess.Popen(["/bin/bash", "-c", script], stdin=subprocess.PIPE) as liar:
        wait_until(lambda: Path(f"/proc/{liar.pid}/comm").read_text() == "pppd\n", "the liar")
        assert cli("status", "office").status == 3
        assert cli("down", "office").out == "office is not up.\n"
        assert liar.poll() is None
        liar.kill()


def test_a_detached_link_keeps_a_private_log(office: Network, cli: Callable[..., Result]) -> None:
    """The logs that pppd makes are for everybody to read."""
    cli("up", "office", "--detach")
    log = Path("/var/lib/vpnsync/log/office.log")
    assert (stat.S_IMODE(log.stat().st_mode), stat.S_IMODE(log.parent.stat().st_mode)) == (0o600, 0o700)
    shown = cli("logs", "office")
    assert "MPPE 128-bit stateless compression enabled" in shown.out
    assert cli("logs", "office", "-n", "1").out.count("\n") == 1
    (pid,) = office.client_pppds()
    assert Path(f"/proc/{pid}/fd/1").readlink() == log
    cli("down", "office")


def test_a_logfile_of_the_persons_own_is_read_along(network: Network, cli: Callable[..., Result]) -> None:
    """What pppd says goes there alone; it is explained all the same, and not for everybody to read."""
    describe(office=pptp(network.one, 'logfile = "/tmp/office.log"', password='"wrong"'))
    cli("apply", "--yes")
    result = cli("up", "office")
    assert (result.status, "refused user or password" in result.err) == (19, True)
    assert stat.S_IMODE(Path("/tmp/office.log").stat().st_mode) == 0o600
    assert "MS-CHAP authentication failed" in cli("logs", "office").out


@pytest.mark.parametrize("own", ["updetach", "linkname = 'mine'", "debug", "dump"])
def test_the_files_own_words_do_not_get_in_the_way(
    network: Network, cli: Callable[..., Result], own: str
) -> None:
    """`updetach` alone returns before IPv4 is up; a linkname of one's own stays."""
    words = own if "=" in own else f"{own} = true"
    describe(office=pptp(network.one, f"[peers.office.options]\n{words}"))
    assert cli("apply", "--yes").status == 0
    up = cli("up", "office", "--detach")
    assert (up.status, up.out.startswith("office is up: ppp0 10.8.1.")) == (0, True), up.err
    assert cli("status", "office").status == 0
    assert Path("/run/ppp-mine.pid").exists() == ("linkname" in own)
    assert PASSWORD not in cli("logs", "office").out
    assert cli("down", "office").out == "office is down.\n"


def test_with_ipv6_up_waits_for_ipv4(network: Network, cli: Callable[..., Result]) -> None:
    """IPv6 comes first, and is not what is waited for."""
    network.one.require("require-mppe-128", "+ipv6")
    describe(office=pptp(network.one, "ipv6 = true"))
    cli("apply", "--yes")
    up = cli("up", "office", "--detach")
    assert up.out.startswith("office is up: ppp0 10.8.1.")
    run("ping", "-c", "1", "-w", "5", network.one.inner)
    cli("down", "office")


def test_up_means_that_the_interface_carries_traffic(network: Network, cli: Callable[..., Result]) -> None:
    """It has its address before: ip-pre-up runs in between, and whoever dials next would be too early."""
    describe(office=network.one)
    cli("apply", "--yes")
    script = Path("/etc/ppp/ip-pre-up")
    before = script.read_bytes()
    script.write_text("#!/bin/sh\nsleep 2\n")
    script.chmod(0o755)
    assert cli("up", "office", "--detach").status == 0
    assert ",UP" in run("ip", "link", "show", "ppp0")
    script.write_bytes(before)
    cli("down", "office")


def test_a_plan_says_that_a_link_is_up(office: Network, cli: Callable[..., Result]) -> None:
    """What is applied now only holds at the next dial, and deleting a file ends no link."""
    cli("up", "office", "--detach")
    describe(office=pptp(office.one, "mtu = 1300"), lab=office.two)
    assert "office is up: takes effect at the next dial" in cli("plan").out
    describe(lab=office.two)
    assert "`vpnsync down office`" in cli("plan").out
    assert cli("down", "office").status == 0


def test_apply_can_dial_when_it_is_done(network: Network, tmp_path: Path) -> None:
    """From a changed description to a link in one command."""
    describe(office=network.one)
    terminal = Terminal("apply", "--yes", "--up", "office", cwd=tmp_path)
    assert terminal.wait_for("office is up: ppp0").index("Applied: 1 file") > 0
    terminal.type("\x03")
    assert terminal.finish().status == 5
