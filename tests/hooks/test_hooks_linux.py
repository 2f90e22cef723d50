"""The scripts on a real Linux: real sh, real ip, in a network of the test's own."""

from __future__ import annotations

import os
import re
import signal
import stat
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.hooks.desk import START
from tests.hooks.machine import RESOLV_CONF
from vpnsync.link import leftovers
from vpnsync.pppd.scripts import clearing

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.hooks.machine import Machine

Make = "Callable[[str], Machine]"
OFFICE: Final = (
    START
    + """
[peers.office]
routes = ["10.20.0.0/16", "fd00:20::/32"]
exclude_routes = ["10.20.9.0/24"]
dns = { servers = ["10.20.0.53", "10.20.0.54"] }
"""
)
LAB: Final = """
[peers.lab]
routes = ["10.30.0.0/16"]
exclude_routes = ["10.20.9.0/24"]
dns = { servers = ["10.30.0.53"] }
"""
SET: Final = {"10.20.0.0/16 ppp0", "fd00:20::/32 ppp0", "10.20.9.0/24 eth0"}


@pytest.fixture
def office(machine: Callable[[str], Machine]) -> Machine:
    """Return a machine with two peers, whose interfaces are there."""
    made = machine(OFFICE + LAB)
    made.interface("ppp0", "10.8.0.10/32")
    made.interface("ppp1", "10.8.1.10/32")
    return made


def test_up_sets_routes_and_name_servers_and_down_leaves_nothing(office: Machine) -> None:
    """What a route costs nobody knows who has to find out where it came from."""
    before, pid = office.routes(), office.pppd().pid
    office.script("up", "office", "ppp0", pid)
    assert office.ours() == SET
    assert office.servers() == ["10.20.0.53", "10.20.0.54", "192.0.2.53"]
    office.script("down", "office", "ppp0", pid)
    assert (office.routes(), office.resolv_conf(), office.left()) == (before, RESOLV_CONF, [])
    assert office.said() == ""


@pytest.mark.parametrize("event", ["up", "down"])
def test_a_script_that_runs_twice_has_run_once(office: Machine, event: str) -> None:
    """Pppd with `persist` comes back, and somebody always tries a script by hand."""
    pid = office.pppd().pid
    office.script("up", "office", "ppp0", pid)
    once = (office.ours(), office.resolv_conf(), office.left())
    if event == "down":
        office.script("down", "office", "ppp0", pid)
        once = (office.ours(), office.resolv_conf(), office.left())
    office.script(event, "office", "ppp0", pid)
    assert (office.ours(), office.resolv_conf(), office.left()) == once


def test_the_next_up_clears_what_a_killed_pppd_has_left(office: Machine) -> None:
    """After kill -9 no ip-down runs; whatever peer is dialed next puts that right."""
    before, killed = office.routes(), office.pppd()
    office.script("up", "office", "ppp0", killed.pid)
    killed.kill()
    killed.wait()
    office.ip("link del ppp0")  # the kernel takes its routes with it
    assert office.ours() == {"10.20.9.0/24 eth0"}
    pid = office.pppd().pid
    office.script("up", "lab", "ppp1", pid)
    assert office.servers() == ["10.30.0.53", "192.0.2.53"]
    office.script("down", "lab", "ppp1", pid)
    assert (office.routes(), office.resolv_conf(), office.left()) == (before, RESOLV_CONF, [])


def test_what_a_dead_link_had_is_not_taken_from_the_one_that_has_its_name_now(office: Machine) -> None:
    """The new ppp0 may be another peer's: its routes look just like those of the dead one."""
    killed = office.pppd()
    office.script("up", "office", "ppp0", killed.pid)
    killed.kill()
    killed.wait()
    pid = office.pppd().pid
    office.ip("route add 10.77.0.0/16 dev ppp0 proto 118")
    notes = office.path(f"/run/vpnsync/link.{killed.pid}")
    notes.write_text(notes.read_text() + "route 10.77.0.0/16 dev ppp0\n")
    office.script("up", "lab", "ppp1", pid)
    assert "10.77.0.0/16 ppp0" in office.ours()


