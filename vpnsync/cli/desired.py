"""From sheets to a plan: the disk read, the secrets filled in, the two compared."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from vpnsync.cli.session import Rendered, Session, needs_root
from vpnsync.config.complaints import spell, unknown
from vpnsync.config.references import Existing, Reference
from vpnsync.config.secrets import Secrets
from vpnsync.errors import ConflictError, NotExpressibleError, RightsError, SecretError
from vpnsync.sync.change import Actual, Desired, Plan
from vpnsync.sync.files import File
from vpnsync.sync.kinds import SCRIPTS, Target, peers_file
from vpnsync.sync.plan import make_plan
from vpnsync.sync.store import read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vpnsync.render.entries import Entry

_UNREAD: Final = "unread"


def plan_for(
    session: Session, rendered: Rendered, *, secrets: bool = True, prune: bool = False
) -> tuple[Plan, dict[Target, Desired]]:
    """Read the disk and, unless told not to, the secrets; return the plan and what it is to reach."""
    _check_names(session, rendered)
    try:
        actual = read(session.place, session.dictionary)
    except RightsError as error:
        raise needs_root(session, error) from None
    desired = _desired(session, rendered, actual, secrets=secrets)
    return _compare(session, desired, actual, prune=prune), desired


def plan_again(session: Session, desired: Mapping[Target, Desired], *, prune: bool = False) -> Plan:
    """Read the disk once more and compare it with the same goal: no secret is opened again."""
    return _compare(session, desired, read(session.place, session.dictionary), prune=prune)


def _compare(
    session: Session, desired: Mapping[Target, Desired], actual: Mapping[Target, Actual], *, prune: bool
) -> Plan:
    plan = make_plan(desired, actual, session.scope(prune=prune))
    missing = session.place.missing({change.kind for change in plan.changes if change.after})
    return replace(plan, directories=tuple(missing), notes=(*plan.notes, *session.place.loose()))


def _check_names(session: Session, rendered: Rendered) -> None:
    """Refuse a name on the command line that nothing has, with the nearest that something has."""
    known = {*rendered.sheets, *session.skipped}
    odd = [name for name in session.names if name not in known and "/" in name]
    if odd:
        raise ConflictError("no such peer", [f"{name}: {unknown('peer', name, known)}" for name in odd])


def open_secrets(session: Session) -> Secrets:
    """Return what opens this session's references; nothing is opened yet."""
    return Secrets(session.config.path.resolve().parent, os.environ, session.config.secret_variables())


def _desired(
    session: Session, rendered: Rendered, actual: Mapping[Target, Actual], *, secrets: bool
) -> dict[Target, Desired]:
    """Fill the secrets into the sheets; everything that cannot be had is said at once."""
    opened = open_secrets(session)
    access = session.place.file_access()
    desired: dict[Target, Desired] = {}
    problems: list[str] = []
    for name, sheet in rendered.sheets.items():
        if session.names and name not in session.names:
            continue
        source = _Source(opened, actual.get(peers_file(name)), is_open=secrets)
        try:
            body = sheet.text(source.value_of)
        except NotExpressibleError as error:
            problems.append(f"{error.thing}: {error.lines[0]}")
            continue
        problems += source.problems
        desired[peers_file(name)] = Desired(body, access, is_blind=source.is_blind)
    for name, text in rendered.scripts.items():  # the plan leaves out those of peers that were not asked for
        desired[Target(SCRIPTS, name)] = Desired(text.encode(), session.place.file_access(SCRIPTS))
    if problems:
        raise SecretError(
            "cannot read these secrets; nothing was written",
            problems,
        )
    return desired


@dataclass
class _Source:
    """Where one peer's secrets come from; collects what cannot be had."""

    secrets: Secrets
    actual: Actual | None
    is_open: bool
    is_blind: bool = False
    problems: list[str] = field(default_factory=list)

    def value_of(self, entry: Entry) -> str:
        """Return the value of a secret entry, or a stand-in once a problem is noted."""
        if isinstance(entry.value, Reference) and not self.is_open:
            self.is_blind = True
            return _UNREAD
        if isinstance(entry.value, Existing):
            held = self.actual.settings.values_of(entry.word) if isinstance(self.actual, File) else []
            if not held:
                self.problems.append(
                    f"{spell(entry.key)}: {{ existing = true }}: there is no {entry.word} in the file to keep"
                )
            return held[-1] if held else _UNREAD
        try:
            return self.secrets.value(entry.value, entry.key)
        except SecretError as error:
            self.problems.append(
                f"{error.thing}: {error.lines[0]}" + (f" ({error.hint})" if error.hint else "")
            )
            return _UNREAD
