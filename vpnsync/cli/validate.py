"""`vpnsync validate`: check the description for every platform, all complaints at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

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
from vpnsync.cli.screen import say, warn
from vpnsync.errors import ConflictError, NotExpressibleError, SecretError

if TYPE_CHECKING:
    from vpnsync.cli.session import Session
    from vpnsync.config.complaints import Complaint
    from vpnsync.lint import Finding
    from vpnsync.render.entries import Entry


def validate(
    names: NamesArgument = None,
    *,
    config: ConfigOption = None,
    root: RootOption = None,
    platform: PlatformOption = None,
    pppd: PppdOption = None,
    host: HostOption = None,
    json: JsonOption = False,
    no_secrets: NoSecretsOption = False,
    strict: Annotated[bool, typer.Option("--strict", help="Take warnings for errors.")] = False,
) -> int:
    """Check the description on every platform that its peers are for, and that this machine's secrets open.

    Example: vpnsync validate --strict --no-secrets
    """
    from vpnsync.cli.person import step_down

    step_down()
    from vpnsync.cli.session import complaints_everywhere, open_session
    from vpnsync.config.complaints import Complaint, description_error
    from vpnsync.config.tracked import is_tracked

    session = open_session(
        config=config, root=root, platform=platform, pppd=pppd, host=host, names=names or ()
    )
    _check_names(session)
    complaints, warnings = complaints_everywhere(session)
    complaints = [*session.config.complaints, *complaints]
    if names:
        complaints = [c for c in complaints if c.key[:1] != ("peers",) or (c.key[1:2] and c.key[1] in names)]
        warnings = [w for w in warnings if w.key[:1] != ("peers",) or w.key[1] in names]
    if not complaints and not no_secrets:
        complaints = _secret_faults(session)
    plain = [warning for warning in warnings if warning.name == "plain-text-secret"]
    if plain and is_tracked(session.config.path):
        complaints += [Complaint(w.key, f"{w.text}; git tracks this file [{w.name}]") for w in plain]
        warnings = [warning for warning in warnings if warning not in plain]
    if strict:
        complaints += [Complaint(w.key, f"{w.text} [{w.name}]") for w in warnings]
        warnings = []
    if json:
        _print_json(session, complaints, warnings)
    else:
        for warning in warnings:
            warn(str(warning))
    if complaints:
        raise description_error(session.config.path, session.config.text, complaints)
    if not json:
        count = len(session.config.document.peers) if not names else len(set(names))
        say(
            f"{session.config.path}: {_counted(count, 'peer')}, nothing wrong"
            + (f", {_counted(len(warnings), 'warning')}." if warnings else ".")
        )
    return 0


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _check_names(session: Session) -> None:
    """Refuse names that no peer has."""
    from vpnsync.config.complaints import unknown

    known = session.config.document.peers
    odd = [name for name in session.names if name not in known and not session.config.complaints]
    if odd:
        raise ConflictError("no such peer", [f"{name}: {unknown('peer', name, known)}" for name in odd])


def _secret_faults(session: Session) -> list[Complaint]:
    """Open the secrets of this machine's peers, and complain about those that cannot be used."""
    from vpnsync.cli.drafts import open_secrets
    from vpnsync.cli.session import render_all
    from vpnsync.config.complaints import Complaint
    from vpnsync.config.references import Existing, Reference

    rendered = render_all(session)
    opened = open_secrets(session)
    found: list[Complaint] = []
    for name, sheet in rendered.sheets.items():
        if session.names and name not in session.names:
            continue

        def value_of(entry: Entry) -> str:
            if not isinstance(entry.value, Reference) or isinstance(entry.value, Existing):
                return "kept"
            try:
                return opened.value(entry.value, entry.key)
            except SecretError as error:
                found.append(Complaint(entry.key, error.lines[0]))
                return "unread"

        try:
            sheet.text(value_of)
        except NotExpressibleError as error:
            found.append(Complaint(("peers", name), f"{error.thing}: {error.lines[0]}"))
    return found


def _print_json(session: Session, complaints: list[Complaint], warnings: list[Finding]) -> None:
    from vpnsync.cli.result import print_json
    from vpnsync.config.complaints import spell
    from vpnsync.config.where import line_of

    text = session.config.text
    print_json(
        {
            "format_version": 1,
            "description": str(session.config.path),
            "peers": sorted(session.config.document.peers),
            "complaints": [
                {"line": line_of(text, c.key), "key": spell(c.key), "reason": c.reason} for c in complaints
            ],
            "warnings": [
                {"line": line_of(text, w.key), "key": spell(w.key), "name": w.name, "text": w.text}
                for w in warnings
            ],
        }
    )
