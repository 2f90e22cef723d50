"""Secrets as tokens: values that can be compared, and printed only as `(hidden)`."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from vpnsync.pppd.hiding import HIDDEN, hide_arguments
from vpnsync.pppd.settings import Settings
from vpnsync.pppd.vocabulary import looks_secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from vpnsync.pppd.alike import Alike
    from vpnsync.pppd.statements import Statement

Table = dict[str, list[Any]]
"""Option word -> its values."""


def table_of(reading: Alike | Settings, *, is_blind: bool) -> Table:
    """Return what one file by itself is shown as."""
    if isinstance(reading, Settings):
        return Mask([reading], is_blind=is_blind).table(reading)
    sample = reading.sample
    common = sample.once("table", lambda settings: table_of(settings, is_blind=True))
    mask = Mask([], is_blind=is_blind)
    pairs = [mask.pair(statement, sample.settings) for statement in reading.own.values()]
    return common | {name: [value] for name, value in pairs}


@dataclass(frozen=True)
class Hidden:
    """A value with a secret in it: can be compared, but not got out again; prints what may be shown."""

    token: int
    shown: str = HIDDEN

    def __repr__(self) -> str:
        """Return the mask, whoever asks."""
        return self.shown

    __str__ = __repr__


class Mask:
    """Turns values into tokens; equal secrets get equal tokens."""

    def __init__(self, sides: Sequence[Settings], *, is_blind: bool) -> None:
        self.is_blind = is_blind
        # Words behind a secret may be the rest of it, where a quote was forgotten.
        self.hidden = {
            after.words for side in sides for before, after in pairwise(side.live) if _is_secret(before)
        }
        self.tokens: dict[object, int] = {}
        self.names: dict[str, str] = {}
        """Names under which words are shown that must not be shown themselves."""

    def table(self, settings: Settings) -> Table:
        """Return option word -> its values, every secret a token."""
        shown: Table = {}
        for name, value in self._pairs(settings):
            shown.setdefault(name, []).append(value)
        return shown

    def lines(self, settings: Settings) -> list[str]:
        """Return each option with its value, in order, as it may be shown."""
        pairs = self._pairs(settings)
        return [name if value is True else f"{name} {value}" for name, value in pairs]

    def _pairs(self, settings: Settings) -> Iterator[tuple[str, object]]:
        for statement in settings.live:
            yield self.pair(statement, settings)

    def pair(self, statement: Statement, settings: Settings) -> tuple[str, object]:
        """Return the name and the value by which a statement is shown."""
        name = settings.word(statement)
        value: object = settings.value(statement)
        if statement.option is None and (statement.words in self.hidden or self._is_glued(name, settings)):
            self.names["(unknown words)"] = name
            name, value = "(unknown words)", self._token(statement.words)
        elif _is_secret(statement):
            value = self._token(value)
        elif isinstance(value, str):
            masked = hide_arguments(legible(value))
            value = self._token(value, masked) if masked != legible(value) else masked
        return name, value

    @staticmethod
    def _is_glued(word: str, settings: Settings) -> bool:
        """Whether a secret option's name and its value have run together: `password"..."`."""
        secret = (name for name, option in settings.dictionary.options.items() if option.secret)
        return any(word.startswith(name) and word != name for name in secret)

    def _token(self, value: object, shown: str = HIDDEN) -> Hidden:
        return Hidden(0 if self.is_blind else self.tokens.setdefault(value, len(self.tokens) + 1), shown)


def _is_secret(statement: Statement) -> bool:
    if statement.option is not None:
        return statement.option.secret
    return looks_secret(statement.words[0])


def legible(value: object) -> str:
    """Return text that any terminal and any JSON reader takes: bytes beyond UTF-8 escaped."""
    text = str(value)
    if text.isascii():
        return text
    return text.encode("utf-8", "surrogateescape" if _has_bytes(text) else "backslashreplace").decode(
        "utf-8", "backslashreplace"
    )


def _has_bytes(text: str) -> bool:
    return any("\udc80" <= char <= "\udcff" for char in text)


def printable(values: Iterable[object]) -> str:
    """Return values for a terminal: no control character reaches it."""
    return ", ".join(map(shown, values))


def shown(value: object) -> str:
    """Return one value for a terminal."""
    text = legible(value)
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
