"""`vpnsync plan`: show how the peers files differ from the description."""

from __future__ import annotations

from typing import Annotated

import typer

from vpnsync.cli.options import (
    ConfigOption,
    HostOption,
    JsonOption,
    NamesArgument,
    NoSecretsOption,
    PlatformOption,
    PppdOption,
    RootOption,
)
from vpnsync.cli.screen import warn

CHANGES_PENDING = 2


def plan(
    names: NamesArgument = None,
    *,
    config: ConfigOption = None,
    root: RootOption = None,
    platform: PlatformOption = None,
    pppd: PppdOption = None,
    host: HostOption = None,
    json: JsonOption = False,
    no_secrets: NoSecretsOption = False,
    detailed_exitcode: Annotated[
        bool, typer.Option("--detailed-exitcode", help="Exit 0 with nothing to do, 2 with changes pending.")
    ] = False,
) -> int:
    """Show how the peers files differ from the description, option by option.

    Example: vpnsync plan office --detailed-exitcode
    """
    from vpnsync.cli.desired import plan_for
    from vpnsync.cli.report import show_plan
    from vpnsync.cli.result import print_plan_json
    from vpnsync.cli.session import open_session, render_all

    session = open_session(
        config=config, root=root, platform=platform, pppd=pppd, host=host, names=names or ()
    )
    rendered = render_all(session)
    found, _ = plan_for(session, rendered, secrets=not no_secrets)
    warnings = [str(warning) for warning in rendered.warnings]
    if no_secrets:
        warnings.append("secrets were compared by presence only (--no-secrets)")
    if json:
        print_plan_json(found, session, rendered, warnings)
    else:
        for text in warnings:
            warn(text)
        show_plan(found, rendered.effects)
    return CHANGES_PENDING if detailed_exitcode and found else 0
