"""What a link's interface really has, read out of what the system's programs print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.hooks.desk import START
from vpnsync.link import network
from vpnsync.link.network import (
    Lan,
    Network,
    block_servers,
    collisions,
    default_way,
    has_split_dns,
    ip_routes,
    lans,
    missing,
    netstat_routes,
    read_network,
    resolved_words,
    scutil_dns,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.hooks.machine import Machine
    from vpnsync.pppd.options import Platform

IP: Final = """[
{"dst":"default","gateway":"192.168.7.1","dev":"eth0","flags":[]},
{"dst":"default","dev":"ppp0","flags":[]},
{"dst":"10.20.0.0/16","dev":"ppp0","protocol":"118","scope":"link","flags":[]},
{"dst":"10.8.0.1","dev":"ppp0","protocol":"kernel","scope":"link","prefsrc":"10.8.0.10","flags":[]},
{"dst":"10.30.0.0/16","dev":"ppp1","flags":[]}]"""
IP6: Final = (
    '[{"dst":"fd00:20::/32","dev":"ppp0","metric":1024},{"dst":"fe80::/64","dev":"ppp0"},'
    '{"dst":"default","dev":"ppp0"}]'
)
NETSTAT: Final = """\
Routing tables

Internet:
Destination        Gateway            Flags           Netif Expire
default            192.168.7.1        UGScg             en0
default            link#14            UCSIg            ppp0
10.8.0.1           10.8.0.10          UH               ppp0
10.20/16           ppp0               USc              ppp0
10.30              ppp0               USc              ppp0
a4:2b:0:0:1:2      link#14            UHLWI            ppp0
192.168.7          link#4             UCS               en0      !
"""
NETSTAT6: Final = """\
Internet6:
Destination                             Gateway                         Flags           Netif Expire
default                                 fe80::1%en0                     UGcg              en0
fd00:20::/32                            ppp0                            USc              ppp0
fe80::%ppp0/64                          fe80::1%ppp0                    UcI              ppp0
ff01::%ppp0/32                          link#14                         UmCI             ppp0
"""
SCUTIL: Final = """\
<dictionary> {
  ServerAddresses : <array> {
    0 : 10.20.0.53
    1 : fd00::53
  }
  SupplementalMatchDomains : <array> {
    0 : client1.internal
  }
  SupplementalMatchDomainsNoSearch : 1
}
"""


def test_ips_routes_through_an_interface() -> None:
    """The default route by its number, single hosts as networks, and no link-local noise."""
    assert list(ip_routes(IP, "ppp0", 4)) == ["0.0.0.0/0", "10.20.0.0/16", "10.8.0.1/32"]
    assert list(ip_routes(IP6, "ppp0", 6)) == ["fd00:20::/32", "::/0"]
    assert list(ip_routes("", "ppp0", 4)) == []


def test_netstats_routes_through_an_interface() -> None:
    """MacOS leaves out the zeros at the end, and the length where there are only those."""
    assert list(netstat_routes(NETSTAT, "ppp0", 4)) == [
        "0.0.0.0/0",
        "10.8.0.1/32",
        "10.20.0.0/16",
        "10.30.0.0/16",
    ]
    assert list(netstat_routes(NETSTAT, "en0", 4)) == ["0.0.0.0/0", "192.168.7.0/24"]
    assert list(netstat_routes(NETSTAT6, "ppp0", 6)) == ["fd00:20::/32"]


def test_what_resolvectl_and_scutil_print_of_a_link() -> None:
    """Servers, and the names that they are asked for."""
    assert resolved_words("Link 9 (ppp0): 10.20.0.53 fd00::53\n") == ("10.20.0.53", "fd00::53")
    assert resolved_words("Link 9 (ppp0):\n") == resolved_words("") == ()
    assert scutil_dns(SCUTIL) == (("10.20.0.53", "fd00::53"), ("client1.internal",))
    assert scutil_dns("  No such key\n") == ((), ())
    assert scutil_dns(SCUTIL.replace("client1.internal", ""))[1] == ()


def test_a_plain_resolv_conf_tells_whose_servers_are_whose() -> None:
    """Another link's are not this one's, and what is below them is the machine's own."""
    text = (
        "# vpnsync { x\n# vpnsync: ppp1\nnameserver 10.30.0.53\n# vpnsync: ppp0\nnameserver 10.20.0.53\n"
        "nameserver 10.20.0.54\n# vpnsync }\nnameserver 192.0.2.1\n"
    )
    assert block_servers(text, "ppp0") == ("10.20.0.53", "10.20.0.54")
    assert block_servers(text, "ppp1") == ("10.30.0.53",)
    assert block_servers(text, "ppp") == block_servers("nameserver 192.0.2.1\n", "ppp0") == ()


@pytest.mark.parametrize("folder", ["interface", "interfaces", "keys"])
def test_resolvconf_tells_what_it_has_of_a_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    """Debian's and openresolv, old and new: each keeps it in a file of the record's name."""
    monkeypatch.setattr(network, "_PATH", str(tmp_path))
    monkeypatch.setattr(
        network, "_RECORDS", [tmp_path / name for name in ("interface", "interfaces", "keys")]
    )
    (tmp_path / folder).mkdir()
    record, read = "nameserver 10.20.0.53\nnameserver fd00::53\n", tmp_path / "resolv.conf"
    (tmp_path / folder / "tun0.vpnsync.ppp0").write_text(record)
    for text in (f"{record}nameserver 192.0.2.1\n", "nameserver 127.0.0.1\n"):
        read.write_text(text)
        assert read_network("linux", "office", "ppp0", read).servers == ("10.20.0.53", "fd00::53")
        assert read_network("linux", "lab", "ppp1", read).servers == ()
    read.write_text("nameserver 192.0.2.1\n")
    assert read_network("linux", "office", "ppp0", read).servers == (), "nobody asks them"


