"""Compare the files that should exist with those that do, and decide what must happen."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from vpnsync.errors import ConflictError
from vpnsync.sync.change import Actual, Change, Desired, Obstacle, Plan, Scope
from vpnsync.sync.files import Access, File, with_header
from vpnsync.sync.kinds import PEERS, Target, peers_file
from vpnsync.sync.place import group_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_INCLUDE: Final = re.compile(rb"^(?:file|call) .*$", re.MULTILINE)
_EDITED: Final = "edited by hand since vpnsync wrote it"


def make_plan(
    desired: Mapping[Target, Desired],
    actual: Mapping[Target, Actual],
    scope: Scope,
    step: Callable[[], object] = lambda: None,
) -> Plan:
    """Compare the files that should exist with those that do, of all kinds at once.

    Files that this description wrote and that are no longer described are deleted. Files that
    somebody else wrote are never deleted. Raises ConflictError, all at once, for described
    files whose place is taken by what vpnsync must not touch.
    step: called before each file, for whoever wants to show how far it has come.
    """
    ours = {target for target, found in actual.items() if _is_ours(target, found, scope)}
    in_scope = _selected(desired, ours, scope)
    conflicts = [
        f"{target.path(scope.root)}: {reason}"
        for target in in_scope
        if target in desired and (reason := _conflict(target, desired[target], actual.get(target), scope))
    ]
    if conflicts:
        raise ConflictError("cannot plan", conflicts)
    peers = {target.peer or target.name for target in desired.keys() & set(in_scope)}
    changes = []
    notes = []
    for target in in_scope:
        step()
        found = actual.get(target)
        before = found if isinstance(found, File) else None
        change = _change(target, desired.get(target), before, scope, is_ours=target in ours)
        if change:
            changes.append(replace(change, is_orphan=change.after is None and change.name not in peers))
        notes += _includes(target, desired.get(target))
        notes += _leaving(change)
        kept = change.after.mark.kept if change and change.after and change.after.mark else None
        if kept:
            access = f"{kept[0]:04o} (group {group_name(kept[1])})"
            notes.append(f"{target.name}: keeps its access {access}, as it was adopted")
    return Plan(
        tuple(changes),
        tuple(sorted(peers - {change.name for change in changes})),
        _unmanaged({t: found for t, found in actual.items() if t not in ours}, desired, scope),
        _skipped(scope),
        (),
        tuple(notes),
        scope.identity,
    )


def _selected(desired: Mapping[Target, Desired], ours: set[Target], scope: Scope) -> list[Target]:
    """Return the files that this plan decides about, in order."""
    if not scope.prune:
        ours = {target for target in ours if target.peer not in scope.skipped}
    targets = desired.keys() | ours
    if scope.names:
        scope.check_names({target.peer for target in targets if target.peer})
        targets = {target for target in targets if target.peer in scope.names}
    return sorted(targets, key=lambda target: target.order)


def _is_ours(target: Target, found: Actual | None, scope: Scope) -> bool:
    return isinstance(found, File) and found.is_ours(target.peer, scope.identity)


def _conflict(target: Target, desired: Desired, found: Actual | None, scope: Scope) -> str | None:
    if found is None or isinstance(found, Obstacle):
        return found.reason if found else None
    if found.mark is not None and found.mark.id != scope.identity:
        return (
            f'belongs to another description (id "{found.mark.id}", this one is "{scope.identity}"): '
            "rename the peer, or `vpnsync release` it there first"
        )
    if not (target.kind.is_settings or _is_ours(target, found, scope) or _is_same(desired, found)):
        return "was not written by vpnsync, and is not what it would write: move it away"
    return None


def _skipped(scope: Scope) -> tuple[tuple[str, str], ...]:
    skipped = sorted(scope.skipped.items())
    return tuple((name, reason) for name, reason in skipped if not scope.names or name in scope.names)


def _change(
    target: Target, desired: Desired | None, before: File | None, scope: Scope, *, is_ours: bool
) -> Change | None:
    """Return what must happen to one file; None where it already is as desired."""
    if desired and before and is_ours:
        return _update(target, desired, before, scope)
    change = partial(Change, target.peer or target.name, target.path(scope.root), kind=target.kind)
    if desired is None:
        is_edited = bool(before and before.is_edited)
        reasons = [scope.skipped.get(target.peer or "", "no longer described")]
        reasons += [_EDITED] if is_edited else []
        return change("delete", tuple(reasons), before, None, is_edited=is_edited)
    if before is None:
        after = _ours(desired.body, target, desired, scope)
        return change("create", ("not there yet",), None, after, is_blind=desired.is_blind)
    reasons, after = _adoption(target, desired, before, scope)
    return change("adopt", tuple(reasons), before, after, is_blind=desired.is_blind)


def _update(target: Target, desired: Desired, before: File, scope: Scope) -> Change | None:
    """Bring a file of ours up to date; None where it already means the same."""
    kept = before.mark.kept if before.mark and desired.access.mode == 0o600 else None
    access = Access(kept[0], desired.access.uid, kept[1]) if kept else desired.access
    reasons = before.access.faults(access)
    same = _is_same(desired, before)
    if same and not reasons:
        return None
    after = replace(before, access=access, inode=None)
    if not same:
        after = _ours(desired.body, target, desired, scope, kept)
        reasons.insert(0, _EDITED if before.is_edited else "the description changed")
    return Change(
        target.peer or target.name,
        target.path(scope.root),
        "update",
        tuple(reasons),
        before,
        after,
        is_edited=before.is_edited and not same,
        is_blind=desired.is_blind,
        kind=target.kind,
    )


def _ours(
    body: bytes, target: Target, desired: Desired, scope: Scope, kept: tuple[int, int] | None = None
) -> File:
    """Return a file of ours; a second plan of the same gets the very same."""
    key = (body, target, scope.identity, scope.dictionary.tables, kept)
    if key in desired.made:
        return desired.made[key]
    desired.made[key] = with_header(
        body,
        name=target.peer or target.name,
        identity=scope.identity,
        dictionary=scope.dictionary,
        access=desired.access,
        kept=kept,
        kind=target.kind,
    )
    return desired.made[key]


def _is_same(desired: Desired, before: File) -> bool:
    """Whether a file already does what is desired."""
    if before.body == desired.body and not desired.is_blind:
        return True  # by far the most, and dear to build a File for
    return before.does_the_same(replace(before, text=desired.body), is_blind=desired.is_blind)


def _adoption(target: Target, desired: Desired, before: File, scope: Scope) -> tuple[list[str], File]:
    """Take over a peers file of somebody else's: as it is where the settings agree."""
    mark = before.mark
    reason = f'a copy of the file of peer "{mark.peer}"' if mark else "not written by vpnsync"
    # Debian's own 0640 root:dip stays: members of dip may have been dialing with it.
    kept = (before.access.mode, before.access.gid) if _is_dip(before.access, desired.access, scope) else None
    same = _is_same(desired, before)
    after = _ours(before.body if same else desired.body, target, desired, scope, kept)
    return [reason, *(() if same else ("settings differ",)), *before.access.faults(after.access)], after


