"""Files that are alike: line by line the same options, but for texts that pppd only keeps.

Of many peers nearly all files are. What is to be said of each is worked out once, for the sample that
they have in common (lines.py), and then only for the texts that are a file's own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final, TypeVar

from vpnsync.pppd.lines import read_line
from vpnsync.pppd.settings import Settings, fingerprint, read_settings
from vpnsync.pppd.words import encode

if TYPE_CHECKING:
    from collections.abc import Callable

    from vpnsync.pppd.options import Dictionary
    from vpnsync.pppd.statements import Statement

_MANY: Final = 256
"""Samples that are remembered."""
_Made = TypeVar("_Made")


@dataclass(frozen=True, eq=False)
class Sample:
    """What many files come to, all of whose statements are live; `made` is what has been worked out of it."""

    settings: Settings
    made: dict[object, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def fingerprints(self) -> dict[str, str]:
        """What `Settings.fingerprints` says of the sample."""
        return self.settings.fingerprints()

    def once(self, what: object, make: Callable[[Settings], _Made]) -> _Made:
        """Return what is made of the settings, which is made the first time."""
        if what not in self.made:
            self.made[what] = make(self.settings)
        found: _Made = self.made[what]
        return found


@dataclass(frozen=True, eq=False)
class Alike:
    """One file: its sample, and option word -> the statement in which it differs from that.

    Each of these words stands in the file once. May hold a password: not shown by repr().
    """

    sample: Sample
    own: dict[str, Statement] = field(repr=False)

    def fingerprints(self) -> dict[str, str]:
        """Return what `Settings.fingerprints` says of the file."""
        value = self.sample.settings.value
        return self.sample.fingerprints | {
            word: fingerprint(word, [value(statement)]) for word, statement in self.own.items()
        }


def alike(text: bytes, dictionary: Dictionary) -> Alike | None:
    """Return a file as what it has in common with others; None where it must be read as a whole."""
    lines = text.decode("utf-8", "surrogateescape").split("\n")
    if lines.pop():  # the last word of a file is another matter without a newline behind it
        return None
    own: list[Statement] = []
    samples: list[str] = []
    for line in lines:
        read = read_line(line + "\n", dictionary)
        if read is None:
            return None
        samples.append(read.sample)
        if read.kept:
            own.append(read.kept)
    sample = _sample(tuple(samples), dictionary)
    return _with_own(sample, own) if sample else None


def _with_own(sample: Sample, own: list[Statement]) -> Alike | None:
    named = {sample.settings.word(statement): statement for statement in own}
    counts = sample.once("counts", lambda settings: {w: len(v) for w, v in settings.options().items()})
    return Alike(sample, named) if all(counts[word] == 1 for word in named) else None


@lru_cache(_MANY)
def _sample(lines: tuple[str, ...], dictionary: Dictionary) -> Sample | None:
    """Read a sample; None where not each line is one statement, or not each statement matters by itself."""
    settings = read_settings(encode("".join(lines)), dictionary.platform, dictionary)
    statements = settings.statements
    starts = [0, *accumulate(len(encode(line)) for line in lines)][:-1]
    if [one.start for one in statements] != starts or settings.live is not statements:
        return None
    # Whether two of these write the same variable depends on their texts.
    keyed = any(
        operation == "keyed"
        for one in statements
        if one.option
        for operation, _ in one.option.writes.values()
    )
    return None if keyed else Sample(settings)
