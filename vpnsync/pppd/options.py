"""The option dictionary: which words a pppd knows, what they take, what they write.

The table is data/options.json, one line a word, drawn from measured option tables of
Apple's pppd (ppp-1027; PPTP.ppp from ppp-847), Linux 2.4.9 and Linux 2.5.0 to 2.5.3.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache, cached_property
from pkgutil import get_data
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vpnsync.pppd.words import Dialect

Platform = Literal["macos", "linux"]
PLATFORMS: Final[tuple[Platform, ...]] = ("macos", "linux")
PLATFORM_NAMES: Final[dict[Platform, str]] = {"macos": "macOS", "linux": "Linux"}
Version = Literal["2.4.9", "2.5"]

Effect = tuple[str, int | str]
"""How an option writes one variable: (operation, operand).

`=` sets it, `|` and `&~` set and clear bits, `+` counts, `append` keeps every value,
`last-two` the last two, `keyed` one for each NAME of NAME=VALUE. An operand that is text
and starts with `$` stands for the option's own argument.
"""

_TABLES: Final[dict[tuple[Platform, Version | None], tuple[str, ...]]] = {
    ("macos", None): ("macos",),
    ("macos", "2.4.9"): ("macos",),
    ("macos", "2.5"): ("macos",),
    ("linux", "2.4.9"): ("linux-2.4.9",),
    ("linux", "2.5"): ("linux-2.5",),
    # Version unknown: what either version takes, with the newer one's limits.
    ("linux", None): ("linux-2.5", "linux-2.4.9"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """One option word of one pppd.

    word: as it is written. module: the part of pppd or the plug-in that brings it.
    kind: flag, int (strtoul base 0), hex32 (base 16), string, special (a grammar of its own), bareword.
    nargs: 0 or 1. low, high: limits of an int; zero_ok: 0 is allowed besides. limit: bytes kept of a string.
    fold: last, list, last-two, or, count, keyed, barrier; None does not fold.
    writes: variable of pppd -> Effect. order: position in the dictionary.
    """

    word: str
    module: str
    kind: str
    nargs: int
    order: int = field(compare=False)
    writes: dict[str, Effect] = field(hash=False)
    fold: str | None = None
    form: str = ""
    note: str = ""
    low: int | None = None
    high: int | None = None
    zero_ok: bool = False
    limit: int = 1023
    secret: bool = False
    privileged: bool = False
    danger: str = ""
    default: int | str | None = None
    enabled_by: str = ""
    equivalent: tuple[str, ...] = ()
    opposites: tuple[str, ...] = ()
    since: str = ""

    @property
    def is_barrier(self) -> bool:
        """Whether nothing may fold or move across it."""
        return self.fold == "barrier"

    @property
    def plugin(self) -> str | None:
        """The plug-in that must have been loaded before pppd knows this word."""
        return self.module if self.module.endswith((".so", ".ppp")) else None


@dataclass(frozen=True, eq=False)
class Dictionary:
    """All option words of one pppd; barewords (device, speed, addresses) are kept apart.

    There is one object of each (`dictionary`), so that they compare by identity.
    """

    platform: Platform
    version: Version | None
    options: dict[str, Option] = field(repr=False)
    barewords: tuple[Option, ...] = field(repr=False)

    @property
    def tables(self) -> tuple[str, ...]:
        """The names under which the data knows this pppd; of two, the first one is asked first."""
        return _TABLES[self.platform, self.version]

    @property
    def dialect(self) -> Dialect:
        """The lexer's name for this platform's quoting rules."""
        return "apple" if self.platform == "macos" else "linux"

    def bareword(self, name: str, module: str) -> Option:
        """Return the entry for a word without a name: `device name`, `tty speed`, `IP addresses`."""
        return next(o for o in self.barewords if (o.word, o.module) == (name, module))

    def rivals(self, word: str) -> frozenset[str]:
        """Return the words that decide the same thing as one word, itself among them."""
        return self._rivals.get(word) or frozenset((word,))

    def same_setting(self, one: str, other: str) -> bool:
        """Whether two words decide the same thing: aliases, opposites, or the very same word."""
        return other in self.rivals(one)

    def canonical(self, word: str) -> str:
        """Return the spelling that vpnsync shows and sorts by, of those that do exactly the same."""
        return self._canonical.get(word, word)

    def nearest(self, word: str) -> str | None:
        """Return the known word that somebody may have meant."""
        return next(iter(get_close_matches(word, self.options, n=1, cutoff=0.75)), None)

    @cached_property
    def _rivals(self) -> dict[str, frozenset[str]]:
        """Each word's aliases and opposites, both ways, and what sets a variable of its otherwise."""
        found: dict[str, set[str]] = {word: set() for word in self.options}
        alike: dict[str, set[str]] = {}
        setters: dict[str, list[tuple[str, int | str]]] = {}
        for word, option in self.options.items():
            alike.setdefault(self.canonical(word), set()).add(word)
            for variable, (operation, value) in option.writes.items():
                if operation == "=":
                    setters.setdefault(variable, []).append((word, value))
        for word, option in self.options.items():
            found[word] |= alike[self.canonical(word)]
            for opposite in option.opposites:
                found[word].add(opposite)
                found[opposite].add(word)
            for variable, (operation, value) in option.writes.items():
                others = setters.get(variable, ()) if operation == "=" else ()
                found[word] |= {other for other, theirs in others if theirs != value or value == "$"}
        return {word: frozenset(rivals) for word, rivals in found.items()}

    @cached_property
    def _canonical(self) -> dict[str, str]:
        seen: dict[str, str] = {}
        spellings: dict[tuple[object, ...], str] = {}
        for option in self.options.values():
            effects = tuple(sorted((k, *v) for k, v in option.writes.items()))
            # What goes by its own name in the variable is like no other word.
            own = option.is_barrier or option.fold in ("list", "keyed")
            key = (option.word,) if own else (option.nargs, option.kind, effects)
            best = spellings.setdefault(key, option.word)
            seen[option.word] = best
        return seen


