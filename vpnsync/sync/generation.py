"""A generation: what one apply replaced, deleted or created, as a value and as text on disk. Pure.

What is read may be hostile, cut short, or from a newer vpnsync: `decode` trusts nothing in it, and
never fails otherwise than by returning an `Unreadable`.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar, get_args

from vpnsync.pppd.names import name_faults
from vpnsync.sync.change import ACTIONS, Action, Command
from vpnsync.sync.files import Access
from vpnsync.sync.kinds import Target, kinds_of

if TYPE_CHECKING:
    from vpnsync.pppd.options import Platform
    from vpnsync.sync.change import Plan
    from vpnsync.sync.files import File

T = TypeVar("T", bound=str)

FORMAT: Final = 1
_TIME: Final = "%Y-%m-%dT%H:%M:%SZ"
_IDENTITY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
_DIGEST: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_LAST_ID: Final = 2**32 - 2
"""The largest uid or gid; the one above it stands for none."""


@dataclass(frozen=True)
class Side:
    """A file at one instant: every byte, and its access. May hold a password: not shown by repr()."""

    text: bytes = field(repr=False)
    access: Access


@dataclass(frozen=True)
class Kept:
    """One file of a generation; `before` and `after` are None where it did not exist."""

    target: Target
    action: Action
    before: Side | None
    after: str | None
    """The digest of the text that was put there, by which later edits are told."""

    @property
    def peer(self) -> str:
        """The peer that the file is for."""
        return self.target.peer or self.target.name


@dataclass(frozen=True)
class Generation:
    """What one apply, rollback or release has changed, and how it was before."""

    number: int
    time: datetime
    """UTC, whole seconds."""
    identity: str
    """The id of the description."""
    command: Command
    files: tuple[Kept, ...]
    is_finished: bool = True
    """False where the run was killed, or could not put everything back: some of it may be done."""

    @property
    def targets(self) -> frozenset[Target]:
        """The files that it is about."""
        return frozenset(kept.target for kept in self.files)

    @property
    def peers(self) -> tuple[str, ...]:
        """The peers whose files it is about."""
        return tuple(sorted({kept.peer for kept in self.files}))


@dataclass(frozen=True)
class Unreadable:
    """A generation that cannot be used, and why."""

    number: int
    reason: str


def digest_of(text: bytes) -> str:
    """Return what tells one whole text from another."""
    return hashlib.sha256(text).hexdigest()


def generation_of(plan: Plan, number: int, time: datetime) -> Generation:
    """Return what a plan is about to replace."""
    files = tuple(
        Kept(
            change.target,
            change.action,
            _side(change.before),
            digest_of(change.after.text) if change.after else None,
        )
        for change in plan.changes
    )
    return Generation(number, time.astimezone(UTC).replace(microsecond=0), plan.identity, plan.command, files)


def _side(file: File | None) -> Side | None:
    return Side(file.text, file.access) if file else None


def encode(generation: Generation) -> bytes:
    """Return a generation as it stands on disk: JSON in ASCII, the texts as one reads them."""
    document = {
        "format_version": FORMAT,
        "time": generation.time.strftime(_TIME),
        "description": generation.identity,
        "command": generation.command,
        "files": [
            {
                "kind": kept.target.kind.name,
                "file": kept.target.name,
                "action": kept.action,
                "before": _encoded(kept.before),
                "after": kept.after,
            }
            for kept in generation.files
        ],
    }
    return (json.dumps(document, indent=1) + "\n").encode("ascii")


def _encoded(side: Side | None) -> dict[str, object] | None:
    if side is None:
        return None
    access = side.access
    text = side.text.decode("utf-8", "surrogateescape")
    return {"text": text, "mode": access.mode, "uid": access.uid, "gid": access.gid}


def decode(text: bytes, number: int, platform: Platform) -> Generation | Unreadable:
    """Return what a text on disk says, once everything in it has been looked at."""
    try:
        document = json.loads(text)
        version = document["format_version"]
        _need(_is_number(version, 2**31))
        if version > FORMAT:
            return Unreadable(number, f"was written by a newer vpnsync (format {version})")
        _need(version == FORMAT)
        files = tuple(_kept(entry, platform) for entry in document["files"])
        _need(len({kept.target for kept in files}) == len(files) > 0)
        return Generation(
            number,
            _time(document["time"]),
            _word(document["description"], _IDENTITY),
            _one_of(document["command"], get_args(Command)),
            files,
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return Unreadable(number, "is damaged: vpnsync has not written it so")


def _kept(entry: Any, platform: Platform) -> Kept:  # noqa: ANN401 - what JSON holds is of any type
    (kind,) = (kind for kind in kinds_of(platform) if kind.name == entry["kind"])
    name = entry["file"]
    _need(isinstance(name, str))
    target = Target(kind, name)
    _need(target.peer is not None and not name_faults(target.peer))
    before = None if entry["before"] is None else _decoded(entry["before"])
    after = None if entry["after"] is None else _word(entry["after"], _DIGEST)
    _need(before is not None or after is not None)
    return Kept(target, _one_of(entry["action"], ACTIONS), before, after)


def _decoded(side: Any) -> Side:  # noqa: ANN401 - the same
    mode, uid, gid = side["mode"], side["uid"], side["gid"]
    _need(_is_number(mode, 0o7777) and _is_number(uid, _LAST_ID) and _is_number(gid, _LAST_ID))
    _need(isinstance(side["text"], str))
    return Side(side["text"].encode("utf-8", "surrogateescape"), Access(mode, uid, gid))


def _time(text: Any) -> datetime:  # noqa: ANN401 - the same
    time = datetime.strptime(text, _TIME).replace(tzinfo=UTC)
    _need(1970 <= time.year < 9999)  # else it could not be shown in local time
    return time


def _word(text: Any, pattern: re.Pattern[str]) -> str:  # noqa: ANN401 - the same
    _need(isinstance(text, str) and pattern.fullmatch(text) is not None)
    return str(text)


def _one_of(value: Any, known: tuple[T, ...]) -> T:  # noqa: ANN401 - the same
    return known[known.index(value)]


def _is_number(value: object, last: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= last


def _need(condition: bool) -> None:  # noqa: FBT001 - like assert, but never optimized away
    if not condition:
        raise ValueError
