"""Words as the real pppd reads them: what we split arrives there, and what we quote arrives whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from vpnsync.pppd.options import dictionary
from vpnsync.pppd.settings import read_settings
from vpnsync.pppd.verdict import refusal
from vpnsync.pppd.words import encode, quote, split

if TYPE_CHECKING:
    from tests.real_pppd import RealPppd

pytestmark = pytest.mark.pppd
KNOWN = dictionary("linux", "2.4.9")
TEXTS = ("ipparam", "user", "remotename")
"""Options that take any text and that `dump` prints."""
SHOWN = 160
"""Bytes of a value that `dump` prints in any case: it leaves out lines that are too long, path included."""
LETTERS = {0x22: '\\"', 0x5C: "\\\\", 0x0A: "\\n", 0x09: "\\t", 0x08: "\\b", 0x0C: "\\f"}


def dumped(value: str) -> str:
    """Return a value as `dump` prints it, no two of them alike."""
    raw = b"".join(
        LETTERS.get(byte, f"\\x{byte:02x}" if byte < 32 or 127 <= byte < 160 else "").encode()
        or bytes([byte])
        for byte in encode(value)
    )
    return raw.decode("utf-8", "surrogateescape")


bits = [
    *"\"'\\# \n\t\rx07a",
    "\\n",
    "\\x41",
    "\\101",
    "\\\n",
    "é",
    "\udcff",
    '""',
    "''",
    " # it's\n",
    "a b",
    "$",
]
raw_words = st.lists(st.sampled_from(bits), min_size=1, max_size=6).map("".join)
values = st.text(
    st.sampled_from("\"'\\# \n\t\r\x01\x1f\x7f\x80é☃`$%=:xn0\udcff\udc80") | st.characters(codec="utf-8")
)
short = values.map(lambda value: value.replace("\0", "")).filter(
    lambda value: len(encode(dumped(value))) < SHOWN
)


@given(parts=st.lists(st.tuples(st.sampled_from(TEXTS), raw_words), min_size=1, max_size=3), end=raw_words)
@settings(deadline=None, max_examples=200)
@example([("user", "It\\''s'"), ("ipparam", 'a"b c"d')], "")
@example([("ipparam", '""')], "#")
@example([("ipparam", "''#x\n")], "")
def test_words_arrive_as_we_split_them(pppd: RealPppd, parts: list[tuple[str, str]], end: str) -> None:
    """Every kind of quoting, wherever it leaves the words that follow."""
    text = encode("\n".join(f"{word} {raw}" for word, raw in parts) + end)
    found, verdict = read_settings(text, "linux", KNOWN), pppd.ask(text)
    assert verdict.is_accepted == (refusal(found.statements) is None)
    if verdict.is_accepted:
        said = {word: found.values_of(word)[-1:] for word in TEXTS}
        told = {line for line in verdict.dump if line.split(" ")[0] in TEXTS}
        assert told == {f"{word} {dumped(value)}" for word in said for value in said[word]}


@given(word=raw_words, rest=raw_words)
@settings(deadline=None, max_examples=120)
def test_the_word_that_pppd_stops_at_is_the_one_we_name(pppd: RealPppd, word: str, rest: str) -> None:
    """The first that is no option, and not a byte more or less of it."""
    text = encode(f"novj zz{word}\n{rest}")
    problem = refusal(read_settings(text, "linux", KNOWN).statements)
    assert problem is not None
    assert problem.reason == f"unrecognized option '{split(text, 'linux')[1].text}'"
    assert pppd.ask(text).complaint.endswith(problem.reason)


@given(value=short, count=st.integers(5, 40))
@settings(deadline=None, max_examples=60)
def test_long_quoted_values_arrive_whole(pppd: RealPppd, value: str, count: int) -> None:
    """`dump` cuts long lines off; a complaint does not. Slashes keep it from being no file name."""
    long = "zz" + "/".join([value[:5].replace(":", "=")] * count) + "zz"
    complaint = pppd.ask(encode(f"novj {quote(long)}\n")).complaint
    assert complaint.endswith(f"unrecognized option '{long}'")


@given(listed=st.tuples(short, short, short))
@settings(deadline=None, max_examples=150)
def test_quoted_values_arrive_whole(pppd: RealPppd, listed: tuple[str, str, str]) -> None:
    """Whatever is in them: no value is cut, changed, or becomes an option."""
    text = "".join(f"{word} {quote(value)}\n" for word, value in zip(TEXTS, listed, strict=True))
    verdict = pppd.ask(encode(text))
    assert (verdict.status, verdict.complaint) == (0, "")
    assert set(verdict.dump) == {f"{w} {dumped(v)}" for w, v in zip(TEXTS, listed, strict=True)}


@given(char=st.sampled_from("a\"\\\n\x01é'# "), count=st.integers(1018, 1030), bare=st.booleans())
@settings(deadline=None, max_examples=80)
def test_pppd_cuts_where_we_say_it_does(pppd: RealPppd, char: str, count: int, *, bare: bool) -> None:
    """A word of 1023 bytes arrives; of one more it says that it is too long."""
    value = "x" * (count - len(encode(char))) + char
    whole = quote(value, limit=count) if not bare else "x" * count
    text = encode(f"ipparam {whole}\nnovj\n")
    flaws = [word.flaw for word in split(text, "linux")]
    verdict = pppd.ask(text)
    assert ("too long" in verdict.complaint) == ("too long" in flaws) == (count > 1023)
    assert "novj" in verdict.dump


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('ipparam "a b', "ipparam a b"),
        ("ipparam 'a\nnovj\n", "ipparam a\\nnovj\\n"),
        ("ipparam a\\0b\nnovj\n", "ipparam a"),
    ],
)
def test_what_pppd_takes_with_a_flaw_we_take_with_it(pppd: RealPppd, text: str, said: str) -> None:
    """An open quote, a NUL, a name that is too long: accepted, and not what was meant."""
    verdict = pppd.ask(text)
    assert verdict.is_accepted
    assert refusal(read_settings(text.encode(), "linux", KNOWN).statements) is None
    assert said in verdict.dump
