"""Everything that is told of one name."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from vpnsync.config.nearest import unknown
from vpnsync.errors import VpnsyncError
from vpnsync.explain.keys import KEYS
from vpnsync.explain.renderings import Rendering, renderings
from vpnsync.explain.troubles import TROUBLES
from vpnsync.explain.words import Word, words
from vpnsync.pppd.describe import aliases, overruling
from vpnsync.pppd.texts import PPPDS, does

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vpnsync.explain.trouble import Trouble
    from vpnsync.pppd.options import Dictionary, Option

    Facts = Mapping[str, tuple[tuple[str, ...], str, str]]
    """Name of a warning -> the options and keys that it is about, its text, the way out."""


@dataclass(frozen=True)
class Explanation:
    """What a name stands for: options, a key of a peer, warnings, an error; at least one of them."""

    name: str
    words: tuple[Word, ...]
    is_key: bool
    facts: Facts
    trouble: Trouble | None = None

    @property
    def renderings(self) -> tuple[Rendering, ...]:
        """What the key's values become."""
        return tuple(one for one in renderings() if one.key == self.name) if self.is_key else ()


def explain(name: str, facts: Facts) -> Explanation:
    """Explain a name. `facts` are the warnings there are: those about it, or of its name, are told.

    Raises VpnsyncError, with the nearest name, where nothing is called so.
    """
    found = tuple(words(name))
    names = {name, *(other for word in found for other in word.names)}
    told = {fact: rest for fact, rest in facts.items() if fact == name or names & set(rest[0])}
    if not (found or name in KEYS or name in facts or name in TROUBLES):
        known = [*KEYS, *facts, *TROUBLES, *(word for pppd in PPPDS for word in pppd.options)]
        raise VpnsyncError(name, unknown("option, key, warning or error", name, known), name="unknown-word")
    return Explanation(name, found, name in KEYS, told, TROUBLES.get(name))


def as_json(explained: Explanation) -> dict[str, Any]:
    """Return an explanation as a JSON document (format_version 1)."""
    return {
        "format_version": 1,
        "name": explained.name,
        "options": [_word_as_json(word) for word in explained.words],
        "key": _key_as_json(explained) if explained.is_key else None,
        "warnings": [
            {"name": name, "words": list(about), "text": text, "way_out": way_out or None}
            for name, (about, text, way_out) in explained.facts.items()
        ],
        "error": explained.trouble._asdict() if explained.trouble else None,
    }


def _word_as_json(word: Word) -> dict[str, Any]:
    example = word.example
    return {
        "word": word.word,
        "known_to": word.known_to,
        "unknown_to": word.unknown_to,
        "pppds": [_option_as_json(option, known) for known, option in word.options],
        "written_by": [{"toml": one.toml, "scope": one.scope or None} for one in word.written_by],
        "example": asdict(example) if example else None,
    }


def _option_as_json(option: Option, known: Dictionary) -> dict[str, Any]:
    return {
        "platform": known.platform,
        "version": known.version,
        "does": does(option, known),
        "kind": option.kind,
        "takes_value": bool(option.nargs),
        "form": option.form or None,
        "min": option.low,
        "max": option.high,
        "bytes": option.limit if option.kind == "string" else None,
        "default": option.default,
        "repeats": option.fold,
        "same_as": aliases(option, known),
        "overruled_by": overruling(option, known),
        "plugin": option.plugin,
        "privileged": option.privileged,
        "secret": option.secret,
        "danger": option.danger or None,
        "since": option.since or None,
        "note": option.note or None,
    }


def _key_as_json(explained: Explanation) -> dict[str, Any]:
    return {
        "does": KEYS[explained.name].does,
        "values": list(KEYS[explained.name].values),
        "becomes": [
            {
                "toml": one.toml,
                "platform": one.platform,
                "protocol": one.protocol,
                "refused": one.refused or None,
                "lines": list(one.lines),
                "takes_away": list(one.removes) if not one.lines else [],
            }
            for one in explained.renderings
        ],
    }
