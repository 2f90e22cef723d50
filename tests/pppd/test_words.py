"""How a text falls into words, row by row of the language, in both dialects."""

from __future__ import annotations

from typing import Literal

import pytest

from vpnsync.pppd.words import Dialect, split

BOTH: tuple[Dialect, ...] = ("apple", "linux")
Flaw = Literal["unterminated", "too long", "NUL"]


def words(text: bytes, dialect: Dialect) -> list[str]:
    """Return the words alone."""
    return [word.text for word in split(text, dialect)]


@pytest.mark.parametrize("dialect", BOTH)
@pytest.mark.parametrize("blank", [b" ", b"\t", b"\n", b"\v", b"\f", b"\r", b"\n\n\r\n \t"])
def test_six_bytes_part_words_and_lines_mean_nothing(dialect: Dialect, blank: bytes) -> None:
    """An argument may stand on a later line, and several options on one."""
    assert words(blank + b"mtu" + blank + b"1500" + blank + b"novj" + blank, dialect) == [
        "mtu",
        "1500",
        "novj",
    ]


@pytest.mark.parametrize("dialect", BOTH)
@pytest.mark.parametrize("blank", [b"\xa0", b"\x85", b"\x1c", b"\x1f", b"\xe2\x80\xa8"])
def test_other_blanks_belong_to_the_word(dialect: Dialect, blank: bytes) -> None:
    """What Python takes for white space and C does not must not part words."""
    (word,) = split(b"a" + blank + b"b", dialect)
    assert word.text.encode("utf-8", "surrogateescape") == b"a" + blank + b"b"


@pytest.mark.parametrize("dialect", BOTH)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"", []),
        (b" \r\n\t", []),
        (b"#", []),
        (b"# mtu 1500\nnovj", ["novj"]),
        (b"novj # it's a \"comment\nidle", ["novj", "idle"]),
        (b"a#b\nc", ["a", "c"]),
        (b"a#", ["a"]),
        (b"#x\ry\nz", ["z"]),
        (b"# x\\\ny", ["y"]),
        (b"a\\#b", ["a#b"]),
        (b'"a"#b\nc', ["a", "c"]),
        (b"\"a#b\" 'c#d'", ["a#b", "c#d"]),
        (b"##\n#\n a", ["a"]),
    ],
)
def test_a_hash_outside_quotes_starts_a_comment_to_the_next_newline(
    dialect: Dialect, text: bytes, expected: list[str]
) -> None:
    """Even in the middle of a word; neither CR ends it nor a backslash prolongs it."""
    assert words(text, dialect) == expected


@pytest.mark.parametrize(
    ("text", "apple", "linux"),
    [
        (b'"a"b', ["a", "b"], ["ab"]),
        (b'"a""b"', ["a", "b"], ["ab"]),
        (b"\"a\"'b'", ["a", "b"], ["ab"]),
        (b'a"b c"d', ['a"b', 'c"d'], ["ab cd"]),
        (b"'It'\\''s'", ["It", "''s'"], ["It's"]),
        (b"it's so", ["it's", "so"], ["its so"]),
        (b'a""', ['a""'], ["a"]),
        (b'""a', ["", "a"], ["a"]),
        (b'a\\\n"b"', ['a"b"'], ["ab"]),
        (b'x=" y"', ['x="', 'y"'], ["x= y"]),
        (b'""', [""], []),
        (b"''", [""], []),
        (b'password ""', ["password", ""], ["password"]),
    ],
)
def test_the_dialects_differ_in_quotes(text: bytes, apple: list[str], linux: list[str]) -> None:
    """Apple's are special where a word starts and end it; Linux's join pieces, and lose a last `""`."""
    assert (words(text, "apple"), words(text, "linux")) == (apple, linux)


@pytest.mark.parametrize("dialect", BOTH)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b'"a b" c', ["a b", "c"]),
        (b"'a b' c", ["a b", "c"]),
        (b"\"it's\" 'a\"b'", ["it's", 'a"b']),
        (b"\"a\\\"b\" 'c\\'d'", ['a"b', "c'd"]),
        (b'\\"a b', ['"a', "b"]),
        (b'\\\n"a b"', ["a b"]),
        (b'"" x', ["", "x"]),
        (b"''\n", [""]),
        (b'""# c', [""]),
        (b'"a\nb\r\nc\td#e"', ["a\nb\r\nc\td#e"]),
        (b"'a\nb\r\nc\td#e'", ["a\nb\r\nc\td#e"]),
        (b'"idle" 5', ["idle", "5"]),
    ],
)
def test_in_much_the_dialects_agree_about_quotes(dialect: Dialect, text: bytes, expected: list[str]) -> None:
    """Both kinds are equal, and newline, CR, tab and hash are literal between them."""
    assert words(text, dialect) == expected


