"""`vpnsync release`: stop managing a peers file, and keep it."""

from __future__ import annotations

from typing import Annotated

import typer

from vpnsync.cli import complete
from vpnsync.cli.options import ConfigOption, PlatformOption, RootOption
from vpnsync.cli.screen import note, say
from vpnsync.errors import RightsError


def release(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The peer.", autocompletion=complete.files)],
    *,
    config: ConfigOption = None,
    root: RootOption = None,
    platform: PlatformOption = None,
) -> int:
    """Stop managing a peers file: the header is taken off, the rest stays as it is.

    Example: sudo vpnsync release office
    """
    from vpnsync.cli.session import check_rights, needs_root, open_session
    from vpnsync.sync.carry_out import carry_out
    from vpnsync.sync.lock import held
    from vpnsync.sync.plan import make_release
    from vpnsync.sync.store import read

    session = open_session(config=config, root=root, platform=platform)
    try:
        check_rights(session)
        plan = make_release(name, read(session.place, session.dictionary), session.scope())
    except RightsError as error:
        raise needs_root(session, error) from None
    with held(session.place):
        carry_out(plan, session.place, session.dictionary)
    say(f"Released {name}: {session.place.peers / name} stays as it is, and is no longer managed.")
    if name in session.config.document.peers:
        note(f"It is still described in {session.config.path}: the next apply would offer to adopt it again.")
    return 0
