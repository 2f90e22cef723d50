"""The scripts on a Mac, which is played: what they ask of route and scutil, and what is left of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.hooks.desk import START, scripts_of
from tests.hooks.mac import Mac

if TYPE_CHECKING:
    from pathlib import Path

OFFICE: Final = (
    START
    + """
[peers.office]
routes = ["10.20.0.0/16", "fd00:20::/32"]
exclude_routes = ["10.20.9.0/24"]
dns = { servers = ["10.20.0.53", "fd00::53"], domains = ["client1.internal", "b.example"] }
[peers.lab]
routes = ["10.30.0.0/16"]
exclude_routes = ["10.20.9.0/24"]
dns = { servers = ["10.30.0.53"] }
"""
)
SET: Final = {
    "10.20.9.0/24": ["192.168.7.1", "en0"],
    "10.20.0.0/16": [None, "ppp0"],
    "fd00:20::/32": [None, "ppp0"],
}


@pytest.fixture
def mac(tmp_path: Path) -> Mac:
    """Return a Mac with two peers."""
    return Mac(tmp_path / "mac", scripts_of(OFFICE, "macos"))


def test_up_sets_routes_and_a_service_of_its_own_and_down_removes_them(mac: Mac) -> None:
    """The dynamic store is where macOS looks for name servers; domains make it split DNS."""
    mac.live(100)
    mac.run("up")
    assert mac.routes() == SET
    key = "State:/Network/Service/vpnsync-office-ppp0/DNS"
    assert mac.told() == [
        "open",
        "d.init",
        "d.add ServerAddresses * 10.20.0.53 fd00::53",
        "d.add SupplementalMatchDomains * client1.internal b.example",
        "d.add SupplementalMatchDomainsNoSearch # 1",
        f"set {key}",
        "quit",
    ]
    mac.run("down")
    assert (mac.routes(), mac.told()) == ({}, ["open", f"remove {key}", "quit"])
    assert (list(mac.state.iterdir()), mac.calls()) == ([], [])


def test_without_domains_the_servers_are_for_all_names(mac: Mac) -> None:
    """The empty domain matches every name."""
    mac.run("up", "lab", "ppp1")
    assert 'd.add SupplementalMatchDomains * ""' in mac.told()


@pytest.mark.parametrize("event", ["up", "down"])
def test_a_script_that_runs_twice_has_run_once(mac: Mac, event: str) -> None:
    """Here, too."""
    mac.live(100)
    mac.run("up")
    if event == "down":
        mac.run("down")
    once = (mac.routes(), sorted(path.read_text() for path in mac.state.iterdir()))
    mac.run(event)
    assert (mac.routes(), sorted(path.read_text() for path in mac.state.iterdir())) == once


def test_the_next_up_clears_what_a_killed_pppd_has_left(mac: Mac) -> None:
    """What was on its interface went with that."""
    mac.live(100)
    mac.run("up")
    mac.live()
    del mac.table["10.20.0.0/16"], mac.table["fd00:20::/32"]
    mac.told()
    mac.run("up", "lab", "ppp0", 101)
    assert "remove State:/Network/Service/vpnsync-office-ppp0/DNS" in mac.told()
    mac.live(101)
    mac.run("down", "lab", "ppp0", 101)
    assert (mac.routes(), list(mac.state.iterdir())) == ({}, [])


@pytest.mark.parametrize(("first", "second"), [("office", "lab"), ("lab", "office")])
def test_two_links_take_nothing_from_each_other(mac: Mac, first: str, second: str) -> None:
    """What both keep outside stays until the second is down."""
    interfaces, pids = {"office": "ppp0", "lab": "ppp1"}, {"office": 100, "lab": 101}
    mac.live(100, 101)
    mac.run("up", second, interfaces[second], pids[second])
    alone = mac.routes()
    mac.run("up", first, interfaces[first], pids[first])
    mac.run("down", first, interfaces[first], pids[first])
    assert mac.routes() == alone
    mac.run("down", second, interfaces[second], pids[second])
    assert mac.routes() == {}


def test_what_both_keep_outside_stays_until_the_second_is_down(mac: Mac) -> None:
    """Also where the one that has set it goes first."""
    mac.live(100, 101)
    mac.run("up", "office", "ppp0", 100)
    mac.run("up", "lab", "ppp1", 101)
    mac.run("down", "office", "ppp0", 100)
    assert set(mac.routes()) == {"10.20.9.0/24", "10.30.0.0/16"}
    mac.run("down", "lab", "ppp1", 101)
    assert mac.routes() == {}


def test_what_a_dead_link_had_is_not_taken_from_the_one_that_has_its_name_now(mac: Mac) -> None:
    """The new ppp0 may be another peer's: its routes look just like those of the dead one."""
    mac.live(100)
    mac.run("up", "office", "ppp0", 100)
    mac.live(102)
    mac.run("up", "lab", "ppp1", 102)
    assert {"10.20.0.0/16", "fd00:20::/32"} <= set(mac.routes())


def test_a_route_that_is_not_ours_is_neither_replaced_nor_deleted(mac: Mac) -> None:
    """The status of macOS's route does not say that it failed; what it prints does."""
    mac.table["10.20.0.0/16"] = ["192.168.7.9", "en0"]
    mac.run("up")
    assert mac.said() == ["office: 10.20.0.0/16 has a route already, which is left as it is"]
    mac.run("down")
    assert mac.routes() == {"10.20.0.0/16": ["192.168.7.9", "en0"]}


