"""The person behind sudo or doas, and how a process of root's becomes that person for good."""

from __future__ import annotations

import os
import pwd
import signal
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from vpnsync.cli.screen import muted
from vpnsync.errors import RightsError, VpnsyncError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from vpnsync.cli.handover import Handover


def behind(environment: Mapping[str, str]) -> pwd.struct_passwd | None:
    """Return the person on whose behalf this process is root; None where it is its own.

    Raises RightsError for somebody who does not exist: root is then not taken for the person.
    """
    number, name = environment.get("SUDO_UID"), environment.get("DOAS_USER")
    if os.geteuid() != 0 or not (number or name):
        return None
    if number and name:
        # sudo and doas set one of them; which of the two a person has set besides cannot be told.
        raise RightsError(
            "the person behind root",
            f"SUDO_UID is {number!r} and DOAS_USER is {name!r}",
            hint="unset the one that is not so",
            name="unclear-person",
        )
    try:
        who = pwd.getpwuid(_digits(number)) if number else pwd.getpwnam(str(name))
    except (KeyError, ValueError, OverflowError):
        said = f"SUDO_UID is {number!r}" if number else f"DOAS_USER is {name!r}"
        raise RightsError(
            "the person behind root",
            f"{said}, and there is no such user",
            hint="unset it to let root do all by itself",
            name="unclear-person",
        ) from None
    return who if who.pw_uid != 0 else None


def step_down() -> None:
    """Behind sudo or doas, go on as the person: for commands that need nothing of root's."""
    who = behind(os.environ)
    if who:
        become(who)


def become(who: pwd.struct_passwd) -> None:
    """Give up root's rights for good, and take the person's: uid, gid, groups, home, umask.

    The environment's HOME and names come from the user database. What else sudo left in it, or
    was told to leave, is the person's own affair.
    """
    os.initgroups(who.pw_name, who.pw_gid)
    os.setgid(who.pw_gid)
    os.setuid(who.pw_uid)
    if 0 in (os.getuid(), os.geteuid()) or _can_return():  # pragma: no cover - a kernel that does not obey
        raise RightsError("the rights of root", "could not be given up", name="unclear-person")
    os.umask(0o077)
    os.environ.update(HOME=who.pw_dir, USER=who.pw_name, LOGNAME=who.pw_name)
    runtime = Path(f"/run/user/{who.pw_uid}")
    if runtime.is_dir() and runtime.stat().st_uid == who.pw_uid:
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)  # where keyrings and agents are found
    _check_readable(who)


def from_person(who: pwd.struct_passwd, half: Callable[[], Handover]) -> Handover:
    """Run the person's half in a process that has become the person; return what it hands over.

    It shares the terminal, so that a secret's command can ask there, and tells its own errors.
    The secrets that are handed over at dial time are opened only once they are asked for: by
    another such process, which has nothing to say besides. Raises typer.Exit with its status
    where it ends without a result.
    """

    def secrets() -> dict[str, dict[str, str]]:
        with muted():
            return _asked(who, lambda: replace(half(), write=dict), is_whole=True).secrets

    return replace(_asked(who, half, is_whole=False), open=secrets)


def _asked(who: pwd.struct_passwd, half: Callable[[], Handover], *, is_whole: bool) -> Handover:
    from vpnsync.cli.message import MAX_MESSAGE, from_json

    reading, writing = os.pipe()
    with patient():
        pid = os.fork()
        if pid == 0:
            _be_the_person(lambda: _hand_over(who, half, writing, is_whole=is_whole))
        os.close(writing)
        with os.fdopen(reading, "rb") as stream:
            message = stream.read(MAX_MESSAGE + 1)
        _, status = os.waitpid(pid, 0)
    code = _code(who, status)
    if code:
        raise typer.Exit(code)
    return from_json(message)


def as_person(who: pwd.struct_passwd, run: Callable[[], int]) -> int:
    """Run the rest of a command in a process that has become the person; return its exit status."""
    with patient():
        pid = os.fork()
        if pid == 0:
            _be_the_person(lambda: _run_as(who, run))
        _, status = os.waitpid(pid, 0)
    return _code(who, status)


def _run_as(who: pwd.struct_passwd, run: Callable[[], int]) -> int:
    become(who)
    return run()


def _code(who: pwd.struct_passwd, status: int) -> int:
    """Return the exit status of the person's half; raise VpnsyncError where a signal ended it."""
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        raise VpnsyncError(
            f"the half that runs as {who.pw_name}",
            f"was ended by {signal.Signals(-code).name}: nothing was changed",
            name="killed-half",
        )
    return code


@contextmanager
def patient() -> Iterator[None]:
    """Leave Ctrl-C to the process that is waited for: it gets it as well, and its status says so."""
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _hand_over(who: pwd.struct_passwd, half: Callable[[], Handover], writing: int, *, is_whole: bool) -> int:
    """Become the person, and write what the half has to say into the pipe."""
    from vpnsync.cli.message import to_json

    become(who)
    with os.fdopen(writing, "wb") as stream:
        stream.write(to_json(half(), is_whole=is_whole))
    return 0


def _be_the_person(run: Callable[[], int]) -> None:
    """Be the person's half, from the fork to the end of the process."""
    from vpnsync.cli.main import reported

    status = 1
    try:
        if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        status = reported(run)
    except BaseException:  # noqa: BLE001 - a defect is told as Python would, and ends this process alone
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(status)


def _digits(text: str) -> int:
    """Return a number written as sudo writes it: int() alone would take blanks and underscores."""
    if not (text.isascii() and text.isdigit()):
        raise ValueError(text)
    return int(text)


def _can_return() -> bool:
    try:
        os.setuid(0)
    except PermissionError:
        return False
    return True


def _check_readable(who: pwd.struct_passwd) -> None:
    """Refuse an installation that the person cannot read: the person's half is a part of it."""
    for module in (sys.modules["vpnsync"], typer, os):
        if not os.access(str(module.__file__), os.R_OK):
            raise RightsError(
                str(module.__file__),
                f"cannot be read by {who.pw_name}, as whom vpnsync reads the description",
                hint="install Python and vpnsync where everybody may read them",
                name="unreadable-installation",
            )
