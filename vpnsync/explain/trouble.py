"""What is told of an error by its name."""

from __future__ import annotations

from typing import NamedTuple


class Trouble(NamedTuple):
    """What an error means, or how one comes to it, and what to do about it."""

    means: str
    way_out: str
