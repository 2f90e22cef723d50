"""`vpnsync rollback`: go back to what was before an apply."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from vpnsync.cli import complete
from vpnsync.cli.options import PlatformOption, QuietOption, RootOption
from vpnsync.cli.screen import be_quiet, note, say
from vpnsync.errors import ConflictError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vpnsync.pppd.options import Dictionary
    from vpnsync.sync.change import Plan
    from vpnsync.sync.generation import Generation, Unreadable
    from vpnsync.sync.place import Place


def rollback(
    number: Annotated[
        int | None,
        typer.Argument(
            metavar="ID",
            min=1,
            help="The generation; else the last one.",
            autocompletion=complete.generations,
        ),
    ] = None,
    *,
    root: RootOption = None,
    platform: PlatformOption = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="With --yes: replace files that were edited by hand.")
    ] = False,
    quiet: QuietOption = False,
) -> int:
    """Make the managed files what they were before a generation was made; the last one: undo the last apply.

    Neither the description nor any secret is needed. A rollback can itself be rolled back.

    Example: vpnsync rollback 12
    """
    be_quiet(on=quiet)
    from vpnsync.cli.halves import by_root
    from vpnsync.cli.machine import open_place

    place = open_place(root, platform)
    return by_root(lambda: _rollback(place, number, yes=yes, overwrite=overwrite))


def _rollback(place: Place, number: int | None, *, yes: bool, overwrite: bool) -> int:
    """Show the way back, ask, and take it; return the exit status."""
    from vpnsync.cli.booting import with_return_notes
    from vpnsync.cli.consent import is_agreed
    from vpnsync.cli.halves import check_rights
    from vpnsync.cli.history import headline
    from vpnsync.cli.live_notes import with_live_notes
    from vpnsync.cli.report import show_plan
    from vpnsync.pppd.options import dictionary
    from vpnsync.sync.generation import Generation
    from vpnsync.sync.history import generations

    words = dictionary(place.platform)
    check_rights(place)
    kept = generations(place)
    if not kept:
        raise ConflictError(
            "nothing to go back to", "no generation is kept: each apply makes one", name="no-generation"
        )
    back_to = number or _last(kept)
    plan = with_live_notes(_way_back(place, words, back_to), place, words)
    plan = with_return_notes(plan, place)
    if plan and not yes:
        be_quiet(on=False)  # nobody can agree to what was not seen
    for one in kept:
        if one.number == back_to and isinstance(one, Generation):
            note(headline(one))
    show_plan(plan)
    if not plan:
        note(f"The files already are as they were before generation {back_to}.")
        return 0
    given = {"--adopt": True, "--overwrite": overwrite, "--prune": True}
    if not is_agreed(plan, given, yes=yes):
        note("Nothing was changed.")
        return 1
    _carry_out(plan, place, words, back_to)
    count = len(plan.changes)
    say(f"Rolled back: {count} {'file is' if count == 1 else 'files are'} as before generation {back_to}.")
    return 0


def _way_back(place: Place, words: Dictionary, number: int) -> Plan:
    from vpnsync.cli.counting import counting
    from vpnsync.sync.history import way_back

    with counting("Comparing") as step:
        return way_back(place, words, number, step)


def _last(kept: Sequence[Generation | Unreadable]) -> int:
    """Return the generation that undoes the last apply, and what it finished; say so where it did."""
    from vpnsync.sync.generation import Generation
    from vpnsync.sync.rollback import undoing

    last = kept[-1]
    first = undoing(kept, last) if isinstance(last, Generation) else last
    if first is not last:
        note(f"Generation {first.number} was interrupted; {last.number} went on with it: both are undone.")
        note(f"The half done state between them: vpnsync rollback {last.number}")
    return first.number


def _carry_out(plan: Plan, place: Place, words: Dictionary, number: int) -> None:
    """Do what was agreed to, once the lock is held and the disk is still what it was."""
    from vpnsync.cli.booting import settle
    from vpnsync.cli.counting import counting
    from vpnsync.sync.carry_out import carry_out
    from vpnsync.sync.lock import held

    with held(place):
        if _way_back(place, words, number).changes != plan.changes:
            raise ConflictError(
                str(place.peers),
                "changed since the plan was made: nothing was touched; roll back again",
                name="changed-meanwhile",
            )
        with counting("Writing", len(plan.changes)) as step:
            carry_out(plan, place, words, step)
        settle(plan, place)
