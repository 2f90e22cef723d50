"""Hostile text in any key: every other word that pppd reads stays what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import tries
from tests.pppd.getword import words_of
from tests.render.desk import sheet
from tests.render.peers import HOSTILE, TEXTS
from vpnsync.config.load import parse
from vpnsync.config.model import PeerTable
from vpnsync.errors import NotExpressibleError

if TYPE_CHECKING:
    from tests.real_pppd import RealPppd

Platform = Literal["macos", "linux"]
PLATFORMS: Final[list[Platform]] = ["macos", "linux"]
TOKEN: Final = "harmless"
ADDRESS: Final = "10.7.7.7"

# Each key that takes a text, in a peer of a protocol that has it: `X` is where the text goes.
ROWS: Final[dict[str, dict[str, Any]]] = {
    "protocol": {"protocol": "X"},
    "server": {"protocol": "pptp", "server": "X"},
    "server of sstp": {"protocol": "sstp", "server": "X"},
    "server of l2tp": {"protocol": "l2tp", "server": "X"},
    "user": {"protocol": "custom", "user": "X"},
    "user of sstp": {"protocol": "sstp", "server": "vpn.example", "user": "X"},
    "password": {"protocol": "custom", "password": "X"},
    "password of sstp": {"protocol": "sstp", "server": "vpn.example", "user": "u", "password": "X"},
    "shared_secret": {"protocol": "l2tp", "server": "vpn.example", "shared_secret": "X"},
    "secret_storage": {"protocol": "custom", "password": "p", "secret_storage": "X"},
    "auth_methods": {"protocol": "custom", "auth_methods": ["X"]},
    "encryption": {"protocol": "custom", "encryption": "X"},
    "routes": {"protocol": "custom", "routes": ["X"]},
    "exclude_routes": {"protocol": "custom", "exclude_routes": ["X"]},
    "dns": {"protocol": "custom", "dns": "X"},
    "dns servers": {"protocol": "custom", "dns": {"servers": ["X"]}},
    "dns domains": {"protocol": "custom", "dns": {"servers": [ADDRESS], "domains": ["X"]}},
    "idle": {"protocol": "custom", "idle": "X"},
    "reconnect": {"protocol": "custom", "reconnect": {"delay": "X"}},
    "keepalive": {"protocol": "custom", "keepalive": {"interval": "X", "failures": 3}},
    "local_ip": {"protocol": "custom", "local_ip": "X"},
    "remote_ip": {"protocol": "custom", "remote_ip": "X"},
    "interface": {"protocol": "pppoe", "interface": "X"},
    "service": {"protocol": "pppoe", "service": "X"},
    "device": {"protocol": "serial", "device": "X"},
    "device below dev": {"protocol": "serial", "device": "/dev/X"},
    "connect": {"protocol": "serial", "connect": "X"},
    "pty": {"protocol": "custom", "pty": "X"},
    "logfile": {"protocol": "custom", "logfile": "/X"},
    "options": {"protocol": "custom", "options": {"ipparam": "X", "remotename": "r"}},
    "options that repeat": {"protocol": "custom", "options": {"ms-dns": ["X", ADDRESS]}},
    "options in a list": {"protocol": "custom", "options": [["ipparam", "X"], "novj"]},
    "the name of an option": {"protocol": "custom", "options": {"X": "1"}},
    "the name of an option in a list": {"protocol": "custom", "options": [["plugin", "v.so"], ["X", "1"]]},
    "a bare option in a list": {"protocol": "custom", "options": [["plugin", "v.so"], "X"]},
    "a plug-in": {"protocol": "custom", "options": [["plugin", "X"], ["x-vendor", "1"]]},
    "on_up": {"protocol": "custom", "on_up": ["X"]},
    "on_down": {"protocol": "custom", "on_down": ["X"]},
    "unset": {"protocol": "custom", "unset": ["X"]},
    "allow": {"protocol": "custom", "allow": ["X"]},
    "description": {"protocol": "custom", "description": "X"},
    "platforms": {"protocol": "custom", "platforms": ["X"]},
    "hosts": {"protocol": "custom", "hosts": ["X"]},
    "profiles": {"protocol": "custom", "profiles": ["X"]},
}
NO_TEXT: Final = {
    *("mppe_stateful", "default_route", "route_metric", "ipv6", "mtu", "mru", "accept_addresses", "speed"),
    *("debug", "autostart", "macos", "linux", "enabled"),
}
SAME_SETTINGS: Final = {"mtu": 1400, "idle": 60}
"""More of the peer, before and behind: words that must stay."""
hostile: Final = (
    TEXTS
    | st.text(st.sampled_from(HOSTILE), max_size=8)
    | st.sampled_from(
        ["-x", "--", "a b", "$(id)", "`id`", "a;id", "10.0.0.1", "a:b", "eth0", "lock", "/dev/null", "\ufeff"]
    )
)


def filled(value: Any, text: str) -> Any:  # noqa: ANN401 - TOML
    """Return a piece of TOML with the text where it goes."""
    if isinstance(value, dict):
        return {key.replace("X", text): filled(item, text) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, text) for item in value]
    return value.replace("X", text) if isinstance(value, str) else value


def file_of(row: dict[str, Any], text: str, platform: Platform) -> bytes | None:
    """Return the peers file; None where the description is refused."""
    keys = {**SAME_SETTINGS, **filled(row, text)}
    description = tomli_w.dumps({"version": 1, "peers": {"office": keys}})
    if parse(description).complaints:
        return None
    found, complaints = sheet(description, platform)
    if complaints:
        return None
    try:
        return found.text(lambda entry: str(getattr(entry.value, "get_secret_value", lambda: entry.value)()))
    except NotExpressibleError:
        return None


def words(text: bytes, platform: Platform) -> list[bytes]:
    """Return what the plain reader of pppd's language reads."""
    return words_of(text, apple=platform == "macos")


