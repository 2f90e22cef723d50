"""Secrets where no reference can stand for them: what import must neither write nor show."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from vpnsync.pppd.comments import comments, tells_secret
from vpnsync.pppd.hiding import COMMANDS, holds_secret
from vpnsync.pppd.vocabulary import looks_secret

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vpnsync.pppd.options import Dictionary
    from vpnsync.pppd.statements import Statement

_NAMES: Final = ("user", "name")
"""Options behind which people write a password, as if they took two values."""


@dataclass(frozen=True)
class Suspicion:
    """Says which statements of a peers file seem to hold a secret where pppd has no secret option."""

    text: bytes = field(repr=False)
    statements: Sequence[Statement] = field(repr=False)
    dictionary: Dictionary = field(repr=False)

    def plain_secrets(self) -> list[str]:
        """Return what seems to be one, in words that may be shown."""
        return list(dict.fromkeys(self._found()))

    def _found(self) -> Iterator[str]:
        for index, statement in enumerate(self.statements):
            option = statement.option
            if self.falls_on(index):
                yield "a word that pppd's options do not know"
            elif option and not option.secret and option.word not in COMMANDS:
                yield from [f"the value of {option.word}"] if holds_secret(statement.value or "") else []

    def falls_on(self, index: int) -> bool:
        """Whether a statement's first word should not be shown."""
        before = self.statements[index - 1].option if index else None
        is_behind_name = before is not None and before.word in _NAMES and self._continues(index)
        return (
            is_behind_name
            or self._is_named_like_one(index)
            or self._is_behind_one(index)
            or self._is_behind_comment(index)
        )

    def _is_named_like_one(self, index: int) -> bool:
        option, words = self.statements[index].option, self.statements[index].words
        is_unnamed = option is None or option.kind == "bareword"
        return is_unnamed and any(looks_secret(word) for word in words if not word.startswith("/"))

    def _is_behind_one(self, index: int) -> bool:
        """Whether an unknown word stands where the rest of a secret would, or the value of `password: X`."""
        if index == 0 or self.statements[index].option is not None:
            return False
        before = self.statements[index - 1].option
        if before is None or before.kind == "bareword":
            return self._is_named_like_one(index - 1)
        return before.secret and self._continues(index)

    def _is_behind_comment(self, index: int) -> bool:
        """Whether an unknown word stands below a comment that names a secret, as the rest of it would."""
        statement = self.statements[index]
        if statement.option is not None and statement.option.kind != "bareword":
            return False
        if statement.words[0].startswith("/dev/"):  # a modem below the remark on its PIN
            return False
        gap = self.text[self.statements[index - 1].end if index else 0 : statement.start]
        return any(tells_secret(comment.text, self.dictionary) for comment in comments(gap, ()))

    def _continues(self, index: int) -> bool:
        """Whether an unknown word stands on the line of the statement before it."""
        before, statement = self.statements[index - 1], self.statements[index]
        return statement.option is None and b"\n" not in self.text[before.end : statement.start]
