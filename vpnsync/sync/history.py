"""The generations: keep what is about to be replaced, list what is kept, forget it, find the way back."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vpnsync.errors import ConflictError, VpnsyncError, WriteError
from vpnsync.sync.files import Access
from vpnsync.sync.generation import Generation, Unreadable, decode, encode, generation_of
from vpnsync.sync.rollback import Back, make_rollback, undoing
from vpnsync.sync.store import READ, leftovers_in, read, read_all, unlisted
from vpnsync.sync.write import clear, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from vpnsync.pppd.options import Dictionary
    from vpnsync.sync.change import Plan
    from vpnsync.sync.place import Place

KEPT: Final = 20
"""How many generations are kept."""

_FOLDER: Final = "generations"
_NAME: Final = re.compile(r"([1-9][0-9]{0,8})(?P<unfinished>\.unfinished)?\.json", re.ASCII)
_MAX: Final = 64 * 1024 * 1024
"""Bytes of the largest generation that is kept, and read."""


def keep(plan: Plan, place: Place) -> int:
    """Keep what a plan is about to replace, delete or create; return the number of the generation.

    It is on the disk, and can be read back, when this returns; it counts as unfinished until `finish`.
    The caller holds the lock. Raises WriteError where it cannot be kept: then nothing may be replaced.
    """
    with _opened(place) as directory:
        try:
            clear(directory)
            number = max(_names(directory), default=0) + 1
            generation = generation_of(plan, number, datetime.now(UTC))
            text = encode(generation)
            if len(text) > _MAX or decode(text, number, place.platform) != generation:
                raise WriteError(
                    _path(place), "what is to be replaced cannot be kept, so nothing was changed"
                )
            write(directory, _unfinished(number), text, Access(0o600, place.owner, os.getegid()))
            _sync(directory, number)
        except OSError as error:
            reason = f"{os.strerror(error.errno or 0)}: what is to be replaced cannot be kept, so nothing was"
            raise WriteError(_path(place), f"{reason} changed") from error
    return number


def _sync(directory: int, number: int) -> None:
    """Bring a generation's name onto the disk, or take it away again."""
    try:
        os.fsync(directory)
    except OSError:
        _drop(directory, number)
        raise


def finish(place: Place, number: int) -> None:
    """Say on the disk that what made a generation has been done to its end. Raises ConflictError."""
    with _opened(place) as directory:
        try:
            os.rename(_unfinished(number), _file(number), src_dir_fd=directory, dst_dir_fd=directory)
            os.fsync(directory)
        except OSError as error:
            raise ConflictError(_path(place), os.strerror(error.errno or 0)) from error


def drop(place: Place, number: int) -> None:
    """Take away the generation of an apply that has changed nothing in the end."""
    with contextlib.suppress(VpnsyncError), place.find_state(_FOLDER) as directory:
        if directory is not None:
            _drop(directory, number)


def _drop(directory: int, number: int) -> None:
    """Do so in the open directory; one that stays is no harm: it says how everything still is."""
    for name in (_file(number), _unfinished(number)):
        with contextlib.suppress(OSError):
            os.unlink(name, dir_fd=directory)


def half_written(place: Place) -> list[str]:
    """Return what a kill has left of a generation that was being written; nothing where root is needed."""
    with contextlib.suppress(VpnsyncError, OSError), place.find_state(_FOLDER) as directory:
        return leftovers_in(directory) if directory is not None else []
    return []


def clear_half_written(place: Place) -> None:
    """Remove it: it may hold a password. What cannot be removed now is so by the next apply."""
    with contextlib.suppress(VpnsyncError, OSError), place.find_state(_FOLDER) as directory:
        if directory is not None:
            clear(directory)


def generations(place: Place) -> list[Generation | Unreadable]:
    """Return what is kept, oldest first. Raises RightsError where root is needed."""
    with place.find_state(_FOLDER) as directory:
        try:
            names = {} if directory is None else _names(directory)
        except OSError as error:
            raise unlisted(error, place.state / _FOLDER) from error
        found = (_read(directory, number, name, place) for number, name in names.items())
        return [generation for generation in found if generation is not None]


