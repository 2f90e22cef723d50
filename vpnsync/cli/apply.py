"""`vpnsync apply`: make the peers files what the description says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from vpnsync.cli import complete
from vpnsync.cli.options import (
    JsonOption,
    NamesArgument,
    QuietOption,
    RootHalfOption,
)
from vpnsync.cli.screen import be_quiet, note, plural, say, warn
from vpnsync.cli.where import Where, located
from vpnsync.errors import ConflictError, VpnsyncError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from vpnsync.cli.handover import Handover
    from vpnsync.cli.session import Session
    from vpnsync.sync.change import Desired, Plan
    from vpnsync.sync.kinds import Target
    from vpnsync.sync.place import Place


@located
def apply(
    names: NamesArgument = None,
    *,
    where: Where,
    json: JsonOption = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")] = False,
    adopt: Annotated[
        bool, typer.Option("--adopt", help="With --yes: take over files that vpnsync did not write.")
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="With --yes: replace files that were edited by hand.")
    ] = False,
    prune: Annotated[
        bool,
        typer.Option(
            "--prune", help="With --yes: delete what is no longer described, or not for this machine."
        ),
    ] = False,
    enable: Annotated[
        bool, typer.Option("--enable", help="Let peers with `autostart` start with the machine from now on.")
    ] = False,
    dial: Annotated[
        str | None,
        typer.Option(
            "--up",
            metavar="NAME",
            help="Then dial this peer, as `up` does.",
            autocompletion=complete.any_peer,
        ),
    ] = None,
    quiet: QuietOption = False,
    is_root_half: RootHalfOption = False,
) -> int:
    """Make the peers files what the description says; a second apply does nothing.

    Example: vpnsync apply --yes --adopt
    """
    be_quiet(on=quiet)
    from vpnsync.cli.halves import in_halves

    if dial is not None and json:
        raise typer.BadParameter("--up and --json do not go together: each prints its own")

    def person() -> Handover:
        from vpnsync.cli.recall import hand_over

        return (
            hand_over(where, names or ()) if dial is None else _handed_over(where.session(names or ()), dial)
        )

    def roots(handover: Handover) -> int:
        given = {"--adopt": adopt, "--overwrite": overwrite, "--prune": prune}
        status = _apply(
            handover, where.root, given, json=json, yes=yes, enable=enable, is_root_needed=dial is not None
        )
        return status or (_dial(handover, where.root, dial) if dial is not None else 0)

    return in_halves(person, roots, is_root_half=is_root_half)


def apply_first(name: str, where: Where) -> int:
    """Apply one peer before it is dialed: `up` asks for it. Returns the exit status."""
    from vpnsync.cli.consent import WHY
    from vpnsync.cli.halves import in_halves

    def person() -> Handover:
        return _handed_over(where.session((name,)), None)

    def roots(handover: Handover) -> int:
        return _apply(handover, where.root, dict.fromkeys(WHY, False), json=False, yes=False)

    return in_halves(person, roots, is_root_half=False, words=["apply", name])


def _handed_over(session: Session, dial: str | None) -> Handover:
    """Return the person's half's part, with what is to be dialed afterwards."""
    from vpnsync.cli.drafts import hand_over
    from vpnsync.cli.session import render_all

    rendered = render_all(session)
    handover = hand_over(session, rendered)
    if dial is None:
        return handover
    from vpnsync.cli.callees import with_call

    return with_call(handover, session, rendered, dial)


def _dial(handover: Handover, root: Path | None, name: str) -> int:
    from vpnsync.cli.dialing import Manner, dial

    return dial(handover, handover.place(root), name, Manner())


def _apply(
    handover: Handover,
    root: Path | None,
    given: dict[str, bool],
    *,
    json: bool,
    yes: bool,
    enable: bool = False,
    is_root_needed: bool = False,
) -> int:
    """Read the disk, show the plan, ask, and do it; return the exit status.

    is_root_needed: for what comes next, so that root's half is begun before anything is shown.
    """
    from vpnsync.cli.booting import with_boot_notes
    from vpnsync.cli.consent import is_agreed
    from vpnsync.cli.desired import plan_for
    from vpnsync.cli.halves import can_elevate, check_rights
    from vpnsync.cli.live_notes import with_live_notes
    from vpnsync.cli.report import show_plan
    from vpnsync.cli.result import print_plan_json
    from vpnsync.sync.boot import lacking

    place, prune = handover.place(root), given["--prune"]
    plan, desired = plan_for(handover, place, prune=prune)
    starting = lacking(place, handover.units) if enable else []
    has_work = is_pending(plan, place, starting)
    if (has_work or is_root_needed) and can_elevate():
        check_rights(place)  # before the plan is shown: root's half shows it
    plan = with_live_notes(plan, place, handover.dictionary)
    plan = with_boot_notes(plan, handover, place, is_enabling=enable)
    if (plan or starting) and not yes:
        be_quiet(on=False)  # nobody can agree to what was not seen
    if not json:
        for text in handover.warnings:
            warn(text)
        show_plan(plan, handover.effects)
    if has_work or is_root_needed:
        check_rights(place)
    if (plan or starting) and json and not yes:
        raise VpnsyncError(
            "apply --json asks nothing", "nothing was changed", hint="run it with --yes", name="no-terminal"
        )
    if (plan or starting) and not is_agreed(plan, given, yes=yes, more=len(starting)):
        note("Nothing was changed.")
        return 1
    if has_work:
        done = perform(plan, handover, place, desired, prune=prune, starting=starting)
        plan = replace(done, notes=plan.notes)
    if json:
        print_plan_json(plan, place, handover.warnings, handover.effects, applied=True, enabled=starting)
        return 0
    if plan:
        say(f"Applied: {plural(len(plan.changes), 'file')}.")
    if starting:
        say(f"Enabled: {', '.join(starting)}.")
    return 0


def is_pending(plan: Plan, place: Place, starting: Sequence[str]) -> bool:
    """Whether there is anything to do, and be it only to clear what a killed apply has left."""
    from vpnsync.sync.boot import dangling
    from vpnsync.sync.history import half_written
    from vpnsync.sync.store import leftovers

    return bool(plan or starting or leftovers(place) or half_written(place) or dangling(place))


def perform(
    plan: Plan,
    handover: Handover,
    place: Place,
    desired: dict[Target, Desired],
    *,
    prune: bool,
    starting: Sequence[str],
) -> Plan:
    """Do what was agreed to, once the lock is held and the disk is still what it was."""
    from vpnsync.cli.booting import settle
    from vpnsync.cli.counting import counting
    from vpnsync.cli.desired import plan_again
    from vpnsync.link.scripts import forget
    from vpnsync.sync.carry_out import carry_out
    from vpnsync.sync.kinds import PEERS
    from vpnsync.sync.lock import held

    with held(place):
        now = plan_again(handover, place, desired, prune=prune)
        if plan and not now:
            note("Nothing left to do: somebody else has just done it.")
        elif now.changes != plan.changes:
            names = sorted({change.name for change in {*now.changes} ^ {*plan.changes}})
            raise ConflictError(
                str(place.peers),
                f"{', '.join(names)} changed since the plan was made: nothing was touched; plan again",
                name="changed-meanwhile",
            )
        with counting("Writing", len(now.changes)) as step:
            carry_out(now, place, handover.dictionary, step)
        settle(now, place, starting)
    if any(change.kind is PEERS and change.after is None for change in now.changes):
        try:
            forget(place, handover.dictionary)
        except VpnsyncError as error:  # the files are as they should be; the next up or down tries again
            warn(error.text())
    return now
