"""How far long work has come: one line on a terminal that is overwritten and then gone; elsewhere nothing."""

from __future__ import annotations

import contextlib
import sys
import time
from typing import TYPE_CHECKING, Final, TypeVar

from vpnsync.cli.screen import is_colourful, is_muted, paint

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

_Item = TypeVar("_Item")
_PATIENCE: Final = 0.5
"""Seconds after which somebody wonders whether it goes on."""
_EVERY: Final = 0.1


@contextlib.contextmanager
def counting(
    doing: str, total: int | None = None, *, patience: float = _PATIENCE
) -> Iterator[Callable[[], None]]:
    """Yield what is to be called before each of `total` pieces of work; costs nothing without a terminal.

    It is written between the pieces only: a program that is asked for a secret may have the terminal
    meanwhile, to ask for its own password. total: None where it is not known beforehand.
    patience: seconds; 0 where a single piece may take long.
    """
    if is_muted() or not is_colourful(sys.stderr):
        yield lambda: None
        return
    count = _Count(doing, total, patience)
    try:
        yield count.step
    finally:
        count.clear()


def counted(doing: str, items: Collection[_Item], *, patience: float = _PATIENCE) -> Iterator[_Item]:
    """Yield items, each of which is a piece of work for whoever takes it."""
    with counting(doing, len(items), patience=patience) as step:
        for item in items:
            step()
            yield item


class _Count:
    """The line itself: not there before it is worth it, and not written more often than one can read."""

    def __init__(self, doing: str, total: int | None, patience: float) -> None:
        self.doing = doing
        self.total = total
        self.number = 0
        self.next = time.monotonic() + patience
        self.is_shown = False

    def step(self) -> None:
        """Count one more, and show it where it is time to."""
        self.number += 1
        now = time.monotonic()
        if now >= self.next:
            self.next = now + _EVERY
            of = "" if self.total is None else f" of {self.total}"
            self._write("\r" + paint(f"{self.doing}: {self.number}{of} ", "dim", sys.stderr))

    def clear(self) -> None:
        """Leave the line as it was."""
        if self.is_shown:
            self._write("\r")

    def _write(self, text: str) -> None:
        self.is_shown = True
        with contextlib.suppress(OSError):  # a terminal that is gone is nothing to fail for
            sys.stderr.write(f"{text}\033[K")
            sys.stderr.flush()
