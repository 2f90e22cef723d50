"""pppd's exit statuses in words, as both dialects have them (pppd(8), pppd.h of Apple and of upstream). Pure.

What they say where no line says more: cause, remedy and, where there is one, the key to change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from vpnsync.link.causes.rule import AGAIN

if TYPE_CHECKING:
    from vpnsync.link.diagnose import Facts
    from vpnsync.pppd.options import Platform

SERVED: Final = ("pptp", "l2tp", "sstp")
"""Protocols that have a server; the others have a line."""

_LOG: Final = "the log may say more (`vpnsync logs`)"
_AGAIN: Final = "dial again when it is needed"


class Meaning(NamedTuple):
    """What one status says. protocols: where it does; empty for all. after_up: only so, or only not."""

    cause: str
    remedy: str
    keys: tuple[str, ...] = ()
    protocols: tuple[str, ...] = ()
    after_up: bool | None = None

    def fits(self, facts: Facts) -> bool:
        """Whether it speaks of such a call."""
        is_protocol = not self.protocols or facts.protocol in self.protocols
        return is_protocol and (self.after_up is None or self.after_up is facts.was_up)


_UNREACHED: Final = "the connection could not be made"
_BUSY: Final = "the serial device is locked by somebody else"
_SHUT: Final = "the device cannot be opened"
_PTY: Final = "the program of `pty` could not be run"
_INSTALL: Final = "install what the protocol needs (`vpnsync doctor` names it)"
_LOOPED: Final = "the line is looped back: pppd hears itself"
_NO_NUMBER: Final = Meaning(
    "the caller's number is not allowed",
    "options.allow-number says which may call; a line in /etc/ppp/options may have set it",
    ("options.allow-number",),
)
_BOTH: Final[dict[int, tuple[Meaning, ...]]] = {
    0: (Meaning("the link ended normally", _AGAIN),),
    1: (Meaning("pppd met a fatal error", f"{_LOG}; `vpnsync doctor` looks at the machine"),),
    2: (
        Meaning(
            "pppd refuses its options",
            f"{_LOG}; `vpnsync validate --pppd` asks pppd about each file",
            ("options",),
        ),
    ),
    3: (Meaning("pppd is neither run by root nor set-uid root", "run it with sudo"),),
    5: (Meaning("the link was ended on request", _AGAIN),),
    6: (
        Meaning(_BUSY, "end what uses it; a stale lock is below /var/lock", ("device",), ("serial",)),
        Meaning(_BUSY, "end what uses it; a stale lock is below /var/lock"),
    ),
    7: (
        Meaning(_SHUT, "plug it in, or correct it", ("device",), ("serial",)),
        Meaning(_SHUT, "correct the interface, or have it up", ("interface",), ("pppoe",)),
        Meaning(_SHUT, _LOG),
    ),
    8: (
        Meaning(
            _UNREACHED,
            "correct the server, or look whether it answers: `vpnsync doctor --network`",
            ("server",),
            SERVED,
        ),
        Meaning(
            _UNREACHED,
            "look after the cable and the modem; correct interface, or service where one is given",
            ("interface", "service"),
            ("pppoe",),
        ),
        Meaning(
            "the connect script failed: the modem did not answer as expected",
            "look after the modem, the SIM card and the script",
            ("connect", "device"),
            ("serial",),
        ),
        Meaning(_UNREACHED, "run by hand what connects, and see what it says", ("pty", "options.connect")),
    ),
    9: (
        Meaning(_PTY, "run it by hand, and see what it says", ("pty",), ("custom",)),
        Meaning(_PTY, _INSTALL, ("protocol",)),
    ),
    10: (
        Meaning(
            "no network protocol came up",
            f"the two sides agreed neither on addresses nor, where it is required, on encryption; {_LOG}",
            ("encryption", "local_ip", "remote_ip", "accept_addresses"),
        ),
    ),
    11: (
        Meaning(
            "the other side did not authenticate itself",
            "servers seldom do: write options = { noauth = true };"
            " a line in /etc/ppp/options may have asked for it",
            ("options.noauth",),
        ),
    ),
    12: (Meaning("the link was idle for too long", "give more time, or dial again when needed", ("idle",)),),
    13: (Meaning("the link reached its time limit", "dial again, or raise it", ("options.maxconnect",)),),
    14: (Meaning("the other side will call back", "wait for its call, or have that switched off there"),),
    15: (
        Meaning(
            "the other side no longer answers",
            f"look after the network in between; {AGAIN}",
            ("keepalive", "reconnect"),
        ),
    ),
    16: (
        Meaning("the line was lost", AGAIN, ("reconnect",), after_up=True),
        Meaning(
            "the line was hung up",
            f"the server's own log says why; {_LOG}",
            ("server",),
            SERVED,
        ),
        Meaning(
            "the line was hung up", f"look after the cable and the modem; {_LOG}", ("interface",), ("pppoe",)
        ),
        Meaning(
            "the line was hung up",
            f"look after the modem and its signal; {_LOG}",
            ("device", "connect"),
            ("serial",),
        ),
        Meaning("the line was hung up", f"run the program of `pty` by hand; {_LOG}", ("pty",)),
    ),
    17: (
        Meaning(
            _LOOPED,
            "the modem echoes what it is sent: have it dial first",
            ("connect", "device"),
            ("serial",),
        ),
        Meaning(_LOOPED, "the program of `pty` echoes what it is sent: correct it", ("pty",), ("custom",)),
        Meaning(_LOOPED, "what answers there is no PPP server: correct it", ("server",), SERVED),
        Meaning(_LOOPED, "look after the cable and the modem", ("interface",), ("pppoe",)),
    ),
    18: (Meaning("the init script failed", "correct the script, or take it out", ("options.init",)),),
    19: (
        Meaning(
            "the server refused user or password",
            "correct the password or the user (some servers want DOMAIN\\user), then apply",
            ("password", "user"),
        ),
    ),
}
_OWN: Final[dict[Platform, dict[int, tuple[Meaning, ...]]]] = {
    "macos": {
        4: (
            Meaning("the kernel has no PPP", "it comes with macOS: `vpnsync doctor` looks for its plug-ins"),
        ),
        20: (
            Meaning(
                "the terminal script failed", "correct the script, or take it out", ("options.terminal",)
            ),
        ),
        21: (
            Meaning(
                "the serial device reported an error",
                "look after the modem and its cable",
                ("device",),
                ("serial",),
            ),
            Meaning("the serial device reported an error", "look after the modem and its cable"),
        ),
        22: (Meaning("the traffic limit was reached", _AGAIN),),
        23: (
            Meaning(
                "the other side is not authorized",
                "pppd was told to ask who it is: write options = { noauth = true };"
                " a line in /etc/ppp/options may have asked for it",
                ("options.noauth",),
            ),
        ),
        24: (_NO_NUMBER,),
        25: (
            Meaning(
                "the server cannot be reached",
                "go online first; then correct the server, or look whether it answers:"
                " `vpnsync doctor --network`",
                ("server",),
                SERVED,
            ),
            Meaning("the other side cannot be reached", "look after the line to it"),
        ),
    },
    "linux": {
        4: (
            Meaning(
                "the kernel has no PPP",
                "load it (modprobe ppp_generic); in a container, its host must offer /dev/ppp",
            ),
        ),
        20: (Meaning("the traffic limit was reached", "dial again, or raise it", ("options.maxoctets",)),),
        21: (_NO_NUMBER,),
    },
}


def meaning(status: int | None, facts: Facts) -> Meaning:
    """Say what an exit status of pppd means; negative ones are signals that killed it; None was not seen."""
    if status is None:
        return Meaning("the link is gone", f"{_AGAIN}; {_LOG}")
    if status < 0:
        return Meaning(
            f"pppd was killed by signal {-status}", f"{_AGAIN}; the system's log may say who did it"
        )
    known = _BOTH.get(status, ()) + _OWN[facts.platform].get(status, ())
    unknown = Meaning(f"pppd ended with status {status}, which it does not explain", _LOG)
    return next((one for one in known if one.fits(facts)), unknown)
