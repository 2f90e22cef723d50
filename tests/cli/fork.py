"""The program in a fork of the test's own process: no start-up to wait for, and any rights to give up."""

from __future__ import annotations

import contextlib
import os
import pkgutil
import pty
import select
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

import deepdiff

import vpnsync
from tests.cli.program import environment
from tests.conftest import Result
from vpnsync.cli.main import main
from vpnsync.pppd.options import PLATFORMS, dictionary

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NOBODY: Final = 65534


class Child:
    """One run of the program, which can be watched, signalled and waited for."""

    def __init__(
        self,
        *arguments: str | Path,
        cwd: Path,
        name: str = "vpnsync",
        prepare: Callable[[], None] = lambda: None,
        program: Callable[[], int] = main,
        is_on_terminal: bool = False,
    ) -> None:
        self._status: int | None = None
        (self._out, out), (self._err, err) = (pty.openpty() if is_on_terminal else os.pipe() for _ in "oe")
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if self.pid == 0:

            def prepared() -> int:
                prepare()
                return program()

            _be_the_program([name, *map(str, arguments)], cwd, (out, err), prepared)
        os.close(out)
        os.close(err)

    def is_running(self) -> bool:
        """Whether it has not ended yet."""
        if self._status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self._status = os.waitstatus_to_exitcode(status) if pid else None
        return self._status is None

    def signal(self, *numbers: signal.Signals) -> None:
        """Send signals, in this order."""
        for number in numbers:
            os.kill(self.pid, number)

    def finish(self) -> Result:
        """Wait for the end; return status (negative: the signal that ended it), stdout and stderr."""
        out, err = _read_all(self._out, self._err)
        if self._status is None:
            _, status = os.waitpid(self.pid, 0)
            self._status = os.waitstatus_to_exitcode(status)
        return Result(self._status, out, err)


def preload() -> None:
    """Import and read what is otherwise had late, before the rights to do so are gone."""
    assert deepdiff
    assert datetime.strptime("2026", "%Y").year  # noqa: DTZ007 - loads what strptime needs
    assert all(dictionary(platform) for platform in PLATFORMS)
    for module in pkgutil.walk_packages(vpnsync.__path__, "vpnsync."):
        if not module.name.endswith("__main__"):
            __import__(module.name)


def run_as_nobody(*arguments: str | Path, cwd: Path, name: str = "vpnsync") -> Result:
    """Run the program without any rights; `name` is what was typed to start it."""
    preload()
    return Child(*arguments, cwd=cwd, name=name, prepare=become_nobody).finish()


def become_nobody() -> None:
    """Give up all rights."""
    os.environ["HOME"] = "/"
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)


def _be_the_program(
    argv: Sequence[str], cwd: Path, pipes: tuple[int, int], program: Callable[[], int]
) -> NoReturn:
    status = 1
    try:
        kept = environment()
        os.environ.clear()
        os.environ.update(kept)
        os.dup2(pipes[0], 1)
        os.dup2(pipes[1], 2)
        sys.stdin = Path(os.devnull).open()  # noqa: SIM115 - as long as the process
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - the same
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - the same
        sys.argv[:] = argv
        signal.signal(signal.SIGINT, signal.default_int_handler)  # however the tests were started
        os.chdir(cwd)
        status = program()
    except BaseException:  # noqa: BLE001 - as Python would end
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _read_all(*descriptors: int) -> list[str]:
    """Read side by side: a program that has much to say on one must not wait for the other."""
    texts = dict.fromkeys(descriptors, b"")
    left = [*descriptors]
    while left:
        for descriptor in select.select(left, [], [])[0]:
            piece = b""
            with contextlib.suppress(OSError):  # a terminal whose other side is closed
                piece = os.read(descriptor, 65536)
            texts[descriptor] += piece
            if not piece:
                left.remove(descriptor)
                os.close(descriptor)
    return [text.decode() for text in texts.values()]
