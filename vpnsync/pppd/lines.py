"""Files of one option a line, as vpnsync writes them: read like any other, but each kind of file once.

Of many peers nearly all lines are the same, and most others differ in a text that pppd only keeps. Its
verdict is then the same, too: so each line is split once, and a file is judged by its sample, in which
such texts are replaced by one and the same. Where a line is more or less than one statement, nothing
of this holds, and the whole file is read.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

from vpnsync.pppd.statements import parse
from vpnsync.pppd.verdict import contradiction
from vpnsync.pppd.words import encode, quote, split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vpnsync.pppd.options import Dictionary, Option
    from vpnsync.pppd.statements import Problem, Statement

_MANY: Final = 4096
"""Lines that are remembered: far more than a description has in common, far less than it may have."""
_SAMPLE: Final = quote("x")


class Line(NamedTuple):
    """One line as pppd splits it.

    words: how many it is. sample: the line by which any file with it can be judged. kept: the statement
    that it is, where the sample says something else, since pppd only keeps its text; may be a password.
    """

    words: int
    sample: str
    kept: Statement | None = None


class Judged(NamedTuple):
    """One statement: the line that it begins on, the option that it is for pppd, and why that refuses it."""

    line: int
    option: Option | None
    problem: Problem | None


class Judgement(NamedTuple):
    """A file's statements, and why pppd refuses them together."""

    statements: tuple[Judged, ...]
    together: Problem | None


@lru_cache(_MANY)
def read_line(text: str, dictionary: Dictionary) -> Line | None:
    """Return what one line is; None where its newline does not stand right behind its last word."""
    raw = encode(text)
    words = split(raw, dictionary.dialect)
    if not words or raw[words[-1].end :] != b"\n":  # a quote may be open there that makes no word yet
        return None
    statements = parse(words, dictionary)
    option = statements[0].option if len(statements) == 1 else None
    # What pppd does with the text of such an option is to keep it: none is refused, and none changes
    # what later words are.
    is_kept = option is not None and option.kind == "string" and len(words) == 2
    if is_kept:
        return Line(len(words), f"{words[0].text} {_SAMPLE}\n", statements[0])
    return Line(len(words), text)


def judge(lines: Sequence[str], dictionary: Dictionary) -> Judgement:
    """Return pppd's verdict on a file of these lines: the same as if all of it was read."""
    read = [read_line(line, dictionary) for line in lines]
    samples = tuple([line.sample for line in read if line])
    if len(samples) == len(lines):
        found, is_by_line = _judged(samples, dictionary)
        if is_by_line:
            return found
    return _judged.__wrapped__(tuple(lines), dictionary)[0]


@lru_cache(_MANY)
def _judged(lines: tuple[str, ...], dictionary: Dictionary) -> tuple[Judgement, bool]:
    """Judge a file by all of its text, and say whether each of its lines is one statement."""
    texts = [encode(line) for line in lines]
    starts = [0, *accumulate(map(len, texts))][:-1]
    statements = parse(split(b"".join(texts), dictionary.dialect), dictionary)
    found = [Judged(bisect_right(starts, one.start) - 1, one.option, one.problem) for one in statements]
    is_by_line = [one.start for one in statements] == starts
    return Judgement(tuple(found), contradiction(statements)), is_by_line
