"""What pppd ends with after a peers file, and when two files come to the same.

The one comparison of the whole program. A file is a transformation of what pppd had read
before (/etc/ppp/options, ~/.ppprc): each option writes variables, in the ways of
`options.Effect`, so two files are equal when, between the same barriers, they do the
same to every variable, whatever it held before. Aliases, quoting, number spelling,
layout and order that does not matter vanish by themselves.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from vpnsync.pppd.options import dictionary
from vpnsync.pppd.statements import Statement, parse
from vpnsync.pppd.words import split

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from vpnsync.pppd.options import Dictionary, Platform
    from vpnsync.pppd.values import Value

Effects = tuple[object, ...]
State = dict[str, Effects]
"""Variable -> what a stretch of a file does to it, whatever it held before."""
Write = tuple[str, str, "Value"]
"""(variable, operation, value)"""
Written = tuple[Statement, tuple[Write, ...]]
"""A statement, and what it does."""

ORDER: Final = "(order)"
"""The name under which `Settings.options` tells files apart that differ in order alone."""


@dataclass(frozen=True, eq=False)
class Settings:
    """What a peers file sets. Two are equal when the real parser would end with the same.

    May hold a password: never shown by repr().
    """

    statements: tuple[Statement, ...] = field(repr=False)
    dictionary: Dictionary = field(repr=False)

    @cached_property
    def parts(self) -> tuple[object, ...]:
        """Barriers, as tuples of words, and between them States: what is compared, and made for that only."""
        return _parts(self.statements)

    def __eq__(self, other: object) -> bool:
        """Whether pppd ends with the same, whatever it held before."""
        return self.parts == other.parts if isinstance(other, Settings) else NotImplemented

    def __hash__(self) -> int:
        """Hash by the barriers alone, which is enough to be right."""
        return hash(tuple(part for part in self.parts if isinstance(part, tuple)))

    @cached_property
    def live(self) -> tuple[Statement, ...]:
        """The statements that matter: none that a later one overrules or that repeats what is so."""
        written = [(one, tuple(_effects(one))) for one in self.statements]
        if _is_all_live(written):
            return self.statements
        return _without_repeated(_without_overruled(written))

    def options(self) -> dict[str, list[Value]]:
        """Return option word -> its values (True for a flag), in order, for showing a difference.

        A word that the dictionary does not know stands under itself, with what follows it.
        """
        shown: dict[str, list[Value]] = {}
        for statement in self.live:
            shown.setdefault(self.word(statement), []).append(self.value(statement))
        return shown

    def word(self, statement: Statement) -> str:
        """Return the name by which a statement is shown."""
        if statement.option is None:
            return statement.words[0]
        return self.dictionary.canonical(statement.option.word)

    @staticmethod
    def value(statement: Statement) -> Value:
        """Return the value by which a statement is shown: what the argument comes to, or True."""
        option = statement.option
        if option is None:
            return " ".join(statement.words[1:]) or True
        if statement.value is None:
            return True
        if option.kind in ("int", "string") or option.word == "tty speed":
            return statement.meaning
        return statement.value

    def values_of(self, word: str) -> list[str]:
        """Return the arguments, in order, of the live statements that an option word made."""
        wanted = self.dictionary.canonical(word)
        return [
            str(statement.meaning)
            for statement in self.live
            if statement.option and statement.value is not None and self.word(statement) == wanted
        ]

    def secret_words(self) -> frozenset[str]:
        """Return the option words that set a secret in the text itself."""
        found = (s for s in self.live if s.option and s.option.secret and s.value is not None)
        return frozenset(self.word(statement) for statement in found)

    def without_secrets(self) -> Settings:
        """Return the same with every secret replaced by its mere presence."""
        blind = tuple(
            s._replace(meaning="(present)") if s.option and s.option.secret else s for s in self.statements
        )
        return Settings(blind, self.dictionary)

    def fingerprints(self) -> dict[str, str]:
        """Return for each word that matters six hexadecimal digits that tell one value from another.

        What was written can be recognized by them, not got back.
        """
        return {word: fingerprint(word, values) for word, values in self.options().items()}


def fingerprint(word: str, values: Sequence[object]) -> str:
    """Return six hexadecimal digits that tell one value of an option, or one list of values, from another."""
    return _six("\0".join([word, *map(str, values)]))


@lru_cache(4096)  # of many peers most options are the same
def _six(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:6]


def read_settings(text: bytes, platform: Platform, words: Dictionary | None = None) -> Settings:
    """Return what a pppd of that platform ends with after a peers file."""
    known = words or dictionary(platform)
    statements = parse(split(text, known.dialect), known)
    return Settings(statements, known)


def left_over(first: Settings, then: Settings) -> list[Statement]:
    """Return what still counts of one file once another one was read behind it."""
    alone = _state(then.statements)
    return [one for one in first.live if one.is_barrier or _state((one, *then.statements)) != alone]


def changed_by(first: Settings, then: Settings) -> list[Statement]:
    """Return what a file that is read behind another one makes different."""
    alone = _state(first.statements)
    return [one for one in then.live if one.is_barrier or _state((*first.statements, one)) != alone]


def _state(statements: Iterable[Statement]) -> State:
    """Return what statements come to that may follow each other across barriers."""
    state: State = {}
    for statement in statements:
        if not statement.is_barrier:
            _write(state, _effects(statement))
    return state


def _parts(statements: Iterable[Statement]) -> tuple[object, ...]:
    parts: list[object] = []
    state: State = {}
    for statement in statements:
        if statement.is_barrier:
            if state:
                parts.append(state)
            parts.append(statement.words)
            state = {}
        else:
            _write(state, _effects(statement))
    return (*parts, state) if state else tuple(parts)


def _is_all_live(statements: Sequence[Written]) -> bool:
    """Whether each statement writes a variable that no other one writes: as nearly every file does it."""
    writers = Counter([variable for _, effects in statements for variable, _, _ in effects])
    return all(
        statement.is_barrier or any(writers[variable] == 1 for variable, _, _ in effects)
        for statement, effects in statements
    )


def _without_overruled(statements: Sequence[Written]) -> list[Written]:
    """Drop each statement all of whose variables later ones set anew, before the next barrier."""
    kept: list[Written] = []
    later: dict[str, int] = {}
    for statement, effects in reversed(statements):
        if statement.is_barrier:
            later = {}
        else:
            if all(later.get(variable, 0) >= _LASTS[operation] for variable, operation, _ in effects):
                continue
            for variable, operation, _ in effects:
                later[variable] = later.get(variable, 0) + _RENEWS.get(operation, 0)
        kept.append((statement, effects))
    return kept[::-1]


# How much of later writing it takes to undo a write: one `=`, or two of `last-two`.
_LASTS: Final = {"=": 2, "|": 2, "&~": 2, "+": 2, "append": 2, "last-two": 2}
_RENEWS: Final = {"=": _LASTS["="], "last-two": 1}


def _without_repeated(statements: Iterable[Written]) -> tuple[Statement, ...]:
    """Drop each statement that leaves everything as it already is."""
    kept: list[Statement] = []
    state: State = {}
    for statement, effects in statements:
        if statement.is_barrier:
            state = {}
            kept.append(statement)
            continue
        before = [state.get(variable) for variable, _, _ in effects]
        _write(state, effects)
        if [state[variable] for variable, _, _ in effects] != before:
            kept.append(statement)
    return tuple(kept)


def _write(state: State, effects: Iterable[Write]) -> None:
    """Do to `state` what a statement does to pppd's variables."""
    for variable, operation, value in effects:
        state[variable] = _apply(state.get(variable), operation, value)


