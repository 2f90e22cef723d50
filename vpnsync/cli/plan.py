"""`vpnsync plan`: show how the peers files differ from the description."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from vpnsync.cli.options import (
    JsonOption,
    NamesArgument,
    NoSecretsOption,
    QuietOption,
    RootHalfOption,
)
from vpnsync.cli.screen import be_quiet, warn
from vpnsync.cli.where import Where, located
from vpnsync.errors import SecretError

if TYPE_CHECKING:
    from pathlib import Path

    from vpnsync.cli.handover import Handover

CHANGES_PENDING = 2


@located
def plan(
    names: NamesArgument = None,
    *,
    where: Where,
    json: JsonOption = False,
    no_secrets: NoSecretsOption = False,
    detailed_exitcode: Annotated[
        bool, typer.Option("--detailed-exitcode", help="Exit 0 with nothing to do, 2 with changes pending.")
    ] = False,
    quiet: QuietOption = False,
    is_root_half: RootHalfOption = False,
) -> int:
    """Show how the peers files differ from the description, option by option.

    Example: vpnsync plan office --detailed-exitcode
    """
    be_quiet(on=quiet)
    from vpnsync.cli.halves import in_halves

    def person() -> Handover:
        from vpnsync.cli.recall import hand_over

        return hand_over(where, names or (), secrets=not no_secrets)

    def roots(handover: Handover) -> int:
        is_pending = _show(handover, where.root, json=json, no_secrets=no_secrets)
        return CHANGES_PENDING if detailed_exitcode and is_pending else 0

    try:
        return in_halves(person, roots, is_root_half=is_root_half)
    except SecretError as error:  # a plan writes nothing, whatever happens
        hint = "`vpnsync plan --no-secrets` compares by presence, and opens none"
        raise SecretError("cannot read these secrets", error.lines, hint=hint) from None


def _show(handover: Handover, root: Path | None, *, json: bool, no_secrets: bool) -> bool:
    """Read the disk and show the plan; return whether there is anything to do."""
    from vpnsync.cli.booting import with_boot_notes
    from vpnsync.cli.desired import plan_for
    from vpnsync.cli.live_notes import with_live_notes
    from vpnsync.cli.report import show_plan
    from vpnsync.cli.result import print_plan_json

    place = handover.place(root)
    found, _ = plan_for(handover, place)
    found = with_live_notes(found, place, handover.dictionary)
    found = with_boot_notes(found, handover, place)
    warnings = list(handover.warnings)
    if no_secrets:
        warnings.append("secrets were compared by presence only (--no-secrets)")
    if json:
        print_plan_json(found, place, warnings, handover.effects)
    else:
        for text in warnings:
            warn(text)
        show_plan(found, handover.effects)
    return bool(found)
