"""Find the line of a key in a TOML text; only asked once something is wrong with it.

TOML readers keep no positions, so this scans a text that one of them has accepted: table
headers, keys, brackets, and strings only far enough to skip them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

Key = tuple[str, ...]

_TOKEN: Final = re.compile(
    r"""
    (?P<comment>\#[^\n]*)
  | (?P<text>\"{3}(?:[^\\]|\\.)*?\"{3,5} | '{3}.*?'{3,5} | "(?:[^"\\\n]|\\.)*" | '[^'\n]*')
  | (?P<bare>[A-Za-z0-9_-]+)
  | (?P<mark>[\[\]{}=,.\n])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_ESCAPES: Final = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}


class _Bracket(NamedTuple):
    """An open `{` or `[` of a value: the key it belongs to, and how many commas it has seen."""

    mark: str
    owner: Key
    commas: int = 0


def line_of(text: str, key: Key) -> int:
    """Return the line, from 1, of a key, or of the longest part of it that is there."""
    exact, beginning = _lines(text)
    for length in range(len(key), 0, -1):
        part = key[:length]
        # A table without a header of its own begins with the first key in it.
        found = exact.get(part) or beginning.get(part)
        if found:
            return found
    return 1


@lru_cache(1)
def _lines(text: str) -> tuple[dict[Key, int], dict[Key, int]]:
    """Return the first line of each key and header, and of whatever begins with a key."""
    exact: dict[Key, int] = {}
    beginning: dict[Key, int] = {}
    for found, line in _Scanner(text).scan():
        exact.setdefault(found, line)
        for length in range(1, len(found)):
            beginning.setdefault(found[:length], line)
    return exact, beginning


class _Scanner:
    """Reads a TOML text once, keeping just what is needed to name each key in full."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.table: Key = ()
        self.open: list[_Bracket] = []
        self.parts: list[str] = []  # of the key or header being read
        self.value_of: Key | None = None  # the key whose value is being read
        self.item: Key | None = None  # the place in an array whose item is about to begin
        self.in_header = False
        self.is_line_start = True

    def scan(self) -> Iterator[tuple[Key, int]]:
        """Yield each key and table header with its line."""
        line, position = 1, 0
        for token in _TOKEN.finditer(self.text):
            line += self.text.count("\n", position, token.start())
            position = token.start()
            if self.item is not None and not token["comment"] and token[0] not in ("\n", "]"):
                yield self.item, line
                self.item = None
            if token["text"] or token["bare"]:
                self._part(token[0])
            elif token["mark"]:
                found = self._header_mark(token[0]) if self.in_header else self._mark(token[0])
                if found is not None:
                    yield found, line

    def _part(self, token: str) -> None:
        if self.value_of is None:
            self.parts.append(_name(token))
        self.is_line_start = False

    def _header_mark(self, mark: str) -> Key | None:
        if mark == "]" and self.parts:
            self.table, self.parts = tuple(self.parts), []
            return self.table
        if mark == "\n":
            self.in_header, self.is_line_start = False, True
        return None

    def _mark(self, mark: str) -> Key | None:
        found = None
        if mark == "=" and self.value_of is None:
            found = self.value_of = (*(self.open[-1].owner if self.open else self.table), *self.parts)
            self.parts = []
        elif mark == "[" and self.value_of is None and not self.open and self.is_line_start:
            self.in_header = True
        elif mark in "{[" and self.value_of is not None:
            self.open.append(_Bracket(mark, self.value_of))
            self.value_of = self.item = None if mark == "{" else (*self.value_of, "0")
        elif mark in "}]" and self.open:
            self.value_of, self.parts, self.item = self.open.pop().owner, [], None
        elif mark == "," and self.open:
            self._comma()
        elif mark == "\n" and not self.open:
            self.value_of, self.parts = None, []
        self.is_line_start = mark == "\n" or (self.is_line_start and mark != "=")
        return found

    def _comma(self) -> None:
        mark, owner, commas = self.open.pop()
        self.open.append(_Bracket(mark, owner, commas + 1))
        self.parts = []
        self.value_of = self.item = None if mark == "{" else (*owner, str(commas + 1))


def _name(token: str) -> str:
    """Return a key part as TOML reads it."""
    if token[0] == "'":
        return token[1:-1]
    if token[0] != '"':
        return token
    return _ESCAPE.sub(
        lambda found: chr(int(found[1][1:], 16)) if found[1][0] in "uU" else _ESCAPES.get(found[1], found[1]),
        token[1:-1],
    )
