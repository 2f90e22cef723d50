"""pppd's exit statuses in words, as both dialects have them (pppd(8), pppd.h of Apple and of upstream)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from vpnsync.pppd.options import Platform

_BOTH: Final = {
    0: "the link ended normally",
    1: "pppd met a fatal error",
    2: "pppd refuses its options",
    3: "pppd is neither run by root nor set-uid root",
    4: "the kernel has no PPP",
    5: "the link was ended on request",
    6: "the serial device is locked by somebody else",
    7: "the device cannot be opened",
    8: "the connection could not be made",
    9: "the program of `pty` could not be run",
    10: "no network protocol came up",
    11: "the other side did not authenticate itself",
    12: "the link was idle for too long",
    13: "the link reached its time limit",
    14: "the other side will call back",
    15: "the other side no longer answers",
    16: "the line was hung up",
    17: "the line is looped back: pppd hears itself",
    18: "the init script failed",
    19: "the server refused user or password",
}
_OWN: Final[dict[Platform, dict[int, str]]] = {
    "macos": {
        20: "the terminal script failed",
        21: "the serial device reported an error",
        22: "the traffic limit was reached",
        23: "the other side is not authorized",
        24: "the caller's number is not allowed",
        25: "the server cannot be reached",
    },
    "linux": {20: "the traffic limit was reached", 21: "the caller's number is not allowed"},
}


def meaning(status: int, platform: Platform) -> str:
    """Say what an exit status of pppd means; negative ones are signals that killed it."""
    if status < 0:
        return f"pppd was killed by signal {-status}"
    known = {**_BOTH, **_OWN[platform]}
    return known.get(status, f"pppd ended with status {status}, which it does not explain")
