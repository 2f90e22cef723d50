"""What the pages show is what the program prints: their console blocks are run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from consoles import play, sessions, timeless
from pages import blocks

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("page", sessions())
def test_a_page_shows_what_the_program_prints(page: str, tmp_path: Path) -> None:
    """Whoever follows a page must see what it shows; `python packaging/consoles.py` renews it."""
    for block, text in play(page, tmp_path):
        assert timeless(text) == timeless(block.text), str(block)


def test_few_blocks_are_only_shown() -> None:
    """Each says why; a page of them would be a page that nobody checks."""
    shown = [block for block in blocks("console") if "shown" in block.marks]
    assert [block for block in shown if len(block.marks["shown"]) < 10] == []
    assert len(shown) <= 6


def test_a_mark_is_one_that_is_known() -> None:
    """A misspelled one would be left out without a word."""
    marks = {word for name in ("console", "toml") for block in blocks(name) for word in block.marks}
    assert marks == {"scene", "file", "edit", "shown", "wrong"}