@pytest.mark.parametrize(("first", "second"), [("office", "lab"), ("lab", "office")])
def test_two_links_take_nothing_from_each_other(office: Machine, first: str, second: str) -> None:
    """Whichever goes first: the other's routes, its servers, and what both want, stay."""
    before = office.routes()
    interfaces = {"office": "ppp0", "lab": "ppp1"}
    pids = {name: office.pppd().pid for name in interfaces}
    office.script("up", second, interfaces[second], pids[second])
    alone = (office.ours(), office.servers())
    office.script("up", first, interfaces[first], pids[first])
    assert len(office.servers()) == 4
    office.script("down", first, interfaces[first], pids[first])
    assert (office.ours(), office.servers()) == alone
    office.script("down", second, interfaces[second], pids[second])
    assert (office.routes(), office.resolv_conf(), office.left()) == (before, RESOLV_CONF, [])


def test_what_both_keep_outside_stays_until_the_second_is_down(office: Machine) -> None:
    """Also where the one that has set it goes first."""
    pids = {"ppp0": office.pppd().pid, "ppp1": office.pppd().pid}
    office.script("up", "office", "ppp0", pids["ppp0"])
    office.script("up", "lab", "ppp1", pids["ppp1"])
    office.script("down", "office", "ppp0", pids["ppp0"])
    assert office.ours() == {"10.20.9.0/24 eth0", "10.30.0.0/16 ppp1"}
    office.script("down", "lab", "ppp1", pids["ppp1"])
    assert (office.ours(), office.left()) == (set(), [])


def test_two_scripts_at_once_wait_for_each_other(office: Machine) -> None:
    """Two links come up in the same moment after a wake-up; neither may lose the other's servers."""
    pids = {"ppp0": office.pppd().pid, "ppp1": office.pppd().pid}
    both = " & ".join(
        f"PPPD_PID={pids[interface]} /etc/ppp/vpnsync/{peer}.ip-up {interface} '' 0 10.8.0.10 10.8.0.1"
        for peer, interface in [("office", "ppp0"), ("lab", "ppp1")]
    )
    office.run("sh", "-c", f"{both} & wait")
    assert set(office.servers()) == {"10.20.0.53", "10.20.0.54", "10.30.0.53", "192.0.2.53"}
    assert office.left() == sorted(
        [
            *(f"link.{pid}" for pid in pids.values()),
            "nameservers",
        ]
    )


def test_a_script_that_was_killed_holds_nobody_up(office: Machine) -> None:
    """Its lock names a process that is gone."""
    pid = office.pppd().pid
    gone = office.pppd()
    gone.kill()
    gone.wait()
    office.path("/run/vpnsync").mkdir(0o700)
    office.path("/run/vpnsync/lock").symlink_to(str(gone.pid))
    started = time.monotonic()
    office.script("up", "office", "ppp0", pid)
    assert office.ours() == SET
    assert time.monotonic() - started < 5
    assert "lock" not in office.left()


def test_a_route_that_is_not_ours_is_neither_replaced_nor_deleted(office: Machine) -> None:
    """Somebody has set it for a reason; the log says so, and how to have both."""
    office.ip("route add 10.20.0.0/16 via 192.168.7.9 metric 9")
    before, pid = office.routes(), office.pppd().pid
    office.script("up", "office", "ppp0", pid)
    assert office.ours() == SET - {"10.20.0.0/16 ppp0"}
    assert "office: 10.20.0.0/16 has a route already, which is left as it is" in office.said()
    office.script("down", "office", "ppp0", pid)
    assert office.routes() == before


def test_a_route_that_somebody_put_in_the_place_of_ours_stays(office: Machine) -> None:
    """Down takes back what was set, not what looks like it."""
    pid = office.pppd().pid
    office.script("up", "office", "ppp0", pid)
    office.ip("route replace 10.20.9.0/24 via 192.168.7.1 dev eth0 proto static")
    office.script("down", "office", "ppp0", pid)
    assert "10.20.9.0/24 via 192.168.7.1 dev eth0 proto static" in office.routes()


