"""What one rule of diagnosis is. In its texts `{1}` is the first group of the pattern."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from vpnsync.link.lines import NO_ANSWER

if TYPE_CHECKING:
    from vpnsync.link.diagnose import Facts

AGAIN: Final = "reconnect = true dials again by itself"
"""The remedy against what ends a link."""


class Rule(NamedTuple):
    """One cause: its name, the line that tells it, and what to do about it.

    name: what `vpnsync explain` tells more of; rules may share one. protocols: where it holds; empty
    for all. answers: only where the server's port answers, or does not. after_up, is_taken: only
    where the link has been up, where the server took the call, or not. is_silent: only where nothing
    shows that PPP was ever answered. is_unsaid: also without such a line, where a silent call was
    given up before pppd had the time. keys: of vpns.toml.
    """

    name: str
    pattern: re.Pattern[str]
    cause: str
    remedy: str
    keys: tuple[str, ...] = ()
    protocols: tuple[str, ...] = ()
    answers: bool | None = None
    after_up: bool | None = None
    is_taken: bool | None = None
    is_silent: bool | None = None
    is_unsaid: bool = False

    def fits(self, facts: Facts) -> bool:
        """Whether the rule is about such a call at all."""
        return (
            (not self.protocols or facts.protocol in self.protocols)
            and (self.answers is None or self.answers is facts.answers)
            and (self.after_up is None or self.after_up is facts.was_up)
            and (self.is_taken is None or self.is_taken is facts.is_taken)
            and (self.is_silent is None or self.is_silent is facts.is_silent)
        )


def rule(  # noqa: PLR0913 - the columns of the table below
    name: str,
    pattern: str,
    cause: str,
    remedy: str,
    *keys: str,
    protocols: tuple[str, ...] = (),
    answers: bool | None = None,
    after_up: bool | None = None,
    is_taken: bool | None = None,
    is_silent: bool | None = None,
) -> Rule:
    """Return a rule; the columns stand in the order in which one reads them."""
    line = re.compile(pattern)
    return Rule(name, line, cause, remedy, keys, protocols, answers, after_up, is_taken, is_silent)


def silence(  # noqa: PLR0913 - the same columns
    name: str,
    cause: str,
    remedy: str,
    *keys: str,
    protocols: tuple[str, ...] = (),
    answers: bool | None = None,
    is_taken: bool | None = None,
    is_silent: bool | None = None,
) -> Rule:
    """Return a rule about a call that nobody answered, as pppd says in the end."""
    line = NO_ANSWER
    return Rule(
        name, line, cause, remedy, keys, protocols, answers, None, is_taken, is_silent, is_unsaid=True
    )
