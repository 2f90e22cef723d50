"""`options`: any word of pppd by its own name, with the type of value that pppd gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.config.desk import show, validate

if TYPE_CHECKING:
    from tests.config.desk import Cli

PEER = 'version = 1\n[peers.office]\nprotocol = "custom"\n'


@pytest.mark.parametrize(
    ("option", "line"),
    [
        ("novj = true", "novj"),
        ('ipparam = "a b"', 'ipparam "a b"'),
        ('ipparam = ""', 'ipparam ""'),
        ("lcp-max-configure = 20", "lcp-max-configure 20"),
        ('asyncmap = "a0000"', "asyncmap a0000"),
        ('asyncmap = "0"', "asyncmap 0"),
        ('bsdcomp = "12,12"', 'bsdcomp "12,12"'),
        ('"escape" = "11,13"', 'escape "11,13"'),
        ("holdoff = 0", "holdoff 0"),
    ],
)
def test_an_option_is_written_by_its_name_with_its_value(cli: Cli, option: str, line: str) -> None:
    """What no typed key covers must still be possible, in pppd's own words."""
    assert show(cli, f"{PEER}options = {{ {option} }}\n") == [line]


@pytest.mark.parametrize(
    "option",
    [
        "ipparam = 5",
        "ipparam = true",
        "ipparam = 1.5",
        "asyncmap = 0",
        "asyncmap = 10",
        'asyncmap = "xyz"',
        'lcp-max-configure = "20"',
        "lcp-max-configure = true",
        "lcp-max-configure = 4294967296",
        'lcp-max-configure = ["20"]',
        'novj = "yes"',
        "novj = 1",
        "vj-max-slots = 1",
        "mtu = 127",
        "unit = -1",
        'escape = "zz"',
        'bsdcomp = "99"',
        'ms-dns = "10.0.0.256"',
        'ms-dns = ["10.0.0.1", "no such name"]',
        'netmask = "x"',
        'call = "../../shadow"',
        'ipparam = { env = "X" }',
        'ipparam = "a\\u0000b"',
    ],
)
def test_a_value_of_the_wrong_type_or_out_of_range_is_refused(cli: Cli, option: str) -> None:
    """At dial time, pppd would read junk as a number, eat the next word, or refuse the file."""
    found = validate(cli, f"{PEER}options = {{ {option} }}\n")
    assert found
    assert {said.line for said in found} == {4}
    name = option.split(" ", 1)[0]
    assert all(said.key.startswith(f"peers.office.options.{name}") for said in found)


@pytest.mark.parametrize(
    ("option", "size"),
    [("ipparam", 1023), ("user", 255), ("remotename", 255), ("password", 255), ("connect", 1023)],
)
def test_a_value_that_pppd_would_cut_is_refused(cli: Cli, option: str, size: int) -> None:
    """A password of which pppd keeps 255 bytes is a wrong password, and nothing says so."""
    head = f"{PEER}[peers.office.options]\n"
    assert validate(cli, f'{head}{option} = "{"é" * (size // 2)}{"x" * (size % 2)}"\n') == []
    (said,) = validate(cli, f'{head}{option} = "{"é" * (size // 2)}{"x" * (size % 2)}y"\n')
    assert (said.line, said.key) == (5, f"peers.office.options.{option}")
    assert str(size) in said.reason


@pytest.mark.parametrize("key", ["user", "password"])
def test_a_typed_value_that_pppd_would_cut_is_refused(cli: Cli, key: str) -> None:
    """The same limit by whatever key a value comes."""
    assert validate(cli, f'{PEER}{key} = "{"x" * 255}"\n') == []
    (said,) = validate(cli, f'{PEER}{key} = "{"x" * 256}"\n')
    assert (said.line, said.key) == (4, f"peers.office.{key}")


@pytest.mark.parametrize("key", ["user", "pty", "logfile"])
def test_a_nul_is_refused(cli: Cli, key: str) -> None:
    """There, pppd would cut the value without a word."""
    (said,) = validate(cli, f'{PEER}{key} = "/a\\u0000b"\n')
    assert (said.line, said.key) == (4, f"peers.office.{key}")


@pytest.mark.parametrize(("platforms", "faults"), [('["linux"]', 0), ('["linux", "macos"]', 1)])
def test_a_limit_of_one_platform_holds_there(cli: Cli, platforms: str, faults: int) -> None:
    """Apple's pppd takes units up to 32767, Linux's takes more."""
    found = validate(cli, f"{PEER}platforms = {platforms}\noptions = {{ unit = 40000 }}\n")
    assert len(found) == faults


