"""What is told of one option: what it does, the facts on each platform, and how vpns.toml writes it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from vpnsync.config.merge import FITS
from vpnsync.explain.example import Example, option_example
from vpnsync.explain.renderings import Rendering, renderings
from vpnsync.pppd.describe import aliases, describe
from vpnsync.pppd.options import PLATFORM_NAMES, Dictionary, Option, table_names
from vpnsync.pppd.texts import PPPDS, does, identity, is_elsewhere

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Said = tuple[tuple[str, str], ...]
"""(where, text) for each text; where is empty for what holds wherever the word is known."""


class Written(NamedTuple):
    """A key with a value that writes the option; scope: where it does, empty for everywhere."""

    toml: str
    scope: str


@dataclass(frozen=True)
class Word:
    """One option, or one kind of word without a name, in the pppds that know it."""

    word: str
    options: tuple[tuple[Dictionary, Option], ...]
    written_by: tuple[Written, ...]
    example: Example | None

    @property
    def known_to(self) -> list[str]:
        """The pppds that know the word, by the names that a person would use."""
        return table_names([table for known, _ in self.options for table in known.tables])

    @property
    def unknown_to(self) -> list[str]:
        """The other ones."""
        mine = {table for known, _ in self.options for table in known.tables}
        return table_names([table for known in PPPDS for table in known.tables if table not in mine])

    @property
    def has_name(self) -> bool:
        """Whether it is written by its name, and not as a bare device, speed, address or interface."""
        return self.options[0][1].kind != "bareword"

    @property
    def names(self) -> set[str]:
        """The word and its aliases."""
        return {self.word, *(other for known, option in self.options for other in aliases(option, known))}

    @property
    def does(self) -> Said:
        """What pppd does with it."""
        return self._merged([does(option, known) for known, option in self.options])

    def facts(self) -> dict[str, Said]:
        """Return label -> what is to be said; what is the same everywhere once."""
        described = [describe(option, known) for known, option in self.options]
        merged = {label: self._merged([facts[label] for facts in described]) for label in described[0]}
        return {label: said for label, said in merged.items() if said}

    def _merged(self, texts: Sequence[str]) -> Said:
        """Say each text once, with the names of the pppds for which it holds."""
        tables: dict[str, list[str]] = {}
        for (known, _), text in zip(self.options, texts, strict=True):
            tables.setdefault(text, []).extend(known.tables)
        if len(tables) == 1:
            return (("", texts[0]),) if texts[0] else ()
        return tuple((" and ".join(table_names(where)), text) for text, where in tables.items() if text)


def words(name: str) -> list[Word]:
    """Return what goes by a name: one option, or several kinds of words without a name, or nothing."""
    found: dict[str, list[tuple[Dictionary, Option]]] = {}
    for known in PPPDS:
        option = known.options.get(name)
        for one in [option] if option else [bare for bare in known.barewords if bare.word == name]:
            found.setdefault(identity(one, known), []).append((known, one))
    return [_word(name, key, options) for key, options in found.items()]


def _word(name: str, key: str, options: list[tuple[Dictionary, Option]]) -> Word:
    written = _written(key)
    word = Word(name, tuple(options), written, None)
    is_apart = bool(written) or not word.has_name or is_elsewhere(options[0][1], options[0][0])
    return word if is_apart else replace(word, example=option_example(name))


def _written(key: str) -> tuple[Written, ...]:
    """Return the keys that write an option, as rendering them shows."""
    writing: dict[str, list[Rendering]] = {}
    for rendering in renderings():
        if key in rendering.words:
            writing.setdefault(rendering.toml, []).append(rendering)
    return tuple(Written(toml, scope(found)) for toml, found in writing.items())


def scope(found: Sequence[Rendering]) -> str:
    """Say for which platforms and protocols something holds, out of all that take this very value."""
    first = found[0]
    alike = [one for one in renderings() if (one.key, one.value) == (first.key, first.value)]
    every = [one for one in alike if bool(one.refused) == bool(first.refused)]
    parts = {
        PLATFORM_NAMES[platform]: _protocols(
            [one.protocol for one in found if one.platform == platform],
            [one.protocol for one in every if one.platform == platform],
            is_limited=first.key in FITS,
        )
        for platform in dict.fromkeys(one.platform for one in found)
    }
    if len(parts) == len(PLATFORM_NAMES) and len(set(parts.values())) == 1:
        return next(iter(parts.values()))
    return "; ".join(f"{name}, {part}" if part else name for name, part in parts.items())


def _protocols(some: Iterable[str], every: Iterable[str], *, is_limited: bool) -> str:
    return "" if list(some) == list(every) and not is_limited else f"protocol {listed(some, 'or')}"


def listed(names: Iterable[str], link: str = "and") -> str:
    """Return `a, b and c`."""
    *most, last = names
    return f"{', '.join(most)} {link} {last}" if most else last
