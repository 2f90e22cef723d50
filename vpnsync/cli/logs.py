"""`vpnsync logs`: what pppd said during a peer's calls."""

from __future__ import annotations

import os
import select
import time
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from vpnsync.cli.options import NameArgument, RootHalfOption
from vpnsync.cli.screen import hand_out, note, say
from vpnsync.cli.where import Where, located

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from vpnsync.cli.handover import Handover
    from vpnsync.cli.session import Session
    from vpnsync.link.log import Follower
    from vpnsync.sync.place import Place

_PAUSE = 0.25
_TAIL = 256 * 1024
"""Bytes from the end that are looked through for the last lines."""


@located
def logs(
    name: NameArgument,
    *,
    where: Where,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on with what comes.")] = False,
    count: Annotated[
        int | None, typer.Option("--lines", "-n", min=0, metavar="COUNT", help="Only the last lines.")
    ] = None,
    is_root_half: RootHalfOption = False,
) -> int:
    """Show a peer's log: where its `logfile` says, else the file that `up` keeps.

    Example: vpnsync logs office -f
    """
    from vpnsync.cli.halves import in_halves

    def person() -> Handover:
        from vpnsync.cli.drafts import hand_over_names

        session = where.session()
        _check_name(session, name)
        return hand_over_names(session)

    def roots(handover: Handover) -> int:
        return _show(handover, handover.place(where.root), name, count, is_followed=follow)

    return in_halves(person, roots, is_root_half=is_root_half)


def _check_name(session: Session, name: str) -> None:
    """Refuse names that no peer has."""
    from vpnsync.config.nearest import unknown
    from vpnsync.errors import ConflictError

    known = session.config.document.peers
    if name not in known:
        raise ConflictError(name, unknown("peer", name, known), name="unknown-peer")


def _show(handover: Handover, place: Place, name: str, count: int | None, *, is_followed: bool) -> int:
    """Print a log, and what comes; return the exit status."""
    from vpnsync.cli.dialing import needing_rights
    from vpnsync.errors import ConflictError

    if name not in handover.described:
        raise ConflictError(name, "is not among the peers that were handed over", name="halves-differ")
    with needing_rights():
        source = _source(handover, place, name)
        note(str(source.path))
        while True:
            with source.opened() as descriptor:
                if descriptor is None and not is_followed:
                    note(f"There is no log of {name} yet: `up` begins one.")
                follower = None if descriptor is None else _tail(descriptor, count, is_end=not is_followed)
                if not is_followed or _is_left(source, follower):
                    return 0
            count = None  # of what was begun anew, all of it


def _is_left(source: Source, follower: Follower | None) -> bool:
    """Print what comes until the log is moved away; return whether nobody is there any more to read it."""
    from vpnsync.cli.halves import lifeline

    while True:
        hand_out()
        if _is_alone(lifeline()):
            return True
        is_moved = not source.is_still(follower)
        for line in follower.lines(is_end=is_moved) if follower else ():
            say(line)
        if is_moved:
            return False


def _is_alone(lifeline: int | None) -> bool:
    """Wait a little; return whether nobody is there any more who wants to see what comes."""
    if lifeline is None:
        time.sleep(_PAUSE)
        return False
    return bool(select.select([lifeline], [], [], _PAUSE)[0])


def _source(handover: Handover, place: Place, name: str) -> Source:
    """Return where a peer's log is: where the peers file on disk says, or our own."""
    from vpnsync.cli.dialing import machine_of
    from vpnsync.link.log import log_path, open_logfile, open_to_read
    from vpnsync.sync.files import File
    from vpnsync.sync.kinds import peers_file
    from vpnsync.sync.store import read

    found = read(place, handover.dictionary).get(peers_file(name))
    own = next(reversed(found.settings.values_of("logfile")), None) if isinstance(found, File) else None
    if own:
        path = machine_of(place).path(own)
        return Source(path, lambda: open_logfile(path))
    return Source(log_path(place, name), lambda: open_to_read(place, name))


class Source(NamedTuple):
    """A log: its path, and what opens it, to None where there is none."""

    path: Path
    opened: Callable[[], AbstractContextManager[int | None]]

    def is_still(self, follower: Follower | None) -> bool:
        """Whether the path still leads to what was opened there; until there is a new file, it does."""
        try:
            now = self.path.lstat()
        except OSError:
            return True
        return follower is not None and os.path.samestat(now, os.fstat(follower.descriptor))


def _tail(descriptor: int, count: int | None, *, is_end: bool) -> Follower:
    """Print the last lines, or all; return what reads on from there."""
    from vpnsync.link.log import Follower

    size = os.fstat(descriptor).st_size
    start = 0 if count is None else max(0, size - _TAIL)
    follower = Follower(descriptor, start)
    lines = list(follower.lines(is_end=is_end))
    if start:
        del lines[:1]  # the end of a line: without its beginning, what is secret in it is not seen
    for line in lines if count is None else lines[len(lines) - min(count, len(lines)) :]:
        say(line)
    return follower
