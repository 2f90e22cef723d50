"""The comments of a peers file, in both dialects: where they stand, and what of them may be shown."""

from __future__ import annotations

import pytest

from vpnsync.pppd.comments import comments, option_in, scrub
from vpnsync.pppd.options import Platform, dictionary
from vpnsync.pppd.words import split


def texts(text: str, platform: Platform = "linux") -> list[tuple[str, str | None]]:
    """Return each comment with the word that it stands behind."""
    raw = text.encode()
    return [(c.text, c.follows) for c in comments(raw, split(raw, dictionary(platform).dialect))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# one\n  #two\n", [("one", None), ("two", None)]),
        ("mtu 1400 # size\n", [("size", "mtu")]),
        ("mtu 1400# size", [("size", "mtu")]),
        ("mtu # size\n1400 # too\n", [("size", "mtu"), ("too", "1400")]),
        ('user "a # b" # c\n', [("c", "user")]),
        ("user a\\#b # c\n", [("c", "user")]),
        ("# a\r\nnoauth\r\n", [("a", None)]),
        ("# it's \"x\nnoauth # y\n", [("it's \"x", None), ("y", "noauth")]),
        ("", []),
        ("#", [("", None)]),
    ],
)
def test_comments_are_what_pppd_skips(text: str, expected: list[tuple[str, str | None]]) -> None:
    """A # in quotes is none, one in the middle of a word is."""
    assert texts(text) == expected


def test_the_dialects_differ_in_what_a_quote_hides() -> None:
    """Linux opens a quote in the middle of a word, Apple does not: there the # ends the word."""
    assert texts('user a"b # c"\n', "linux") == []
    assert texts('user a"b # c"\n', "macos") == [('c"', "user")]


@pytest.mark.parametrize(
    ("comment", "shown"),
    [
        ("password tulip", "password (hidden)"),
        ("password=tulip", "password=(hidden)"),
        ("old password: tulip", "old password: (hidden)"),
        ("pass: tulip lily", "pass: (hidden)"),
        ("PIN 4711", "PIN (hidden)"),
        ("see https://a:tulip@b.example/", "see https://a:(hidden)@b.example/"),
        ("tulip is for the guests", "(hidden) is for the guests"),
        ('connect "chat ogin: a ssword: tulip"', 'connect "chat ogin: a ssword: (hidden)"'),
        ("the password in the file", "the password in the file"),
        ("mtu 1400", "mtu 1400"),
        ("hide-password", "hide-password"),
        ("bypass 5", "bypass 5"),
    ],
)
def test_what_tells_a_secret_is_hidden_and_the_rest_kept(comment: str, shown: str) -> None:
    """`tulip` is the password of the file itself."""
    assert scrub(comment, dictionary("linux"), ["tulip"]).replace("(hidden) (hidden)", "(hidden)") == shown


@pytest.mark.parametrize(
    ("comment", "word"),
    [
        ("debug", "debug"),
        ("mtu 1400", "mtu"),
        ('"mtu" 0x578', "mtu"),
        ("mtu", None),
        ("debug this later", None),
        ("see the manual", None),
        ("", None),
    ],
)
def test_an_option_that_is_switched_off_is_told_from_prose(comment: str, word: str | None) -> None:
    """`#debug` is a switch; a sentence that begins with an option's name is a sentence."""
    assert option_in(comment, dictionary("linux")) == word