@cache
def dictionary(platform: Platform, version: Version | None = None) -> Dictionary:
    """Return the words of one pppd; Linux without a version: those that 2.4.9 or 2.5 takes."""
    tables = _TABLES[platform, version]
    records = [
        (order, record, table)
        for order, record in enumerate(_records())
        for table in [next((t for t in tables if t in record["in"]), None)]
        if table
    ]
    facts = [
        {**record, **record.get("but", {}).get(table, {}), "order": order} for order, record, table in records
    ]
    # Of two versions' facts side by side, only what both words say of each other holds.
    twins = {fact["word"]: fact.get("equivalent") or () for fact in facts}
    found = [_option(fact, twins) for fact in facts]
    return Dictionary(
        platform,
        version if platform == "linux" else None,
        {option.word: option for option in found if option.kind != "bareword"},
        tuple(option for option in found if option.kind == "bareword"),
    )


def platforms_with(word: str) -> list[str]:
    """Return the names of the pppds that know a word, as a person would say them."""
    return table_names(next((record["in"] for record in _records() if record["word"] == word), []))


def table_names(tables: Sequence[str]) -> list[str]:
    """Return the names of pppds as a person would say them: both of Linux are just Linux."""
    names = {"macos": "macOS", "linux-2.4.9": "Linux 2.4.9", "linux-2.5": "Linux 2.5"}
    if {"linux-2.4.9", "linux-2.5"} <= set(tables):
        names |= {"linux-2.4.9": "", "linux-2.5": "Linux"}
    return [names[table] for table in tables if names[table]]


@cache
def _records() -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = json.loads(get_data("vpnsync.pppd", "data/options.json") or b"")
    return records


def _option(facts: dict[str, Any], twins: dict[str, Sequence[str]]) -> Option:
    return Option(
        word=facts["word"],
        module=facts["module"],
        kind=facts["kind"],
        nargs=facts["nargs"],
        order=facts["order"],
        writes={variable: (effect[0], effect[1]) for variable, effect in facts["writes"].items()},
        fold=facts.get("fold"),
        form=facts.get("form", ""),
        note=facts.get("note", ""),
        low=facts.get("min"),
        high=facts.get("max"),
        zero_ok=facts.get("zero_ok", False),
        limit=facts.get("bytes", 1023),
        secret=facts.get("secret", False),
        privileged=facts.get("privileged", False),
        danger=facts.get("danger", ""),
        default=facts.get("default"),
        enabled_by=facts.get("enabled_by", ""),
        equivalent=tuple(w for w in twins[facts["word"]] if facts["word"] in twins.get(w, ())),
        opposites=tuple(word for word in facts.get("opposites") or () if word in twins),
        since=facts.get("since", ""),
    )


@cache
def versioned_words() -> frozenset[str]:
    """Return the words that only one version of Linux's pppd knows, or reads differently."""
    one = {"linux-2.4.9", "linux-2.5"}
    return frozenset(record["word"] for record in _records() if len(one & set(record["in"])) == 1)
