"""The README and the pages of docs/, taken apart: fenced blocks, marks in front of them, inline code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

HOME: Final = Path(__file__).resolve().parents[1]
_FENCE: Final = re.compile(r"^( *)```(\w*).*?\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_MARKS: Final = re.compile(r"(?:<!-- \w+(?:: .*?)? -->\s*)+\Z")
_MARK: Final = re.compile(r"<!-- (\w+)(?:: (.*?))? -->")
_INLINE: Final = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")


@dataclass(frozen=True)
class Block:
    """One fenced block. marks: what comments right in front of it say, word -> rest."""

    page: str
    line: int
    language: str
    text: str
    marks: dict[str, str]
    indent: str = ""

    def __str__(self) -> str:
        """Return where it stands, for pytest's names."""
        return f"{self.page}:{self.line}"

    def commands(self) -> list[tuple[str, str]]:
        """Return (line as typed, what is shown below it) of a block of language console."""
        found = []
        for part in re.split(r"^\$ ", self.text, flags=re.MULTILINE)[1:]:
            typed, _, shown = part.partition("\n")
            while typed.endswith("\\"):
                more, _, shown = shown.partition("\n")
                typed = typed[:-1] + more.strip()
            found.append((typed, shown))
        return found


@cache
def pages() -> dict[str, str]:
    """Return path -> text of every page."""
    files = [HOME / "README.md", *sorted((HOME / "docs").rglob("*.md"))]
    return {str(path.relative_to(HOME)): path.read_text() for path in files}


@cache
def blocks(language: str) -> list[Block]:
    """Return the fenced blocks of one language, page by page."""
    return [
        Block(
            page,
            text[: found.start()].count("\n") + 1,
            found[2],
            _dedent(found),
            _marks(text, found),
            found[1],
        )
        for page, text in pages().items()
        for found in _FENCE.finditer(text)
        if found[2] == language
    ]


def inline(page: str) -> list[str]:
    """Return the inline code of a page."""
    return _INLINE.findall(_FENCE.sub("", pages()[page]))


def _dedent(found: re.Match[str]) -> str:
    return re.sub(rf"^{found[1]}", "", found[3], flags=re.MULTILINE)


def _marks(text: str, found: re.Match[str]) -> dict[str, str]:
    marks = _MARKS.search(text, max(0, found.start() - 300), found.start())
    return dict(_MARK.findall(marks[0])) if marks else {}
