"""`vpnsync up`: dial a peer, say how far it has come, and explain what went wrong."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from vpnsync.cli.options import (
    ConfigOption,
    HostOption,
    JsonOption,
    PlatformOption,
    PppdOption,
    RootOption,
    TimeoutOption,
    VerboseOption,
)
from vpnsync.cli.screen import is_terminal, note, warn
from vpnsync.errors import BusyError, DriftError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from vpnsync.cli.dialing import Wanted
    from vpnsync.cli.session import Session
    from vpnsync.cli.story import Story
    from vpnsync.link.log import Follower


def up(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The peer.")],
    *,
    config: ConfigOption = None,
    root: RootOption = None,
    platform: PlatformOption = None,
    pppd: PppdOption = None,
    host: HostOption = None,
    json: JsonOption = False,
    detach: Annotated[
        bool, typer.Option("--detach", "-d", help="Return once the link is up, and leave it so.")
    ] = False,
    timeout: TimeoutOption = None,
    verbose: VerboseOption = False,
) -> int:
    """Dial a peer and watch it; Ctrl-C ends exactly this link. Ends with pppd's own exit status.

    Example: sudo vpnsync up office --detach --timeout 30
    """
    from vpnsync.cli.apply import apply
    from vpnsync.cli.dialing import check_can_dial
    from vpnsync.cli.session import open_session
    from vpnsync.cli.story import Story
    from vpnsync.sync.lock import held

    session = open_session(config=config, root=root, platform=platform, pppd=pppd, host=host, names=(name,))
    wanted = _applied(
        session,
        lambda: apply([name], config=config, root=root, platform=platform, pppd=pppd, host=host),
    )
    check_can_dial(session, wanted)
    story = Story(wanted, session, is_json=json, is_detached=detach, timeout=timeout)
    try:
        with held(session.place, f"dial-{name}", f"another vpnsync up is dialing {name}"):
            return 0 if story.is_up_already() else _dial(session, wanted, story, verbose=verbose)
    except BusyError:
        if story.is_up_already():
            return 0
        raise


def _dial(session: Session, wanted: Wanted, story: Story, *, verbose: bool) -> int:
    """Dial while the lock is held; everything that is opened here is closed when the call is over."""
    from vpnsync.cli.dialing import dial_secrets, machine_of, shares_server
    from vpnsync.cli.progress import Progress
    from vpnsync.link.dial import Call, Order
    from vpnsync.link.log import open_log

    for other in shares_server(session, wanted):
        warn(
            f"{other} is up over the same server: pptp makes one connection for both,"
            " so that ending one of them ends both"
        )
    order = Order(wanted.name, wanted.linkname, dial_secrets(session, wanted), wanted.needs_address)
    with (
        open_log(session.place, wanted.name) as log,
        _own_logfile(session, wanted) as others,
        Progress(wanted.name, verbose=verbose) as progress,
        Call(order, machine_of(session), log, others) as call,
    ):
        return story.tell(call, log, progress)


def _applied(session: Session, apply: Callable[[], int]) -> Wanted:
    """Return a peer that is on disk as described; a person at the terminal may apply it just now."""
    from vpnsync.cli.dialing import in_sync

    (name,) = session.names
    try:
        return in_sync(session, name)
    except DriftError as error:
        if not (is_terminal(sys.stdin) and is_terminal(sys.stderr)):
            raise
        note(f"{error.text().splitlines()[0]}; this is what apply would do first:")
        if apply() != 0:
            raise
    return in_sync(session, name)


@contextlib.contextmanager
def _own_logfile(session: Session, wanted: Wanted) -> Iterator[list[Follower]]:
    """Read along where the peers file sends pppd's messages; pppd itself would create it for all to read."""
    from vpnsync.cli.dialing import machine_of
    from vpnsync.link.log import follow_logfile

    if not wanted.logfile:
        yield []
        return
    with follow_logfile(machine_of(session).path(wanted.logfile)) as follower:
        if follower is None:
            warn(f"{wanted.logfile}: cannot be read along, so that a failure may stay unexplained")
        yield [follower] if follower else []
