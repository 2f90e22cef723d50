"""Compare the files that should exist with those that do, and decide what must happen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from vpnsync.errors import ConflictError
from vpnsync.sync.change import Actual, Change, Desired, Obstacle, Plan, Scope
from vpnsync.sync.files import Access, File, with_header

if TYPE_CHECKING:
    from collections.abc import Mapping


_INCLUDE: Final = re.compile(rb"^(?:file|call) .*$", re.MULTILINE)


def make_plan(desired: Mapping[str, Desired], actual: Mapping[str, Actual], scope: Scope) -> Plan:
    """Compare the files that should exist with those that do.

    Files that this description wrote and that are no longer described are deleted. Files that
    somebody else wrote are never deleted. Raises ConflictError, all at once, for described
    names whose place is taken by what vpnsync must not touch.
    """
    in_scope = _selected(desired, actual, scope)
    conflicts = [
        f"{scope.directory / name}: {reason}"
        for name in in_scope
        if name in desired and (reason := _conflict(actual.get(name), scope))
    ]
    if conflicts:
        raise ConflictError("cannot plan", conflicts)
    changes = []
    unchanged = []
    notes = []
    for name in in_scope:
        found = actual.get(name)
        before = found if isinstance(found, File) else None
        change = _change(name, desired.get(name), before, scope)
        if change:
            changes.append(change)
        elif name in desired:
            unchanged.append(name)
        notes += _includes(name, desired.get(name))
        kept = change.after.mark.kept if change and change.after and change.after.mark else None
        if kept:
            notes.append(f"{name}: keeps its access {kept[0]:04o} (group {kept[1]}), as it was adopted")
    skipped = tuple(
        (name, reason)
        for name, reason in sorted(scope.skipped.items())
        if not scope.names or name in scope.names
    )
    return Plan(
        tuple(changes), tuple(unchanged), _unmanaged(desired, actual, scope), skipped, (), tuple(notes)
    )


def _selected(desired: Mapping[str, Desired], actual: Mapping[str, Actual], scope: Scope) -> list[str]:
    """Return the names that this plan decides about, sorted."""
    ours = {
        name
        for name, found in actual.items()
        if isinstance(found, File) and found.is_ours(name, scope.identity)
    }
    if not scope.prune:
        ours -= scope.skipped.keys()
    names = desired.keys() | ours
    if scope.names:
        missing = [name for name in scope.names if name not in names and name not in scope.skipped]
        if missing:
            raise ConflictError(
                "no such peer",
                [f"{name}: neither described nor a file that this description wrote" for name in missing],
            )
        names &= set(scope.names)
    return sorted(names)


def _conflict(found: Actual | None, scope: Scope) -> str | None:
    if isinstance(found, Obstacle):
        return found.reason
    if found is not None and found.mark is not None and found.mark.id != scope.identity:
        return (
            f'belongs to another description (id "{found.mark.id}", this one is "{scope.identity}"): '
            "rename the peer, or `vpnsync release` it there first"
        )
    return None


def _change(name: str, desired: Desired | None, before: File | None, scope: Scope) -> Change | None:
    path = scope.directory / name
    if desired is None:
        is_edited = bool(before and before.is_edited)
        reasons = [scope.skipped.get(name, "no longer described")]
        reasons += ["edited by hand since vpnsync wrote it"] if is_edited else []
        return Change(name, path, "delete", tuple(reasons), before, None, is_edited=is_edited)
    if before is None:
        after = _ours(desired.body, name, desired, scope)
        return Change(name, path, "create", ("not there yet",), None, after, is_blind=desired.is_blind)
    if not before.is_ours(name, scope.identity):
        return _adoption(name, desired, before, scope)
    return _update(name, desired, before, scope)


def _ours(
    body: bytes, name: str, desired: Desired, scope: Scope, kept: tuple[int, int] | None = None
) -> File:
    return with_header(
        body,
        name=name,
        identity=scope.identity,
        dictionary=scope.dictionary,
        access=desired.access,
        kept=kept,
    )


def _is_same(desired: Desired, before: File, scope: Scope) -> bool:
    """Whether pppd would end with the same settings: bytes first, since they are cheap to compare."""
    if before.body == desired.body and not desired.is_blind:
        return True
    after = File(desired.body, desired.access, scope.dictionary).settings
    if desired.is_blind:
        return after.without_secrets() == before.settings.without_secrets()
    return after == before.settings


def _adoption(name: str, desired: Desired, before: File, scope: Scope) -> Change:
    """Take over a file of somebody else's: as it is where the settings agree."""
    mark = before.mark
    reason = f'a copy of the file of peer "{mark.peer}"' if mark else "not written by vpnsync"
    # Debian's own 0640 root:dip stays: members of dip may have been dialing with it.
    kept = (before.access.mode, before.access.gid) if _is_dip(before.access, desired.access, scope) else None
    same = _is_same(desired, before, scope)
    after = _ours(before.body if same else desired.body, name, desired, scope, kept)
    reasons = (reason, *(() if same else ("settings differ",)), *before.access.faults(after.access))
    return Change(name, scope.directory / name, "adopt", reasons, before, after, is_blind=desired.is_blind)


