"""Decide what must happen so that the managed files become what they were before a generation. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from vpnsync.errors import ConflictError
from vpnsync.sync.change import Change, Obstacle, Plan
from vpnsync.sync.files import File
from vpnsync.sync.generation import Generation, Kept, Unreadable, digest_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from vpnsync.pppd.options import Dictionary
    from vpnsync.sync.change import Actual
    from vpnsync.sync.kinds import Target

_UNDONE = "the next `vpnsync apply` will undo this, unless the description is changed too"


@dataclass(frozen=True)
class Back:
    """How far to go back: to what was before generation `number`; names: only files of these peers."""

    number: int
    root: Path
    dictionary: Dictionary
    names: tuple[str, ...] = ()


def make_rollback(
    kept: Sequence[Generation | Unreadable], actual: Mapping[Target, Actual], back: Back
) -> Plan:
    """Return the way back to a generation: the files are to be what they were before it.

    It undoes what made that generation and everything after it, as far as it was done for the same
    description; going back to the last one undoes the last apply. Every byte, mode and owner
    comes back; a file that was not there goes. A rollback makes a generation like any apply:
    going back to that one undoes the rollback.

    Only what vpnsync manages is touched: a file that it has not written, or not left so, stays
    as it is and is told. One that was edited by hand since takes a consent (`--overwrite`).
    Raises ConflictError where the way back is not known, or something stands in it.
    """
    undone = _since(kept, back.number)
    identity = undone[0].identity
    goals = _goals(undone, back.names)
    conflicts = [
        f"{target.path(back.root)}: {found.reason}"
        for target in goals
        if isinstance(found := actual.get(target), Obstacle)
    ]
    if conflicts:
        raise ConflictError("cannot go back", conflicts)
    files = {target: file for target in goals if isinstance(file := actual.get(target), File)}
    foreign = [target for target in files if not _may_go_back(target, files[target], goals[target], identity)]
    changes = [
        _change(goal, files.get(target), back) for target, goal in goals.items() if target not in foreign
    ]
    changed = {change.name for change in changes if change}
    return Plan(
        tuple(change for change in changes if change),
        tuple(sorted({goal.peer for goal in goals.values()} - changed)),
        notes=_notes(foreign, back, is_idle=not changed),
        identity=identity,
        command="rollback",
    )


def _notes(foreign: Sequence[Target], back: Back, *, is_idle: bool) -> tuple[str, ...]:
    left = [f"{target.path(back.root)}: is not vpnsync's any more, and stays as it is" for target in foreign]
    return (*left, *(() if is_idle else (_UNDONE,)))


def _since(kept: Sequence[Generation | Unreadable], number: int) -> list[Generation]:
    """Return a generation and those after it that are about the same description, oldest first."""
    since = [generation for generation in kept if generation.number >= number]
    thing = f"generation {number}"
    if not since or since[0].number != number:
        raise ConflictError(thing, "is not kept", hint="`vpnsync history` lists those that are")
    for one, other in pairwise(since):
        if other.number != one.number + 1:
            raise ConflictError(thing, f"the way back is lost: generation {one.number + 1} is gone")
    damaged = [f"generation {one.number} {one.reason}" for one in since if isinstance(one, Unreadable)]
    if damaged:
        raise ConflictError(f"the way back to {thing} is lost", damaged)
    whole = [generation for generation in since if isinstance(generation, Generation)]
    return [generation for generation in whole if generation.identity == whole[0].identity]


def _goals(undone: Sequence[Generation], names: tuple[str, ...]) -> dict[Target, Kept]:
    """Return for each file how it was before the first, and what the last of them has made of it."""
    goals: dict[Target, Kept] = {}
    for generation in undone:
        for kept in generation.files:
            if not names or kept.peer in names:
                goals[kept.target] = replace(kept, before=goals.get(kept.target, kept).before)
    return dict(sorted(goals.items(), key=lambda item: item[0].order))


def _is_written(found: File, goal: Kept) -> bool:
    return digest_of(found.text) == goal.after


def _may_go_back(target: Target, found: File, goal: Kept, identity: str) -> bool:
    """Whether a file is vpnsync's, or (released, or given back to its author) still as vpnsync left it."""
    return found.is_ours(target.peer, identity) or _is_written(found, goal)


def _change(goal: Kept, found: File | None, back: Back) -> Change | None:
    """Return what must happen to one file; None where it already is as it was."""
    side, kind = goal.before, goal.target.kind
    after = File(side.text, side.access, back.dictionary, kind=kind) if side else None
    if after == found:
        return None
    change = partial(Change, goal.peer, goal.target.path(back.root), before=found, after=after, kind=kind)
    was = f"as before generation {back.number}"
    if found is None:
        return change("create", (was,))
    reasons = [f"not there before generation {back.number}" if after is None else was]
    is_edited = found.is_edited and not _is_written(found, goal)
    reasons += ["edited by hand since vpnsync wrote it"] if is_edited else []
    if after is not None and after.text == found.text:
        reasons.append("only mode or owner")
    return change("delete" if after is None else "update", tuple(reasons), is_edited=is_edited)
