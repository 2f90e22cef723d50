"""A peer's name becomes a file name and a word of a command line: little is allowed in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.config.desk import plan, validate

if TYPE_CHECKING:
    from tests.config.desk import Cli

ALLOWED: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,63}")


def peers(*names: str) -> str:
    """Return a description of peers of these names, each on two lines."""
    odd = re.compile(r'[\x00-\x1f\x7f"\\]')
    quoted = [odd.sub(lambda found: f"\\u{ord(found[0]):04x}", name) for name in names]
    return "version = 1\n" + "".join(f'[peers."{name}"]\nprotocol = "custom"\n' for name in quoted)


@pytest.mark.parametrize("name", ["a", "Office-2", "pptpvpn-client1", "a..b", "_x", "x-", "7", "x" * 64])
def test_a_plain_name_is_accepted(cli: Cli, name: str) -> None:
    """1 to 64 of A-Z a-z 0-9 . _ - is room for everybody."""
    assert validate(cli, peers(name)) == []
    assert [change["name"] for change in plan(cli, peers(name))["changes"]] == [name]


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../shadow",
        "a/b",
        "/etc/passwd",
        ".hidden",
        "-c",
        "--version",
        "a b",
        "a\n",
        "\na",
        "a\tb",
        "a\x00b",
        "a\x1b[31m",
        "a~",
        "a:b",
        "a\\b",
        "a$b",
        'a"b',
        "a'b",
        "bücher",
        "x" * 65,
    ],
)
def test_a_name_that_could_be_a_path_or_an_option_is_refused(cli: Cli, name: str) -> None:
    """Under /etc/ppp/peers it would be another file, or none; for `pppd call`, another word."""
    (said,) = validate(cli, peers("good", name))
    assert said.line == 4
    assert "1 to 64" in said.reason


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec="utf-8"), max_size=6))
def test_no_other_name_is_accepted(cli: Cli, name: str) -> None:
    """Digits and letters of other scripts look alike on one machine and not on the next."""
    is_allowed = ALLOWED.fullmatch(name) is not None
    assert (validate(cli, peers(name)) == []) is is_allowed


def test_no_control_character_of_a_name_reaches_the_terminal(cli: Cli) -> None:
    """A description from somebody else must not move the cursor."""
    validate(cli, peers("a\x1b[31m"))
    assert "\x1b" not in cli("validate").err


@pytest.mark.parametrize(("one", "other"), [("office", "Office"), ("VPN", "vPn"), ("a-B.c", "A-b.C")])
def test_two_names_that_differ_only_in_case_are_refused(cli: Cli, one: str, other: str) -> None:
    """On macOS there is one file for both, and the second would overwrite the first."""
    (said,) = validate(cli, peers(one, "home", other))
    assert said.line == 6
    assert one in said.reason


def test_names_that_differ_in_more_are_two_peers(cli: Cli) -> None:
    """Only case makes one file of two names."""
    assert validate(cli, peers("office", "office-2", "office2")) == []


@pytest.mark.parametrize("name", ["office.bak", "office.BAK", "office.tmp", "office.toml"])
def test_what_a_name_becomes_is_seen_again(cli: Cli, name: str) -> None:
    """A file that `plan` takes for an editor's backup would be made anew for ever."""
    text = peers(name)
    if not validate(cli, text):
        assert cli("apply", "--yes", "--root", "machine").status == 0
        assert plan(cli, text)["changes"] == []


def test_every_bad_name_is_told(cli: Cli) -> None:
    """All at once, beside all other complaints."""
    text = peers("a/b", "-x", "good", "Good")
    assert [said.line for said in validate(cli, f'{text}mtu = "1400"\n')] == [2, 4, 8, 10]