def test_of_two_links_with_one_network_the_second_has_it_once_the_first_is_down(
    machine: Callable[[str], Machine],
) -> None:
    """Whether it was ended or killed: the kernel takes the routes of an interface with it."""
    both = '[peers.{}]\nroutes = ["10.20.0.0/16", "fd00:20::/32", "0.0.0.0/0"]\n'
    made = machine(START + both.format("office") + both.format("lab"))
    made.interface("ppp0", "10.8.0.10/32")
    made.interface("ppp1", "10.8.1.10/32")
    pids = {"ppp0": made.pppd().pid, "ppp1": made.pppd().pid}
    made.script("up", "office", "ppp0", pids["ppp0"])
    made.script("up", "lab", "ppp1", pids["ppp1"])
    assert "lab: 10.20.0.0/16 is another link's just now" in made.said()
    targets = ("10.20.0.7", "203.0.113.9", "fd00:20::7")
    assert all("dev ppp0" in made.ip(f"route get {target}") for target in targets)
    made.script("down", "office", "ppp0", pids["ppp0"])
    assert all("dev ppp1" in made.ip(f"route get {target}") for target in targets)
    made.script("down", "lab", "ppp1", pids["ppp1"])
    assert (made.ours(), made.left()) == (set(), [])


def test_a_metric_lets_two_routes_live_side_by_side(machine: Callable[[str], Machine]) -> None:
    """That is what one gives a metric for."""
    made = machine(START + '[peers.office]\nroutes = ["10.20.0.0/16", "::/0"]\nroute_metric = 7\n')
    made.interface("ppp0", "10.8.0.10/32")
    made.ip("route add 10.20.0.0/16 via 192.168.7.9 metric 9")
    before, pid = made.routes(), made.pppd().pid
    made.script("up", "office", "ppp0", pid)
    assert "10.20.0.0/16 dev ppp0 proto 118 scope link metric 7" in made.routes()
    assert "default dev ppp0 proto 118 metric 7 pref medium" in made.routes()
    made.script("down", "office", "ppp0", pid)
    assert made.routes() == before


@pytest.mark.parametrize(
    ("network", "there", "way"),
    [
        ("10.20.9.0/24", ["default dev ppp0 metric 1"], "10.20.9.0/24 via 192.168.7.1 dev eth0 proto 118"),
        ("10.20.9.0/24", ["10.0.0.0/8 via 192.168.7.9"], "10.20.9.0/24 via 192.168.7.9 dev eth0 proto 118"),
        ("10.0.0.0/8", ["10.0.0.0/24 dev eth0"], "10.0.0.0/8 via 192.168.7.1 dev eth0 proto 118"),
        ("192.168.0.0/16", [], "192.168.0.0/16 via 192.168.7.1 dev eth0 proto 118"),
        (
            "10.20.9.0/24",
            ["10.0.0.0/8 via inet6 fe80::1 dev eth0"],
            "10.20.9.0/24 via inet6 fe80::1 dev eth0 proto 118",
        ),
        ("192.168.8.8/32", [], "192.168.8.8 via 192.168.7.1 dev eth0 proto 118"),
    ],
)
def test_an_excluded_network_goes_where_it_would_without_the_link(
    machine: Callable[[str], Machine], network: str, there: list[str], way: str
) -> None:
    """The best route for the whole network, however the table looks at that moment, the link's own aside."""
    made = machine(START + f'[peers.office]\nexclude_routes = ["{network}"]\n')
    made.interface("ppp0", "10.8.0.10/32")
    for route in there:
        made.ip(f"route add {route}")
    before, pid = made.routes(), made.pppd().pid
    made.script("up", "office", "ppp0", pid)
    assert made.routes() - before == {way}
    made.script("down", "office", "ppp0", pid)
    assert made.routes() == before


def test_the_lan_itself_is_outside_already(machine: Callable[[str], Machine]) -> None:
    """It has a route of its own, the kernel's: nothing is to be done, and nothing to be said."""
    made = machine(START + '[peers.office]\nexclude_routes = ["192.168.7.0/24"]\n')
    made.interface("ppp0", "10.8.0.10/32")
    made.script("up", "office", "ppp0", made.pppd().pid)
    assert (made.ours(), made.said()) == (set(), "")


