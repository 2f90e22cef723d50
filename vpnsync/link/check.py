"""What a doctor looks at, and what comes of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from vpnsync.pppd.settings import Settings

Verdict = Literal["ok", "warning", "problem"]


class Check(NamedTuple):
    """One thing that was looked at; `remedy` is the way out where it is not well."""

    verdict: Verdict
    what: str
    remedy: str = ""


@dataclass(frozen=True)
class Patient:
    """One peer as far as it matters here. Not shown by repr(): settings may hold a password."""

    name: str
    protocol: str
    server: str | None = None
    settings: Settings | None = field(default=None, repr=False)


NEEDS_ROOT: Final = "run it with sudo"
"""The way out of what only root sees; who knows how this was called says it as a command."""


def unseen(thing: str) -> Check:
    """Return the check of something that these rights do not reach: unknown, never absent."""
    return Check("warning", f"{thing}: unknown (needs root)", NEEDS_ROOT)
