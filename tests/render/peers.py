"""Peers with hostile texts in every place that takes one, and what must come of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from hypothesis import strategies as st

if TYPE_CHECKING:
    from tests.render.desk import Pair

HOSTILE: Final = "\"'\\#$`;|&<>(){}[]=~*?! \t\n\r\v\f\x01\x07\x1b\x7f\x85\xa0é漢😀\u2028\ufeffaz09"
CHARACTERS: Final = st.one_of(st.sampled_from(HOSTILE), st.characters(codec="utf-8", exclude_characters="\0"))
TEXTS: Final = st.one_of(
    st.text(CHARACTERS, max_size=24),
    st.sampled_from(
        ['a" pty "id', "a\npty id\n", "#", "'", '"', "\\", "\\0", "\\x41", "x" * 255, "é" * 127, "novj", ""]
    ),
)
COUNTS: Final = st.integers(0, 2**31 - 1)
PACKETS: Final = st.integers(128, 16384)


class Described(NamedTuple):
    """Keys of a peer as TOML has them, and the options that they must become on each platform."""

    keys: dict[str, Any]
    macos: list[Pair]
    linux: list[Pair]


def _both(keys: dict[str, Any], *pairs: Pair) -> Described:
    return Described(keys, list(pairs), list(pairs))


def _text(key: str, option: str) -> st.SearchStrategy[Described]:
    return TEXTS.map(lambda text: _both({key: text}, (option, text)))


def _number(key: str, numbers: st.SearchStrategy[int]) -> st.SearchStrategy[Described]:
    return numbers.map(lambda number: _both({key: number}, (key, str(number))))


def _flag(key: str, yes: str, no: str | None) -> st.SearchStrategy[Described]:
    on, off = _both({key: True}, (yes, None)), _both({key: False}, *([(no, None)] if no else []))
    return st.sampled_from([on, off])


def _option(name: str) -> st.SearchStrategy[Described]:
    return TEXTS.map(lambda text: _both({"options": {name: text}}, (name, text)))


_PROTOCOLS: Final = st.one_of(
    st.just(
        Described(
            {"protocol": "pptp", "server": "vpn.example.com"},
            [("plugin2", "PPTP.ppp"), ("remoteaddress", "vpn.example.com"), ("noauth", None)],
            [("pty", "pptp vpn.example.com --nolaunchpppd"), ("noauth", None)],
        )
    ),
    TEXTS.map(
        lambda text: Described(
            {"protocol": "pppoe", "service": text},
            [("plugin2", "PPPoE.ppp"), ("pppoeservicename", text), ("noauth", None)],
            [("plugin", "pppoe.so"), ("pppoe-service", text), ("noauth", None)],
        )
    ),
    TEXTS.map(lambda text: _both({"protocol": "custom", "pty": text}, ("pty", text))),
    TEXTS.map(lambda text: _both({"protocol": "serial", "connect": text}, ("connect", text))),
)
_MORE: Final = [
    _text("user", "user"),
    _text("password", "password"),
    TEXTS.map(lambda text: _both({"logfile": f"/{text}"}, ("logfile", f"/{text}"))),
    _number("mtu", PACKETS),
    _number("mru", PACKETS),
    _number("idle", COUNTS),
    _flag("debug", "debug", None),
    _flag("default_route", "defaultroute", "nodefaultroute"),
    _flag("mppe_stateful", "mppe-stateful", "nomppe-stateful"),
    _flag("ipv6", "+ipv6", "noipv6"),
    _option("ipparam"),
    _option("remotename"),
    _option("name"),
    _option("remotenumber"),
    st.tuples(COUNTS, COUNTS).map(
        lambda two: _both(
            {"keepalive": {"interval": two[0], "failures": two[1]}},
            ("lcp-echo-interval", str(two[0])),
            ("lcp-echo-failure", str(two[1])),
        )
    ),
]


@st.composite
def peers(draw: st.DrawFn) -> Described:
    """Return any legal peer, and the options that it must become."""
    parts = [draw(_PROTOCOLS)]
    parts += [draw(each) for each in draw(st.lists(st.sampled_from(_MORE), unique_by=id, max_size=8))]
    keys: dict[str, Any] = {}
    for part in parts:
        options = {**keys.get("options", {}), **part.keys.get("options", {})}
        keys |= part.keys | ({"options": options} if options else {})
    return Described(
        keys, [p for part in parts for p in part.macos], [p for part in parts for p in part.linux]
    )
