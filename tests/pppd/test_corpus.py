"""Peers files of many people: our verdict on each is the one that the real parsers gave.

They were asked on a machine of its own, with devices of that machine put in place of theirs.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vpnsync.pppd.options import dictionary
from vpnsync.pppd.settings import read_settings
from vpnsync.pppd.verdict import needs, refusal

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from vpnsync.pppd.options import Platform
    from vpnsync.pppd.statements import Problem, Statement

COMPLAINTS = re.compile(
    r"unrecognized option '(.*)'|unknown host: (.*)|parameter '(.*)' for |(?:options file )?(/\S+): "
)


@dataclass(frozen=True)
class Row:
    """One file and what the real parser said of it."""

    file: str
    said: str
    statements: tuple[Statement, ...]

    @property
    def problem(self) -> Problem | None:
        """Return why we would refuse it."""
        return refusal(self.statements)

    @property
    def named(self) -> str:
        """Return the word at which the real parser stopped."""
        found = COMPLAINTS.search(self.said)
        return next(group for group in found.groups() if group) if found else "(no word)"

    @property
    def is_refused_for_it(self) -> bool:
        """Whether we refuse the file because of that word, or of what it was put in place of."""
        if self.problem is None:
            return False
        was_put_there = not any(self.named in word for s in self.statements for word in s.words)
        return f"'{self.named}'" in self.problem.reason or (was_put_there and "'$" in self.problem.reason)

    @property
    def hangs_on_it(self) -> bool:
        """Whether we say that this very word depends on the machine, and find no fault before it."""
        for statement in self.statements:
            if statement.problem:
                return False
            if statement.value and needs(statement) and f"/{self.named}".endswith(f"/{statement.value}"):
                return True
        return False


def rows(corpus: Path) -> list[Row]:
    """Return the files with their verdicts."""
    with (corpus / "INDEX.tsv").open(encoding="utf-8", newline="") as index:
        entries = list(csv.DictReader(index, delimiter="\t", quoting=csv.QUOTE_NONE))
    found = []
    for entry in entries:
        platform: Platform = "macos" if entry["platform"] == "macos" else "linux"
        text = (corpus / entry["file"]).read_bytes()
        settings = read_settings(text, platform, dictionary(platform, "2.4.9"))
        found.append(Row(entry["file"], entry["verdict"], settings.statements))
    return found


def test_what_pppd_accepted_we_accept(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A person's working file must never be called wrong."""
    accepted = [row for row in rows(corpus) if row.said == "accepted"]
    wrong = {row.file: row.problem for row in accepted if row.problem}
    with capsys.disabled():
        print(f"\n{len(accepted) - len(wrong)} of {len(accepted)} accepted files accepted")  # noqa: T201
    assert wrong == {}


def test_what_pppd_refused_we_refuse_for_the_same_word(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Or we say that it depends on that word and on the machine."""
    refused = [row for row in rows(corpus) if row.said.startswith("refused")]
    ours = {row.file for row in refused if row.is_refused_for_it}
    machine = {row.file for row in refused if row.hangs_on_it}
    with capsys.disabled():
        print(f"\n{len(ours)} of {len(refused)} refused files refused, {len(machine)} by machine")  # noqa: T201
    # A word such as $PORT stood for a device when the real parser was asked: it got further.
    placeholders = {row.file for row in refused if row.problem and "'$" in row.problem.reason}
    wrong = {
        row.file: (row.said, row.problem) for row in refused if row.file not in ours | machine | placeholders
    }
    assert wrong == {}
    assert ours
