"""`vpnsync show`: print the peers file that a peer becomes, secrets hidden."""

from __future__ import annotations

from pathlib import Path
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
        bool,
        typer.Option("--scripts", help="Print what is run when it comes up and goes down, and at boot."),
    ] = False,
) -> int:
    """Print the peers file that a peer becomes. Secrets are hidden, and none is read.

    Example: vpnsync show office --platform macos
    """
    from vpnsync.cli.person import step_down

    step_down()
    from vpnsync.cli.session import open_session, render_all
    from vpnsync.config.nearest import unknown
    from vpnsync.pppd.hiding import HIDDEN, hide_arguments

    session = open_session(config=config, root=root, platform=platform, pppd=pppd, host=host)
    rendered = render_all(session)
    if name in session.skipped:
        raise ConflictError(
            name,
            f"is not for this machine: {session.skipped[name]}",
            hint="try --platform or --host",
            name="not-this-machine",
        )
    if name not in rendered.sheets:
        raise ConflictError(name, unknown("peer", name, rendered.sheets), name="unknown-peer")
    for warning in rendered.warnings:
        if warning.concerns((name,)):
            warn(str(warning))
    if scripts:
        _show_scripts(name, session, rendered)
        return 0
    note(f"{session.place.peers / name} on {session.platform}:")
    text = rendered.sheets[name].shown(HIDDEN, hide_arguments)
    say(safe(text.decode("utf-8", "surrogateescape").rstrip("\n")))
    return 0


def _show_scripts(name: str, session: Session, rendered: Rendered) -> None:
    """Print a peer's scripts and its unit, each under its path."""
    from vpnsync.pppd.hiding import hide_arguments
    from vpnsync.sync.kinds import SCRIPTS, UNITS, Target

    found = {Target(SCRIPTS, file): text for file, text in rendered.scripts.items()}
    found |= {Target(UNITS[session.platform], file): text for file, text in rendered.units.items()}
    own = {target: text for target, text in found.items() if target.peer == name}
    for target, text in own.items():
        note(f"{target.path(session.place.root or Path('/'))} on {session.platform}:")
        say(safe(hide_arguments(text.rstrip("\n"))))
    if not own:
        note(f"{name} needs no scripts: it sets no routes and no name servers, and runs nothing.")