def test_without_a_way_outside_the_log_says_so(machine: Callable[[str], Machine]) -> None:
    """It goes through the tunnel then, which somebody has asked it not to."""
    made = machine(START + '[peers.office]\nexclude_routes = ["fd00::/16"]\n')
    made.interface("ppp0", "10.8.0.10/32")
    made.script("up", "office", "ppp0", made.pppd().pid)
    assert "fd00::/16: no way leads there but ppp0" in made.said()


@pytest.mark.parametrize("server", ["203.0.113.7", "vpn.example.net"])
def test_the_server_stays_outside_of_a_tunnel_that_takes_everything(
    machine: Callable[[str], Machine], server: str
) -> None:
    """Else the tunnel's own packets would go through the tunnel. A name is what sstpc is connected to."""
    made = machine(
        f'version = 1\n[peers.office]\nprotocol = "sstp"\nserver = "{server}"\ndefault_route = true\n'
    )
    fake = "#!/bin/sh\necho '0 0 192.168.7.2:5000 203.0.113.7:443 users:((\"sstpc\",pid=7,fd=3))'\n"
    made.program("/run/bin/ss", fake)
    made.interface("ppp0", "10.8.0.10/32")
    made.ip("route add default dev ppp0 metric 1")  # what pppd does itself
    pid = made.pppd().pid
    made.script("up", "office", "ppp0", pid)
    assert "203.0.113.7 via 192.168.7.1 dev eth0 proto 118" in made.routes()
    made.script("down", "office", "ppp0", pid)
    assert made.ours() == set()


def test_a_resolv_conf_that_somebody_else_has_written_is_theirs(office: Machine) -> None:
    """A DHCP client knows better by then; the old file would bring back dead servers."""
    pid = office.pppd().pid
    office.script("up", "office", "ppp0", pid)
    office.path("/etc/resolv.conf").write_text("nameserver 192.0.2.99\n")
    office.script("down", "office", "ppp0", pid)
    assert (office.resolv_conf(), office.left()) == ("nameserver 192.0.2.99\n", [])


@pytest.mark.parametrize(
    ("edit", "rest"),
    [
        (lambda text: text + "# vpnsync is fine\n", RESOLV_CONF + "# vpnsync is fine\n"),
        (
            lambda text: "# by hand\n" + text.replace("search lan", "search b"),
            "# by hand\nsearch b\nnameserver 192.0.2.53\n",
        ),
        (
            lambda text: text.replace("# vpnsync }", "options edns0\n# vpnsync }"),
            "options edns0\n" + RESOLV_CONF,
        ),
        (
            lambda text: text.replace("# vpnsync }\n", "nameserver 192.0.2.7\n"),
            "nameserver 192.0.2.7\n" + RESOLV_CONF,
        ),
        (
            lambda text: text.replace("# vpnsync {", "# mine {"),
            "# mine { the name servers of links that are up; this part goes with them\n" + RESOLV_CONF,
        ),
    ],
    ids=["below", "around", "inside", "no end mark", "no first mark"],
)
def test_what_somebody_writes_beside_our_part_stays_and_our_part_goes(
    office: Machine, edit: Callable[[str], str], rest: str
) -> None:
    """An old copy would undo their work; a server that is gone would make every name slow."""
    pid = office.pppd().pid
    office.script("up", "office", "ppp0", pid)
    office.path("/etc/resolv.conf").write_text(edit(office.resolv_conf()))
    office.script("down", "office", "ppp0", pid)
    assert (office.resolv_conf(), office.left()) == (rest, [])


def test_what_a_crash_of_the_machine_left_in_resolv_conf_goes_with_the_next_link(office: Machine) -> None:
    """The notes are gone with /run, the file is not: its own marks tell what is not the machine's."""
    pid = office.pppd().pid
    office.script("up", "office", "ppp0", pid)
    for path in office.path("/run/vpnsync").iterdir():
        path.unlink()
    office.script("up", "office", "ppp0", pid)
    assert office.servers() == ["10.20.0.53", "10.20.0.54", "192.0.2.53"]
    office.script("down", "office", "ppp0", pid)
    assert office.resolv_conf() == RESOLV_CONF


