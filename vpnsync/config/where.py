"""Find the line of a key in a TOML text; only asked once something is wrong with it.

TOML readers keep no positions, so this scans the text that one of them has accepted (or
refused for another reason): table headers, keys, and strings only far enough to skip them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

Key = tuple[str, ...]

_TOKEN: Final = re.compile(
    r"""
    (?P<comment>\#[^\n]*)
  | (?P<text>\"{3}(?:[^\\]|\\.)*?\"{3,5} | '{3}.*?'{3,5} | "(?:[^"\\\n]|\\.)*" | '[^'\n]*')
  | (?P<bare>[A-Za-z0-9_-]+)
  | (?P<mark>[\[\]{}=,.\n])
  | (?P<other>[^\s])
    """,
    re.VERBOSE | re.DOTALL,
)


def line_of(text: str, key: Key) -> int:
    """Return the line, from 1, of a key, or of the longest part of it that is there."""
    best_line, best_length = 1, 0
    for found, line in _keys(text):
        length = next(
            (n for n, (a, b) in enumerate(zip(found, key, strict=False)) if a != b), min(len(found), len(key))
        )
        if (length == len(found) and length > best_length) or (length == len(key) and length > best_length):
            best_line, best_length = line, length
    return best_line


def _keys(text: str) -> Iterator[tuple[Key, int]]:
    """Yield each key and table header with its line."""
    table: Key = ()
    inner: list[tuple[str, Key, int]] = []  # open brackets: kind, key they belong to, next index
    pending: list[str] = []  # the parts of a key read so far
    value_of: Key | None = None  # the key whose value is being read
    line, at_start = 1, True
    tokens = list(_TOKEN.finditer(text))
    position = 0
    header = ""
    for index, token in enumerate(tokens):
        line += text.count("\n", position, token.start())
        position = token.start()
        mark = token[0]
        if token["comment"]:
            continue
        if not inner and value_of is None and at_start and mark == "[":
            header, pending, at_start = "[", [], False
        elif header:
            if token["text"] or token["bare"]:
                pending.append(_name(mark))
            elif mark in "]\n":
                if pending:
                    table = tuple(pending)
                    yield table, line
                pending, header = [], ""
                at_start = mark == "\n"
        elif value_of is None and (token["text"] or token["bare"]):
            pending.append(_name(mark))
            at_start = False
        elif value_of is None and mark == "=":
            base = inner[-1][1] if inner else table
            value_of = (*base, *pending)
            yield value_of, line
            pending = []
        elif mark in "{[" and value_of is not None:
            inner.append((mark, value_of, 0))
            value_of = None if mark == "{" else (*value_of, "0")
        elif mark in "}]" and inner:
            _kind, owner, _count = inner.pop()
            value_of = owner
            pending = []
        elif mark == "," and inner:
            kind, owner, count = inner[-1]
            inner[-1] = (kind, owner, count + 1)
            value_of = None if kind == "{" else (*owner, str(count + 1))
            pending = []
        elif mark == "\n" and not inner:
            value_of, pending, at_start = None, [], True
        if index and header and mark == "]":  # pragma: no cover - closed above
            header = ""


def _name(token: str) -> str:
    """Return a key part without its quotes; escapes are rare enough to be left as they are."""
    return token[1:-1] if token[:1] in "\"'" else token
