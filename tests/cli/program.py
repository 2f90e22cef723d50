"""The real program, in a process of its own: plain, crippled, or on a terminal."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, NamedTuple

import vpnsync
from tests.conftest import Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

PROGRAM: Final = (sys.executable, "-W", "error", "-m", "vpnsync")

_SOURCE: Final = str(Path(vpnsync.__file__).parents[1])
_PATIENCE: Final = 20
_TAKE_TERMINAL: Final = """
import fcntl, os, signal, sys, termios
signal.signal(signal.SIGINT, signal.SIG_DFL)  # as in a terminal's shell, however the tests were started
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""
_SMALL_FILES: Final = """
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
sys.argv[:] = sys.argv[1:]
runpy.run_module("vpnsync", run_name="__main__")
"""


def environment(**more: str) -> dict[str, str]:
    """Return a bare environment in which the program under test is the one that is imported.

    Nothing is kept of descriptions, least of all in the home of whoever runs the tests.
    """
    odd = ("VPNSYNC_", "SUDO_", "XDG_", "PYTHON", "NO_COLOR", "TERM", "FORCE_COLOR", "COLUMNS")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(odd)}
    return {**kept, "PYTHONPATH": _SOURCE, "PYTHONUTF8": "1", "XDG_CACHE_HOME": "/dev/null", **more}


def run(
    *arguments: str | Path, cwd: Path, start: Sequence[str] = PROGRAM, env: Mapping[str, str] | None = None
) -> Result:
    """Run the program with pipes, and nothing to read."""
    done = subprocess.run(
        [*start, *map(str, arguments)],
        cwd=cwd,
        env=environment(**(env or {})),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=_PATIENCE,
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


def run_with_small_files(
    limit: int, *arguments: str | Path, cwd: Path, env: Mapping[str, str] | None = None
) -> Result:
    """Run the program where no file may grow beyond so many bytes, as on a disk that is full."""
    return run(*arguments, cwd=cwd, start=(sys.executable, "-c", _SMALL_FILES, str(limit)), env=env)


class Started(NamedTuple):
    """The program while it runs, and what it prints, as text."""

    process: subprocess.Popen[str]
    out: IO[str]
    err: IO[str]


@contextmanager
def started(*arguments: str | Path, cwd: Path, start: Sequence[str] = PROGRAM) -> Iterator[Started]:
    """Start the program with pipes; at the end of the block it must end."""
    pipe = subprocess.PIPE
    command = [*start, *map(str, arguments)]
    with subprocess.Popen(
        command, cwd=cwd, env=environment(), stdout=pipe, stderr=pipe, text=True
    ) as process:
        assert process.stdout
        assert process.stderr
        yield Started(process, process.stdout, process.stderr)


class Terminal:
    """The program on a terminal of its own: what it shows, and a hand to type with.

    With `out` given, results go to that file, and only the rest to the terminal.
    """

    def __init__(
        self,
        *arguments: str | Path,
        cwd: Path,
        out: Path | None = None,
        env: Mapping[str, str] | None = None,
        start: Sequence[str] = PROGRAM,
        owner: int = -1,
    ) -> None:
        self.shown = ""
        self._master, terminal = pty.openpty()
        os.fchown(terminal, owner, -1)
        command = [
            sys.executable,
            "-c",
            _TAKE_TERMINAL,
            *start,
            *map(str, arguments),
        ]
        with (out or Path(os.devnull)).open("wb") as results:
            self.process = subprocess.Popen(
                command,
                cwd=cwd,
                env=environment(**{"TERM": "xterm", **(env or {})}),
                stdin=terminal,
                stdout=results if out else terminal,
                stderr=terminal,
                start_new_session=True,
            )
        os.close(terminal)

    def wait_for(self, text: str) -> str:
        """Return what was shown once `text` is part of it."""
        end = time.monotonic() + _PATIENCE
        while text not in self.shown:
            assert time.monotonic() < end, f"waited for {text!r}, got {self.shown!r}"
            assert self._read(), f"waited for {text!r}, ended with {self.shown!r}"
        return self.shown

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._master, keys.encode())

    def close(self) -> None:
        """Close the window."""
        os.close(self._master)

    def finish(self) -> Result:
        """Wait for the end and return status and everything that was shown."""
        while self._read():
            pass
        status = self.process.wait(_PATIENCE)
        os.close(self._master)
        return Result(status, self.shown, "")

    def _read(self) -> bool:
        ready, _, _ = select.select([self._master], [], [], _PATIENCE)
        assert ready, f"nothing more came after {self.shown!r}"
        try:
            piece = os.read(self._master, 65536)
        except OSError:  # Linux: the other side is closed
            return False
        self.shown += piece.decode(errors="replace").replace("\r\n", "\n")
        return bool(piece)