def test_a_list_of_values_repeats_the_option(cli: Cli) -> None:
    """Two name servers are two words for pppd."""
    found = show(cli, f'{PEER}options = {{ ms-dns = ["10.0.0.1", "10.0.0.2"] }}\n')
    assert found == ['ms-dns "10.0.0.1"', 'ms-dns "10.0.0.2"']


def test_an_ordered_list_keeps_its_order(cli: Cli) -> None:
    """A plug-in's words stand behind it, and what `file` brings overrides what stands before it."""
    rows = (
        '["plugin", "vendor.so"], ["vendor-word", "a b"], "vendor-flag", "novj", ["file", "/x"], ["mtu", 140]'
    )
    assert show(cli, f"{PEER}options = [{rows}]\n", "--platform", "linux") == [
        'plugin "vendor.so"',
        'vendor-word "a b"',
        "vendor-flag",
        "novj",
        'file "/x"',
        "mtu 140",
    ]


@pytest.mark.parametrize(
    "item", ['["novj", 3]', '["mtu", "1400"]', '["ipparam", true]', '"mtu"', '["looplocl"]']
)
def test_a_fault_in_an_ordered_list_is_told_at_its_item(cli: Cli, item: str) -> None:
    """A list over twenty lines is no place to search by oneself; its neighbour is the wrong place."""
    text = f'{PEER}options = [\n    "noaccomp",\n    {item},\n    "nopcomp",\n]\n'
    found = validate(cli, text)
    assert {said.line for said in found} <= {4, 6}
    assert {said.key for said in found} == {"peers.office.options.1"}


def test_an_option_that_pppd_calls_secret_takes_a_reference(cli: Cli) -> None:
    """A secret by its own option name needs no plain text either."""
    text = f'{PEER}options = {{ password = {{ env = "VPN" }} }}\n'
    assert validate(cli, text) == []
    assert show(cli, text) == ['password "(hidden)"']


@pytest.mark.parametrize(
    ("typed", "option"),
    [
        ('user = "alice"', 'user = "bob"'),
        ('password = "abcdef"', 'password = "ghijkl"'),
        ("mtu = 1400", "mtu = 1300"),
        ("debug = true", "-d = true"),
        ('encryption = "require-128"', '"+mppe-128" = true'),
        ('encryption = "none"', "-mppe = true"),
        ("default_route = true", "defaultroute = true"),
        ("default_route = false", "-defaultroute = true"),
        ('auth_methods = ["mschap-v2"]', "-pap = true"),
        ("keepalive = { interval = 30 }", "lcp-echo-interval = 20"),
        ("reconnect = true", "persist = true"),
        ('dns = "peer"', "usepeerdns = true"),
        ("mppe_stateful = true", "mppe-stateful = true"),
        ("ipv6 = false", "-ipv6 = true"),
        ("accept_addresses = true", "ipcp-accept-local = true"),
        ('logfile = "/x"', 'logfile = "/y"'),
        ('pty = "a"', 'pty = "b"'),
    ],
)
@pytest.mark.parametrize("table", ["peers.office", "peers.office.linux", "peers.office.macos"])
def test_a_setting_twice_at_one_level_is_refused(cli: Cli, table: str, typed: str, option: str) -> None:
    """Which of the two holds would be an accident, under whatever name the second one goes."""
    text = f"{PEER}[{table}]\n" if table != "peers.office" else PEER
    found = validate(cli, f"{text}{typed}\noptions = {{ {option} }}\n")
    assert [said.line for said in found] == [len(text.splitlines()) + 2]


def test_a_server_twice_at_one_level_is_refused(cli: Cli) -> None:
    """On macOS the server is the option `remoteaddress`."""
    text = f'{PEER}server = "a"\noptions = {{ remoteaddress = "b" }}\n'.replace("custom", "pptp")
    (said,) = validate(cli, f'{text}platforms = ["macos"]\n')
    assert said.key == "peers.office.options.remoteaddress"


@pytest.mark.parametrize(
    ("typed", "option"),
    [("mtu = 1400", "mtu = 1300"), ("debug = true", "-d = true"), ('user = "a"', 'user = "b"')],
)
def test_the_same_setting_at_two_levels_is_fine(cli: Cli, typed: str, option: str) -> None:
    """The later table holds; that is what inheriting is for."""
    assert validate(cli, f"{PEER}options = {{ {option} }}\n[defaults]\n{typed}\n") == []
    assert validate(cli, f"{PEER}{typed}\n[defaults.options]\n{option}\n") == []
