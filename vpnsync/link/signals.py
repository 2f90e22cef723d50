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

    A SIGHUP that is ignored stays so: that is what `nohup` is for.

    So does the end of a child. Only in the main thread, where Python's signals arrive.
    lifeline: a pipe whose other end somebody holds who is to be told of: where that one is gone,
    it is taken for a SIGHUP.
    """

    def __init__(self, lifeline: int | None = None) -> None:
        self.caught: signal.Signals | None = None
        self._lifeline = lifeline
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        """Take over."""
        self._read, self._write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC) if hasattr(os, "pipe2") else _pipe()
        self._wakeup = signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        is_nohup = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        for number in (*_ENDING, signal.SIGCHLD):
            if is_nohup and number == signal.SIGHUP:
                continue
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
        watched = [self._read] if self._lifeline is None else [self._read, self._lifeline]
        ready = select.select(watched, [], [], max(seconds, 0))[0]
        if self._read in ready:
            os.read(self._read, 4096)
        if self._lifeline in ready:
            self._lifeline = None
            self.caught = self.caught or signal.SIGHUP


def _pipe() -> tuple[int, int]:
    pair = os.pipe()
    for descriptor in pair:
        os.set_blocking(descriptor, False)
    return pair
