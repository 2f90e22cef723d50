"""What breaks TOML is told with what was probably meant."""

from __future__ import annotations

import pytest

from vpnsync.config.load import parse
from vpnsync.errors import DescriptionError

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
