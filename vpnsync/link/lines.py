"""What pppd's lines are, apart from what they say: whose stamp is in front, which call they are of. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

NO_ANSWER: Final = re.compile(r"LCP: timeout sending Config-Requests ?")
"""What pppd says once it has given up waiting for any answer."""

_TELLING: Final = 3
_CTIME: Final = r"[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4} : "
_SYSLOG: Final = (
    r"(?:<\d{1,3}>)?(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*) "
    r"\S+ [\w./-]+(?:\[\d+\])?: "
)
_STAMP: Final = re.compile(rf"{_CTIME}|{_SYSLOG}|pppd\[\d+\]: ")
_GOODBYE: Final = r"Connection terminated\.|Link terminated\.|Modem hangup|Exit\."
_UNANSWERED: Final = re.compile(
    rf"{_GOODBYE}|Using interface .*|Connect: .*|Terminating on signal.*|sent \[.*|\s*|pppd version .*"
    r"|pppd .* started by .*|using channel .*|using link .*|Serial connection established\."
    r"|Connect time .*|Sent \d+ bytes.*|Child process .* terminated .*|Call manager exited .*"
    r"|Overriding m[rt]u .*|script .*|Script .* finished .*|Waiting for .*|(?:PPTP|L2TP|IPSec|PPPoE) .*"
    r"|publish_entry .*|\w+_get_router_address.*|.*: Outgoing call established .*|Plugin \S+ loaded\.?"
)
_ANSWERED: Final = re.compile(
    r"rcvd \[.*|MPPE disabled|(?:PAP|CHAP|EAP)(?: \S+)? authentication succeeded.*|MPPE \d+-bit .*"
    r"|(?:local|remote) +(?:IP|LL) address .*|(?:primary|secondary) +DNS .*|Remote message: .*"
    r"|PPP session is .*"
)
_CONTROL: Final = re.compile(r"(?:\S+ )?(?:log|warn)\[\w+:[\w.]+:\d+\]: .*")
"""What pptp says of its control connection: that is another one than PPP's."""

_TAKEN: Final = re.compile(r"(?:PPTP|L2TP) connection established|Outgoing call established")
_BEGUN: Final = re.compile(
    r"Using interface |(?:PPTP|L2TP) connecting to server |Timeout waiting for PAD|Connect script failed"
)
_OVER: Final = re.compile(_GOODBYE)


def without_stamp(line: str) -> str:
    """Return what a line says: Apple's log has a time in front of each, and so has syslog's."""
    found = _STAMP.match(line)
    return line[found.end() :] if found else line


def last_attempt(lines: Sequence[str]) -> list[str]:
    """Return the lines of the last of several attempts (`persist`).

    One begins behind the end of the one before: what a helper program says may come before
    pppd's `Using interface`.
    """
    begun = max((index for index, line in enumerate(lines) if _BEGUN.match(line)), default=0)
    over = max((index for index in range(begun) if _OVER.fullmatch(lines[index])), default=-1)
    return list(lines[over + 1 :])


def telling(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the last lines that say something about a failure."""
    return tuple(line for line in lines if not (_UNANSWERED.fullmatch(line) or _ANSWERED.fullmatch(line)))[
        -_TELLING:
    ]


def is_silent(lines: Sequence[str]) -> bool:
    """Whether nothing in an attempt's lines shows that the other side has ever answered PPP."""
    known = (NO_ANSWER, _UNANSWERED, _CONTROL)
    return all(any(pattern.fullmatch(line) for pattern in known) for line in lines)


def is_requested(lines: Sequence[str]) -> bool:
    """Whether an attempt's lines say that pppd was asked to end, as by kill or a shutdown."""
    said = last_attempt([without_stamp(line) for line in lines])
    return any(re.match(r"Terminating on signal|Hangup \(SIGHUP\)", line) for line in said)


def says_call_stands(lines: Sequence[str]) -> bool:
    """Whether the lines say that the server took the call: there is a tunnel, whatever comes through."""
    return any(_TAKEN.search(line) for line in lines)