def test_a_route_that_somebody_put_in_the_place_of_ours_stays(mac: Mac) -> None:
    """Also where only the gateway is another one."""
    mac.run("up")
    mac.table["10.20.0.0/16"] = [None, "ppp00"]
    mac.table["10.20.9.0/24"] = ["192.168.7.10", "en0"]
    mac.run("down")
    assert set(mac.routes()) == {"10.20.0.0/16", "10.20.9.0/24"}


@pytest.mark.parametrize(
    ("table", "defaults", "gateway"),
    [
        ({}, None, "192.168.7.1"),
        ({"10.20.9.0": ["192.168.7.9", "en0"]}, None, "192.168.7.9"),
        # The link has the default route now: the old one is there still, for its own interface only.
        (
            {"default--inet": ["10.8.0.1", "ppp0"]},
            [["10.8.0.1", "UGScg", "ppp0"], ["192.168.7.1", "UGScIg", "en0"]],
            "192.168.7.1",
        ),
        (
            {"default--inet": [None, "ppp0"]},
            [["link#9", "UCSg", "ppp0"], ["192.168.7.2", "UGSc", "en1"]],
            "192.168.7.2",
        ),
        # The network begins where the LAN does: its way is the gateway's, not the LAN's.
        ({"10.20.9.0": [None, "en0"]}, None, "192.168.7.1"),
    ],
)
def test_an_excluded_network_goes_through_the_gateway_that_it_has_without_the_link(
    mac: Mac, table: dict[str, list[str | None]], defaults: list[list[str]] | None, gateway: str
) -> None:
    """Asked of the system at that moment."""
    mac.table |= table
    mac.defaults["inet"] = defaults or mac.defaults["inet"]
    mac.run("up")
    assert mac.routes()["10.20.9.0/24"] == [gateway, "en0"]


@pytest.mark.parametrize(
    ("network", "on_lan"),
    [
        ("192.168.7.128/25", ["192.168.7.128", "192.168.7.255"]),
        ("192.168.7.20/32", ["192.168.7.20"]),
        ("fd00:7::/64", ["fd00:7::"]),
    ],
)
def test_an_excluded_part_of_ones_own_lan_stays_on_it(
    tmp_path: Path, network: str, on_lan: list[str]
) -> None:
    """A printer is reached directly; the router would send its packets nowhere, or back."""
    text = f'{START}[peers.office]\nroutes = ["192.168.0.0/16"]\nexclude_routes = ["{network}"]\n'
    mac = Mac(tmp_path / "mac", scripts_of(text, "macos"))
    mac.table |= {address: [None, "en0"] for address in on_lan}
    mac.run("up")
    assert mac.table[network] == [None, "en0"]
    mac.run("down")
    assert network not in mac.table


def test_without_a_gateway_the_log_says_so(mac: Mac) -> None:
    """A Mac without any network but the link's own."""
    del mac.table["default--inet"]
    mac.defaults["inet"] = [["10.8.0.1", "UGScg", "ppp0"]]
    mac.run("up")
    assert mac.said() == ["office: 10.20.9.0/24: no way leads there but ppp0, so that it is not kept outside"]


def test_ipv6_leads_past_the_tunnels_of_the_system(tmp_path: Path) -> None:
    """Macs have default routes into utun interfaces that lead nowhere."""
    mac = Mac(
        tmp_path / "mac", scripts_of(START + '[peers.office]\nexclude_routes = ["fd00:9::/32"]\n', "macos")
    )
    mac.table["default--inet6"] = [None, "ppp0"]
    mac.run("up")
    assert mac.routes() == {"fd00:9::/32": ["fe80::1%en0", "en0"]}


def test_a_failing_route_is_in_the_log_and_stops_nothing(mac: Mac) -> None:
    """One network less is better than none at all."""
    route = (mac.bin / "route").read_text()
    fail = 'if command == "add" and network == "10.20.0.0/16":\n    sys.exit("route: bad interface name")\n'
    mac.program("route", route.replace('if command == "add":', fail + 'elif command == "add":', 1))
    mac.run("up")
    assert mac.said() == ["office: 10.20.0.0/16: no route is set: route: bad interface name"]
    assert set(mac.routes()) == set(SET) - {"10.20.0.0/16"}


def test_the_persons_command_runs_through_sudo_with_what_it_is_told(tmp_path: Path) -> None:
    """Root needs no password for that, and sudo knows the person's home."""
    text = START + '[peers.office]\non_up = ["say", "office is up"]\ndns = "peer"\n'
    mac = Mac(tmp_path / "mac", scripts_of(text, "macos"))
    mac.run("up")
    (call,) = [call for call in mac.calls() if call[0] == "sudo"]
    assert call[:5] == ("sudo", "-n", "-H", "-u", "alice")
    assert {"VPNSYNC_PEER=office", "VPNSYNC_INTERFACE=ppp0"} <= set(call)
    assert {"VPNSYNC_LOCAL=10.8.0.10", "VPNSYNC_REMOTE=10.8.0.1", "VPNSYNC_DNS="} <= set(call)
    assert call[-2:] == ("say", "office is up")