def test_resolv_conf_keeps_owner_mode_and_inode(office: Machine) -> None:
    """It may be a link, or mounted into a container: it is filled, never replaced."""
    path, pid = office.path("/etc/resolv.conf"), office.pppd().pid
    path.chmod(0o604)
    before = path.stat()
    for event in ("up", "down"):
        office.script(event, "office", "ppp0", pid)
        after = path.stat()
        assert (after.st_ino, after.st_mode, after.st_uid) == (before.st_ino, before.st_mode, before.st_uid)


@pytest.mark.parametrize("kind", ["a link", "somebody else's", "writable by all"])
def test_notes_are_kept_where_only_root_may_write_or_nothing_is_set(office: Machine, kind: str) -> None:
    """What is noted there is later done as root."""
    folder = office.path("/run/vpnsync")
    if kind == "a link":
        office.path("/run/elsewhere").mkdir(0o700)
        folder.symlink_to("/run/elsewhere")
    else:
        folder.mkdir(0o755)
        folder.chmod(0o777 if kind == "writable by all" else 0o755)
        os.chown(folder, 65534 if kind == "somebody else's" else 0, 0)
    office.script("up", "office", "ppp0", office.pppd().pid)
    assert (office.ours(), office.resolv_conf()) == (set(), RESOLV_CONF)
    assert "is not a directory that only root may write: nothing is set" in office.said()


def test_the_notes_are_for_root_alone(office: Machine) -> None:
    """Others may see that something is left; nobody needs to know where the machine is connected to."""
    pid = office.pppd().pid
    office.script("up", "office", "ppp0", pid)
    folder = office.path("/run/vpnsync")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


@pytest.mark.parametrize("event", ["up", "down"])
def test_the_systems_own_script_runs_afterwards_as_if_pppd_had_called_it(office: Machine, event: str) -> None:
    """The option has put ours in its place: same arguments, same environment, same umask."""
    office.program(f"/etc/ppp/ip-{event}", '#!/bin/sh\nprintf "<%s>" "$@"\necho\numask\nenv\n')
    pid = office.pppd().pid
    said = office.script(event, "office", "ppp0", pid, LINKNAME="office").splitlines()
    # What any script of that shell adds to the environment is no doing of ours.
    office.program("/run/bin/plain", f"#!/bin/sh\nexec /etc/ppp/ip-{event}\n")
    plain = office.run("/run/bin/plain", env={"PPPD_PID": "1"}).splitlines()
    assert said[0] == "<ppp0><><38400><10.8.0.10><10.8.0.1><office>"
    assert said[1] == plain[1]
    variables = {
        "IFNAME=ppp0",
        f"PPPD_PID={pid}",
        "IPLOCAL=10.8.0.10",
        "IPREMOTE=10.8.0.1",
        "LINKNAME=office",
    }
    assert set(said[2:]) - variables == set(plain[2:]) - {"PPPD_PID=1"}


def test_the_systems_script_runs_even_where_nothing_can_be_set(office: Machine) -> None:
    """A broken half must not take the other one with it."""
    office.program("/etc/ppp/ip-up", "#!/bin/sh\necho here\n")
    office.path("/run/vpnsync").write_text("")
    assert office.script("up", "office", "ppp0", office.pppd().pid) == "here\n"


def test_variables_that_somebody_has_set_reach_the_systems_script(office: Machine) -> None:
    """Pppd's `set` hands them to its scripts; ours use names of their own, which shall not get in the way."""
    office.program("/etc/ppp/ip-up", "#!/bin/sh\nenv\n")
    names = ("state", "notes", "log", "said", "there")
    said = office.script(
        "up", "office", "ppp0", office.pppd().pid, **dict.fromkeys(names, "mine")
    ).splitlines()
    assert {f"{name}=mine" for name in names} <= set(said)


