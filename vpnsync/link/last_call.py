"""What is kept of a peer's last call beside its log: how it ended, as it was told when it did.

One file, NAME.last, with a line of JSON for each step of the call. Every call begins it anew; it
stays when the log is moved away.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from vpnsync.errors import ConflictError
from vpnsync.link.diagnosis import Diagnosis

if TYPE_CHECKING:
    from vpnsync.sync.place import Place

FOLDER: Final = "log"
_MAX_SIZE: Final = 65536
_WRITE: Final = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_READ: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class End(NamedTuple):
    """How a call ended: pppd's status, why vpnsync ended it where it did, and what that was put down to.

    The keys of `why` are spelt as vpns.toml has them.
    """

    status: int
    reason: str
    why: Diagnosis


class Step(NamedTuple):
    """One step of a call: when (ISO 8601); what: dialing, up or ended."""

    when: str
    what: str
    end: End | None = None


class LastCall(NamedTuple):
    """The last call of a peer; `end` is None where nobody saw it."""

    began: str
    was_up: bool
    end: End | None


def keep(directory: int, name: str, step: Step) -> None:
    """Add a step; where that fails, `status` knows less, and the call goes on."""
    flags = _WRITE | (os.O_TRUNC if step.what == "dialing" else 0)
    with contextlib.suppress(OSError):
        descriptor = os.open(f"{name}.last", flags, 0o600, dir_fd=directory)
        try:
            if stat.S_ISREG(os.fstat(descriptor).st_mode):
                os.fchmod(descriptor, 0o600)
                os.write(descriptor, json.dumps(step).encode() + b"\n")
        finally:
            os.close(descriptor)


def read_last_call(place: Place, name: str) -> LastCall | None:
    """Return a peer's last call; None where nothing is known. Raises RightsError where root is needed."""
    with place.find_state(FOLDER) as directory:
        if directory is None:
            return None
        try:
            raw = _content(directory, f"{name}.last")
        except FileNotFoundError:
            return None
        except OSError as error:
            path = place.state / FOLDER / f"{name}.last"
            raise ConflictError(str(path), os.strerror(error.errno or 0)) from error
    steps = [step for line in raw.splitlines() if (step := _step(line))]
    if not steps:
        return None
    end = next((step.end for step in reversed(steps) if step.what == "ended"), None)
    return LastCall(steps[0].when, any(step.what == "up" for step in steps), end)


def _content(directory: int, name: str) -> bytes:
    descriptor = os.open(name, _READ, dir_fd=directory)
    try:
        return os.read(descriptor, _MAX_SIZE) if stat.S_ISREG(os.fstat(descriptor).st_mode) else b""
    finally:
        os.close(descriptor)


def _step(line: bytes) -> Step | None:
    """Read a step; one that was cut short by a full disk or a kill is none."""
    try:
        when, what, end = json.loads(line)
        return Step(str(when), str(what), None if end is None else _end(*end))
    except (ValueError, TypeError, RecursionError):
        return None


def _end(status: Any, reason: Any, why: Any) -> End:  # noqa: ANN401 - what JSON holds
    cause, remedy, keys, lines, name = why
    told = Diagnosis(str(cause), str(remedy), tuple(keys), tuple(lines), str(name))
    return End(int(status), str(reason), told)
