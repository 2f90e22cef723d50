"""Why a call failed, in words: exit status and log lines -> cause, remedy, keys of vpns.toml. Pure.

The lines are those of real calls (Linux 2.4.9, pptp-linux, rp-pppoe) and of Apple's sources;
the statuses are those of pppd(8) in both dialects. The text of a line decides before the status
does: status 16 alone has ten causes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from vpnsync.link.causes import CAUSES
from vpnsync.link.causes.rule import AGAIN
from vpnsync.link.diagnosis import Diagnosis
from vpnsync.link.lines import NO_ANSWER, is_silent, last_attempt, says_call_stands, telling, without_stamp
from vpnsync.link.status_names import name_of
from vpnsync.link.statuses import meaning

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vpnsync.link.causes.rule import Rule
    from vpnsync.pppd.options import Platform

_NOT_ITS_OWN: Final = re.compile(r"Terminating on signal|Hangup \(SIGHUP\)")
_PORTS: Final = {"pptp": "TCP port 1723", "sstp": "TCP port 443"}
_GIVEN_UP: Final = (
    "the two sides had not agreed yet",
    "give it more time; what they were at is in the log (`vpnsync logs`)",
)
_LATE: Final = "not-up-in-time"
_TRIED: Final = (AGAIN, "it was dialed again as often as attempts allows")


class Facts(NamedTuple):
    """What is known of a call besides its lines.

    protocol: as in vpns.toml. answers: whether the server's port could be reached afterwards;
    None where nobody tried. was_up: whether the link has been up. is_late: whether vpnsync ended
    it because it was not up in time. is_taken: whether the server was seen to take the call.
    is_silent: whether nobody ever answered PPP; the lines tell. reconnects: whether pppd would have
    dialed again by itself, had it any attempts left.
    """

    platform: Platform
    protocol: str = "custom"
    answers: bool | None = None
    was_up: bool = False
    is_late: bool = False
    is_taken: bool = False
    is_silent: bool = False
    reconnects: bool = False


def diagnose(status: int | None, lines: Sequence[str], facts: Facts) -> Diagnosis:
    """Return the cause of a call's end. `status` is None where nobody saw it."""
    found = _diagnosed(status, lines, facts)
    # Who has asked for it need not be told to ask for it.
    return found._replace(remedy=found.remedy.replace(*_TRIED)) if facts.reconnects else found


def _diagnosed(status: int | None, lines: Sequence[str], facts: Facts) -> Diagnosis:
    said = last_attempt([without_stamp(line) for line in lines])
    if facts.is_late:
        said = [line for line in said if not _NOT_ITS_OWN.match(line)]
    is_taken = facts.is_taken or says_call_stands(said)
    facts = facts._replace(is_taken=is_taken, is_silent=is_silent(said) and not facts.was_up)
    for rule in CAUSES:
        if not rule.fits(facts):
            continue
        found = next((found for line in reversed(said) if (found := rule.pattern.search(line))), None)
        # pppd had no time to say so itself, and nothing is put into its mouth.
        if found or (rule.is_unsaid and facts.is_late and facts.is_silent):
            return _told(rule, found, facts)
    if facts.is_late:
        return Diagnosis(*_GIVEN_UP, lines=telling(said), name=_LATE)
    known = meaning(status, facts)
    name = name_of(status, facts.platform)
    return Diagnosis(known.cause, known.remedy, known.keys, telling(said), name)


def needs_probe(lines: Sequence[str], facts: Facts) -> bool:
    """Whether only a look at the server's port can tell the causes of a failed call apart."""
    said = last_attempt([without_stamp(line) for line in lines])
    is_known = facts.was_up or facts.is_taken or says_call_stands(said)
    return facts.protocol == "pptp" and not is_known and all(map(NO_ANSWER.match, telling(said)))


def _told(rule: Rule, found: re.Match[str] | None, facts: Facts) -> Diagnosis:
    groups = found.groups() if found else ()
    said = {str(index): group or "" for index, group in enumerate(groups, 1)}
    port = _PORTS.get(facts.protocol, "its port")

    def filled(text: str) -> str:
        text = re.sub(r"\{(\d)\}", lambda group: said.get(group[1], ""), text)
        return text.replace("{port}", port).strip().removesuffix(":").rstrip()

    keys = tuple(filled(key) for key in rule.keys)
    lines = (found.string.strip(),) if found else ()
    return Diagnosis(filled(rule.cause), filled(rule.remedy), keys, lines, rule.name)
