"""Arguments one at a time: the hand-made grammars of pppd, judged by pppd itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pppd.lines import foldable
from vpnsync.pppd.options import dictionary
from vpnsync.pppd.settings import read_settings
from vpnsync.pppd.verdict import refusal
from vpnsync.pppd.words import encode, quote

if TYPE_CHECKING:
    from tests.real_pppd import RealPppd

pytestmark = pytest.mark.pppd
KNOWN = dictionary("linux", "2.4.9")
# Left out: what looks at the machine, and what needs libpcap.
APART = {"pass-filter", "active-filter", "allow-number", "privgroup", "logfile", "+ua", "domain"}
GRAMMARS = [
    option.word
    for option in foldable(KNOWN)
    if option.nargs and option.word not in APART and (option.kind == "special" or option.low is not None)
]
PIECES = {
    "ipx-node": "0 1 a f g x : + -",
    "ipx-network": "0 a f g x -",
    "ipv6": ":: 1 ffff : , 0 1.2.3.4 % fe80::1 ::1 ::2",
    "netmask": "255 . 0 0x ff + - 256 240 128 07 8 4294967295 255.255.255.0",
    "escape": "1 5e ff 100 , 0x x - + 5 E",
    "bsdcomp": "9 15 8 16 , 0 0x c + - 12 014",
    "deflate": "9 15 8 16 , 0 0x 7 + - 12 014",
    "vj-max-slots": "2 16 17 1 0x - + x 010",
    "mtu": "1 128 16384 0x - + k",
    "unit": "1 0 - 0x 4294967295 2147483648 x",
    "stop-bits": "1 2 0 3 x",
    "asyncmap": "0 a f g x -",
    "set": "A = B",
    "unset": "A =",
    "ms-dns": "1 . 0x 255 256 08 077 -",
    "ipx-router-name": "a B _ - @ 1",
}
NEAR = ": : 127 0 224 223 240 255.255.255.255"
"""What makes an address of an end of a link, besides, or spoils it."""


@st.composite
def arguments(draw: st.DrawFn) -> tuple[str, str]:
    """Return an option word and an argument made of pieces that its grammar knows."""
    word = draw(st.sampled_from(sorted(PIECES)))
    return word, "".join(draw(st.lists(st.sampled_from([*PIECES[word].split(), " "]), max_size=6)))


def agree(pppd: RealPppd, text: str) -> bool:
    """Whether our verdict on a file is pppd's; where we say that it depends on the machine, any is."""
    ours = refusal(read_settings(encode(text), "linux", KNOWN).statements)
    return bool(ours and ours.on_this_machine) or (ours is None) == (pppd.ask(encode(text)).status != 2)


@given(line=arguments())
@settings(deadline=None, max_examples=200)
def test_each_grammar_is_judged_as_pppd_does(pppd: RealPppd, line: tuple[str, str]) -> None:
    """What its own pieces can make, right and wrong."""
    assert agree(pppd, f"{line[0]} {quote(line[1])}\n")


@given(pieces=st.lists(st.sampled_from(PIECES["ms-dns"].split() + NEAR.split()), max_size=6))
@settings(deadline=None, max_examples=80)
def test_addresses_are_judged_as_pppd_does(pppd: RealPppd, pieces: list[str]) -> None:
    """All that inet_addr takes, and all that no end of a link may have."""
    text = "".join(pieces)
    assert agree(pppd, quote(text if ":" in text else f"{text}:") + "\n")


@given(
    pieces=st.lists(
        st.sampled_from(["0", "9", "x", "0x", "f", "-", "+", " ", "8", "9999999999", "\t"]), max_size=5
    )
)
@settings(deadline=None, max_examples=60)
def test_speeds_are_judged_as_pppd_does(pppd: RealPppd, pieces: list[str]) -> None:
    """A word that is all number, and not zero once it is an int."""
    assert agree(pppd, quote("".join(pieces)) + "\n")


@pytest.mark.parametrize("word", [*GRAMMARS, "idle", "-as", "user"])
def test_each_option_judges_an_argument_as_pppd_does(pppd: RealPppd, word: str) -> None:
    """With arguments that some option or other refuses."""
    for value in ("", "0", "-1", "5x", "x", "128", "16385", "A=1", "1.2.3.4", "5:"):
        assert agree(pppd, f"{word} '{value}'\n"), value


@pytest.mark.parametrize(
    "line",
    [
        *(
            "endpoint local:0a1b",
            "endpoint local:zz",
            "endpoint IP:1.2.3.4",
            "endpoint ip:1.2.3",
            "endpoint magic:1",
        ),
        *(
            "endpoint mac:00:11:22:33:44:55",
            "endpoint mac:00:11",
            "endpoint 5",
            "endpoint 5x",
            "endpoint phone:12",
        ),
        *(f"ipx-router-name {'a' * 47}", f"ipx-router-name {'a' * 48}"),
        *("ms-dns 255.255.255.255", "ms-wins 255.255.255.255", "ms-dns 1.1.1.256", "ms-dns 1.2.3.4.5"),
        *(f"linkname {'a' * 200}", f"ifname {'a' * 60}", "remotenumber ''", "vj-max-slots ' 5'"),
    ],
)
def test_rarer_grammars_are_judged_as_pppd_does(pppd: RealPppd, line: str) -> None:
    """Of multilink's endpoints, of IPX, and of the address that inet_addr cannot tell from an error."""
    assert agree(pppd, f"{line}\n")
