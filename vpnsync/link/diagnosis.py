"""What is said of a call that failed. Pure."""

from __future__ import annotations

from typing import NamedTuple


class Diagnosis(NamedTuple):
    """What went wrong, what to do, the keys of vpns.toml it hangs on, and pppd's lines that tell it."""

    cause: str
    remedy: str = ""
    keys: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
