"""Decide what must happen so that the managed files become what they were before a generation. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import compress, pairwise
from operator import not_
from typing import TYPE_CHECKING

from vpnsync.errors import ConflictError
from vpnsync.sync.change import Change, Obstacle, Plan
from vpnsync.sync.files import File
from vpnsync.sync.generation import Generation, Unreadable, digest_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from vpnsync.pppd.options import Dictionary
    from vpnsync.sync.change import Actual
    from vpnsync.sync.generation import Side
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
    kept: Sequence[Generation | Unreadable],
    actual: Mapping[Target, Actual],
    back: Back,
    step: Callable[[], object] = lambda: None,
) -> Plan:
    """Return the way back to a generation: the files are to be what they were before it.

    It undoes what made that generation and everything after it, as far as it was done for the same
    description; going back to the last one undoes the last apply. Every byte, mode and owner
    comes back; a file that was not there goes. A rollback makes a generation like any apply:
    going back to that one undoes the rollback.

    Only what vpnsync manages is touched: a file that it has not written, or not left so, stays
    as it is and is told. One that was edited by hand since takes a consent (`--overwrite`).
    Raises ConflictError where the way back is not known, or something stands in it.
    step: called before each file, for whoever wants to show how far it has come.
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
    wanted: list[Change] = []
    allowed: list[bool] = []
    for goal in goals.values():
        step()
        if change := _change(goal, actual.get(goal.target), back):
            wanted.append(change)
            allowed.append(_is_allowed(change, goal, identity))
    changes = tuple(compress(wanted, allowed))
    left = [
        f"{change.path}: is not vpnsync's any more, and stays as it is"
        for change in compress(wanted, map(not_, allowed))
    ]
    return Plan(
        changes,
        tuple(sorted({goal.peer for goal in goals.values()} - {change.name for change in wanted})),
        notes=(*left, *([_UNDONE] if changes else [])),
        identity=identity,
        command="rollback",
    )


def _since(kept: Sequence[Generation | Unreadable], number: int) -> list[Generation]:
    """Return a generation and those after it that are about the same description, oldest first."""
    since = [generation for generation in kept if generation.number >= number]
    thing = f"generation {number}"
    if not since or since[0].number != number:
        raise ConflictError(
            thing, "is not kept", hint="`vpnsync history` lists those that are", name="no-generation"
        )
    for one, other in pairwise(since):
        if other.number != one.number + 1:
            raise ConflictError(
                thing, f"the way back is lost: generation {one.number + 1} is gone", name="damaged-generation"
            )
    damaged = [f"generation {one.number} {one.reason}" for one in since if isinstance(one, Unreadable)]
    if damaged:
        raise ConflictError(f"the way back to {thing} is lost", damaged, name="damaged-generation")
    whole = [generation for generation in since if isinstance(generation, Generation)]
    return [generation for generation in whole if generation.identity == whole[0].identity]


def undoing(kept: Sequence[Generation | Unreadable], last: Generation) -> Generation:
    """Return the generation to go back before in order to undo `last`, as a person sees it.

    It is `last` itself, but where that one has finished what runs before it were killed in the
    middle of: their half done state is nothing that anybody would want back.
    """
    first, files = last, last.targets
    for one in reversed([one for one in kept if one.number < last.number]):
        if last.command == "rollback" or isinstance(one, Unreadable) or one.is_finished:
            break
        if one.identity != last.identity or not one.targets & files:
            break
        first, files = one, files | one.targets
    return first


@dataclass(frozen=True)
class _Goal:
    """One file: how it was, and what the last generation that is undone has made of it."""

    target: Target
    before: Side | None
    after: str | None

    @property
    def peer(self) -> str:
        return self.target.peer or self.target.name

    def is_reached_by(self, found: File) -> bool:
        """Whether nobody has touched the text since."""
        return digest_of(found.text) == self.after


def _goals(undone: Sequence[Generation], names: tuple[str, ...]) -> dict[Target, _Goal]:
    """Return the goals by file, in the order in which they are told."""
    goals: dict[Target, _Goal] = {}
    for generation in undone:
        for kept in generation.files:
            if not names or kept.peer in names:
                before = goals[kept.target].before if kept.target in goals else kept.before
                goals[kept.target] = _Goal(kept.target, before, kept.after)
    return dict(sorted(goals.items(), key=lambda item: item[0].order))


def _is_allowed(change: Change, goal: _Goal, identity: str) -> bool:
    """Whether a file is vpnsync's to change: it bears our header, or is still as vpnsync left it.

    One without our header (released, or given back to whoever wrote it) is never deleted.
    """
    found = change.before
    if found is None or found.is_ours(goal.peer, identity):
        return True
    return change.after is not None and goal.is_reached_by(found)


def _change(goal: _Goal, found: Actual | None, back: Back) -> Change | None:
    """Return what must happen to one file; None where it already is as it was."""
    side, kind = goal.before, goal.target.kind
    before = found if isinstance(found, File) else None
    after = File(side.text, side.access, back.dictionary, kind=kind) if side else None
    if after == before:
        return None
    change = partial(Change, goal.peer, goal.target.path(back.root), before=before, after=after, kind=kind)
    was = f"as before generation {back.number}"
    if before is None:
        return change("create", (was,))
    reasons = [f"not there before generation {back.number}" if after is None else was]
    is_edited = before.is_edited and not goal.is_reached_by(before)
    reasons += ["edited by hand since vpnsync wrote it"] if is_edited else []
    if after is not None and after.text == before.text:
        reasons.append("only mode or owner")
    return change("delete" if after is None else "update", tuple(reasons), is_edited=is_edited)
