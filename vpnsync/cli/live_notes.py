"""What a plan says of links that are up: that they are not touched."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vpnsync.sync.kinds import PEERS, SCRIPTS

if TYPE_CHECKING:
    from vpnsync.pppd.options import Dictionary
    from vpnsync.sync.change import Plan
    from vpnsync.sync.place import Place


def with_live_notes(plan: Plan, place: Place, dictionary: Dictionary) -> Plan:
    """Return a plan that says which of the links it touches are up; asked only when something changes."""
    if not plan.changes:
        return plan
    from vpnsync.link.machine import Machine
    from vpnsync.link.status import live_names

    stays = {change.name: change.after is not None for change in plan.changes if change.kind is PEERS}
    names = dict.fromkeys(change.name for change in plan.changes)
    live = live_names(Machine(place.platform, place.root), dictionary, names)
    unscripted = {change.name for change in plan.changes if change.kind is SCRIPTS and not change.after}
    notes = []
    for name in (name for name in names if name in live):
        what = (
            "takes effect at the next dial"
            if stays.get(name, True)
            else f"deleting its file does not end it; `vpnsync down {name}` does"
        )
        if name in unscripted:
            # What was dialed by `pppd call` has no copy of its own that would take things back.
            what += f"; end it with `vpnsync down {name}`, which clears what its scripts have set"
        notes.append(f"{name} is up: {what}")
    return replace(plan, notes=(*plan.notes, *notes))