def _is_dip(access: Access, desired: Access, scope: Scope) -> bool:
    return (
        access == Access(0o640, desired.uid, -1 if scope.dip is None else scope.dip) and desired.mode == 0o600
    )


def _includes(target: Target, desired: Desired | None) -> list[str]:
    """Say which files a peers file reads besides: pppd looks into them, a plan does not."""
    found = _INCLUDE.findall(desired.body) if desired and target.kind is PEERS else []
    return [
        f"{target.name}: {line.decode('utf-8', 'replace')}: compared by its path, not looked into"
        for line in found
    ]


def _leaving(change: Change | None) -> list[str]:
    """Say which secrets a file is rid of, while older copies of it are kept."""
    if not (change and change.before and change.after and change.kind.is_settings):
        return []
    gone = change.before.settings.secret_words() - change.after.settings.secret_words()
    return [
        f"{change.name}: the file loses its {word}; generations keep it until: vpnsync history --forget --all"
        for word in sorted(gone)
    ]


def make_release(name: str, actual: Mapping[Target, Actual], scope: Scope) -> Plan:
    """Stop managing a peer's files: take the headers off, keep the rest byte for byte."""
    found = actual.get(peers_file(name))
    if not _is_ours(peers_file(name), found, scope):
        reason = found.reason if isinstance(found, Obstacle) else "is not a file that this description wrote"
        path = peers_file(name).path(scope.root)
        raise ConflictError(str(path), reason if found else "is not there")
    ours = {t: f for t, f in actual.items() if t.peer == name and isinstance(f, File)}
    changes = [
        Change(
            name,
            target.path(scope.root),
            "update",
            ("released",),
            file,
            replace(file, text=file.body, inode=None),
            kind=target.kind,
        )
        for target, file in sorted(ours.items(), key=lambda item: item[0].order)
        if _is_ours(target, file, scope)
    ]
    return Plan(tuple(changes), identity=scope.identity, command="release")


def _unmanaged(
    others: Mapping[Target, Actual], desired: Mapping[Target, Desired], scope: Scope
) -> tuple[str, ...]:
    """Return the files in directories of ours that are not ours and not described."""
    found = [
        target
        for target, file in others.items()
        if target not in desired
        and target.kind.is_listed
        and (not isinstance(file, Obstacle) or file.is_callable)
        and target.peer not in scope.skipped
        and not is_backup(target.name)
        and not scope.names
    ]
    found.sort(key=lambda target: target.order)
    return tuple(t.name if t.kind is PEERS else str(t.path(scope.root)) for t in found)


def is_backup(name: str) -> bool:
    """Whether a file is a backup, an editor's or a package's: pppd would read it, nobody means it to."""
    return name.endswith(("~", ".bak", ".orig", ".rpmsave", ".rpmnew", ".swp")) or ".dpkg-" in name