@pytest.mark.parametrize("dialect", BOTH)
@pytest.mark.parametrize("quote", [b"", b'"', b"'"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (rb"\a\b\f\n\r\s\t", "\a\b\f\n\r \t"),
        (rb"\1\12\123\1234", "\x01\nSS4"),
        (rb"\18\779", "\x018?9"),
        (rb"\501", "A"),
        (rb"\x4\x41\x411\x4G", "\x04AA1\x04G"),
        (rb"\xaF\xc3\xa9", "\udcafé"),
        (rb"\"\'\\\#\ \e\z\9\$", "\"'\\# ez9$"),
        (b"a\\\nb\\\n\\\nc", "abc"),
        (b"a\\\r", "a\r"),
    ],
)
def test_escapes_work_bare_and_in_both_kinds_of_quotes(
    dialect: Dialect, quote: bytes, text: bytes, expected: str
) -> None:
    """The backslash of DOMAIN and user is read as an escape, whatever stands around it."""
    assert words(quote + text + quote + b"\nx", dialect) == [expected, "x"]


@pytest.mark.parametrize("dialect", BOTH)
@pytest.mark.parametrize(
    ("text", "expected"),
    [(b"a\\", ["a"]), (b"\\", []), (b'"\\', []), (b"\\\n", []), (b"'a b\\\n", ["a b"])],
)
def test_a_backslash_at_the_very_end_is_nothing(dialect: Dialect, text: bytes, expected: list[str]) -> None:
    """There is no byte behind it to stand for."""
    assert words(text, dialect) == expected


@pytest.mark.parametrize("dialect", BOTH)
@pytest.mark.parametrize(
    ("text", "kept", "flaw"),
    [
        (b"a" * 1023, "a" * 1023, None),
        (b"a" * 1024, "a" * 1023, "too long"),
        (b"'" + b"a" * 1023 + b"'", "a" * 1023, None),
        (b'"' + b"a b " * 900 + b'"', ("a b " * 900)[:1023], "too long"),
        (b"\\x41" * 1023, "A" * 1023, None),
        (b"\\x41" * 1024, "A" * 1023, "too long"),
        (b"a\0b", "a", "NUL"),
        (b"a\\0b", "a", "NUL"),
        (b"a\\400b", "a", "NUL"),
        (b"a\\xyz", "a", "NUL"),
        (b'"a\\x00b"', "a", "NUL"),
        (b"\0a", "", "NUL"),
        (b"a" * 1023 + b"\0", "a" * 1023, "too long"),
        (b"a\\\0b", "a", "NUL"),
    ],
)
def test_words_are_cut_at_1023_bytes_and_at_a_nul(
    dialect: Dialect, text: bytes, kept: str, flaw: Flaw | None
) -> None:
    """The file is still accepted, so a person must hear of it from somebody else than pppd."""
    first, second = split(text + b" next", dialect)
    assert (first.text, first.flaw, second.text) == (kept, flaw, "next")


@pytest.mark.parametrize("dialect", BOTH)
@pytest.mark.parametrize(
    ("text", "last"),
    [(b'"a b\n#c', "a b\n#c"), (b"x 'a b\n", "a b\n"), (b"x 'a\" b", 'a" b'), (b'x "a\\" b', 'a" b')],
)
def test_a_quote_that_never_closes_takes_the_rest_of_the_file(
    dialect: Dialect, text: bytes, last: str
) -> None:
    """Options below it silently become part of a value."""
    word = split(text, dialect)[-1]
    assert (word.text, word.flaw, word.end) == (last, "unterminated", len(text))


@pytest.mark.parametrize("dialect", BOTH)
@pytest.mark.parametrize("text", [b"x '", b'x "', b"x '\\\n"])
def test_a_quote_with_nothing_behind_it_is_no_word(dialect: Dialect, text: bytes) -> None:
    """An option above it then lacks its argument."""
    assert words(text, dialect) == ["x"]


@pytest.mark.parametrize("dialect", BOTH)
def test_bytes_beyond_ascii_are_kept_as_they_are(dialect: Dialect) -> None:
    """A password in Latin-1, or a BOM, reaches pppd byte by byte."""
    text = b"\xef\xbb\xbfnovj caf\xe9 caf\xc3\xa9 \xff\xfe"
    assert words(text, dialect) == ["\ufeffnovj", "caf\udce9", "café", "\udcff\udcfe"]


@pytest.mark.parametrize("dialect", BOTH)
def test_a_file_with_windows_line_ends_works_outside_quotes(dialect: Dialect) -> None:
    """CR is white space; between quotes it is one more character of the value."""
    assert words(b'idle 5\r\nuser "bob"\r\n# c\r\nname "a\r\n"\r\n', dialect) == [
        *("idle", "5", "user", "bob", "name", "a\r\n")
    ]


@pytest.mark.parametrize("dialect", BOTH)
def test_a_word_knows_where_it_stood(dialect: Dialect) -> None:
    """Messages name lines, and importing takes over what stands between the words."""
    text = b'  idle\t5 # c\n"a b" \\\n c\\ d#e\n'
    found = split(text, dialect)
    assert [text[word.start : word.end] for word in found] == [b"idle", b"5", b'"a b"', b"c\\ d"]
