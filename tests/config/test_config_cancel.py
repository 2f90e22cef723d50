"""`false`: pppd's own negative where it has one, else what is inherited or implied goes away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.config.desk import show, validate

if TYPE_CHECKING:
    from tests.config.desk import Cli

CUSTOM: Final = 'version = 1\n[peers.office]\nprotocol = "custom"\n'
PPTP: Final = 'version = 1\n[peers.office]\nprotocol = "pptp"\nserver = "vpn.example.com"\n'


@pytest.mark.parametrize(
    ("row", "lines"),
    [
        ("default_route = false", ["nodefaultroute"]),
        ("mppe_stateful = false", ["nomppe-stateful"]),
        ("ipv6 = false", ["noipv6"]),
        ("reconnect = false", ["nopersist"]),
        ('encryption = "none"', ["nomppe"]),
        ("debug = false", []),
        ("accept_addresses = false", []),
        ('dns = "none"', []),
    ],
)
@pytest.mark.parametrize("platform", ["macos", "linux"])
def test_false_writes_the_negative_where_pppd_has_one(
    cli: Cli, platform: str, row: str, lines: list[str]
) -> None:
    """/etc/ppp/options may have turned it on: leaving it out would not turn it off."""
    assert show(cli, f"{CUSTOM}{row}\n", "--platform", platform) == lines


@pytest.mark.parametrize(
    ("inherited", "own"),
    [
        ("debug = true", "debug = false"),
        ("accept_addresses = true", "accept_addresses = false"),
        ('dns = "peer"', 'dns = "none"'),
    ],
)
def test_false_takes_away_what_has_no_negative(cli: Cli, inherited: str, own: str) -> None:
    """Elsewhere it can only be left out."""
    assert show(cli, f"{CUSTOM}{own}\n[defaults]\n{inherited}\n") == []


@pytest.mark.parametrize("row", ["", "debug = true\n", 'description = "x"\n'])
def test_what_is_absent_is_not_written(cli: Cli, row: str) -> None:
    """Defaults are pppd's own business, and writing one out is a setting."""
    assert show(cli, CUSTOM + row) == (["debug"] if "debug" in row else [])


def test_an_absent_number_of_attempts_is_not_written(cli: Cli) -> None:
    """Absent writes nothing: only `reconnect = true` means for ever."""
    assert show(cli, f"{CUSTOM}reconnect = {{ delay = 5 }}\n") == ["holdoff 5", "persist"]


def test_reconnect_true_is_for_ever(cli: Cli) -> None:
    """By itself, pppd gives up after ten failures."""
    assert show(cli, f"{CUSTOM}reconnect = true\n") == ["persist", "maxfail 0"]


@pytest.mark.parametrize(
    ("platform", "option"), [("macos", "noauth"), ("linux", "noauth"), ("macos", "plugin2"), ("linux", "pty")]
)
def test_an_option_cancels_what_the_protocol_implies(cli: Cli, platform: str, option: str) -> None:
    """Some setups do without; the program must not know better."""
    before = show(cli, PPTP, "--platform", platform)
    after = show(cli, f"{PPTP}[peers.office.{platform}.options]\n{option} = false\n", "--platform", platform)
    assert after == [line for line in before if line.split(" ", 1)[0] != option]
    assert len(after) == len(before) - 1


@pytest.mark.parametrize(
    ("inherited", "cancel"),
    [
        ("options = { novj = true }", "novj"),
        ("options = { novj = true }", '"-vj"'),
        ('options = { ipparam = "x" }', "ipparam"),
        ('options = { ms-dns = ["10.0.0.1", "10.0.0.2"] }', "ms-dns"),
        ("mtu = 1400", "mtu"),
        ('user = "alice"', "user"),
        ('dns = "peer"', "usepeerdns"),
        ('auth_methods = ["pap", "chap-md5", "mschap", "mschap-v2"]', "refuse-eap"),
        ('encryption = "require-128"', '"+mppe-128"'),
        ('password = "abcdef"', "password"),
    ],
)
def test_an_option_cancels_what_is_inherited(cli: Cli, inherited: str, cancel: str) -> None:
    """By whatever key, and under whatever alias, it came."""
    text = f"{CUSTOM}options = {{ {cancel} = false }}\n[defaults]\n{inherited}\n"
    assert validate(cli, text) == []
    assert show(cli, text) == []


def test_a_list_cancels_too(cli: Cli) -> None:
    """The ordered form can do what the table can."""
    text = f'{CUSTOM}options = [["novj", false], "noaccomp"]\n[defaults.options]\nnovj = true\n'
    assert show(cli, text) == ["noaccomp"]


@pytest.mark.parametrize("option", ["novj", "persist", "usepeerdns", "ipparam", "defaultroute", "noauth"])
@pytest.mark.parametrize("form", ["{{ {} = false }}", '[["{}", false]]'])
def test_cancelling_what_is_not_there_is_an_error(cli: Cli, option: str, form: str) -> None:
    """It would look as if something had been turned off."""
    (said,) = validate(cli, f"{CUSTOM}options = {form.format(option)}\n")
    assert said.line == 4
    assert option in said.reason


@pytest.mark.parametrize(
    ("option", "negative"), [("persist", "nopersist"), ("defaultroute", "nodefaultroute")]
)
def test_the_error_names_the_negative(cli: Cli, option: str, negative: str) -> None:
    """Whoever writes `persist = false` wants it off: this is how."""
    (said,) = validate(cli, f"{CUSTOM}options = {{ {option} = false }}\n")
    assert negative in said.reason


@pytest.mark.parametrize("option", ["usepeerdns", "debug", "refuse-eap", "receive-all"])
def test_the_error_says_that_pppd_has_no_negative(cli: Cli, option: str) -> None:
    """Then nothing in a peers file can turn it off, and looking further is idle."""
    (said,) = validate(cli, f"{CUSTOM}options = {{ {option} = false }}\n")
    assert "no option" in said.reason or "no negative" in said.reason


def test_the_same_level_holds_nothing_to_cancel(cli: Cli) -> None:
    """`mtu = 1400` beside `mtu = false` contradicts itself."""
    found = validate(cli, f"{CUSTOM}mtu = 1400\noptions = {{ mtu = false }}\n")
    assert {said.line for said in found} == {5}


def test_cancelling_an_unknown_word_is_a_typing_error(cli: Cli) -> None:
    """The nearest word is more help than a lecture on inheritance."""
    (said,) = validate(cli, f'{CUSTOM}options = {{ usepeerdsn = false }}\n[defaults]\ndns = "peer"\n')
    assert 'did you mean "usepeerdns"' in said.reason


def test_a_later_table_can_bring_back_what_was_cancelled(cli: Cli) -> None:
    """Tables are read in order, to the last."""
    text = f'{CUSTOM}profiles = ["lean"]\noptions = {{ novj = true }}\n'
    text += "[defaults.options]\nnovj = true\n[profiles.lean.options]\nnovj = false\n"
    assert show(cli, text) == ["novj"]
