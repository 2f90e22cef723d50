"""Lines with a stamp in front, and lines that say that a password was refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.link.test_diagnose import BEGUN, PPTP, ROWS, Row
from vpnsync.link.diagnose import Facts, diagnose, needs_probe
from vpnsync.link.lines import without_stamp
from vpnsync.link.phases import is_refusal
from vpnsync.pppd.program import PPPD


@pytest.mark.parametrize(
    "stamp",
    [
        "Thu Feb  4 17:02:41 2021 : ",
        "Feb  4 17:02:41 gate pppd[4566]: ",
        "2021-02-04T17:02:41.123456+01:00 gate pppd[4566]: ",
        "<30>Feb 14 17:02:41 gate pppd[4566]: ",
        "pppd[4566]: ",
    ],
    ids=["Apple", "syslog", "journal", "raw", "name"],
)
@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_stamp_in_front_changes_nothing(row: Row, stamp: str) -> None:
    """Apple's log has the time in front of every line, and a file of syslog's more than that."""
    facts = Facts("linux", PPTP, row.answers, was_up=row.was_up, is_taken=row.is_taken)
    stamped = [stamp + line for line in row.lines]
    assert diagnose(row.status, stamped, facts) == diagnose(row.status, row.lines, facts)
    assert needs_probe(stamped, facts) == needs_probe(row.lines, facts)
    assert [is_refusal(without_stamp(line)) for line in stamped] == [is_refusal(line) for line in row.lines]


@pytest.mark.parametrize("line", ["Thu was a bad day", "LCP: timeout", "sh: 1: pptp: not found", "pppd: no"])
def test_what_only_looks_like_a_stamp_is_left(line: str) -> None:
    """Half a sentence would tell nothing, or something else."""
    assert without_stamp(line) == line


APPLE_REFUSALS = ("EAP authentication failed", "CHAP authentication failed", "PAP authentication failed")
OTHERS = (
    "EAP: peer reports authentication failure",
    "MS-CHAP authentication failed: Access denied",
    "MS-CHAPv2 mutual authentication failed.",
    "Unknown MS-CHAP authentication failure: whatever",
)


@pytest.mark.parametrize("line", [*APPLE_REFUSALS, *OTHERS])
def test_every_refusal_is_one(line: str) -> None:
    """The words are those of the programs themselves; each locks the account when said too often."""
    assert is_refusal(line)
    found = diagnose(19, [*BEGUN, line], Facts("linux", PPTP))
    assert ("password" in found.keys, found.lines) == (True, (line,))


@pytest.mark.usefixtures("pppd")
@pytest.mark.parametrize("line", OTHERS)
def test_the_words_of_a_refusal_are_pppds_own(line: str) -> None:
    """Looked up in the program itself: they may change with it."""
    words = line.partition("failed: ")[0].partition("failure: ")[0]
    assert words.encode() in Path(PPPD).read_bytes()


@pytest.mark.parametrize(
    "line", ["CHAP authentication succeeded", "EAP: timeout waiting for Request from peer", "PAP: fine"]
)
def test_what_is_no_refusal_may_be_tried_again(line: str) -> None:
    """A line that was lost is not a wrong password."""
    assert not is_refusal(line)
