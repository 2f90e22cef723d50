"""`up --try`: the way back of a call that did not come up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vpnsync.cli.booting import settle
from vpnsync.errors import VpnsyncError
from vpnsync.sync.carry_out import carry_out
from vpnsync.sync.history import last_good
from vpnsync.sync.lock import held

if TYPE_CHECKING:
    from vpnsync.cli.handover import Handover
    from vpnsync.sync.place import Place


def put_back(handover: Handover, place: Place, name: str) -> str:
    """Put one peer's files back as they were before they were last changed; return what came of it.

    A peer that was not there before stays: no file is no better than one that fails.
    """
    try:
        with held(place):
            plan = last_good(place, handover.dictionary, name)
            if any(change.after is None for change in plan.changes):
                return f"{name} stays as it is: before it was last changed, there was no such peer"
            carry_out(plan, place, handover.dictionary)
            settle(plan, place)
    except VpnsyncError as error:
        return f"nothing was put back: {error.text()}"
    if not plan:
        return f"{name} already is as it was before it was last changed"
    paths = ", ".join(str(change.path) for change in plan.changes)
    return "; ".join([f"{paths} is as it was before it was last changed", *plan.notes])
