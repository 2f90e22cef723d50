"""A peers file with slots for its secrets: what the person's half makes of a peer before it opens any."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from vpnsync.cli.counting import counting
from vpnsync.cli.handover import Draft, Kept
from vpnsync.errors import NotExpressibleError, SecretError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from vpnsync.config.secrets import Secrets
    from vpnsync.pppd.options import Dictionary
    from vpnsync.render.peer import Sheet

_UNREAD: Final = "unread"


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of one secret: option word, the key of vpns.toml, and where the value comes from.

    source: a reference, or the secret itself, which is why it is not shown by repr().
    """

    word: str
    key: tuple[str, ...]
    source: Any = field(repr=False)


Outline = tuple[str | Slot, ...]
"""The lines of one peers file, those in a row as one text."""


def outline(sheet: Sheet) -> Outline:
    """Return a sheet's lines, with a slot where a secret belongs."""
    pieces: list[str | Slot] = [""]
    for entry, line in zip(sheet.entries, sheet.lines, strict=True):
        last = pieces[-1]
        if line is None:
            pieces += [Slot(entry.word, entry.key, entry.value), ""]
        elif isinstance(last, str):
            pieces[-1] = last + line
    return tuple(piece for piece in pieces if piece)


def drafts(
    outlines: Mapping[str, Outline], known: Dictionary, secrets: Callable[[], Secrets], *, is_open: bool
) -> dict[str, Draft]:
    """Fill the secrets in; each draft says what could not be had. Without is_open none is opened."""
    secretive = {name for name, outline in outlines.items() if not all(isinstance(p, str) for p in outline)}
    opened = secrets() if secretive else None
    found = {}
    with counting("Opening the secrets of peers", len(secretive), patience=0) as step:
        for name, outline in outlines.items():
            if opened and name in secretive:
                step()
                found[name] = _Filling(opened, known, is_open=is_open).draft(outline)
            else:
                found[name] = Draft(tuple(map(str, outline)))
    return found


class _Filling:
    """One peer's file while its secrets are filled in; collects what cannot be had."""

    def __init__(self, secrets: Secrets, known: Dictionary, *, is_open: bool) -> None:
        self.secrets = secrets
        self.known = known
        self.is_open = is_open
        self.is_blind = False
        self.problems: list[str] = []

    def draft(self, outline: Outline) -> Draft:
        """Return the draft; lines in a row become one piece."""
        from vpnsync.config.complaints import spell
        from vpnsync.config.references import Existing

        pieces: list[str | Kept] = [""]
        for piece in outline:
            if isinstance(piece, Slot) and isinstance(piece.source, Existing) and self.is_open:
                pieces += [Kept(piece.word, spell(piece.key)), ""]
            else:
                pieces[-1] = f"{pieces[-1]}{piece if isinstance(piece, str) else self._line(piece)}"
        return Draft(tuple(piece for piece in pieces if piece), self.is_blind, tuple(self.problems))

    def _line(self, slot: Slot) -> str:
        from vpnsync.render.entries import Entry
        from vpnsync.render.peer import Sheet

        try:
            return Sheet("", (), self.known).line(Entry(slot.word, None, slot.key, 0), self._value(slot))
        except NotExpressibleError as error:
            self.problems.append(f"{error.thing}: {error.lines[0]}")
            return ""

    def _value(self, slot: Slot) -> str:
        """Return the value of a secret, or a stand-in once a problem is noted."""
        from vpnsync.config.references import Reference

        if isinstance(slot.source, Reference) and not self.is_open:
            self.is_blind = True
            return _UNREAD
        try:
            return self.secrets.value(slot.source, slot.key)
        except SecretError as error:
            self.problems.append(
                f"{error.thing}: {error.lines[0]}" + (f" ({error.hint})" if error.hint else "")
            )
            return _UNREAD