def test_parts_of_a_network_are_the_whole_together() -> None:
    """Two halves are the default route."""
    found = ["0.0.0.0/1", "128.0.0.0/1", "10.20.0.0/16", "fd00::/17"]
    assert missing(["0.0.0.0/0", "10.20.3.0/24", "192.168.0.0/16"], found) == []
    assert missing(["0.0.0.0/0", "10.20.0.0/15", "fd00::/16", "fd00::/18"], found[1:]) == [
        "0.0.0.0/0",
        "10.20.0.0/15",
        "fd00::/16",
    ]


@pytest.mark.parametrize(
    ("platform", "program", "said", "way"),
    [
        ("linux", "ip", "[]", ""),
        (
            "linux",
            "ip",
            '[{"dst":"default","dev":"a","metric":9},{"dst":"default","gateway":"10.0.0.1","dev":"b"}]',
            "through b (10.0.0.1)",
        ),
        (
            "macos",
            "route",
            "   route to: default\n    gateway: 10.0.0.1\n  interface: en0",
            "through en0 (10.0.0.1)",
        ),
    ],
)
def test_the_default_route_is_told_where_it_really_leads(  # noqa: PLR0913, PLR0917 - a table
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: Platform, program: str, said: str, way: str
) -> None:
    """Of two, the one with the lower metric."""
    monkeypatch.setattr(network, "_PATH", f"{tmp_path}:/usr/bin:/bin")
    (tmp_path / program).write_text(f"#!/bin/sh\ncat <<'END'\n{said}\nEND\n")
    (tmp_path / program).chmod(0o755)
    assert default_way(platform) == way


@pytest.mark.parametrize(
    ("platform", "expected"),
    [
        (
            "linux",
            Network(("0.0.0.0/0", "10.20.0.0/16", "10.8.0.1/32"), ("10.20.0.53",), ("client1.internal",)),
        ),
        ("macos", Network(("0.0.0.0/0", "10.8.0.1/32", "10.20.0.0/16", "10.30.0.0/16"), *scutil_dns(SCUTIL))),
    ],
)
def test_the_systems_own_programs_are_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: Platform, expected: Network
) -> None:
    """Programs of these names play them."""
    answers = {
        "ip": f"case $2 in -4) echo '{IP}' ;; esac",
        "resolvectl": "[ $1 = dns ] && set -- 10.20.0.53 || set -- '~client1.internal'; echo \"L (x): $1\"",
        "netstat": f"case $3 in inet) cat <<'END'\n{NETSTAT}END\n;; esac",
        "scutil": f"grep -q 'State:/Network/Service/vpnsync-office-ppp0/DNS' && cat <<'END'\n{SCUTIL}END",
    }
    for name, body in answers.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{body}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setattr(network, "_PATH", f"{tmp_path}:/usr/bin:/bin")
    (tmp_path / "resolv.conf").write_text("nameserver 127.0.0.53\n")
    assert read_network(platform, "office", "ppp0", tmp_path / "resolv.conf") == expected
    assert has_split_dns(platform, tmp_path / "resolv.conf")


def test_what_cannot_be_asked_is_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without these programs, or where they fail, has told nothing."""
    monkeypatch.setattr(network, "_PATH", str(tmp_path))
    (tmp_path / "ip").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "ip").chmod(0o755)
    assert read_network("linux", "office", "ppp0", tmp_path / "none") == Network()
    assert read_network("macos", "office", "ppp0", tmp_path / "none") == Network()
    assert not has_split_dns("linux", tmp_path / "none")


def test_what_the_script_sets_is_what_is_read_back(machine: Callable[[str], Machine]) -> None:
    """With the real ip: the two must not drift apart."""
    made = machine(START + '[peers.office]\nroutes = ["10.20.0.0/16"]\ndns = { servers = ["10.20.0.53"] }\n')
    made.interface("ppp0", "10.8.0.10/32")
    made.script("up", "office", "ppp0", made.pppd().pid)
    assert list(ip_routes(made.ip("-j -4 route show"), "ppp0", 4)) == ["10.20.0.0/16"]
    assert block_servers(made.resolv_conf(), "ppp0") == ("10.20.0.53",)


def test_a_network_that_is_the_machines_own_lan_is_found() -> None:
    """Most homes and many offices are 192.168.1.0/24: one of the two is then out of reach."""
    own = lans(
        [
            ("lo", "127.0.0.1", "255.0.0.0"),
            ("eth0", "192.168.1.7", "255.255.255.0"),
            ("eth0", "fe80::1%eth0", "ffff:ffff:ffff:ffff::"),
            ("eth0", "fd01::7", None),
            ("ppp0", "10.8.0.10", "255.255.255.255"),
            ("odd", "not an address", None),
        ]
    )
    assert own == [Lan("eth0", "192.168.1.0/24")]
    wanted = ["192.168.0.0/16", "192.168.1.128/25", "192.168.2.0/24", "fd01::/16", "0.0.0.0/0", "128.0.0.0/1"]
    assert collisions(wanted, own) == [("192.168.0.0/16", own[0]), ("192.168.1.128/25", own[0])]
