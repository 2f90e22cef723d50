"""One table says a thing once; a later table overrules all of what an earlier one said of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.config.desk import show, validate

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Result

CUSTOM = 'version = 1\n[peers.office]\nprotocol = "custom"\n'
TWICE = [
    ('auth_methods = ["mschap-v2"]', "refuse-mschap-v2 = true"),
    ('auth_methods = ["mschap-v2"]', "refuse-pap = true"),
    ('encryption = "require-128"', "require-mppe-40 = true"),
    ('dns = "none"', "usepeerdns = true"),
    ("accept_addresses = false", "ipcp-accept-local = true"),
    ("debug = false", "debug = true"),
    ("password = { prompt = true }", 'password = { env = "X" }'),
    ('secret_storage = "dial"', 'password = { env = "X" }'),
]


@pytest.mark.parametrize(("typed", "option"), TWICE)
def test_a_key_and_an_option_of_one_table_may_not_decide_the_same(
    cli: Callable[..., Result], typed: str, option: str
) -> None:
    """Which of them would hold, nobody could tell from reading."""
    found = validate(cli, f"{CUSTOM}{typed}\n[peers.office.options]\n{option}\n")
    assert [said.key for said in found] == [f"peers.office.options.{option.split(maxsplit=1)[0]}"]


def test_a_key_and_a_pair_of_addresses_may_not_decide_the_same(cli: Callable[..., Result]) -> None:
    """A pair has no name of its own that would tell."""
    pair = 'options = [["plugin", "x.so"], "10.0.0.1:10.0.0.2"]\n'
    found = validate(cli, f'{CUSTOM}local_ip = "10.0.0.9"\n{pair}')
    assert [said.key for said in found] == ["peers.office.options.1"]
    assert validate(cli, f"{CUSTOM}mtu = 1400\n{pair}") == []


def test_one_peers_number_is_not_anothers_flag(cli: Callable[..., Result]) -> None:
    """To Python, 1 is true; what is remembered of one peer must not be told of the other."""
    one = CUSTOM.replace("office", "one")
    flag, number = (f'options = [["plugin", "x.so"], {word}]\n' for word in ('"word"', '["word", 1]'))
    own = CUSTOM.partition("\n")[2]
    Path("vpns.toml").write_text(f"{one}{flag}{own}{number}")
    assert cli("apply", "--root", "r", "--yes").status == 0
    written = {name: Path("r/etc/ppp/peers", name).read_text() for name in ("one", "office")}
    assert [text.splitlines()[-1] for text in written.values()] == ["word", "word 1"]
    found = validate(cli, f"{one}options = {{ novj = true }}\n{own}options = {{ novj = 1 }}\n")
    assert [said.key for said in found] == ["peers.office.options.novj"]


def test_a_plan_says_which_word_pppd_cannot_be_given(cli: Callable[..., Result]) -> None:
    """Of a word with a NUL in it, pppd would read the first half."""
    options = 'options = [["plugin", "x.so"], ["a\\u0000b", 1]]\n'
    (where := Path("vpns.toml")).write_text(f"{CUSTOM}{options}")
    found = cli("plan", "--root", "r", "--config", str(where))
    assert found.status == 1
    assert "vpns.toml:2: peers.office: peers.office.options.1: contains a NUL byte" in found.err
    assert "[not-expressible]" in found.err


@pytest.mark.parametrize("own", ["password = { prompt = true }", 'secret_storage = "dial"'])
def test_a_secret_for_dial_time_takes_an_inherited_one_out_of_the_file(
    cli: Callable[..., Result], own: str
) -> None:
    """Whoever asks for dial does not want last year's password in /etc."""
    text = f'{CUSTOM}mtu = 1400\n{own}\n[defaults.options]\npassword = {{ env = "OLD" }}\n'
    assert show(cli, text) == ["mtu 1400"]


def test_the_keychain_takes_the_place_of_an_inherited_password(cli: Callable[..., Result]) -> None:
    """Of two, whichever pppd read last would hold."""
    text = (
        f'{CUSTOM}platforms = ["macos"]\npassword = {{ system_keychain = "S" }}\n'
        '[defaults.options]\npassword = { env = "OLD" }\n'
    )
    assert show(cli, text, "--platform", "macos") == ['keychainpassword "S"']


def test_the_program_of_an_implied_pty_can_be_replaced_and_cancelled(cli: Callable[..., Result]) -> None:
    """It is implied by the protocol; the key names the server alone."""
    text = 'version = 1\n[peers.office]\nprotocol = "pptp"\nserver = "h"\nplatforms = ["linux"]\n'
    assert show(cli, text + 'options = { pty = "own" }\n') == ['pty "own"', "noauth"]
    assert show(cli, text + "options = { pty = false }\n") == ["noauth"]


def test_faults_within_one_table_are_told_together(cli: Callable[..., Result]) -> None:
    """Also where one of them is of a wrong kind."""
    options = 'user = { env = "A b" }\nnovk = true\nmtu = "x"\nrequire-pap = 5\n'
    found = validate(cli, f"{CUSTOM}[peers.office.options]\n{options}")
    assert {said.line for said in found} == {5, 6, 7, 8}


def test_a_wrong_protocol_hides_no_other_fault(cli: Callable[..., Result]) -> None:
    """The person would find them one run after the other."""
    text = 'version = 1\n[peers.office]\nprotocol = "ptp"\n[peers.office.options]\nnovk = true\nmtu = "x"\n'
    assert {said.line for said in validate(cli, text)} == {3, 5, 6}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('password = { comand = ["x"] }', 'did you mean "command"'),
        ('password = { env = "A", account = "b" }', "goes with { keychain"),
        ("password = { prompt = false }", "must be true"),
        ('dns = "8.8.8.8"', "servers"),
        ('options = { linkname = "../x" }', "part of a path"),
    ],
)
def test_a_message_names_the_way_out(cli: Callable[..., Result], row: str, said: str) -> None:
    """A message that only says no sends people to the source."""
    (found,) = validate(cli, f"{CUSTOM}{row}\n")
    assert said in found.reason
