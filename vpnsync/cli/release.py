"""`vpnsync release`: stop managing a peers file, and keep it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from vpnsync.cli import complete
from vpnsync.cli.options import ConfigOption, PlatformOption, QuietOption, RootHalfOption, RootOption
from vpnsync.cli.screen import be_quiet, note, say
from vpnsync.errors import ConflictError

if TYPE_CHECKING:
    from pathlib import Path

    from vpnsync.cli.handover import Handover


def release(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The peer.", autocompletion=complete.files)],
    *,
    config: ConfigOption = None,
    root: RootOption = None,
    platform: PlatformOption = None,
    quiet: QuietOption = False,
    is_root_half: RootHalfOption = False,
) -> int:
    """Stop managing a peers file: the header is taken off, the rest stays as it is.

    Example: vpnsync release office
    """
    be_quiet(on=quiet)
    from vpnsync.cli.halves import in_halves

    def person() -> Handover:
        from vpnsync.cli.drafts import hand_over_names
        from vpnsync.cli.session import open_session
        from vpnsync.pppd.names import name_faults

        for fault in name_faults(name):
            raise ConflictError(name or '""', fault)
        return hand_over_names(open_session(config=config, root=root, platform=platform))

    return in_halves(person, lambda handover: _release(name, handover, root), is_root_half=is_root_half)


def _release(name: str, handover: Handover, root: Path | None) -> int:
    from vpnsync.cli.booting import still_starting
    from vpnsync.cli.halves import check_rights
    from vpnsync.sync.carry_out import carry_out
    from vpnsync.sync.kinds import PEERS
    from vpnsync.sync.lock import held
    from vpnsync.sync.plan import make_release
    from vpnsync.sync.store import read

    place = handover.place(root)
    check_rights(place)
    plan = make_release(name, read(place, handover.dictionary), handover.scope(place))
    with held(place):
        carry_out(plan, place, handover.dictionary)
    others = [str(change.path) for change in plan.changes if change.kind is not PEERS]
    stay = "stay as they are, and are" if others else "stays as it is, and is"
    say(f"Released {name}: {', '.join([str(place.peers / name), *others])} {stay} no longer managed.")
    for line in still_starting(plan, place):
        note(line)
    if name in handover.described:
        note(
            f"It is still described in {handover.description}: the next apply would offer to adopt it again."
        )
    return 0
