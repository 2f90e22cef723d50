"""`vpnsync show`: print the peers file that a peer becomes, secrets hidden."""

from __future__ import annotations

from vpnsync.cli.options import ConfigOption, HostOption, NameArgument, PlatformOption, PppdOption, RootOption
from vpnsync.cli.screen import note, safe, say, warn
from vpnsync.errors import ConflictError


def show(
    name: NameArgument,
    *,
    config: ConfigOption = None,
    root: RootOption = None,
    platform: PlatformOption = None,
    pppd: PppdOption = None,
    host: HostOption = None,
) -> int:
    """Print the peers file that a peer becomes. Secrets are hidden, and none is read.

    Example: vpnsync show office --platform macos
    """
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
    note(f"{session.place.peers / name} on {session.platform}:")
    text = rendered.sheets[name].shown(HIDDEN, hide_arguments)
    say(safe(text.decode("utf-8", "surrogateescape").rstrip("\n")))
    return 0
