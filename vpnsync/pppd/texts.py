"""What each option does, in plain words, with a value as an example.

The texts are data/explain.json, one line an option; aliases share the one of their canonical
spelling. They stand apart from the dictionary because a plan has no use for them.
"""

from __future__ import annotations

import json
from functools import cache
from pkgutil import get_data
from typing import TYPE_CHECKING, Any, Final

from vpnsync.pppd.options import dictionary

if TYPE_CHECKING:
    from vpnsync.pppd.options import Dictionary, Option

PPPDS: Final = (dictionary("macos"), dictionary("linux", "2.4.9"), dictionary("linux", "2.5"))
"""The pppds there are, each by itself."""


def identity(option: Option, known: Dictionary) -> str:
    """Return the name that an option shares with its aliases, and with no other option.

    Words without a name of their own, such as `device name`, have their module's behind an @.
    """
    if option.kind == "bareword":
        return f"{option.word}@{option.module}"
    return known.canonical(option.word)


def does(option: Option, known: Dictionary) -> str:
    """Say what a pppd does with an option: one or two sentences."""
    record = _records()[identity(option, known)]
    tables = (record.get("but", {}).get(table, {}) for table in known.tables)
    return str(next((text["does"] for text in tables if text), record["does"]))


def example(option: Option, known: Dictionary) -> str | int | None:
    """Return a value that somebody might give to an option; None for a flag, and for a secret."""
    value: str | int | None = _records()[identity(option, known)].get("example")
    return value


def is_elsewhere(option: Option, known: Dictionary) -> bool:
    """Whether an option belongs on a command line, or is another program's to give: not into a peers file."""
    return bool(_records()[identity(option, known)].get("elsewhere"))


@cache
def _records() -> dict[str, dict[str, Any]]:
    records = json.loads(get_data("vpnsync.pppd", "data/explain.json") or b"")
    return {record["word"]: record for record in records}
