"""What one rule of diagnosis is. In its texts `{1}` is the first group of the pattern."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from vpnsync.link.diagnose import Facts


class Rule(NamedTuple):
    """One cause: the line that tells it, and what to do about it.

    protocols: where it holds; empty for all. answers: only where the server's port answers, or
    does not. alone: statuses that say as much without any line. keys: of vpns.toml.
    """

    pattern: re.Pattern[str]
    cause: str
    remedy: str
    keys: tuple[str, ...] = ()
    protocols: tuple[str, ...] = ()
    answers: bool | None = None
    alone: tuple[int, ...] = ()
    after_up: bool | None = None

    def fits(self, facts: Facts) -> bool:
        """Whether the rule is about such a call at all."""
        return (
            (not self.protocols or facts.protocol in self.protocols)
            and (self.answers is None or self.answers is facts.answers)
            and (self.after_up is None or self.after_up is facts.was_up)
        )


def rule(  # noqa: PLR0913 - the columns of the table below
    pattern: str,
    cause: str,
    remedy: str,
    *keys: str,
    protocols: tuple[str, ...] = (),
    answers: bool | None = None,
    alone: tuple[int, ...] = (),
    after_up: bool | None = None,
) -> Rule:
    """Return a rule; the columns stand in the order in which one reads them."""
    return Rule(re.compile(pattern), cause, remedy, keys, protocols, answers, alone, after_up)
