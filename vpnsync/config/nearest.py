"""The nearest of the names that there are, for one that there is not."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """Say that a name is not known, and the nearest one that is."""
    nearest = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"unknown {what}" + (f', did you mean "{nearest[0]}"?' if nearest else "")


def meant(given: object, known: Iterable[str]) -> str:
    """Return a question about the nearest of the known words, or nothing."""
    nearest = get_close_matches(str(given).casefold(), list(known), n=1, cutoff=0.6)
    return f'; did you mean "{nearest[0]}"?' if nearest else ""
