"""`vpnsync show`: print the peers file that a peer becomes, secrets hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from vpnsync.cli.options import ConfigOption, HostOption, NameArgument, PlatformOption, PppdOption, RootOption
from vpnsync.cli.screen import note, safe, say, warn
from vpnsync.errors import ConflictError

if TYPE_CHECKING:
    from vpnsync.cli.session import Rendered, Session


def show(
    name: NameArgument,
    *,
    config: ConfigOption = None,
    root: RootOption = None,
    platform: PlatformOption = None,
    pppd: PppdOption = None,
    host: HostOption = None,
    scripts: Annotated[
        bool, typer.Option("--scripts", help="Print what pppd runs when the link comes up and goes down.")
    ] = False,
) -> int:
    """Print the peers file that a peer becomes. Secrets are hidden, and none is read.

    Example: vpnsync show office --platform macos
    """
    from vpnsync.cli.person import step_down

    step_down()
    from vpnsync.cli.session import open_session, render_all
    from vpnsync.config.complaints import unknown
    from vpnsync.pppd.hiding import HIDDEN, hide_arguments

    session = open_session(config=config, root=root, platform=platform, pppd=pppd, host=host)
    rendered = render_all(session)
    if name in session.skipped:
        raise ConflictError(
            name, f"is not for this machine: {session.skipped[name]}", hint="try --platform or --host"
        )
    if name not in rendered.sheets:
        raise ConflictError(name, unknown("peer", name, rendered.sheets))
    for warning in rendered.warnings:
        if name in warning.key:
            warn(str(warning))
    if scripts:
        _show_scripts(name, session, rendered)
        return 0
    note(f"{session.place.peers / name} on {session.platform}:")
    text = rendered.sheets[name].shown(HIDDEN, hide_arguments)
    say(safe(text.decode("utf-8", "surrogateescape").rstrip("\n")))
    return 0


def _show_scripts(name: str, session: Session, rendered: Rendered) -> None:
    """Print a peer's scripts, each under its path."""
    from vpnsync.pppd.hiding import hide_arguments
    from vpnsync.sync.kinds import SCRIPTS

    own = {file: text for file, text in rendered.scripts.items() if SCRIPTS.peer_of(file) == name}
    for file, text in own.items():
        note(f"{session.place.directory(SCRIPTS) / file} on {session.platform}:")
        say(safe(hide_arguments(text.rstrip("\n"))))
    if not own:
        note(f"{name} needs no scripts: it sets no routes and no name servers, and runs nothing.")
