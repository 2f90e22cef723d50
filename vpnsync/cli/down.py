"""`vpnsync down`: end exactly one link, and wait until it is gone."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Annotated

import typer

from vpnsync.cli import complete
from vpnsync.cli.options import QuietOption, RootHalfOption
from vpnsync.cli.screen import be_quiet, note, say, warn
from vpnsync.cli.where import Where, located
from vpnsync.errors import ConflictError, RightsError, VpnsyncError

if TYPE_CHECKING:
    from vpnsync.cli.handover import Handover
    from vpnsync.cli.session import Session
    from vpnsync.link.live import Live
    from vpnsync.sync.place import Place

REQUESTED = 5
"""pppd's status where it was asked to end."""

PATIENCE = 20
"""Seconds that a link is given to end: after `updetach` pppd takes five."""


@located
def down(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="The peer.", autocompletion=complete.peers)
    ] = None,
    *,
    where: Where,
    all_: Annotated[bool, typer.Option("--all", help="End the links of all described peers.")] = False,
    quiet: QuietOption = False,
    is_root_half: RootHalfOption = False,
) -> int:
    """End a peer's link, dialed by vpnsync or by hand, and wait until it is gone. Not up: says so, exit 0.

    Example: vpnsync down office
    """
    be_quiet(on=quiet)
    from vpnsync.cli.halves import in_halves

    if (name is None) != all_:
        raise typer.BadParameter("give the name of a peer, or --all")

    def person() -> Handover:
        from vpnsync.cli.drafts import hand_over_names

        session = where.session()
        if name is not None:
            _check_name(session, name)
        return hand_over_names(session)

    return in_halves(person, lambda it: _down(it, it.place(where.root), name), is_root_half=is_root_half)


def _check_name(session: Session, name: str) -> None:
    """Refuse names that no peer has: a typing error must not look like a link that is down."""
    from vpnsync.cli.dialing import machine_of
    from vpnsync.config.nearest import unknown
    from vpnsync.link.live import calls, live_pppds

    known = session.config.document.peers
    if name in known or session.config.complaints:
        return
    if not calls(live_pppds(machine_of(session.place), session.dictionary), name):
        raise ConflictError(name, unknown("peer", name, known), name="unknown-peer")


def _down(handover: Handover, place: Place, name: str | None) -> int:
    """End the links that are found; return the exit status."""
    from vpnsync.cli.dialing import clear_after_dead_links, machine_of, needing_rights
    from vpnsync.link.leftovers import has_leftovers
    from vpnsync.link.live import calls, live_pppds, sees_all

    live = live_pppds(machine_of(place), handover.dictionary)
    names = [name] if name is not None else handover.described
    found = [(peer, one) for peer in names for one in calls(live, peer)]
    is_blind = not sees_all() or any(one.names is None for one in live)
    if (found or is_blind or has_leftovers(machine_of(place))) and place.root is None and os.geteuid() != 0:
        with needing_rights():
            raise RightsError(name or "the links", "cannot be ended without root")
    if not found:
        say(f"{name} is not up." if name is not None else "No described peer is up.")
    failed = [f"{peer}: process {one.pid}" for peer, one in found if not _end(handover, place, peer, one)]
    clear_after_dead_links(place, handover.dictionary)
    if failed:
        raise VpnsyncError(
            f"still not gone after {PATIENCE} seconds",
            failed,
            hint="kill -9 ends them for sure",
            name="still-running",
        )
    return 0


def _end(handover: Handover, place: Place, name: str, live: Live) -> bool:
    """End one link, and note in its log that it was wanted; whether it is gone."""
    from vpnsync.link.diagnosis import Diagnosis
    from vpnsync.link.last_call import End
    from vpnsync.link.live import end
    from vpnsync.link.log import open_log

    note(f"{name}: ending process {live.pid}")
    with contextlib.ExitStack() as stack:
        if name in handover.described:  # another one's name may be a path
            try:
                log = stack.enter_context(open_log(place, name))
                log.mark("ended", "5 down", End(REQUESTED, "down", Diagnosis("`vpnsync down` ended it")))
            except VpnsyncError as error:
                warn(error.text())
        is_gone = end(live, PATIENCE)
    if is_gone:
        say(f"{name} is down.")
    return is_gone
