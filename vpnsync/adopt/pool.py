"""The statements of a peers file that wait for a key of vpns.toml to take them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from vpnsync.pppd.statements import plugin_name

if TYPE_CHECKING:
    from vpnsync.pppd.options import Dictionary
    from vpnsync.pppd.statements import Statement

Table = dict[str, Any]
"""One peer as it will stand in vpns.toml."""


@dataclass
class Pool:
    """The statements that no key has taken yet, in order."""

    statements: list[Statement]
    dictionary: Dictionary = field(repr=False)
    skip: str = ""
    """A key that shall not be used."""

    def all(self, word: str) -> list[Statement]:
        """Return the statements of an option word or one of its aliases; barewords by their own names."""
        wanted = self.dictionary.canonical(word)
        return [s for s in self.statements if s.option and self.dictionary.canonical(s.option.word) == wanted]

    def one(self, word: str) -> Statement | None:
        """Return the only statement of a word, or None where there are none or several."""
        found = self.all(word)
        return found[0] if len(found) == 1 else None

    def take(self, *taken: Statement | None) -> None:
        """Let a key have these statements."""
        gone = {id(statement) for statement in taken}
        self.statements = [s for s in self.statements if id(s) not in gone]

    def text(self, table: Table, word: str, key: str, pattern: str = ".*") -> None:
        """Let a key have the only statement of a word, where its text fits the key."""
        found = self.one(word)
        if found and key != self.skip and re.fullmatch(pattern, str(found.meaning), re.DOTALL):
            table[key] = found.meaning
            self.take(found)


def plugin_of(statement: Statement) -> str:
    """Return the name of the plug-in that a statement loads, or nothing."""
    is_plugin = statement.option and statement.option.word in ("plugin", "plugin2")
    return plugin_name(statement.value or "") if is_plugin else ""


def is_bareword(statement: Statement, name: str, module: str) -> bool:
    """Whether a statement is a word without a name, of this kind."""
    option = statement.option
    return option is not None and (option.kind, option.word, option.module) == ("bareword", name, module)
