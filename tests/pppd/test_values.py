"""Arguments as pppd's C code reads them: numbers, the hand-made grammars, and what is refused."""

from __future__ import annotations

import ctypes

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vpnsync.pppd.options import Option, dictionary
from vpnsync.pppd.values import Value, read, strtoul

LINUX, MACOS = dictionary("linux", "2.4.9"), dictionary("macos")
LIBC = ctypes.CDLL(None)
LIBC.strtoul.restype = ctypes.c_ulong
numeric = st.text(st.sampled_from(" \t\v-+0123456789abcdefxX,.g"), max_size=24)


def option(word: str) -> Option:
    """Return an option that both platforms have, or else Linux's."""
    return LINUX.options[word]


def libc(text: str, base: int) -> tuple[int, int]:
    """Return what C's strtoul says: the low 32 bits, and how far it read."""
    raw, rest = ctypes.create_string_buffer(text.encode()), ctypes.c_void_p()
    number = LIBC.strtoul(raw, ctypes.byref(rest), base)
    return number % 2**32, (rest.value or 0) - ctypes.addressof(raw)


@given(text=numeric, base=st.sampled_from([0, 16]))
@settings(deadline=None, max_examples=500)
def test_numbers_are_read_as_c_reads_them(text: str, base: int) -> None:
    """Octal, hexadecimal, signs, blanks, junk behind and overflow: all as the library of this machine."""
    assert strtoul(text, base) == libc(text, base)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("1500", 1500), ("010", 8), ("0x10", 16), ("0X1f", 31), ("12abc", 12), (" \t12", 12), ("+5", 5)),
        *(("-1", -1), ("4294967297", 1), ("4294967295", -1), ("09", 0), ("0x", 0), ("1 2", 1)),
        *(("99999999999999999999", -1), ("-99999999999999999999", -1)),
    ],
)
def test_an_int_is_base_0_and_wraps_to_32_bits(text: str, number: int) -> None:
    """`idle 010` is eight seconds."""
    assert read(option("idle"), text) == number


@pytest.mark.parametrize("text", ["", "gbc", "x10", "-", "+", " ", "$MTU", "--1", ".5"])
@pytest.mark.parametrize("word", ["idle", "mtu", "vj-max-slots", "asyncmap", "bsdcomp"])
def test_a_number_without_leading_digits_is_refused(word: str, text: str) -> None:
    """It is the only spelling that pppd refuses."""
    with pytest.raises(ValueError, match="invalid"):
        read(option(word), text)


@pytest.mark.parametrize(
    ("word", "accepted", "refused"),
    [
        ("mtu", "128 16384 0x80 128x", "127 16385 0 -1"),
        ("unit", "0 99999 0x7fffffff", "-1 0x80000000"),
        ("maxconnect", "0 5", "-1"),
        ("stop-bits", "1 2", "0 3"),
        ("vj-max-slots", "2 16 16x", "1 17 0 -1"),
        ("mru", "0 1 -1 99999", ""),
        ("lcp-echo-interval", "-1 0 65535", ""),
    ],
)
def test_limits_are_kept(word: str, accepted: str, refused: str) -> None:
    """Both ends belong to what is allowed."""
    assert all(isinstance(read(option(word), text), int) for text in accepted.split())
    for text in refused.split():
        with pytest.raises(ValueError, match="must be"):
            read(option(word), text)


def test_apples_unit_ends_at_32767() -> None:
    """Linux takes any number there."""
    assert read(MACOS.options["unit"], "32767") == 32767
    with pytest.raises(ValueError, match="between 0 and 32767"):
        read(MACOS.options["unit"], "32768")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("10", 16), ("0x10", 16), ("a0000", 0xA0000), ("A0000x", 0xA0000), ("0", 0), ("0xg", 0)),
        *(("-1", 0xFFFFFFFF), ("1ffffffff", 0xFFFFFFFF), ("010", 16), (" ff", 255)),
    ],
)
@pytest.mark.parametrize("word", ["asyncmap", "-as", "ipx-network"])
def test_a_map_is_always_hexadecimal(word: str, text: str, number: int) -> None:
    """`asyncmap 10` is 16."""
    assert read(option(word), text) == number


@pytest.mark.parametrize(
    ("text", "characters"),
    [
        *(("11", {0x11}), ("11,13", {0x11, 0x13}), ("13,11", {0x11, 0x13}), ("11, 13", {0x11, 0x13})),
        *(("11 13", {0x11, 0x13}), ("0x11,,ff", {0x11, 0xFF}), ("0", {0}), ("", set()), ("11,11", {0x11})),
    ],
)
def test_escape_takes_hexadecimal_characters(text: str, characters: set[int]) -> None:
    """In any order, with commas or blanks between them."""
    assert read(option("escape"), text) == sum(1 << character for character in characters)