def _effects(statement: Statement) -> Iterator[Write]:
    """Yield (variable, operation, value) for each write of a statement."""
    option = statement.option
    for variable, (operation, operand) in option.writes.items() if option else ():
        value: Value = operand
        if operand in ("$local", "$remote"):
            value = statement.meaning[operand == "$remote"] if isinstance(statement.meaning, tuple) else None
            if value is None:  # a side that is not given, or 0: nothing is written
                continue
        elif operand == "$":
            value = statement.meaning
        if operation == "keyed":
            key, equals, rest = str(value).partition("=")
            yield f"{variable}:{key}", "=", rest if equals else None
        elif operation == "append" and option:
            # Lists whose entries come from different words (Apple's two keychains) tell them apart.
            yield variable, operation, (value if option.fold is None else (option.word, value))
        else:
            yield variable, operation, value


def _apply(before: Effects | None, operation: str, value: Value) -> Effects:
    """Return what a variable gets from one more write."""
    match operation:
        case "|" | "&~" if isinstance(value, int):
            return _bits(before, operation, value)
        case "+" if isinstance(value, int):
            kind, *known = before or ("+", 0)
            return (kind, known[0] + value) if isinstance(known[0], int) else ("+", value)
        case "last-two":
            return ("last-two", *(*(before or ())[1:], value)[-2:])
        case "append":
            return ("list", *(before or ()), value)
        case _:
            return ("=", value)


def _bits(before: Effects | None, operation: str, mask: int) -> Effects:
    """Return a variable's new value where it is known, else which bits end set and which cleared."""
    kind, *known = before or ("bits", 0, 0)
    ones, zeros = (known[0], 0) if kind == "=" else known
    if not isinstance(ones, int) or not isinstance(zeros, int):
        return ("=", mask)  # the argument before it was no number: pppd refuses the file anyway
    ones = ones | mask if operation == "|" else ones & ~mask
    zeros = zeros & ~mask if operation == "|" else zeros | mask
    return ("=", ones) if kind == "=" else ("bits", ones, zeros)
