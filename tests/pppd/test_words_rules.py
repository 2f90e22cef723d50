"""What holds of every text and every value: quoting and splitting are each other's opposites."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.examples import tries
from tests.pppd.getword import words_of
from vpnsync.errors import NotExpressibleError
from vpnsync.pppd.words import MAX_WORD, Dialect, encode, quote, split

quick = tries(200)
dialects = st.sampled_from(("apple", "linux"))
spiky = st.text(st.sampled_from("\"'\\# \n\r\t\v\x01\x7f=:$`%xn07aé\u2028\udcff"), max_size=12)
raw = st.binary(max_size=40).map(lambda b: b.replace(b"\0", b"").decode("utf-8", "surrogateescape"))
longest = st.sampled_from(["a", '"', "\\", "\n", "\x01", "é", "\udcff", " "]).map(
    lambda c: c * (MAX_WORD // len(encode(c))) + "z" * (MAX_WORD % len(encode(c)))
)
values = spiky | raw | longest
gaps = st.sampled_from([b" ", b"\n", b"\r\n", b"\t\t", b" # 'c\"\n", b"#\\\n", b"\\\n ", b"\v\f"])
bare = st.sampled_from([b"novj", b"a\\ b", b"\\'", b"a#x\nb", b"it", b"1:2"])
pieces = st.sampled_from([b'"', b"'", b"\\", b"#", b"\n", b" ", b"\t", b"\r", b"\0", b"x", b"0", b"7", b"1"])
texts = st.lists(
    pieces | st.sampled_from([b"a", b"n", b"\xff", b"\\\n", b'""', b"\\x4", b"z" * 1022]), max_size=24
)


@given(dialect=dialects, parts=st.lists(st.tuples(gaps, values | bare), max_size=6))
@quick
def test_splitting_gives_back_every_quoted_value(
    dialect: Dialect, parts: list[tuple[bytes, str | bytes]]
) -> None:
    """Whatever the values and their neighbours are: no value can become an option."""
    text, expected = b"", list[str]()
    for gap, part in parts:
        if isinstance(part, str):
            text += gap + encode(quote(part))
            expected.append(part)
        else:
            text += gap + part
            expected += [word.text for word in split(part, dialect)]
        text += b"\n"
    assert [word.text for word in split(text, dialect)] == expected


@given(dialect=dialects, value=values)
@quick
def test_a_quoted_value_has_no_flaw(dialect: Dialect, value: str) -> None:
    """What vpnsync writes is never cut, not even at 1023 bytes."""
    assert [(word.text, word.flaw) for word in split(encode(quote(value)) + b"\n", dialect)] == [
        (value, None)
    ]


@given(value=values)
@quick
def test_a_quoted_value_is_one_line_of_plain_characters(value: str) -> None:
    """A file stays readable line by line, and no terminal is told what to do."""
    assert not set(encode(quote(value))) & {*range(32), 127}


@given(before=spiky, after=spiky)
@quick
def test_a_nul_is_refused_and_the_value_not_quoted_in_the_message(before: str, after: str) -> None:
    """The value would be cut there; the message must not give a password away."""
    with pytest.raises(NotExpressibleError) as caught:
        quote(f"hunter2{before}\0{after}")
    assert "hunter2" not in str(caught.value)


@given(limit=st.sampled_from([15, 254, 255, 1023]), char=st.sampled_from("aé☃"), spare=st.integers(-3, 3))
@quick
def test_what_pppd_would_cut_is_refused_by_its_bytes(limit: int, char: str, spare: int) -> None:
    """Bytes count, not characters: pppd cuts without a word."""
    value = (char * limit)[: limit // len(encode(char))] + "b" * (limit % len(encode(char)) + max(spare, 0))
    if spare <= 0:
        assert quote(value, limit=limit) == f'"{value}"'
    else:
        with pytest.raises(NotExpressibleError, match=str(limit)):
            quote(value, limit=limit)


def test_a_value_of_more_than_a_word_holds_is_refused_by_default() -> None:
    """No option keeps more than 1023 bytes."""
    with pytest.raises(NotExpressibleError):
        quote("a" * 1024)


@pytest.mark.parametrize("value", ["\ud800", "a\udbff\ue000b"])
def test_half_a_character_is_refused(value: str) -> None:
    """It stands for no byte that pppd could read."""
    with pytest.raises(NotExpressibleError):
        quote(value)


@given(dialect=dialects, text=texts.map(b"".join) | st.binary(max_size=80))
@tries(800)
@example("apple", b'"a"\\\n"b"')
@example("linux", b'\\\n""\\\n')
@example("linux", b"'" + b"a" * 1023 + b"'b ")
def test_the_words_are_those_of_the_plain_reader(dialect: Dialect, text: bytes) -> None:
    """The short cut for ordinary words and the exact way agree with pppd, byte for byte."""
    found = split(text, dialect)
    assert [encode(word.text) for word in found] == words_of(text, apple=dialect == "apple")


@given(dialect=dialects, text=texts.map(b"".join) | st.binary(max_size=200))
@quick
def test_between_the_words_stands_nothing_else(dialect: Dialect, text: bytes) -> None:
    """Words stand in order and apart; blanked out, they leave no word behind."""
    left, end = bytearray(text), 0
    for word in split(text, dialect):
        assert end <= word.start < word.end <= len(text)
        end = word.end
        left[word.start : word.end] = b" " * (word.end - word.start)
    assert split(bytes(left), dialect) == []
