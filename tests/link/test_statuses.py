"""What pppd's exit statuses say where no line says more: of each platform, and for each protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vpnsync.config.merge import FITS
from vpnsync.config.model import PeerTable
from vpnsync.link.diagnose import Facts, diagnose

if TYPE_CHECKING:
    from vpnsync.pppd.options import Platform

PPTP = "pptp"
PROTOCOLS = ("pptp", "l2tp", "pppoe", "sstp", "serial", "custom")


@pytest.mark.parametrize("platform", ["macos", "linux"])
@pytest.mark.parametrize("status", [*range(26), 99, -9, None])
def test_every_status_has_a_cause_a_way_out_and_keys_that_the_protocol_has(
    platform: Platform, status: int | None
) -> None:
    """Whatever a peer's protocol is: `server` is no key of a serial line."""
    known = PeerTable.model_fields
    for protocol in PROTOCOLS:
        for was_up in (False, True):
            found = diagnose(status, [], Facts(platform, protocol, was_up=was_up))
            assert found.cause
            assert found.remedy
            assert found.lines == ()
            for key in found.keys:
                assert key.startswith("options.") or key in known
                assert protocol in FITS.get(key, PROTOCOLS)
            unknown = status == 99 or (platform == "linux" and status in (22, 23, 24, 25))
            assert ("does not explain" in found.cause) == unknown


@pytest.mark.parametrize(
    ("platform", "status", "protocol", "keys"),
    [
        ("linux", 6, "serial", ("device",)),
        ("linux", 7, "pppoe", ("interface",)),
        ("linux", 8, "serial", ("connect", "device")),
        ("macos", 8, "l2tp", ("server",)),
        ("macos", 8, "pppoe", ("interface", "service")),
        ("linux", 9, "custom", ("pty",)),
        ("linux", 11, "pptp", ("options.noauth",)),
        ("macos", 12, "l2tp", ("idle",)),
        ("linux", 15, "sstp", ("keepalive", "reconnect")),
        ("macos", 19, "pppoe", ("password", "user")),
        ("macos", 20, "serial", ("options.terminal",)),
        ("linux", 20, "pptp", ("options.maxoctets",)),
        ("macos", 21, "serial", ("device",)),
        ("linux", 21, "serial", ("options.allow-number",)),
        ("macos", 25, "pptp", ("server",)),
        ("linux", 25, "pptp", ()),
    ],
)
def test_a_status_names_the_key_of_its_protocol(
    platform: Platform, status: int, protocol: str, keys: tuple[str, ...]
) -> None:
    """Nobody has a server to correct on a serial line."""
    assert diagnose(status, [], Facts(platform, protocol)).keys == keys


@pytest.mark.parametrize(
    ("platform", "status", "words"),
    [
        ("macos", 8, "the connection could not be made"),
        ("macos", 16, "the line was hung up"),
        ("macos", 19, "the server refused user or password"),
        ("macos", 20, "the terminal script failed"),
        ("linux", 20, "the traffic limit was reached"),
        ("macos", 21, "the serial device reported an error"),
        ("linux", 21, "the caller's number is not allowed"),
        ("macos", 22, "the traffic limit was reached"),
        ("macos", 23, "the other side is not authorized"),
        ("macos", 24, "the caller's number is not allowed"),
        ("macos", 25, "the server cannot be reached"),
        ("linux", 99, "pppd ended with status 99, which it does not explain"),
        ("linux", -9, "pppd was killed by signal 9"),
    ],
)
def test_without_a_telling_line_the_status_speaks(platform: Platform, status: int, words: str) -> None:
    """Each platform has its own statuses above 19."""
    assert diagnose(status, [], Facts(platform, PPTP)).cause == words
