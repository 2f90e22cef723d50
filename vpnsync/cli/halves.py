"""The two halves of a run: the person's reads and renders the description, root's plans and writes.

One process does both where it has the rights for both. Else either a person typed the command,
and root's half is started through sudo or doas; or root runs it on a person's behalf, and the
person's half runs in a process that has become the person. Only a Handover passes between.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import subprocess
import sys
import termios
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from vpnsync.cli.person import as_person, behind, from_person, patient
from vpnsync.cli.screen import is_terminal, note
from vpnsync.errors import RightsError, VpnsyncError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from vpnsync.cli.handover import Handover
    from vpnsync.sync.place import Place

_TERMINAL: Final = "/dev/tty"
_LIFELINE: Final[list[int]] = []
_FINDS_VPNSYNC: Final = "import importlib.util as u, sys; sys.exit(u.find_spec('vpnsync') is None)"


def in_halves(
    person: Callable[[], Handover],
    root: Callable[[Handover], int],
    *,
    is_root_half: bool,
    words: Sequence[str] | None = None,
) -> int:
    """Run both halves of a command, each with its own rights; return the exit status.

    root: raises RightsError, before it shows or asks anything, where its rights are not enough.
    is_root_half: the person's half has run elsewhere, and its handover is on standard input.
    words: the command as it would be typed, where it is not the one that was.
    """
    typed = list(sys.argv[1:] if words is None else words)
    if is_root_half:
        return root(_receive())
    who = behind(os.environ)
    if who:
        return root(from_person(who, person))
    handover = person()
    try:
        return root(handover)
    except RightsError as error:
        if can_elevate() and os.geteuid() != 0:
            return _elevate(handover, error, typed)
        raise _with_command(error, handover.description, typed) from None


def by_root(run: Callable[[], int]) -> int:
    """Run a command that needs nothing of the person's; through sudo or doas where it needs root."""
    try:
        return run()
    except RightsError as error:
        if not can_elevate() or os.geteuid() == 0:
            raise _with_command(error, None, sys.argv[1:]) from None
        _say_who_asks(error)
        command = [*_isolated(_bare()), *sys.argv[1:]]
        with patient(), subprocess.Popen(command, env=_bare()) as started:  # noqa: S603
            return _status(started.wait())


def from_disk(read: Callable[[], bytes], person: Callable[[bytes], int], *, is_root_half: bool) -> int:
    """Run a command whose root's half only reads, and whose person's half does the rest with that.

    read: returns what was read, as one message; raises RightsError. Returns the exit status.
    """
    if is_root_half:
        return _send(read())
    who = behind(os.environ)
    if who:
        message = read()
        return as_person(who, lambda: person(message))
    try:
        message = read()
    except RightsError as error:
        if not can_elevate() or os.geteuid() == 0:
            raise _with_command(error, None, sys.argv[1:]) from None
        _say_who_asks(error)
        command = [*_isolated(_bare()), *_with_flag(sys.argv[1:])]
        with patient(), subprocess.Popen(command, stdout=subprocess.PIPE, env=_bare()) as started:  # noqa: S603
            message = started.communicate()[0]
        if started.returncode:
            return _status(started.returncode)
    return person(message)


def _bare() -> dict[str, str]:
    """Return the environment for a command that needs none of the person's secrets."""
    wanted = ("PATH", "HOME", "TERM", "LANG", "LC_ALL", "SUDO_ASKPASS", "DISPLAY", "WAYLAND_DISPLAY")
    return {name: os.environ[name] for name in wanted if name in os.environ}


def _send(message: bytes) -> int:
    """Print a message for the person's half: it waits for it on a pipe."""
    if is_terminal(sys.stdout):
        raise VpnsyncError("--root-half", "is for vpnsync itself: leave it away", name="halves-differ")
    sys.stdout.buffer.write(message)
    return 0


def can_elevate() -> bool:
    """Whether somebody is at a terminal who can be asked for a password, and something that asks."""
    is_seen = is_terminal(sys.stdin) or is_terminal(sys.stderr)
    return is_seen and _elevator() is not None and _has_terminal()


def _has_terminal() -> bool:
    try:
        os.close(os.open(_TERMINAL, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC))
    except OSError:
        return False
    return True


def check_rights(place: Place) -> None:
    """Refuse before any question what could not be written after it."""
    if place.root is None and os.geteuid() != 0:
        raise RightsError(str(place.peers), "cannot be written without root")


def _elevator() -> str | None:
    return shutil.which("sudo") or shutil.which("doas")


