"""What goes with files that dial when the machine starts: the notes, and what comes after writing them."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import TYPE_CHECKING

from vpnsync.cli.screen import warn
from vpnsync.errors import VpnsyncError
from vpnsync.sync.boot import clear, enable, lacking
from vpnsync.sync.kinds import UNITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vpnsync.cli.handover import Handover
    from vpnsync.sync.change import Plan
    from vpnsync.sync.place import Place


def with_boot_notes(plan: Plan, handover: Handover, place: Place, *, is_enabling: bool = False) -> Plan:
    """Return a plan that says which of its peers do not start with the machine, though they are to."""
    names = [str(UNITS[place.platform].peer_of(unit)) for unit in lacking(place, handover.units)]
    if not names:
        return plan
    when = "from now on (--enable)" if is_enabling else "once it is enabled: vpnsync apply --enable"
    return replace(plan, notes=(*plan.notes, f"{', '.join(names)}: starts with the machine {when}"))


def with_return_notes(plan: Plan, place: Place) -> Plan:
    """Return a rollback that says which units come back without what starts them: no generation keeps that.

    Not `apply --enable`, which would first make all as the description says.
    """
    units = {change.path.name for change in plan.changes if change.after} & _units(plan, place)
    lines = [
        f"{UNITS[place.platform].peer_of(unit)}: starts with the machine once it is enabled:"
        f" {_systemctl(place, 'enable', unit)}"
        for unit in lacking(place, units)
    ]
    return replace(plan, notes=(*plan.notes, *lines))


def still_starting(plan: Plan, place: Place) -> list[str]:
    """Return what to say of released units that start with the machine all the same, and what ends that."""
    units = _units(plan, place)
    if place.platform == "linux":
        ways = {unit: _systemctl(place, "disable", unit) for unit in units - set(lacking(place, units))}
    else:
        ways = {unit: f"launchctl disable system/{unit.removesuffix('.plist')}" for unit in units}
    return [f"It still starts with the machine ({unit}): {ways[unit]} ends that." for unit in sorted(ways)]


def _systemctl(place: Place, verb: str, unit: str) -> str:
    return shlex.join(["systemctl", *([f"--root={place.root}"] if place.root else []), verb, unit])


def _units(plan: Plan, place: Place) -> set[str]:
    return {change.path.name for change in plan.changes if change.kind is UNITS[place.platform]}


def settle(plan: Plan, place: Place, units: Sequence[str] = ()) -> None:
    """Let units start with the machine, forget those that are gone, and tell whoever starts them.

    The files are as they should be: that a link to one that is gone is still there, or that a service
    manager could not be told, is warned of. Raises WriteError for what could not be enabled.
    """
    try:
        clear(place)
    except VpnsyncError as error:
        warn(error.text())
    if units and place.platform == "linux":
        enable(place, units)
    has_changed = bool(units) or any(change.kind is UNITS[place.platform] for change in plan.changes)
    if place.root is not None or not has_changed:
        return
    from vpnsync.link.services import enable_launchd, reload_systemd

    if place.platform == "linux":
        fault = reload_systemd()
    else:
        fault = enable_launchd(unit.removesuffix(".plist") for unit in units)
    if fault:
        warn(f"{fault}: the files are written; the system reads them when it starts")
