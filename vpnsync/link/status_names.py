"""What the error of each of pppd's exit statuses is called, where no line of the log says more. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vpnsync.link.diagnosis import CALL_FAILED

if TYPE_CHECKING:
    from vpnsync.pppd.options import Platform

BOTH: Final = {
    0: "link-ended",
    1: "fatal-error",
    2: "option-refused",
    3: "pppd-without-rights",
    4: "no-kernel-ppp",
    5: "ended-on-request",
    6: "device-busy",
    7: "no-device",
    8: "connection-failed",
    9: "pty-failed",
    10: "no-network-protocol",
    11: "noauth-missing",
    12: "idle-timeout",
    13: "time-limit",
    14: "callback-wanted",
    15: "no-echo-replies",
    16: "hung-up",
    17: "looped-back",
    18: "init-script-failed",
    19: "password-refused",
}
OWN: Final[dict[Platform, dict[int, str]]] = {
    "macos": {
        20: "terminal-script-failed",
        21: "device-error",
        22: "traffic-limit",
        23: "noauth-missing",
        24: "number-refused",
        25: "host-unreachable",
    },
    "linux": {20: "traffic-limit", 21: "number-refused"},
}
GONE: Final = "link-gone"
KILLED: Final = "pppd-killed"


def name_of(status: int | None, platform: Platform) -> str:
    """Return what the error is called; negative statuses are signals that killed pppd; None was not seen."""
    if status is None:
        return GONE
    if status < 0:
        return KILLED
    return {**BOTH, **OWN[platform]}.get(status, CALL_FAILED)