@pytest.mark.parametrize("text", ["5e", "100", "-1", "x", "11x", ",", "11,g", " "])
def test_what_cannot_be_escaped_is_refused(text: str) -> None:
    """The escape character's own partner (0x5e), and what is no character."""
    with pytest.raises(ValueError, match="escape"):
        read(option("escape"), text)


def same(word: str, *texts: str) -> bool:
    """Whether the arguments come to the same thing."""
    return len({read(option(word), text) for text in texts}) == 1


@pytest.mark.parametrize(
    ("word", "texts"),
    [
        ("bsdcomp", ["12", "12,12", "0xc", "014", "12,0xc", " 12", "+12", "12, 12"]),
        ("bsdcomp", ["0", "0,0", "0x0"]),
        ("deflate", ["8", "9", "8,9", "9,8", "9,9"]),
        ("netmask", ["255.255.255.0", "0xffffff00", "4294967040", " 255.255.255.0", "0377.0xff.255.0"]),
        ("ipv6", ["::1,::2", "0:0:0:0:0:0:0:1,::0002", "::0.0.0.1,::2"]),
        ("ipv6", ["", ","]),
        ("ipv6", ["::abcd", "::ABCD,"]),
        ("ms-dns", ["10.1", "10.0.0.1", "0x0a000001", "167772161", "012.0.0.1"]),
    ],
)
def test_other_spellings_come_to_the_same(word: str, texts: list[str]) -> None:
    """A file that spells it differently needs no change."""
    assert same(word, *texts)


@pytest.mark.parametrize(
    ("word", "one", "other"),
    [
        *(("bsdcomp", "12,13", "13,12"), ("bsdcomp", "12", "0"), ("bsdcomp", "12,0", "0,12")),
        *(("deflate", "10", "9"), ("netmask", "255.255.0.0", "255.255.255.0")),
        *(("ipv6", "::1", ",::1"), ("ipv6", "::1", "::1,::1"), ("ms-dns", "10.1", "10.1.0.0")),
        *(("set", "A=1", "A="), ("call", "a", "./a"), ("user", "a", "A")),
    ],
)
def test_other_values_do_not(word: str, one: str, other: str) -> None:
    """A difference that pppd makes is a difference."""
    assert not same(word, one, other)


@pytest.mark.parametrize(
    ("word", "refused"),
    [
        ("bsdcomp", ["8", "16", "-1", "12,", ",12", "12,12,12", "12x", "12 ", "12,8", "12,x", "0x"]),
        ("deflate", ["7", "16", "9,16", "x", "9;9"]),
        ("netmask", ["0", "255", "255.255", "255.255.255.256", "255.0.0.0.0", "x", "", "255.255.255.0 "]),
        ("ipv6", ["fe80::1", "::", "1::", "x", "::1,::2,::3", "::1 ", "::1%lo", "00000::1", ":::1"]),
        ("ipv6", ["::1,fe80::1", ",::", "::01.2.3.4"]),
        ("set", ["A", "", "=x", "="]),
        ("unset", ["", "A=1", "="]),
        ("call", ["", "/a", "..", "../a", "a/../b", "a/.."]),
    ],
)
def test_what_pppd_refuses_is_refused(word: str, refused: list[str]) -> None:
    """Exit status 2 is better foretold than met."""
    for text in refused:
        with pytest.raises(ValueError):  # noqa: PT011 - each option has its own wording
            read(option(word), text)


@pytest.mark.parametrize(
    ("word", "accepted"),
    [
        ("call", ["a", "sub/x", "./x", "a..b", ".hidden", "a b", "..."]),
        ("set", ["A=", "A=b=c", "A= b"]),
        ("unset", ["A", "a b"]),
        ("user", ["", "é", "\udcff", "a\nb", "-x"]),
    ],
)
def test_what_pppd_takes_is_kept_as_it_is(word: str, accepted: list[str]) -> None:
    """Nothing is trimmed or tidied."""
    expected: list[Value] = list(accepted)
    assert [read(option(word), text) for text in accepted] == expected


@pytest.mark.parametrize(
    ("word", "text", "kept"),
    [
        *(("user", "u" * 300, "u" * 255), ("user", "é" * 128, "é" * 127 + "\udcc3")),
        *(("ifname", "i" * 40, "i" * 31), ("ipparam", "p" * 1023, "p" * 1023)),
    ],
)
def test_texts_are_cut_where_pppd_cuts(word: str, text: str, kept: str) -> None:
    """By bytes, even in the middle of a character, and without a word."""
    assert read(option(word), text) == kept
