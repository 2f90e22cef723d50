"""A name that nothing has is refused together with the nearest one that something has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.config.desk import validate

if TYPE_CHECKING:
    from tests.config.desk import Cli

PPTP = 'protocol = "pptp"\nserver = "vpn.example.com"\n'


@pytest.mark.parametrize(
    ("table", "typo", "meant"),
    [
        ("", "default = {}", "defaults"),
        ("", "peer = {}", "peers"),
        ("settings", 'ids = "x"', "id"),
        ("settings.linux", 'groups = "dip"', "group"),
        ("defaults", "mtuu = 1400", "mtu"),
        ("profiles.fast", "default_rout = true", "default_route"),
        ("peers.office", 'pasword = "x"', "password"),
        ("peers.office", 'platform = ["macos"]', "platforms"),
        ("peers.office", 'descripton = "x"', "description"),
        ("peers.office", "macs = {}", "macos"),
        ("peers.office.macos", 'log_file = "/x"', "logfile"),
        ("peers.office.linux", "auth_method = []", "auth_methods"),
        ("peers.office.keepalive", "intervall = 30", "interval"),
        ("peers.office.reconnect", "attempt = 3", "attempts"),
        ("peers.office.dns", 'servers = ["10.0.0.1"]\ndomain = ["x"]', "domains"),
        ("defaults.macos.keepalive", "failure = 3", "failures"),
        ("peers.office.password", 'comand = ["x"]', "command"),
        ("defaults.password", 'envv = "X"', "env"),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest(cli: Cli, table: str, typo: str, meant: str) -> None:
    """A misspelt key that is silently dropped leaves a peer without its password or its limit."""
    rows = f"[{table}]\n{typo}\n" if table else f"{typo}\n"
    peer = f"[peers.office]\n{PPTP}"
    text = "version = 1\n" + (
        rows if not table else peer + rows if table != "peers.office" else f"{peer}{typo}\n"
    )
    reasons = [said.reason for said in validate(cli, text)]
    assert any(f'"{meant}"' in reason or f"{meant} =" in reason for reason in reasons), reasons


def test_an_unknown_key_that_is_near_to_nothing_is_refused_all_the_same(cli: Cli) -> None:
    """No guess is better than a wild one."""
    (said,) = validate(cli, f"version = 1\n[peers.office]\n{PPTP}qqqqqq = 1\n")
    assert (said.line, said.key) == (5, "peers.office.qqqqqq")
    assert "did you mean" not in said.reason


@pytest.mark.parametrize("table", ["defaults", "profiles.fast", "peers.office.macos", "defaults.linux"])
@pytest.mark.parametrize(
    "row", ['description = "x"', 'profiles = ["fast"]', 'hosts = ["a"]', "enabled = false"]
)
def test_a_key_of_peers_alone_is_not_called_a_misspelt_one(cli: Cli, table: str, row: str) -> None:
    """`profiles` is no misspelt `logfile`: it is in the wrong place, and the right one is told."""
    (said,) = validate(cli, f"version = 1\n[peers.office]\n{PPTP}[{table}]\n{row}\n")
    assert said.key == f"{table}.{row.split(maxsplit=1)[0]}"
    assert said.reason == "is for a peer as a whole: it goes below [peers.NAME] itself [unknown-key]"


@pytest.mark.parametrize(
    ("typo", "meant"), [("ptpp", "pptp"), ("PPTP", "pptp"), ("l2pt", "l2tp"), ("ppoe", "pppoe")]
)
def test_an_unknown_protocol_is_refused_with_the_nearest(cli: Cli, typo: str, meant: str) -> None:
    """Whoever mixes up two letters of an abbreviation is told the one that was meant."""
    (said,) = validate(cli, f'version = 1\n[peers.office]\nprotocol = "{typo}"\n')
    assert (said.line, said.key) == (3, "peers.office.protocol")
    assert f'did you mean "{meant}"' in said.reason


@pytest.mark.parametrize(
    ("typo", "meant"),
    [
        ("lcp-echo-intervall = 30", "lcp-echo-interval"),
        ("nojv = true", "novj"),
        ("ipcp_accept_local = true", "ipcp-accept-local"),
    ],
)
@pytest.mark.parametrize("table", ["peers.office", "peers.office.linux"])
def test_an_unknown_option_is_refused_with_the_nearest(cli: Cli, table: str, typo: str, meant: str) -> None:
    """For one such word, pppd refuses the whole file, at a time when nobody looks."""
    text = f"version = 1\n[peers.office]\n{PPTP}[{table}.options]\n{typo}\n"
    (said,) = validate(cli, text)
    assert (said.line, said.key) == (6, f"{table}.options.{typo.split(' ', 1)[0]}")
    assert f'did you mean "{meant}"' in said.reason


def test_a_profile_that_does_not_exist_is_refused_with_the_nearest(cli: Cli) -> None:
    """Without it the peer would lack what the profile says, such as encryption."""
    text = f'version = 1\n[profiles.windows-server]\n[peers.office]\n{PPTP}profiles = ["windows-servr"]\n'
    (said,) = validate(cli, text)
    assert said.line == 6
    assert 'did you mean "windows-server"' in said.reason


def test_each_profile_that_does_not_exist_is_told(cli: Cli) -> None:
    """All at once."""
    text = f'version = 1\n[peers.office]\n{PPTP}profiles = ["alpha", "omega"]\n'
    assert sum("alpha" in s.reason or "omega" in s.reason for s in validate(cli, text)) == 2


@pytest.mark.parametrize(
    ("platform", "option", "other"),
    [
        ("linux", "looplocal = true", "macOS"),
        ("linux", 'remoteaddress = "x"', "macOS"),
        ("linux", "mppe-128 = true", "macOS"),
        ("linux", "l2tpnoipsec = true", "macOS"),
        ("macos", "lcp-echo-adaptive = true", "Linux"),
        ("macos", 'ifname = "ppp7"', "Linux"),
        ("macos", "defaultroute6 = true", "Linux"),
        ("macos", 'ip-up-script = "/x"', "Linux"),
    ],
)
def test_an_option_of_the_other_platform_names_that_platform(
    cli: Cli, platform: str, option: str, other: str
) -> None:
    """The word is no typing error: it stands in the wrong table."""
    text = f'version = 1\n[peers.office]\n{PPTP}platforms = ["{platform}"]\noptions = {{ {option} }}\n'
    (said,) = validate(cli, text)
    assert (said.line, said.key) == (6, f"peers.office.options.{option.split(' ', 1)[0]}")
    assert other in said.reason


@pytest.mark.parametrize(("version", "others"), [("2.4.9", ["2.5", "macOS"]), ("2.5", [])])
def test_an_option_of_another_version_names_that_version(cli: Cli, version: str, others: list[str]) -> None:
    """`usepeerwins` came with 2.5, and Apple has it too."""
    text = f"version = 1\n[peers.office]\n{PPTP}options = {{ usepeerwins = true }}\n"
    found = validate(cli, text, "--pppd", version)
    assert len(found) == (1 if others else 0)
    assert all(other in said.reason for said in found for other in others)


@pytest.mark.parametrize("option", ["looplocal = true", "lcp-echo-adaptive = true"])
def test_every_platform_that_a_peer_is_for_is_checked(cli: Cli, option: str) -> None:
    """The dotfiles are edited on one machine and applied on the other."""
    text = f"version = 1\n[peers.office]\n{PPTP}options = {{ {option} }}\n"
    for here in ("macos", "linux"):
        assert [said.line for said in validate(cli, text, "--platform", here)] == [5]


@pytest.mark.parametrize(("protocol", "platform"), [("l2tp", "linux"), ("sstp", "macos")])
def test_a_protocol_that_a_platform_lacks_says_what_to_write(cli: Cli, protocol: str, platform: str) -> None:
    """A clear way out: restrict the peer to the platform that has it."""
    text = f'version = 1\n[peers.office]\nprotocol = "{protocol}"\nserver = "vpn.example.com"\n'
    (said,) = validate(cli, text)
    other = {"linux": "macos", "macos": "linux"}[platform]
    assert (said.line, said.key) == (3, "peers.office.protocol")
    assert f'platforms = ["{other}"]' in said.reason
    assert validate(cli, f'{text}platforms = ["{other}"]\n') == []