def _is_dip(access: Access, desired: Access, scope: Scope) -> bool:
    return (
        access == Access(0o640, desired.uid, -1 if scope.dip is None else scope.dip) and desired.mode == 0o600
    )


def _update(name: str, desired: Desired, before: File, scope: Scope) -> Change | None:
    """Bring a file of ours up to date; None where it already means the same."""
    mark = before.mark
    kept = mark.kept if mark and desired.access.mode == 0o600 else None
    wanted = Access(kept[0], desired.access.uid, kept[1]) if kept else desired.access
    loose = before.access.faults(wanted)
    if _is_same(desired, before, scope):
        if not loose:
            return None
        after = File(before.text, wanted, scope.dictionary)
        return Change(
            name, scope.directory / name, "update", tuple(loose), before, after, is_blind=desired.is_blind
        )
    after = _ours(desired.body, name, desired, scope, kept)
    reasons = ["edited by hand since vpnsync wrote it"] if before.is_edited else ["the description changed"]
    return Change(
        name,
        scope.directory / name,
        "update",
        (*reasons, *loose),
        before,
        after,
        is_edited=before.is_edited,
        is_blind=desired.is_blind,
    )


def _includes(name: str, desired: Desired | None) -> list[str]:
    """Say which files a peers file reads besides: pppd looks into them, a plan does not."""
    found = _INCLUDE.findall(desired.body) if desired else []
    return [
        f"{name}: {line.decode('utf-8', 'replace')}: compared by its path, not looked into" for line in found
    ]


def make_release(name: str, actual: Mapping[str, Actual], scope: Scope) -> Plan:
    """Stop managing a file: take the header off, keep the rest byte for byte."""
    found = actual.get(name)
    if not isinstance(found, File) or not found.is_ours(name, scope.identity):
        reason = found.reason if isinstance(found, Obstacle) else "is not a file that this description wrote"
        raise ConflictError(str(scope.directory / name), reason if found else "is not there")
    after = File(found.body, found.access, scope.dictionary)
    return Plan((Change(name, scope.directory / name, "update", ("released",), found, after),))


def _unmanaged(desired: Mapping[str, Desired], actual: Mapping[str, Actual], scope: Scope) -> tuple[str, ...]:
    """Return the files in the directory that are not ours and not described."""
    return tuple(
        sorted(
            name
            for name, found in actual.items()
            if (found.is_callable if isinstance(found, Obstacle) else not found.is_ours(name, scope.identity))
            and name not in desired
            and name not in scope.skipped
            and not is_backup(name)
            and not scope.names
        )
    )


def is_backup(name: str) -> bool:
    """Whether a file is an editor's backup: pppd would read it, nobody means it to."""
    return name.endswith(("~", ".bak"))
