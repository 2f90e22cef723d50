"""Secrets where no reference can stand for them: what import must not write into a description."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from vpnsync.pppd.hiding import COMMANDS, holds_secret
from vpnsync.pppd.options import looks_secret

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vpnsync.pppd.settings import Settings
    from vpnsync.pppd.statements import Statement

_NAMES: Final = ("user", "name")
"""Options behind which people write a password, as if they took two values."""
_CARD: Final = re.compile(r"nic-\S+|(?:br|dsl|en|eth|lan|ppp|tty|usb|vlan|wan|wl)[a-z0-9.]*")
"""How network cards and lines are called: no secret, wherever they stand."""


def plain_secrets(settings: Settings) -> list[str]:
    """Return what seems to be a secret where pppd has no secret option, in words that may be shown."""
    return list(dict.fromkeys(_found(settings.live)))


def _found(statements: Sequence[Statement]) -> Iterator[str]:
    for index, statement in enumerate(statements):
        option, value = statement.option, statement.value
        if _is_named_like_one(statements, index) or _is_behind_one(statements, index):
            yield "a word that pppd's options do not know"
        elif option and value and not option.secret and option.word not in COMMANDS and holds_secret(value):
            yield f"the value of {option.word}"


def may_be_secret(statements: Sequence[Statement], index: int) -> bool:
    """Whether a statement's first word should not be shown: it may be a secret, or the rest of one."""
    before = statements[index - 1].option if index else None
    is_behind_name = statements[index].option is None and before is not None and before.word in _NAMES
    return is_behind_name or _is_named_like_one(statements, index) or _is_behind_one(statements, index)


def _is_named_like_one(statements: Sequence[Statement], index: int) -> bool:
    option, words = statements[index].option, statements[index].words
    is_unnamed = option is None or option.kind == "bareword"
    return is_unnamed and any(looks_secret(word) for word in words if not word.startswith("/"))


def _is_behind_one(statements: Sequence[Statement], index: int) -> bool:
    """Whether an unknown word stands where the rest of a secret would, or the value of `password: X`."""
    if index == 0 or statements[index].option is not None or _CARD.fullmatch(statements[index].words[0]):
        return False
    before = statements[index - 1].option
    return (
        before.secret if before and before.kind != "bareword" else _is_named_like_one(statements, index - 1)
    )
