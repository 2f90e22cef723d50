"""Where a key stands, against descriptions that another program has written."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from vpnsync.config.where import line_of

if TYPE_CHECKING:
    from collections.abc import Iterator

# Texts that look like something else to whoever reads TOML carelessly.
BAIT = st.lists(
    st.sampled_from(
        [
            "\n",
            "[peers.k1]",
            "k2 = 3",
            '"""',
            "'''",
            '"',
            "'",
            "#",
            "\\",
            "]",
            "}",
            "{",
            "[[",
            ",",
            "=",
            ".",
            "é",
            " ",
        ]
    ),
    max_size=9,
).map("".join)
LEAVES = st.one_of(
    BAIT, st.integers(), st.booleans(), st.lists(BAIT, max_size=3), st.lists(st.integers(), max_size=2)
)
TREES = st.recursive(
    LEAVES,
    lambda below: st.one_of(
        st.lists(st.tuples(BAIT, below), min_size=1, max_size=4),
        st.lists(st.tuples(BAIT, below), min_size=1, max_size=2).map(lambda rows: [[rows], "end"]),
    ),
    max_leaves=12,
)
DOCUMENTS = st.lists(st.tuples(BAIT, TREES), min_size=1, max_size=4)


class Naming:
    """Turns rows into tables whose keys are all different: bait, then a number of its own."""

    def __init__(self) -> None:
        self.count = 100

    def table(self, value: Any) -> Any:  # noqa: ANN401 - any TOML value
        """Return the value with every list of rows as a table."""
        if isinstance(value, list) and value and isinstance(value[0], tuple):
            return {self._key(bait): self.table(below) for bait, below in value}
        return [self.table(item) for item in value] if isinstance(value, list) else value

    def _key(self, bait: str) -> str:
        self.count += 1
        return f"{bait.replace(chr(10), 'n')}key{self.count}"


def keys(value: object, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the way to every key of a document, also of those inside arrays."""
    rows = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, below in rows:
        here = (*above, str(name))
        if isinstance(value, dict):
            yield here
        yield from keys(below, here)


def without_bait(value: Any) -> Any:  # noqa: ANN401 - any TOML value
    """Return the same document with nothing in its texts but as many lines."""
    if isinstance(value, dict):
        return {name: without_bait(below) for name, below in value.items()}
    if isinstance(value, list):
        return [without_bait(below) for below in value]
    return re.sub(r"[^\n]", "v", value) if isinstance(value, str) else value


def first_line(text: str, word: str) -> int:
    """Return the number of the first line that holds a word."""
    return next(number for number, line in enumerate(text.split("\n"), 1) if word in line)


@settings(deadline=None, max_examples=120)
@given(DOCUMENTS, st.booleans())
def test_a_key_is_found_where_it_stands_first(rows: list[tuple[str, object]], spread: bool) -> None:  # noqa: FBT001
    """No text inside a value, and no odd key, may lead a person to the wrong line."""
    document = Naming().table(rows)
    text = tomli_w.dumps(document, multiline_strings=spread)
    plain = tomli_w.dumps(without_bait(document), multiline_strings=spread)
    assert tomllib.loads(text) == document
    for key in keys(document):
        token = re.findall(r"key\d+", key[-1])[-1]
        assert line_of(text, key) == first_line(plain, token), key


@settings(deadline=None, max_examples=60)
@given(DOCUMENTS)
def test_a_missing_key_is_told_at_the_longest_part_that_is_there(rows: list[tuple[str, object]]) -> None:
    """What is required and absent has no line; its table has."""
    document = Naming().table(rows)
    text = tomli_w.dumps(document)
    for key in keys(document):
        assert line_of(text, (*key, "absent")) == line_of(text, key)


def test_a_key_that_is_nowhere_is_told_at_the_first_line() -> None:
    """An editor that jumps to line 0 opens nothing."""
    assert line_of("a = 1\nb = 2\n", ("version",)) == 1
    assert line_of("", ("version",)) == 1
