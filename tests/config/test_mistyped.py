"""What breaks TOML is told with what was probably meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vpnsync.config.load import parse
from vpnsync.errors import DescriptionError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

HEAD = "version = 1\n[peers.office]\n"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("protocol = pptp", 'text stands in quotes: key = "text"'),
        ("server = 192.0.2.1", "text stands in quotes"),
        ("idle = 30m", "as do addresses and durations"),
        ("server = \u201cvpn.example.com\u201d", "typographic quotes"),
        ("server =", "the value is missing"),
        ("default_route = True", "true or false, in small letters"),
        ("default_route = yes", "true or false, in small letters"),
        ('server = "vpn.example.com', "is not closed in its line"),
        ('user = "CORP\\alice"', "unescaped \\ in a string"),
        ('user = "CORP\\alice"', "'CORP\\alice'"),
        ("user = 'it's'", "double quotes"),
        ('user = "a" today', "a comment begins with #"),
        ('user: "a"', "with = behind it"),
        ("mtu = 1\nmtu = 2", "mtu stands twice in one table"),
        ("mtu = 1\nmtu = 2\nmru = 3", "mtu stands twice in one table"),
        ("[peers.office]", "put the two tables of that name into one"),
        ("[peers.lab\nmtu = 1", "in brackets: [peers.NAME]"),
    ],
)
def test_a_slip_is_told_with_the_way_out(line: str, told: str) -> None:
    """The parser's own words say where it stopped, which is not where somebody went wrong."""
    with pytest.raises(DescriptionError) as caught:
        parse(f"{HEAD}{line}\n")
    assert told in str(caught.value)


@pytest.mark.parametrize(
    "line",
    [
        "password = s3cret",
        "password = s3cret s3cret",
        "password = 's3cret's3cret",
        'password = "s3cret',
        "password = “s3cret”",
        '"s3cret" = 1\n"s3cret" = 2',
        "password: s3cret",
        "password = 5-s3cret",
        "s3cret",
    ],
)
def test_no_text_of_it_is_quoted(line: str) -> None:
    """It may be a password, and what is shown is kept in scrollbacks and logs."""
    with pytest.raises(DescriptionError) as caught:
        parse(f"{HEAD}{line}\n")
    assert "s3cret" not in caught.value.told()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("refuse-eap = true", "is an option of pppd: write options = { refuse-eap = ... }"),
        ('"+ua" = "x"', 'write options = { "+ua" = ... }'),
        ('remoteaddress = "x"', "`vpnsync explain remoteaddress`"),
        ('auth_methods = "mschap-v2"', 'must be a list such as ["mschap-v2"]'),
        ("keepalive = 30", "such as { interval = 30, failures = 4 }"),
        ('password = { command = "pass show x" }', "the program and its arguments"),
        ("[home]\nmtu = 1400", "a peer stands in [peers.NAME]"),
        ("[peer.home]\nmtu = 1400", 'did you mean "peers"?'),
    ],
)
def test_a_complaint_says_what_to_write(line: str, told: str) -> None:
    """Most begin with pppd's own words, and with a text where a list must stand."""
    assert told in str(parse(f"{HEAD}protocol = 'custom'\n{line}\n").error())


def test_what_one_platform_can_guess_the_other_needs_not_explain(
    cli: Callable[..., Result], tmp_path: Path
) -> None:
    """One slip, one complaint."""
    (tmp_path / "vpns.toml").write_text(f"{HEAD}protocol = 'custom'\noptions = {{ looplocall = true }}\n")
    told = cli("validate").err
    assert (told.count("looplocall"), 'did you mean "looplocal"?' in told) == (1, True)
