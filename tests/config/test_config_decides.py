"""One table says a thing once; a later table overrules all of what an earlier one said of it."""

from __future__ import annotations

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
