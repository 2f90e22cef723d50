"""What makes systemd start a unit with the machine: a link to it, in the folder of a target.

launchd needs nothing of the kind: it starts what stands in its folder.
"""

from __future__ import annotations

import contextlib
import os
import stat
from typing import TYPE_CHECKING, Final

from vpnsync.errors import WriteError
from vpnsync.sync.kinds import UNITS
from vpnsync.sync.store import unlisted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vpnsync.sync.place import Place

_UNITS: Final = UNITS["linux"]
_WANTS: Final = (*_UNITS.directory, "multi-user.target.wants")
"""Where `systemctl enable` puts its links for units that say WantedBy=multi-user.target."""


def lacking(place: Place, units: Iterable[str]) -> list[str]:
    """Return those of some units that do not start with the machine."""
    if place.platform != "linux":
        return []
    with _opened(place) as directory:
        links = set() if directory is None else set(_links(directory))
    return sorted(set(units) - links)


def dangling(place: Place) -> list[str]:
    """Return the units that are to start with the machine, and are not there any more."""
    if place.platform != "linux":
        return []
    with _opened(place) as directory, place.open(_UNITS) as units:
        return [] if directory is None else _dangling(directory, units)


def enable(place: Place, units: Iterable[str]) -> None:
    """Let units start with the machine. Raises WriteError."""
    with _opened(place, create=True) as directory:
        for unit in units:
            with _explained(place, unit), contextlib.suppress(FileExistsError):
                os.symlink(_target(unit), unit, dir_fd=directory)
        if directory is not None:
            os.fsync(directory)


def clear(place: Place) -> None:
    """Take away the links to units that are gone; only those that are as vpnsync makes them."""
    if place.platform != "linux":
        return
    with _opened(place) as directory, place.open(_UNITS) as units:
        for unit in [] if directory is None else _dangling(directory, units):
            with _explained(place, unit), contextlib.suppress(FileNotFoundError):
                os.unlink(unit, dir_fd=directory)


@contextlib.contextmanager
def _opened(place: Place, *, create: bool = False) -> Iterator[int | None]:
    """Open the folder of the links; None where there is none. What stands in the way inside is told."""
    with place.open_names(_WANTS, create=create) as directory:
        try:
            yield directory
        except OSError as error:
            raise unlisted(error, place.at(_WANTS)) from error


def _links(directory: int) -> Iterator[str]:
    """Yield the links that are as vpnsync makes them, or `systemctl enable`."""
    for name in sorted(os.listdir(directory)):
        if _UNITS.peer_of(name) is None:
            continue
        with contextlib.suppress(OSError):
            if os.readlink(name, dir_fd=directory) in (_target(name), f"../{name}"):
                yield name


def _dangling(directory: int, units: int | None) -> list[str]:
    return [name for name in _links(directory) if units is None or not _is_file(units, name)]


def _is_file(directory: int, name: str) -> bool:
    try:
        return stat.S_ISREG(os.lstat(name, dir_fd=directory).st_mode)
    except FileNotFoundError:
        return False


def _target(unit: str) -> str:
    """Return what a link says: the path on the machine itself, whatever folder plays it now."""
    return "/" + "/".join((*_UNITS.directory, unit))


@contextlib.contextmanager
def _explained(place: Place, unit: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WriteError(str(place.at(_WANTS) / unit), os.strerror(error.errno or 0)) from error
