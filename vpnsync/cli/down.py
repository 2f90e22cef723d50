"""`vpnsync down`: end exactly one link, and wait until it is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from vpnsync.cli.options import ConfigOption, PlatformOption, RootOption
from vpnsync.cli.screen import note, say
from vpnsync.errors import ConflictError, VpnsyncError

if TYPE_CHECKING:
    from vpnsync.cli.session import Session
    from vpnsync.link.live import Live

PATIENCE = 20
"""Seconds that a link is given to end: after `updetach` pppd takes five."""


def down(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="The peer.")] = None,
    *,
    config: ConfigOption = None,
    root: RootOption = None,
    platform: PlatformOption = None,
    all_: Annotated[bool, typer.Option("--all", help="End the links of all described peers.")] = False,
) -> int:
    """End a peer's link, dialed by vpnsync or by hand, and wait until it is gone. Not up: says so, exit 0.

    Example: sudo vpnsync down office
    """
    from vpnsync.cli.dialing import check_root, machine_of
    from vpnsync.cli.session import open_session
    from vpnsync.link.live import calls, live_pppds

    if (name is None) != all_:
        raise typer.BadParameter("give the name of a peer, or --all")
    session = open_session(config=config, root=root, platform=platform)
    live = live_pppds(machine_of(session), session.dictionary)
    names = [name] if name is not None else list(session.config.document.peers)
    found = [(peer, one) for peer in names for one in calls(live, peer)]
    if name is not None and not found:
        _check_name(session, name)
    if found or any(one.names is None for one in live):
        check_root(session, name or "the links", "cannot be ended without root")
    if not found:
        say(f"{name} is not up." if name is not None else "No described peer is up.")
    failed = [f"{peer}: process {one.pid}" for peer, one in found if not _end(session, peer, one)]
    if failed:
        raise VpnsyncError(
            f"still not gone after {PATIENCE} seconds", failed, hint="kill -9 ends them for sure"
        )
    return 0


def _check_name(session: Session, name: str) -> None:
    """Refuse names that no peer has: a typing error must not look like a link that is down."""
    from vpnsync.config.complaints import unknown

    if name not in session.config.document.peers and not session.config.complaints:
        raise ConflictError(name, unknown("peer", name, session.config.document.peers))


def _end(session: Session, name: str, live: Live) -> bool:
    from vpnsync.link.live import end
    from vpnsync.link.log import open_log

    note(f"{name}: ending process {live.pid}")
    with open_log(session.place, name) as log:
        log.mark("ended", "5 down")
        is_gone = end(live, PATIENCE)
    if is_gone:
        say(f"{name} is down.")
    return is_gone
