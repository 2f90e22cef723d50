"""What a plan says of links that are up: that they are not touched."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vpnsync.sync.kinds import PEERS

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
    notes = []
    for name in (name for name in names if name in live):
        what = (
            "takes effect at the next dial"
            if stays.get(name, True)
            else f"deleting its file does not end it; `vpnsync down {name}` does"
        )
        notes.append(f"{name} is up: {what}")
    return replace(plan, notes=(*plan.notes, *notes))
