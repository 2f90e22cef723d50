"""Whatever stands in a description, pppd reads exactly the options that it describes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import pytest
import tomli_w
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.examples import tries
from tests.render.desk import pairs, rendered, sheet
from tests.render.peers import HOSTILE, TEXTS, Described, peers
from vpnsync.errors import NotExpressibleError
from vpnsync.pppd.options import dictionary
from vpnsync.pppd.words import split

if TYPE_CHECKING:
    from tests.render.desk import Pair

Platform = Literal["macos", "linux"]
PLATFORMS: Final[list[Platform]] = ["macos", "linux"]
many = tries(120)


def description(keys: dict[str, object]) -> str:
    """Return the description of one peer `office`."""
    return tomli_w.dumps({"version": 1, "peers": {"office": keys}})


@many
@given(peers())
def test_pppd_reads_the_options_that_are_described_and_no_others(peer: Described) -> None:
    """Everything in a peers file is privileged: one word too many is root's."""
    text = description(peer.keys)
    for platform, wanted in ((PLATFORMS[0], peer.macos), (PLATFORMS[1], peer.linux)):
        assert sorted(pairs(rendered(text, platform), platform), key=str) == sorted(wanted, key=str)


@many
@given(peers(), st.sampled_from(PLATFORMS))
def test_there_is_one_option_a_line_and_nothing_outside_quotes_to_misread(
    peer: Described, platform: Platform
) -> None:
    """A file that a person can read, and that every version of pppd reads alike."""
    text = rendered(description(peer.keys), platform)
    assert text.endswith(b"\n")
    assert (
        len(text.splitlines()) == text.count(b"\n") == len(peer.macos if platform == "macos" else peer.linux)
    )
    for line in text.split(b"\n"):
        bare = line.split(b'"', 1)[0]
        assert not set(bare) & set(b"#\\'\t\r\v\f")
        assert all(byte >= 0x20 and byte != 0x7F for byte in line)


# Behind a word that no dictionary knows, a word of pppd's own is one, and refused.
ROWS = st.tuples(st.sampled_from(["ipparam", "remotename", "name"]), TEXTS) | st.tuples(
    st.just("x-vendor"), st.text("xyz '\"\\#\n", min_size=1)
)


@many
@given(st.lists(ROWS, max_size=6))
def test_an_ordered_list_arrives_in_its_order(rows: list[tuple[str, str]]) -> None:
    """Where the user chose the order, it means something."""
    # Whether a vendor's word takes a value only the vendor knows: an option's name as one is refused.
    assume(not any(name == "x-vendor" and value in dictionary("linux").options for name, value in rows))
    items = [["plugin", "vendor.so"], *[[name, value] for name, value in rows]]
    text = rendered(description({"protocol": "custom", "options": items}), "linux")
    assert words_of(text, "linux") == [word for item in items for word in item]


def words_of(text: bytes, platform: Platform) -> list[str]:
    """Return the words of a peers file."""
    return [word.text for word in split(text, "apple" if platform == "macos" else "linux")]


@many
@given(st.text(st.sampled_from(HOSTILE), min_size=1, max_size=8), st.sampled_from(PLATFORMS))
def test_a_strange_word_in_a_list_stays_one_word(word: str, platform: Platform) -> None:
    """A vendor's option has whatever name its vendor gave it; it can only be that name."""
    items = [["plugin", "vendor.so"], [word, "value"]]
    found, complaints = sheet(description({"protocol": "custom", "options": items}), platform)
    if not complaints:
        assert words_of(found.text(lambda _: ""), platform) == ["plugin", "vendor.so", word, "value"]


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("secret", ["a\0b", "\0", "x" * 256, "é" * 128])
def test_a_secret_that_pppd_would_cut_is_refused_by_its_key(platform: Platform, secret: str) -> None:
    """Its length is known only once it has been read; even then it is not shown."""
    keys: dict[str, object] = {"protocol": "custom", "password": {"env": "VPN"}}
    found, complaints = sheet(description(keys), platform)
    assert complaints == []
    with pytest.raises(NotExpressibleError) as caught:
        found.text(lambda _: secret)
    assert "peers.office.password" in caught.value.text()
    assert secret.strip("\0") not in caught.value.text() or secret == "\0"


@given(TEXTS)
@many
def test_a_secret_is_in_no_repr(secret: str) -> None:
    """A traceback prints them."""
    marked = f"zqXj7{secret}"
    found, _ = sheet(description({"protocol": "custom", "password": marked, "user": "u"}), "linux")
    shown = repr(found) + repr(found.entries) + str(found)
    assert "zqXj7" not in shown


def test_numbers_are_plain_decimals() -> None:
    """Where the first digit is a zero, pppd reads octal."""
    found: list[Pair] = pairs(
        rendered(description({"protocol": "custom", "idle": 0o10, "mtu": 0x5DC}), "linux"), "linux"
    )
    assert found == [("idle", "8"), ("mtu", "1500")]
