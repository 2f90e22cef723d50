"""Why a call failed, in words: exit status and log lines -> cause, remedy, keys of vpns.toml. Pure.

The lines are those of real calls (Linux 2.4.9, pptp-linux, rp-pppoe) and of Apple's sources;
the statuses are those of pppd(8) in both dialects. The text of a line decides before the status
does: status 16 alone has ten causes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from vpnsync.link.causes import CAUSES
from vpnsync.link.statuses import meaning

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vpnsync.link.causes.rule import Rule
    from vpnsync.pppd.options import Platform

_TELLING: Final = 3
_NOISE: Final = re.compile(
    r"Using interface .*|Connect: .*|Connection terminated\.|Modem hangup|Exit\.|Connect time .*"
    r"|Sent \d+ bytes.*|MPPE disabled|Child process .* terminated .*|(CHAP|PAP) authentication succeeded"
    r"|MPPE \d+-bit .*|(local|remote) +(IP|LL) address .*|(primary|secondary) +DNS .*|\s*|pppd version .*"
    r"|Call manager exited .*"
)


class Diagnosis(NamedTuple):
    """What went wrong, what to do, the keys of vpns.toml it hangs on, and the lines that tell it."""

    cause: str
    remedy: str = ""
    keys: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


class Facts(NamedTuple):
    """What is known of a call besides its lines.

    protocol: as in vpns.toml. answers: whether the server's port could be reached afterwards;
    None where nobody tried. was_up: whether the link has been up. is_late: whether vpnsync ended
    it because it was not up in time.
    """

    platform: Platform
    protocol: str = "custom"
    answers: bool | None = None
    was_up: bool = False
    is_late: bool = False


def diagnose(status: int | None, lines: Sequence[str], facts: Facts) -> Diagnosis:
    """Return the cause of a call's end. `status` is None where nobody saw it."""
    lines = last_attempt(lines)
    if facts.is_late:
        lines = [*(line for line in lines if not line.startswith("Terminating on signal")), *_stuck(lines)]
    for rule in CAUSES:
        found = None
        if rule.fits(facts):
            found = next((found for line in reversed(lines) if (found := rule.pattern.search(line))), None)
        if found:
            return _told(rule, found, facts)
    cause = meaning(status, facts.platform) if status is not None else "the link is gone"
    for rule in CAUSES:
        if status is not None and status in rule.alone and rule.fits(facts):
            return Diagnosis(cause, rule.remedy, rule.keys, telling(lines))
    return Diagnosis(cause, "", (), telling(lines))


def last_attempt(lines: Sequence[str]) -> list[str]:
    """Return the lines of the last of several attempts (`persist`): each begins with an interface."""
    starts = [index for index, line in enumerate(lines) if line.startswith("Using interface ")]
    return list(lines[starts[-1] :] if starts else lines)


def needs_probe(lines: Sequence[str], protocol: str) -> bool:
    """Whether only a look at the server's port can tell the causes of a failed call apart."""
    said = [line for line in telling(last_attempt(lines)) if not line.startswith("Terminating on signal")]
    return protocol == "pptp" and (not said or any("LCP: timeout" in line for line in said))


def telling(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the last lines that say something."""
    return tuple(line for line in lines if not _NOISE.fullmatch(line))[-_TELLING:]


def _stuck(lines: Sequence[str]) -> list[str]:
    """Return what pppd would have said, had it been given the time: nobody has answered so far."""
    return [] if telling(lines[:-1]) or not lines else ["LCP: timeout sending Config-Requests"]


def _told(rule: Rule, found: re.Match[str], facts: Facts) -> Diagnosis:
    said = {str(index): group or "" for index, group in enumerate(found.groups(), 1)}
    port = {"pptp": "TCP port 1723", "sstp": "TCP port 443"}.get(facts.protocol, "its port")

    def filled(text: str) -> str:
        text = re.sub(r"\{(\d)\}", lambda group: said.get(group[1], ""), text)
        return text.replace("{port}", port).strip().removesuffix(":").rstrip()

    keys = tuple(filled(key) for key in rule.keys)
    return Diagnosis(filled(rule.cause), filled(rule.remedy), keys, (found.string.strip(),))
