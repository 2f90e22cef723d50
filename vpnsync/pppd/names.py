"""What a peer may be called: its name becomes a file name, and reaches argv and `pppd call`."""

from __future__ import annotations

import re
from typing import Final

SCRIPTS: Final = "/etc/ppp/vpnsync"
"""Where the scripts of peers stand, which their peers files call."""

NAME_PATTERN: Final = r"^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$"
_NAME: Final = re.compile(NAME_PATTERN.removeprefix("^").removesuffix("$"), re.ASCII)


def name_faults(name: str) -> list[str]:
    """Say why a text cannot be a peer's name."""
    if _NAME.fullmatch(name):
        return []
    return ["a peer's name is 1 to 64 of A-Z a-z 0-9 . _ - and does not start with . or -"]
