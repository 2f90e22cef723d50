"""`vpnsync logs`: what pppd said during a peer's calls."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Annotated

import typer

from vpnsync.cli.options import ConfigOption, HostOption, PlatformOption, PppdOption, RootOption
from vpnsync.cli.screen import note, say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from vpnsync.cli.session import Session

_PAUSE = 0.25
_TAIL = 256 * 1024
"""Bytes from the end that are looked through for the last lines."""


def logs(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The peer.")],
    *,
    config: ConfigOption = None,
    root: RootOption = None,
    platform: PlatformOption = None,
    pppd: PppdOption = None,
    host: HostOption = None,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on with what comes.")] = False,
    count: Annotated[
        int | None, typer.Option("--lines", "-n", min=0, metavar="COUNT", help="Only the last lines.")
    ] = None,
) -> int:
    """Show a peer's log: where its `logfile` says, else the file that `up` keeps.

    Example: sudo vpnsync logs office -f
    """
    from vpnsync.cli.dialing import check_root
    from vpnsync.cli.session import open_session
    from vpnsync.link.log import Follower

    session = open_session(config=config, root=root, platform=platform, pppd=pppd, host=host, names=(name,))
    check_root(session, name, "its log cannot be read without root")
    with _opened(session, name) as descriptor:
        if descriptor is None:
            note(f"There is no log of {name} yet: `up` begins one.")
            return 0
        for line in _last(descriptor, count):
            say(line)
        follower = Follower(descriptor, _size(descriptor))
        while follow:
            sys.stdout.flush()
            time.sleep(_PAUSE)
            for line in follower.lines():
                say(line)
    return 0


def _opened(session: Session, name: str) -> AbstractContextManager[int | None]:
    """Open the log, and say which file that is."""
    from vpnsync.cli.dialing import described, machine_of
    from vpnsync.cli.session import render_all
    from vpnsync.link.log import log_path, open_logfile, open_to_read

    peer = described(session, render_all(session), name)
    own = peer.value("logfile")
    note(str(own or log_path(session.place, name)))
    return open_logfile(machine_of(session).path(own)) if own else open_to_read(session.place, name)


def _last(descriptor: int, count: int | None) -> Iterator[str]:
    from vpnsync.link.log import Follower

    start = 0 if count is None else max(0, _size(descriptor) - _TAIL)
    lines = list(Follower(descriptor, start).lines(is_end=True))
    yield from lines if count is None else lines[len(lines) - min(count, len(lines)) :]


def _size(descriptor: int) -> int:
    import os

    return os.fstat(descriptor).st_size
