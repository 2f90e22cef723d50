"""The end of the person's half: from a description to what root's half gets, secrets and all."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from vpnsync.cli.handover import Draft, Handover, Told
from vpnsync.cli.outline import Outline, drafts
from vpnsync.cli.screen import is_terminal
from vpnsync.cli.session import render_all
from vpnsync.config.nearest import unknown
from vpnsync.config.ownership import check_ownership
from vpnsync.config.secrets import Secrets
from vpnsync.errors import ConflictError
from vpnsync.pppd.names import name_faults
from vpnsync.render.lines import PLACEHOLDER, is_secret
from vpnsync.sync.kinds import SCRIPTS, UNITS, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from vpnsync.cli.session import Rendered, Session
    from vpnsync.render.peer import Sheet


def hand_over(
    session: Session,
    rendered: Rendered | None = None,
    *,
    secrets: bool = True,
    is_for_root: bool = True,
    keep: Callable[[Handover, Mapping[str, Outline]], object] = lambda *_: None,
) -> Handover:
    """Render every peer for root's half; their secrets are opened once the drafts are asked for.

    Without `secrets`, none is opened at all, and the drafts are blind to them. is_for_root: refuse
    a description that others could change. keep: gets all that can be said before any secret is opened.
    """
    if is_for_root:
        _check_trust(session)
    rendered = rendered or render_all(session, is_brief=True)
    outlines = rendered.outlined()
    _check_names(session, outlines)
    if session.names:
        outlines = {name: outline for name, outline in outlines.items() if name in session.names}
    warnings = tuple(str(warning) for warning in rendered.warnings if warning.concerns(session.names))

    def of_them(texts: dict[str, str], kind: Kind) -> dict[str, str]:
        return {file: text for file, text in texts.items() if kind.peer_of(file) in outlines}

    effects = {
        name: tuple(Told(one.kind, one.value, one.text) for one in told)
        for name, told in rendered.effects.items()
        if told and name in outlines
    }
    scripts = of_them(rendered.scripts, SCRIPTS)
    units = of_them(rendered.units, UNITS[session.platform])
    opened = partial(open_secrets, session)
    write = partial(drafts, outlines, rendered.dictionary, opened, is_open=secrets)
    handover = replace(_handover(session, warnings, write), scripts=scripts, units=units, effects=effects)
    keep(handover, outlines)
    return handover


def hand_over_names(session: Session) -> Handover:
    """Say whose files these are, and which peers there are, for what needs none of them rendered."""
    _check_trust(session)
    return _handover(session, (), dict)


def hand_over_blind(session: Session, report: str) -> Handover:
    """Render every peer with a stand-in for each secret, for what only looks at the rest.

    report: what root's half is to print with its own result.
    """
    sheets = render_all(session).sheets
    asked = [sheet for name, sheet in sheets.items() if not session.names or name in session.names]

    def body(sheet: Sheet) -> str:
        known = sheet.dictionary
        return "".join(
            sheet.line(entry, PLACEHOLDER if is_secret(entry, known) else entry.value)
            for entry in sheet.entries
        )

    def write() -> dict[str, Draft]:
        return {sheet.name: Draft((body(sheet),), is_blind=True) for sheet in asked}

    return replace(_handover(session, (), write), report=report)


def open_secrets(session: Session) -> Secrets:
    """Return what opens this session's references; nothing is opened yet.

    Root, with nobody behind it, runs no command out of a description that others could change.
    """
    if os.geteuid() == 0:
        _check_trust(session)
    return Secrets(session.config.folder, os.environ, session.config.secret_variables())


def _check_trust(session: Session) -> None:
    """Refuse what others could change: it is about to become root's files. Not so under `--root`."""
    if session.place.root is None and session.config.status is not None:
        check_ownership(session.config.path, session.config.status, os.geteuid())


def _handover(session: Session, warnings: tuple[str, ...], write: Callable[[], dict[str, Draft]]) -> Handover:
    settings = session.config.document.settings
    return Handover(
        description=str(session.config.path),
        identity=settings.id,
        platform=session.platform,
        version=session.version,
        group=session.place.group,
        names=session.names,
        described=tuple(name for name in session.config.document.peers if not name_faults(name)),
        skipped={name: reason for name, reason in session.skipped.items() if not name_faults(name)},
        warnings=warnings,
        hidden=tuple(sorted(session.config.secret_variables())),
        asks=is_terminal(sys.stdin),
        is_plain=bool(os.environ.get("NO_COLOR")),
        write=write,
    )


def _check_names(session: Session, sheets: Iterable[str]) -> None:
    """Refuse a name on the command line that nothing has, with the nearest that something has."""
    known = {*sheets, *session.skipped}
    odd = [name for name in session.names if name not in known and "/" in name]
    if odd:
        raise ConflictError(
            "no such peer", [f"{name}: {unknown('peer', name, known)}" for name in odd], name="unknown-peer"
        )
