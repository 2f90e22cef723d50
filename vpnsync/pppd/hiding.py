"""What is printed in place of a secret, and where secrets hide inside of other values."""

from __future__ import annotations

import re
from typing import Final

HIDDEN: Final = "(hidden)"

COMMANDS: Final = ("connect", "disconnect", "init", "welcome", "pty", "altconnect", "terminal")
"""Options whose value is a command line, in which a secret may stand."""

_ARGUMENT: Final = re.compile(
    r"""
    ( \bsshpass \s+ -p \s*  |  (?<!\S) -pw \s+
      |  [\w-]* (?:assw|pass|secret|pwd|token|cpin|sword|word(?=:)) [\w-]*
      (?: [=:] (?:["'](?=\s))? \s*  |  ["']? \s+ ) )      # --password X, PASSWORD=X, ssword: X, 'assword:' X
    ( "[^"]*"  |  '[^']*'  |  (?: \\. | [^\s\\"'] )+ )
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A secret inside of a command line, a chat script or NAME=VALUE: what leads to it, and itself."""

_IN_URL: Final = re.compile(r"(://[^/\s:@]+:)[^/\s@]+@")


def hide_in_urls(text: str) -> str:
    """Return a text with the password of each `scheme://user:password@host` masked."""
    return _IN_URL.sub(rf"\1{HIDDEN}@", text)


def hide_arguments(text: str) -> str:
    """Return a command line with what follows `--password` and its like masked."""
    return _ARGUMENT.sub(rf"\1{HIDDEN}", hide_in_urls(text))


def holds_secret(text: str) -> bool:
    """Whether a command line or a chat script seems to have a secret in it."""
    return bool(_ARGUMENT.search(text) or _IN_URL.search(text))
