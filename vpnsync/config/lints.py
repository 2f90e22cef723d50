"""The names of all warnings, for those who need no more of a description than that."""

from __future__ import annotations

from typing import Final

from vpnsync.pppd.facts import FACTS

LINTS: Final = (
    "plain-text-secret",
    "readable-secret",
    "pptp-gone",
    "own-terminal",
    "default-route-twice",
    "same-network",
    "no-split-dns",
    "no-route-metric",
    "script-overruled",
    *FACTS,
)
"""The warnings that `allow` may name; lint.py makes them."""
