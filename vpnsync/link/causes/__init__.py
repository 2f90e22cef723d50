"""The causes of failed calls, the more telling ones first. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vpnsync.link.causes import ending, identity, start, way

if TYPE_CHECKING:
    from vpnsync.link.causes.rule import Rule

CAUSES: Final[tuple[Rule, ...]] = (*start.RULES, *identity.RULES, *way.RULES, *ending.RULES)
