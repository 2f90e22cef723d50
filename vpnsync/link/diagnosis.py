"""What is said of a call that failed. Pure."""

from __future__ import annotations

from typing import Final, NamedTuple

CALL_FAILED: Final = "call-failed"
"""Where nobody can say more."""


class Diagnosis(NamedTuple):
    """What went wrong, what to do, the keys of vpns.toml it hangs on, and pppd's lines that tell it.

    name: what the error is called, which `vpnsync explain` tells more of.
    """

    cause: str
    remedy: str = ""
    keys: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    name: str = CALL_FAILED
