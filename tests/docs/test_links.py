"""Every link of a page leads somewhere: pages, pictures, headings."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

import pytest
from pages import HOME

if TYPE_CHECKING:
    from pathlib import Path

_FENCE: Final = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
_CODE: Final = re.compile(r"`[^`\n]*`")
_LINK: Final = re.compile(r"\]\(([^()\s]+)\)|\b(?:href|src)=\"([^\"]+)\"|^\[[^\]]+\]: (\S+)", re.MULTILINE)
_HEADING: Final = re.compile(r"^#{1,6} (.*)$", re.MULTILINE)
_ID: Final = re.compile(r"\bid=\"([^\"]+)\"")
PAGES: Final = [
    HOME / "README.md",
    HOME / "CHANGELOG.md",
    *sorted((HOME / "tests").rglob("*.md")),
    *sorted((HOME / "docs").rglob("*.md")),
]


@cache
def anchors(page: Path) -> set[str]:
    """Return what a link may name behind `#`, as GitHub and the built pages make it of headings."""
    text = _FENCE.sub("", page.read_text())
    found: list[str] = []
    for heading in _HEADING.findall(text):
        slug = re.sub(r"[^\w\s-]", "", re.sub(r"\]\([^)]*\)", "", heading).lower()).strip().replace(" ", "-")
        count = sum(re.fullmatch(re.escape(slug) + r"(-\d+)?", one) is not None for one in found)
        found.append(f"{slug}-{count}" if count else slug)
    return {*found, *_ID.findall(text)}


def broken(page: Path) -> list[str]:
    """Return the links of a page that lead nowhere; those to other places of the net are not tried."""
    text = _CODE.sub("", _FENCE.sub("", page.read_text()))
    lost = []
    for target in ("".join(groups) for groups in _LINK.findall(text)):
        path, _, anchor = unquote(target).partition("#")
        there = page.parent / path if path else page
        if re.match(r"[a-z]+:", target):
            continue
        if not there.exists() or (anchor and anchor not in anchors(there)):
            lost.append(target)
    return lost


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(HOME)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    """Whoever moves a page or renames a heading does not see who points at it."""
    assert broken(page) == []


def test_links_are_found() -> None:
    """A pattern that matched nothing would find nothing broken."""
    found = {page.name: len(_LINK.findall(_FENCE.sub("", page.read_text()))) for page in PAGES}
    assert (found["README.md"] > 0, sum(found.values()) > 100) == (True, True)
