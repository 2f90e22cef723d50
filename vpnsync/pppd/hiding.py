"""What is printed in place of a secret, and where secrets hide inside of other values."""

from __future__ import annotations

import re
from typing import Final

HIDDEN: Final = "(hidden)"

COMMANDS: Final = ("connect", "disconnect", "init", "welcome", "pty")
"""Options whose value is a command line, in which a secret may stand."""

_ARGUMENT: Final = re.compile(
    r"""
    ( [\w-]* (?:assw|pass|secret|pwd|token|cpin) [\w-]*
      (?: [=:] (?:["'](?=\s))? \s*  |  ["']? \s+ ) )      # --password X, PASSWORD=X, assword: X, 'assword:' X
    ( "[^"]*"  |  '[^']*'  |  (?: \\. | [^\s\\"'] )+ )
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A secret inside of a command line, a chat script or NAME=VALUE: what leads to it, and itself."""


def hide_arguments(text: str) -> str:
    """Return a command line with what follows `--password` and its like masked."""
    return _ARGUMENT.sub(rf"\1{HIDDEN}", text)


def holds_secret(text: str) -> bool:
    """Whether a command line or a chat script seems to have a secret in it."""
    return bool(_ARGUMENT.search(text))
