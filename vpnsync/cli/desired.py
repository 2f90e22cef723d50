"""The beginning of root's half: the disk is read, and compared with what the person's half wants."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vpnsync.cli.counting import counting
from vpnsync.cli.handover import missing_secrets
from vpnsync.errors import SecretError
from vpnsync.sync.change import Actual, Desired, Plan
from vpnsync.sync.kinds import SCRIPTS, UNITS, Target, peers_file
from vpnsync.sync.plan import make_plan
from vpnsync.sync.store import read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vpnsync.cli.handover import Handover
    from vpnsync.sync.place import Place


def plan_for(handover: Handover, place: Place, *, prune: bool = False) -> tuple[Plan, dict[Target, Desired]]:
    """Read the disk, then ask for the drafts; return the plan and what it is to reach.

    Raises RightsError before any secret is opened.
    """
    actual = read(place, handover.dictionary)
    desired = desired_files(handover, place, actual)
    return compare(handover, place, desired, actual, prune=prune), desired


def plan_again(
    handover: Handover, place: Place, desired: Mapping[Target, Desired], *, prune: bool = False
) -> Plan:
    """Read the disk once more and compare it with the same goal: no secret is opened again."""
    return compare(handover, place, desired, read(place, handover.dictionary), prune=prune)


def compare(
    handover: Handover,
    place: Place,
    desired: Mapping[Target, Desired],
    actual: Mapping[Target, Actual],
    *,
    prune: bool = False,
) -> Plan:
    """Compare what is wanted with what was read."""
    scope = handover.scope(place, prune=prune)
    with counting("Comparing", len(desired.keys() | actual.keys())) as step:
        plan = make_plan(desired, actual, scope, step)
    missing = place.missing({change.kind for change in plan.changes if change.after})
    return replace(plan, directories=tuple(missing), notes=(*plan.notes, *place.loose()))


def desired_files(handover: Handover, place: Place, actual: Mapping[Target, Actual]) -> dict[Target, Desired]:
    """Fill in what is to stay as the disk has it; everything that cannot be had is said at once."""
    access = place.file_access()
    desired: dict[Target, Desired] = {}
    problems: list[str] = []
    for name, draft in handover.drafts.items():
        problems += draft.problems
        try:
            body = draft.body(actual.get(peers_file(name)), handover.dictionary)
            desired[peers_file(name)] = Desired(body, access, is_blind=draft.is_blind)
        except SecretError as error:
            problems.append(f"{error.thing}: {error.lines[0]}")
    if problems:
        raise missing_secrets(problems)
    for kind, texts in ((SCRIPTS, handover.scripts), (UNITS[place.platform], handover.units)):
        for name, text in texts.items():
            desired[Target(kind, name)] = Desired(text.encode(), place.file_access(kind))
    return desired
