"""`vpnsync validate`: check the description for every platform, all complaints at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from vpnsync.cli.options import (
    INSTALLED,
    AskPppdOption,
    ConfigOption,
    HostOption,
    JsonOption,
    NamesArgument,
    NoSecretsOption,
    PlatformOption,
    QuietOption,
    RootHalfOption,
    RootOption,
)
from vpnsync.cli.screen import be_quiet, plural, say, warn
from vpnsync.errors import ConflictError

if TYPE_CHECKING:
    from vpnsync.cli.findings import Findings
    from vpnsync.cli.handover import Handover
    from vpnsync.cli.session import Session


def validate(
    names: NamesArgument = None,
    *,
    config: ConfigOption = None,
    root: RootOption = None,
    platform: PlatformOption = None,
    pppd: AskPppdOption = None,
    host: HostOption = None,
    json: JsonOption = False,
    no_secrets: NoSecretsOption = False,
    strict: Annotated[bool, typer.Option("--strict", help="Take warnings for errors.")] = False,
    quiet: QuietOption = False,
    is_root_half: RootHalfOption = False,
) -> int:
    """Check the description on every platform that its peers are for, and that this machine's secrets open.

    --pppd without a version asks the pppd of this machine (Linux) about each peers file as well.

    Example: vpnsync validate --strict --no-secrets
    """
    be_quiet(on=quiet)
    from vpnsync.cli.asked import show_answers
    from vpnsync.cli.halves import in_halves
    from vpnsync.cli.person import step_down

    def findings() -> Findings:
        from vpnsync.cli.findings import examine
        from vpnsync.cli.session import open_session

        version = None if pppd == INSTALLED else pppd
        session = open_session(
            config=config, root=root, platform=platform, pppd=version, host=host, names=names or ()
        )
        found = examine(session, secrets=not no_secrets, strict=strict)
        _show(found, json=json, is_last=pppd != INSTALLED)
        return found

    def person() -> Handover:
        from vpnsync.cli.drafts import hand_over_blind
        from vpnsync.cli.result import in_one_line

        found = findings()
        _check_askable(found.session)
        return hand_over_blind(found.session, in_one_line(found.as_json()))

    if pppd == INSTALLED:
        return in_halves(
            person, lambda handover: show_answers(handover, as_json=json), is_root_half=is_root_half
        )
    step_down()
    findings()
    return 0


def _check_askable(session: Session) -> None:
    """Refuse to ask one platform's pppd about another's files."""
    if session.platform != "linux" or not session.is_this_machine:
        raise ConflictError(
            "--pppd", "only Linux's own pppd can be asked, about Linux's files", name="cannot-ask-pppd"
        )


def _show(found: Findings, *, json: bool, is_last: bool) -> None:
    """Print what was found; raise DescriptionError where there are complaints.

    is_last: nothing more follows, so that a JSON document is whole.
    """
    from vpnsync.cli.result import print_json

    if json and (is_last or found.complaints):
        print_json(found.as_json())
    elif not json:
        for warning in found.warnings:
            warn(str(warning))
    if found.complaints:
        raise found.error()
    if not json:
        session = found.session
        count = len(set(session.names) or session.config.document.peers)
        warnings = f", {plural(len(found.warnings), 'warning')}" if found.warnings else ""
        say(f"{session.config.path}: {plural(count, 'peer')}, nothing wrong{warnings}.")
