"""Signals that end a watch, caught so that nothing is left behind when they come."""

from __future__ import annotations

import os
import select
import signal
from typing import TYPE_CHECKING, Any, Final, Self

if TYPE_CHECKING:
    from types import TracebackType

_ENDING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupts:
    """While entered, Ctrl-C, SIGTERM and SIGHUP are noted instead of obeyed, and wake `wait`.

    So does the end of a child. Only in the main thread, where Python's signals arrive.
    """

    def __init__(self) -> None:
        self.caught: signal.Signals | None = None
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        """Take over."""
        self._read, self._write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC) if hasattr(os, "pipe2") else _pipe()
        self._wakeup = signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        for number in (*_ENDING, signal.SIGCHLD):
            self._before[number] = signal.signal(number, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give everything back as it was."""
        for number, action in self._before.items():
            signal.signal(number, action)
        signal.set_wakeup_fd(self._wakeup)
        os.close(self._read)
        os.close(self._write)

    def _note(self, number: int, _frame: object) -> None:
        if number != signal.SIGCHLD:
            self.caught = signal.Signals(number)

    def wait(self, seconds: float) -> None:
        """Sleep, but not beyond the next signal."""
        if select.select([self._read], [], [], max(seconds, 0))[0]:
            os.read(self._read, 4096)


def _pipe() -> tuple[int, int]:
    pair = os.pipe()
    for descriptor in pair:
        os.set_blocking(descriptor, False)
    return pair
