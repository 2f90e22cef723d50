"""Whatever a peers file holds: it is carried over whole, or left out, and means the same afterwards."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import tomli_w
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from tests.adopt.desk import HEAD, carried, rendered, toml
from tests.pppd.lines import BARE, BARRIERS, DEVICES, NOTHING, Line, lines_of, spelled, text_of
from tests.render.peers import Described, peers
from vpnsync.adopt.carry import Adopted, Left
from vpnsync.errors import NotExpressibleError
from vpnsync.pppd.options import PLATFORMS, dictionary
from vpnsync.pppd.settings import read_settings
from vpnsync.pppd.verdict import refusal

if TYPE_CHECKING:
    from vpnsync.pppd.options import Platform

platforms = st.sampled_from(PLATFORMS)
PLUGINS: tuple[Line, ...] = tuple(
    (word, name)
    for word in ("plugin", "plugin2")
    for name in ("PPTP.ppp", "L2TP.ppp", "pppoe.so", "sstp-pppd-plugin.so", "harbour.so")
)
PPTP = "pptp a.example --nolaunchpppd"
COMMON = ("noauth", "auth", "user", "password", "require-mschap-v2", "defaultroute", "persist", "idle")
"""Words that people use, often enough to meet."""
PIECES = st.sampled_from(
    [
        *(bytes([byte]) for byte in b"#\"'\\\n :=\xff\0"),
        b"\r\n",
        b"password",
        b"user",
        b"mtu 1400",
        b"noauth\n",
    ]
)
ANY = st.one_of(st.binary(max_size=200), st.lists(PIECES, max_size=30).map(b"".join))


def _lines(platform: Platform) -> st.SearchStrategy[list[Line]]:
    options = list(dictionary(platform).options.values())
    pool = st.sampled_from(options).flatmap(lambda option: st.sampled_from(lines_of(option)))
    servers = [("remoteaddress", "a.example")] if platform == "macos" else [("pty", PPTP)]
    others = st.sampled_from([*BARE, *DEVICES, *NOTHING, *BARRIERS, *PLUGINS, *servers])
    common = [dictionary(platform).options[word] for word in COMMON]
    usual = st.sampled_from(common).flatmap(lambda option: st.sampled_from(lines_of(option)))
    return st.lists(st.one_of(pool, usual, others), min_size=1, max_size=9)


@given(data=st.data(), platform=platforms)
@settings(deadline=None, max_examples=300)
def test_a_file_that_pppd_takes_is_carried_over_and_means_the_same(
    data: st.DataObject, platform: Platform
) -> None:
    """Any options, order, barriers, spelling: there is always a table for it, if only the words in a list."""
    text = data.draw(_lines(platform).flatmap(spelled))
    before = read_settings(text, platform, dictionary(platform))
    assume(refusal(before.statements) is None)
    adopted = carried(text, platform)
    assert isinstance(adopted, Adopted), adopted
    event(f"protocol: {adopted.table['protocol']}, a list: {isinstance(adopted.table.get('options'), list)}")
    after = read_settings(rendered(toml(adopted), platform), platform, dictionary(platform))
    assert before == after


@given(text=ANY, platform=platforms)
@settings(deadline=None, max_examples=400)
def test_any_bytes_are_carried_over_whole_or_left_out(text: bytes, platform: Platform) -> None:
    """Never a crash, never half of a file; the TOML that is written is TOML."""
    result = carried(text, platform, keep=False)
    if isinstance(result, Left):
        assert result.reason
        return
    description = toml(result)
    assert tomllib.loads(description)["peers"].keys() == {"office"}
    before = read_settings(text, platform, dictionary(platform))
    assert read_settings(rendered(description, platform, before), platform, dictionary(platform)) == before


@given(described=peers(), platform=platforms)
@settings(deadline=None, max_examples=300)
def test_what_was_rendered_comes_back(described: Described, platform: Platform) -> None:
    """Import undoes render: the same settings, and the same typed keys where they say it all."""
    description = HEAD + tomli_w.dumps({"peers": {"office": described.keys}})
    try:
        text = rendered(description, platform)
    except (AssertionError, NotExpressibleError):  # a value that pppd would cut, or two ways to say one thing
        assume(False)  # noqa: FBT003 - hypothesis's own signature
    adopted = carried(text, platform)
    assert isinstance(adopted, Adopted)
    again = rendered(toml(adopted), platform)
    assert read_settings(again, platform) == read_settings(text, platform)
    for key in ("user", "password", "mtu", "mru", "logfile", "mppe_stateful", "default_route", "ipv6"):
        if key in described.keys and key in adopted.table:
            assert adopted.table[key] == described.keys[key]


@given(data=st.data(), platform=platforms)
@settings(deadline=None, max_examples=200)
def test_nothing_of_defaults_leaks_into_an_imported_peer(data: st.DataObject, platform: Platform) -> None:
    """Whatever [defaults] and profiles say, and in whichever table: the peer is what its file is."""
    inherited = [data.draw(peers()).keys for _ in range(2)]
    for keys in inherited:
        keys.pop("protocol")
    defaults = inherited[0] | {data.draw(st.sampled_from(["macos", "linux"])): inherited[1]}
    before = HEAD + tomli_w.dumps({"defaults": defaults, "profiles": {"other": inherited[1]}})
    text = text_of(data.draw(_lines(platform)))
    file = read_settings(text, platform, dictionary(platform))
    assume(refusal(file.statements) is None)
    adopted = carried(text, platform, before)
    assert isinstance(adopted, Adopted), adopted
    assert read_settings(rendered(toml(adopted, before), platform), platform, dictionary(platform)) == file
