"""`vpnsync logs`: what pppd said during a peer's calls."""

from __future__ import annotations

import contextlib
import select
import sys
import time
from typing import TYPE_CHECKING, Annotated

import typer

from vpnsync.cli.options import (
    ConfigOption,
    HostOption,
    NameArgument,
    PlatformOption,
    RootHalfOption,
    RootOption,
)
from vpnsync.cli.screen import note, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vpnsync.cli.handover import Handover
    from vpnsync.cli.session import Session
    from vpnsync.sync.place import Place

_PAUSE = 0.25
_TAIL = 256 * 1024
"""Bytes from the end that are looked through for the last lines."""


def logs(
    name: NameArgument,
    *,
    config: ConfigOption = None,
    root: RootOption = None,
    platform: PlatformOption = None,
    host: HostOption = None,
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
        from vpnsync.cli.session import open_session

        session = open_session(config=config, root=root, platform=platform, host=host)
        _check_name(session, name)
        return hand_over_names(session)

    def roots(handover: Handover) -> int:
        return _show(handover, handover.place(root), name, count, is_followed=follow)

    return in_halves(person, roots, is_root_half=is_root_half)


def _check_name(session: Session, name: str) -> None:
    """Refuse names that no peer has."""
    from vpnsync.config.complaints import unknown
    from vpnsync.errors import ConflictError

    known = session.config.document.peers
    if name not in known:
        raise ConflictError(name, unknown("peer", name, known))


def _show(handover: Handover, place: Place, name: str, count: int | None, *, is_followed: bool) -> int:
    """Print a log, and what comes; return the exit status."""
    from vpnsync.cli.dialing import needing_rights
    from vpnsync.cli.halves import lifeline
    from vpnsync.errors import ConflictError
    from vpnsync.link.log import Follower

    if name not in handover.described:
        raise ConflictError(name, "is not among the peers that were handed over")
    with needing_rights(), _opened(handover, place, name) as descriptor:
        if descriptor is None:
            note(f"There is no log of {name} yet: `up` begins one.")
            return 0
        for line in _last(descriptor, count):
            say(line)
        follower = Follower(descriptor, _size(descriptor))
        while is_followed:
            sys.stdout.flush()
            if _is_alone(lifeline()):
                break
            for line in follower.lines():
                say(line)
    return 0


def _is_alone(lifeline: int | None) -> bool:
    """Wait a little; return whether nobody is there any more who wants to see what comes."""
    if lifeline is None:
        time.sleep(_PAUSE)
        return False
    return bool(select.select([lifeline], [], [], _PAUSE)[0])


@contextlib.contextmanager
def _opened(handover: Handover, place: Place, name: str) -> Iterator[int | None]:
    """Open the log, and say which file that is: where the peers file on disk says, or our own."""
    from vpnsync.cli.dialing import machine_of
    from vpnsync.link.log import log_path, open_logfile, open_to_read
    from vpnsync.sync.files import File
    from vpnsync.sync.kinds import peers_file
    from vpnsync.sync.store import read

    found = read(place, handover.dictionary).get(peers_file(name))
    own = next(reversed(found.settings.values_of("logfile")), None) if isinstance(found, File) else None
    log = open_logfile(machine_of(place).path(own)) if own else open_to_read(place, name)
    with log as descriptor:
        note(str(own or log_path(place, name)))
        yield descriptor


def _last(descriptor: int, count: int | None) -> Iterator[str]:
    from vpnsync.link.log import Follower

    start = 0 if count is None else max(0, _size(descriptor) - _TAIL)
    lines = list(Follower(descriptor, start).lines(is_end=True))
    yield from lines if count is None else lines[len(lines) - min(count, len(lines)) :]


def _size(descriptor: int) -> int:
    import os

    return os.fstat(descriptor).st_size