def forget(place: Place, number: int) -> list[int]:
    """Remove a generation and all before it, which could not be reached without it; return which.

    The oldest go first, so that a kill leaves no gap. The caller holds the lock. Raises WriteError.
    """
    with _opened(place) as directory:
        try:
            clear(directory)
            numbers = [kept for kept in _names(directory) if kept <= number]
            for kept in numbers:
                _unlink(directory, kept)
            os.fsync(directory)
        except OSError as error:
            raise WriteError(_path(place), os.strerror(error.errno or 0)) from error
        return numbers


def trim(place: Place) -> None:
    """Keep only the last ones. What cannot be removed now is so after the next apply."""
    with contextlib.suppress(VpnsyncError, OSError), place.find_state(_FOLDER) as directory:
        if directory is not None:
            for number in [*_names(directory)][:-KEPT]:
                _unlink(directory, number)


def way_back(
    place: Place, dictionary: Dictionary, number: int, step: Callable[[], object] = lambda: None
) -> Plan:
    """Read the disk, and return the plan of going back to what was before a generation."""
    back = Back(number, Path(place.root or "/"), dictionary)
    plan = make_rollback(generations(place), read(place, dictionary), back, step)
    missing = place.missing({change.kind for change in plan.changes if change.after})
    return replace(plan, directories=tuple(missing))


def last_good(place: Place, dictionary: Dictionary, name: str) -> Plan:
    """Return the plan that puts one peer's files back as they were before they were last changed.

    It is carried out like any other plan. Raises ConflictError where nothing of that peer is kept.
    """
    kept = generations(place)
    about = [one for one in kept if isinstance(one, Generation) and name in one.peers]
    if not about:
        raise ConflictError(
            name,
            "there is no generation to go back to: nothing older of this peer is kept",
            name="no-generation",
        )
    back = Back(undoing(about, about[-1]).number, Path(place.root or "/"), dictionary, (name,))
    return make_rollback(kept, read(place, dictionary), back)


@contextlib.contextmanager
def _opened(place: Place) -> Iterator[int]:
    with place.open_state(_FOLDER) as directory:
        yield directory


def _path(place: Place) -> str:
    return str(place.state / _FOLDER)


def _file(number: int) -> str:
    return f"{number}.json"


def _unfinished(number: int) -> str:
    return f"{number}.unfinished.json"


def _names(directory: int) -> dict[int, str]:
    """Return number -> name, the oldest first; where there are two of a number, the finished one."""
    found = sorted(filter(None, map(_NAME.fullmatch, os.listdir(directory))), key=lambda match: int(match[1]))
    names = {int(match[1]): match[0] for match in found}
    return names | {int(match[1]): match[0] for match in found if not match["unfinished"]}


def _unlink(directory: int, number: int) -> None:
    """Remove a generation, under whichever name."""
    for name in (_file(number), _unfinished(number)):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name, dir_fd=directory)


def _read(directory: int | None, number: int, name: str, place: Place) -> Generation | Unreadable | None:
    """Return one generation; None where it has just been forgotten, or trimmed by an apply."""
    try:
        descriptor = os.open(name, READ, dir_fd=directory)
    except FileNotFoundError:
        return None
    except OSError as error:
        return Unreadable(number, f"cannot be read: {os.strerror(error.errno or 0)}")
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_uid != place.owner or status.st_mode & 0o022:
            return Unreadable(number, "cannot be trusted: others could have written it")
        if status.st_size > _MAX:
            return Unreadable(number, "is damaged: vpnsync writes none so large")
        found = decode(read_all(descriptor, status.st_size), number, place.platform)
        is_finished = name == _file(number)
        return replace(found, is_finished=is_finished) if isinstance(found, Generation) else found
    except OSError as error:
        return Unreadable(number, f"cannot be read: {os.strerror(error.errno or 0)}")
    finally:
        os.close(descriptor)