def test_what_a_script_has_to_say_is_in_the_peers_log_too(office: Machine) -> None:
    """`up` reads it along, and `logs` shows it; who dials by hand has the system's log."""
    office.path("/run/peer.log").write_text("")
    for script in office.scripts:
        path = office.path(f"/etc/ppp/vpnsync/{script}")
        path.write_text(path.read_text().replace("log=/var/lib/vpnsync/log/office.log", "log=/run/peer.log"))
    office.ip("route add 10.20.0.0/16 via 192.168.7.9")
    office.script("up", "office", "ppp0", office.pppd().pid)
    (line,) = office.path("/run/peer.log").read_text().splitlines()
    assert line.startswith("vpnsync: 10.20.0.0/16 has a route already, which is left as it is (")


def test_what_dead_links_have_left_is_cleared_without_any_peers_script(office: Machine) -> None:
    """`up` and `down` of any peer do that: it may set nothing itself, and the other be described no more."""
    before, killed, lab = office.routes(), office.pppd(), office.pppd()
    office.script("up", "lab", "ppp1", lab.pid)
    alone = (office.ours(), office.servers())
    office.script("up", "office", "ppp0", killed.pid)
    killed.kill()
    killed.wait()
    office.path("/etc/ppp/vpnsync/office.ip-down").unlink()
    office.ip("link del ppp0")
    office.run("sh", "-c", clearing("linux"), env={})
    assert (office.ours(), office.servers()) == alone
    lab.kill()
    lab.wait()
    office.run("sh", "-c", clearing("linux"), env={})
    office.ip("link del ppp1")
    assert (office.routes(), office.resolv_conf(), office.left()) == (before, RESOLV_CONF, [])


def test_what_a_crash_of_the_machine_left_in_resolv_conf_is_cleared_too(office: Machine) -> None:
    """The notes were in memory."""
    office.script("up", "office", "ppp0", office.pppd().pid)
    for path in office.path("/run/vpnsync").iterdir():
        path.unlink()
    office.run("sh", "-c", clearing("linux"), env={})
    assert (office.resolv_conf(), office.left()) == (RESOLV_CONF, [])


def test_the_route_that_pptp_leaves_behind_is_taken_back_and_nobody_elses(
    machine: Callable[[str], Machine],
) -> None:
    """Else the next call from another network goes the old way. pptp copies the source address along."""
    described = 'version = 1\n[defaults]\nprotocol = "pptp"\nroutes = ["10.20.0.0/16"]\n'
    made = machine(
        f'{described}[peers.office]\nserver = "203.0.113.7"\n[peers.lab]\nserver = "203.0.113.8"\n'
    )
    made.interface("ppp0", "10.8.0.10/32")
    before = made.routes()
    made.ip("route add 203.0.113.7 via 192.168.7.1 dev eth0 src 192.168.7.2")  # what pptp does itself
    pid = made.pppd().pid
    made.script("up", "office", "ppp0", pid)
    assert "203.0.113.7 eth0" in made.ours()
    made.script("down", "office", "ppp0", pid)
    assert made.routes() == before
    made.ip("route add 203.0.113.8 via 192.168.7.1 dev eth0")
    made.script("up", "lab", "ppp0", pid)
    made.script("down", "lab", "ppp0", pid)
    assert "203.0.113.8 via 192.168.7.1 dev eth0" in made.routes()


def test_a_pppd_that_is_ended_while_its_script_waits_leaves_a_lock_that_frees_itself(office: Machine) -> None:
    """Kill -9 of the script in the middle: the next one does its work, and cleans up behind both."""
    before, pid = office.routes(), office.pppd().pid
    holder = office.pppd()
    office.path("/run/vpnsync").mkdir(0o700)
    office.path("/run/vpnsync/lock").symlink_to(str(holder.pid))
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    office.script("up", "office", "ppp0", pid)
    office.script("down", "office", "ppp0", pid)
    assert (office.routes(), office.left()) == (before, [])


