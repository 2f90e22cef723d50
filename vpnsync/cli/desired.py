"""The beginning of root's half: the disk is read, and compared with what the person's half wants."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vpnsync.cli.handover import missing_secrets
from vpnsync.errors import SecretError
from vpnsync.sync.change import Actual, Desired, Plan
from vpnsync.sync.plan import make_plan
from vpnsync.sync.store import read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vpnsync.cli.handover import Handover
    from vpnsync.sync.place import Place


def plan_for(handover: Handover, place: Place, *, prune: bool = False) -> tuple[Plan, dict[str, Desired]]:
    """Read the disk, then ask for the drafts; return the plan and what it is to reach.

    Raises RightsError before any secret is opened.
    """
    actual = read(place, handover.dictionary)
    desired = _desired(handover, place, actual)
    return _compare(handover, place, desired, actual, prune=prune), desired


def plan_again(
    handover: Handover, place: Place, desired: Mapping[str, Desired], *, prune: bool = False
) -> Plan:
    """Read the disk once more and compare it with the same goal: no secret is opened again."""
    return _compare(handover, place, desired, read(place, handover.dictionary), prune=prune)


def _compare(
    handover: Handover,
    place: Place,
    desired: Mapping[str, Desired],
    actual: Mapping[str, Actual],
    *,
    prune: bool,
) -> Plan:
    plan = make_plan(desired, actual, handover.scope(place, prune=prune))
    missing = place.missing() if any(change.after for change in plan.changes) else []
    return replace(plan, directories=tuple(missing), notes=(*plan.notes, *place.loose()))


def _desired(handover: Handover, place: Place, actual: Mapping[str, Actual]) -> dict[str, Desired]:
    """Fill in what is to stay as the disk has it; everything that cannot be had is said at once."""
    access = place.file_access()
    desired: dict[str, Desired] = {}
    problems: list[str] = []
    for name, draft in handover.drafts.items():
        problems += draft.problems
        try:
            body = draft.body(actual.get(name), handover.dictionary)
            desired[name] = Desired(body, access, is_blind=draft.is_blind)
        except SecretError as error:
            problems.append(f"{error.thing}: {error.lines[0]}")
    if problems:
        raise missing_secrets(problems)
    return desired
