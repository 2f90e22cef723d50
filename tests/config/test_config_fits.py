"""A key that the protocol has no use for: ignored where it is inherited, refused on the peer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.config.desk import show, validate

if TYPE_CHECKING:
    from tests.config.desk import Cli

ROWS: Final = {
    "server": '"vpn.example.com"',
    "shared_secret": '"topsecret"',
    "interface": '"eth0"',
    "service": '"isp"',
    "device": '"/dev/ttyUSB0"',
    "speed": "9600",
    "connect": '"chat -v"',
    "pty": '"cat"',
}
FITS: Final = {
    "pptp": {"server"},
    "l2tp": {"server", "shared_secret"},
    "sstp": {"server"},
    "pppoe": {"interface", "service"},
    "serial": {"device", "speed", "connect"},
    "custom": {"pty"},
}
ONLY: Final = {"l2tp": "macos", "sstp": "linux"}
MISFITS: Final = [(protocol, key) for protocol, keys in FITS.items() for key in ROWS if key not in keys]


def peer(protocol: str) -> str:
    """Return the least that describes a peer of a protocol."""
    rows = [f'protocol = "{protocol}"']
    rows += [f"{key} = {ROWS[key]}" for key in ("server", "device") if key in FITS[protocol]]
    rows += [f'platforms = ["{ONLY[protocol]}"]'] if protocol in ONLY else []
    return 'version = 1\n[profiles.p]\n[peers.office]\nprofiles = ["p"]\n' + "\n".join(rows) + "\n"


@pytest.mark.parametrize(("protocol", "key"), MISFITS)
def test_a_key_that_does_not_fit_is_refused_on_the_peer(cli: Cli, protocol: str, key: str) -> None:
    """It would do nothing there, and its author expects otherwise."""
    text = f"{peer(protocol)}{key} = {ROWS[key]}\n"
    (said,) = validate(cli, text)
    assert (said.line, said.key) == (text.count("\n"), f"peers.office.{key}")
    assert protocol in said.reason


@pytest.mark.parametrize(("protocol", "key"), [("pptp", "interface"), ("serial", "server"), ("sstp", "pty")])
def test_it_is_refused_in_the_peers_platform_table(cli: Cli, protocol: str, key: str) -> None:
    """That table is the peer's own, too."""
    text = f"{peer(protocol)}[peers.office.linux]\n{key} = {ROWS[key]}\n"
    (said,) = validate(cli, text)
    assert (said.line, said.key) == (text.count("\n"), f"peers.office.linux.{key}")


@pytest.mark.parametrize("table", ["defaults", "profiles.p", "defaults.linux", "defaults.macos"])
@pytest.mark.parametrize("protocol", list(FITS))
def test_keys_that_do_not_fit_are_ignored_where_they_are_inherited(
    cli: Cli, protocol: str, table: str
) -> None:
    """[defaults] serves peers of every kind."""
    platform = ONLY.get(protocol, "macos" if table.endswith("macos") else "linux")
    rows = "".join(f"{key} = {value}\n" for key, value in ROWS.items() if key not in FITS[protocol])
    bare = peer(protocol)
    text = (
        bare.replace("[profiles.p]\n", f"[profiles.p]\n{rows}")
        if table == "profiles.p"
        else f"{bare}[{table}]\n{rows}"
    )
    assert validate(cli, text) == []
    assert show(cli, text, "--platform", platform) == show(cli, bare, "--platform", platform)


@pytest.mark.parametrize("protocol", ["pptp", "l2tp", "sstp"])
def test_a_vpn_without_server_is_refused(cli: Cli, protocol: str) -> None:
    """There is nothing that one could dial."""
    text = peer(protocol).replace('server = "vpn.example.com"\n', "")
    (said,) = validate(cli, text)
    assert said.key in ("peers.office.server", "peers.office")
    assert "server" in f"{said.key} {said.reason}"


def test_a_peer_without_protocol_is_refused(cli: Cli) -> None:
    """The protocol decides what all the other keys become."""
    (said,) = validate(cli, 'version = 1\n[peers.office]\nuser = "alice"\n')
    assert (said.line, said.key) == (2, "peers.office.protocol")


@pytest.mark.parametrize("table", ["defaults", "profiles.p"])
def test_protocol_and_server_may_be_inherited(cli: Cli, table: str) -> None:
    """Ten accounts at one server are ten short tables."""
    rows = 'protocol = "pptp"\nserver = "vpn.example.com"\n'
    text = f'version = 1\n[{table}]\n{rows}[peers.office]\nprofiles = ["p"]\n'
    assert validate(cli, text if "profiles.p" in text else f"{text}[profiles.p]\n") == []


@pytest.mark.parametrize("storage", ["", 'secret_storage = "dial"\n'])
def test_a_system_keychain_is_refused_on_linux(cli: Cli, storage: str) -> None:
    """Only Apple's pppd reads it."""
    head = 'version = 1\n[peers.office]\nprotocol = "custom"\n'
    text = f'{head}{storage}password = {{ system_keychain = "vpn" }}\n'
    found = validate(cli, text)
    assert {said.key for said in found} == {"peers.office.password"}
    assert any("system_keychain" in said.reason for said in found)
    assert validate(cli, f'{text}platforms = ["macos"]\n') == []


@pytest.mark.parametrize("reference", ["prompt = true", 'system_keychain = "vpn"'])
def test_an_option_takes_no_reference_that_is_opened_at_dial_time(cli: Cli, reference: str) -> None:
    """A line of a file must have its value when the file is written."""
    text = f'version = 1\n[peers.office]\nprotocol = "custom"\noptions = {{ password = {{ {reference} }} }}\n'
    found = validate(cli, text)
    assert {said.line for said in found} == {4}
    assert {said.key for said in found} == {"peers.office.options.password"}