def _elevate(handover: Handover, error: RightsError, typed: list[str]) -> int:
    """Run the same command's root half through sudo or doas; return its exit status.

    The message goes over standard input, since sudo closes everything else but the terminal. That
    pipe stays open as long as this process lives: by it, root's half can tell.
    """
    from vpnsync.cli.message import to_json

    environment = {name: value for name, value in os.environ.items() if name not in handover.hidden}
    command = [*_isolated(environment), *_with_flag(typed)]
    message = to_json(handover)
    _say_who_asks(error)
    with (
        patient(),
        subprocess.Popen(command, stdin=subprocess.PIPE, env=environment, bufsize=0) as started,  # noqa: S603
    ):
        if started.stdin:
            _feed(started.stdin, message)
        started.wait()
    return _status(started.returncode)


def _feed(pipe: IO[bytes], message: bytes) -> None:
    """Write all of it; who has ended without reading it tells by its status."""
    with contextlib.suppress(BrokenPipeError):
        while message:
            message = message[pipe.write(message) :]


def _say_who_asks(error: RightsError) -> None:
    program = Path(str(_elevator())).name
    note(f"{error.thing} needs root: {program} may ask for your password")


def _status(code: int) -> int:
    """Return an exit status as a shell tells it."""
    return code if code >= 0 else 128 - code


def _isolated(environment: Mapping[str, str]) -> list[str]:
    """Return what starts this very vpnsync as root."""
    _check_isolated(environment)
    # -I: neither the current folder nor a variable of the person's says what root imports.
    return [str(_elevator()), "--", sys.executable, "-I", "-m", "vpnsync"]


def _check_isolated(environment: Mapping[str, str]) -> None:
    """Refuse before any password what root's Python would not find: a copy for one user alone."""
    command = [sys.executable, "-I", "-c", _FINDS_VPNSYNC]
    if subprocess.run(command, check=False, env=environment).returncode:  # noqa: S603 - this very Python
        raise RightsError(
            "vpnsync",
            "is installed where root's Python does not look",
            hint="install it with pipx, or in a venv",
            name="unreadable-installation",
        )


def _with_flag(words: list[str]) -> list[str]:
    """Return the words that were typed, with the mark of root's half behind the command's name."""
    at = next((index for index, word in enumerate(words) if not word.startswith("-")), 0) + 1
    return [*words[:at], "--root-half", *words[at:]]


def lifeline() -> int | None:
    """Return the pipe that is closed once the person's half has ended; None where it is not elsewhere."""
    return next(iter(_LIFELINE), None)


def _receive() -> Handover:
    """Read what the person's half hands over, then make the terminal standard input again."""
    from vpnsync.cli.message import MAX_MESSAGE, from_json

    if sys.stdin is None or is_terminal(sys.stdin):
        raise VpnsyncError("--root-half", "is for vpnsync itself: leave it away", name="halves-differ")
    handover = from_json(sys.stdin.buffer.readline(MAX_MESSAGE + 1))
    _LIFELINE.append(os.dup(sys.stdin.fileno()))
    if handover.is_plain:
        os.environ["NO_COLOR"] = "1"
    _read_from(_TERMINAL if handover.asks and _has_terminal() else os.devnull)
    return handover


def _read_from(path: str) -> None:
    """Make this standard input."""
    with Path(path).open("rb") as source:
        os.dup2(source.fileno(), sys.stdin.fileno())
    # A sudo that is fed by a pipe takes the terminal only once it is used. Before that, keys are read
    # line by line and Ctrl-D would be lost; so use it now, before anybody is asked.
    with contextlib.suppress(termios.error):
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, termios.tcgetattr(sys.stdin))


def as_root(description: str | None, arguments: Sequence[str] | None = None) -> str:
    """Return the command that was typed as one that has the rights, wherever it is typed then.

    By its full path, since what is installed for one user is not where sudo looks; with the description.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    typed = shutil.which(sys.argv[0]) or shutil.which("vpnsync")
    start = [str(Path(typed).absolute())] if typed else [sys.executable, "-m", "vpnsync"]
    if description and not any(word in ("-c", "--config") or word.startswith("--config=") for word in words):
        words += ["--config", str(Path(description).absolute())]
    return f"{Path(_elevator() or 'sudo').name} {shlex.join([*start, *words])}"


def _with_command(error: RightsError, description: str | None, arguments: list[str]) -> RightsError:
    """Return the error with the exact command that has the rights."""
    told = RightsError(error.thing, error.lines[0], hint=f"run: {as_root(description, arguments)}")
    told.status = error.status
    return told
