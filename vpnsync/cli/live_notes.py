"""What a plan says of links that are up: that they are not touched."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vpnsync.cli.session import Session
    from vpnsync.sync.change import Plan


def with_live_notes(session: Session, plan: Plan) -> Plan:
    """Return a plan that says which of the links it touches are up; asked only when something changes."""
    if not plan.changes:
        return plan
    from vpnsync.link.machine import Machine
    from vpnsync.link.status import live_names

    names = [change.name for change in plan.changes]
    live = live_names(Machine(session.platform, session.place.root), session.dictionary, names)
    notes = []
    for change in plan.changes:
        if change.name in live:
            what = (
                "takes effect at the next dial"
                if change.after
                else f"deleting its file does not end it; `vpnsync down {change.name}` does"
            )
            notes.append(f"{change.name} is up: {what}")
    return replace(plan, notes=(*plan.notes, *notes))
