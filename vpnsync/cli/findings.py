"""All that is wrong or unwise with a description, on every platform that its peers are for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vpnsync.cli.counting import counted
from vpnsync.config.complaints import Complaint, description_error, spell
from vpnsync.config.nearest import unknown
from vpnsync.errors import ConflictError, NotExpressibleError, SecretError

if TYPE_CHECKING:
    from vpnsync.cli.session import Session
    from vpnsync.errors import DescriptionError
    from vpnsync.lint import Finding
    from vpnsync.render.entries import Entry


@dataclass(frozen=True)
class Findings:
    """What was found: what must be mended, and what may stay."""

    session: Session
    complaints: tuple[Complaint, ...]
    warnings: tuple[Finding, ...]

    def error(self) -> DescriptionError:
        """Return the complaints as one error."""
        config = self.session.config
        return description_error(config.path, config.text, self.complaints)

    def as_json(self) -> dict[str, Any]:
        """Return everything as one document."""
        from vpnsync.config.where import line_of

        config = self.session.config
        return {
            "format_version": 1,
            "description": str(config.path),
            "peers": sorted(config.document.peers),
            "complaints": [
                {"line": line_of(config.text, c.key), "key": spell(c.key), "name": c.name, "reason": c.reason}
                for c in self.complaints
            ],
            "warnings": [
                {"line": line_of(config.text, w.key), "key": spell(w.key), "name": w.name, "text": w.text}
                for w in self.warnings
            ],
        }


def examine(session: Session, *, secrets: bool, strict: bool) -> Findings:
    """Look for everything at once; with `secrets`, open those of this machine's peers as well.

    Raises ConflictError for names that no peer has.
    """
    from vpnsync.cli.session import complaints_everywhere
    from vpnsync.config.tracked import is_tracked

    names = session.names
    _check_names(session)
    found, warnings = complaints_everywhere(session)
    complaints = [*session.config.complaints, *found]
    if names:
        complaints = [c for c in complaints if c.key[:1] != ("peers",) or (c.key[1:2] and c.key[1] in names)]
        warnings = [w for w in warnings if w.concerns(names)]
    if not complaints and secrets:
        complaints = _secret_faults(session)
    plain = [warning for warning in warnings if warning.name == "plain-text-secret"]
    if plain and is_tracked(session.config.path):
        complaints += [Complaint(w.key, f"{w.text}; git tracks this file", w.name) for w in plain]
        warnings = [warning for warning in warnings if warning.name != "plain-text-secret"]
    if strict:
        complaints += [Complaint(w.key, w.text, w.name) for w in warnings]
        warnings = []
    return Findings(session, tuple(complaints), tuple(warnings))


def _check_names(session: Session) -> None:
    """Refuse names that no peer has."""
    known = session.config.document.peers
    odd = [name for name in session.names if name not in known and not session.config.complaints]
    if odd:
        raise ConflictError(
            "no such peer", [f"{name}: {unknown('peer', name, known)}" for name in odd], name="unknown-peer"
        )


def _secret_faults(session: Session) -> list[Complaint]:
    """Open the secrets of this machine's peers, and complain about those that cannot be used."""
    from vpnsync.cli.drafts import open_secrets
    from vpnsync.cli.session import render_all
    from vpnsync.config.references import Existing, Reference

    sheets = render_all(session).sheets
    opened = open_secrets(session)
    found: list[Complaint] = []

    def value_of(entry: Entry) -> str:
        if not isinstance(entry.value, Reference) or isinstance(entry.value, Existing):
            return "kept"
        try:
            return opened.value(entry.value, entry.key)
        except SecretError as error:
            found.append(Complaint(entry.key, error.lines[0], error.name))
            return "unread"

    secretive = [
        sheet
        for name, sheet in sheets.items()
        if (name in session.names or not session.names) and None in sheet.lines
    ]
    for sheet in counted("Opening the secrets of peers", secretive, patience=0):
        try:
            sheet.text(value_of)
        except NotExpressibleError as error:
            reason = f"{error.thing}: {error.lines[0]}"
            found.append(Complaint(("peers", sheet.name), reason, name="not-expressible"))
    return found