def test_a_server_that_is_a_route_of_the_peers_own_is_no_other_links(
    machine: Callable[[str], Machine],
) -> None:
    """It stays outside, and the log names no link that is not there."""
    made = machine(
        'version = 1\n[peers.office]\nprotocol = "sstp"\nserver = "203.0.113.7"\n'
        'routes = ["203.0.113.7/32"]\n'
    )
    made.interface("ppp0", "10.8.0.10/32")
    made.script("up", "office", "ppp0", made.pppd().pid)
    assert made.ours() == {"203.0.113.7 eth0"}
    assert "another link" not in made.said()
    assert "203.0.113.7/32 has a route already, which is left as it is" in made.said()


@pytest.mark.parametrize("full", ["the file's disk", "the notes' disk"])
def test_a_full_disk_costs_nobody_their_resolv_conf(office: Machine, full: str) -> None:
    """Emptied first, it would stay empty, and the machine would know no names at all."""
    text = f"{RESOLV_CONF}{'#' * (4095 - len(RESOLV_CONF))}\n"
    folder = "/run/tiny" if full == "the file's disk" else "/run/vpnsync"
    office.run("sh", "-c", f"mkdir {folder} && mount -t tmpfs -o size=4k,mode=755 tmpfs {folder}")
    office.run("umount", "/etc/resolv.conf")
    place = "/run/tiny/resolv.conf" if full == "the file's disk" else "/run/resolv.conf"
    office.path(place).write_text(text)
    office.run("mount", "--bind", place, "/etc/resolv.conf")
    pid = office.pppd().pid
    for event in ("up", "down"):
        office.script(event, "office", "ppp0", pid)
        assert office.resolv_conf() == text
        assert "/etc/resolv.conf cannot be" in office.said() or "is not set" in office.said()
    assert office.left() == []


def test_a_comment_of_the_persons_that_looks_like_ours_stays(office: Machine) -> None:
    """Only the marks that a script writes are marks."""
    text = f"# vpnsync: do not edit\n# vpnsync: mine\n# vpnsync {{ see the wiki\n{RESOLV_CONF}"
    office.path("/etc/resolv.conf").write_text(text)
    pid = office.pppd().pid
    office.script("up", "office", "ppp0", pid)
    assert office.servers() == ["10.20.0.53", "10.20.0.54", "192.0.2.53"]
    office.script("down", "office", "ppp0", pid)
    assert office.resolv_conf() == text


@pytest.mark.parametrize("how", ["not waited for", "another by its number"])
def test_a_pppd_that_is_only_there_by_its_number_is_dead(office: Machine, how: str) -> None:
    """Its parent may be slow; and numbers come round again, to a pppd of somebody else's even."""
    ended = office.pppd()
    office.script("up", "office", "ppp0", ended.pid)
    note = office.path(f"/run/vpnsync/link.{ended.pid}")
    if how == "not waited for":
        assert leftovers.is_live(note)
        ended.kill()
        while "Z" not in Path(f"/proc/{ended.pid}/stat").read_text():
            time.sleep(0.001)
    else:
        note.write_text(re.sub("started [0-9]+", "started 7", note.read_text()))
    assert not leftovers.is_live(note)
    office.ip("link del ppp0")
    office.script("up", "lab", "ppp1", office.pppd().pid)
    assert office.servers() == ["10.30.0.53", "192.0.2.53"]


def test_a_server_of_both_families_is_kept_outside_where_the_machine_has_a_way(
    machine: Callable[[str], Machine],
) -> None:
    """A warning about the IPv6 that nobody has would hide the next one."""
    made = machine(
        'version = 1\n[peers.office]\nprotocol = "sstp"\nserver = "vpn.example.net"\ndefault_route = true\n'
    )
    made.program("/run/bin/ss", "#!/bin/sh\n")
    answer = "203.0.113.7 STREAM x\\n2001:db8::7 STREAM x\\n"
    made.program("/run/bin/getent", f"#!/bin/sh\nprintf '{answer}'\n")
    made.interface("ppp0", "10.8.0.10/32")
    made.script("up", "office", "ppp0", made.pppd().pid)
    assert ("203.0.113.7 eth0" in made.ours(), made.said()) == (True, "")