def test_every_key_that_takes_a_text_is_tried() -> None:
    """A new key must not be forgotten here."""
    tried = {key for row in ROWS.values() for key in row}
    assert tried | NO_TEXT == set(PeerTable.model_fields) | {"protocol"}


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("platform", PLATFORMS)
@tries(40)
@given(text=hostile)
def test_no_text_adds_removes_or_changes_another_word(platform: Platform, name: str, text: str) -> None:
    """Refused, or one word at its own place: everything in a peers file is privileged."""
    found = file_of(ROWS[name], text, platform)
    harmless = [file_of(ROWS[name], token, platform) for token in (TOKEN, ADDRESS, "7", "-60")]
    if found is None:
        return
    said = words(found, platform)
    for other in filter(None, harmless):
        tokens = words(other, platform)
        if len(tokens) == len(said):
            own = [old for old, new in zip(tokens, said, strict=True) if old != new]
            assert all(any(t in old for t in (b"harmless", b"10.7.7.7", b"7")) for old in own), own
            return
    without = {key: value for key, value in ROWS[name].items() if "X" not in tomli_w.dumps({key: value})}
    assert said == words(file_of(without, "", platform) or b"", platform) or not any(harmless)


@pytest.mark.pppd
@pytest.mark.parametrize("name", ["user", "password", "server", "pty", "options", "options in a list"])
@tries(12)
@given(text=st.text(st.sampled_from(HOSTILE.replace("#", "")), max_size=12))
def test_the_real_pppd_reads_as_many_options(pppd: RealPppd, name: str, text: str) -> None:
    """What it dumps it has read, and from where."""
    found, harmless = (file_of(ROWS[name], value, "linux") for value in (text, TOKEN))
    if found is None or harmless is None:
        return
    verdict, expected = pppd.ask(found), pppd.ask(harmless)
    assert verdict.is_accepted, verdict.complaint
    assert len(verdict.dump) == len(expected.dump)
