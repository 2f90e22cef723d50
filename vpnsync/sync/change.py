"""What a plan is made of: desired and actual files, and the changes between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final, Literal

from vpnsync.errors import ConflictError
from vpnsync.sync.files import Access, File
from vpnsync.sync.kinds import PEERS, Kind, Target

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from vpnsync.pppd.options import Dictionary

Action = Literal["create", "update", "adopt", "delete"]
Command = Literal["apply", "rollback", "release"]
"""What makes plans."""

ACTIONS: Final[tuple[Action, ...]] = ("create", "update", "adopt", "delete")


@dataclass(frozen=True)
class Desired:
    """One file that should exist: its text without header, and its access.

    `is_blind`: its secrets were not read, so that they are compared by presence alone.
    `made`: the files that plans have made of it, for the next plan, once the lock is held.
    """

    body: bytes = field(repr=False)
    access: Access
    is_blind: bool = False
    made: dict[object, File] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True)
class Obstacle:
    """Something that stands where a managed file should be, and why it is left alone."""

    reason: str
    needs_rights: bool = False
    is_callable: bool = False
    """Whether pppd could read it as a peers file all the same."""


Actual = File | Obstacle


@dataclass(frozen=True)
class Change:
    """What must happen to one file of a peer; `before` and `after` are None where it does not exist.

    `is_orphan`: the whole peer is no longer described, so that deleting takes a consent.
    """

    name: str
    path: Path
    action: Action
    reasons: tuple[str, ...]
    before: File | None
    after: File | None
    is_edited: bool = False
    is_blind: bool = False
    is_orphan: bool = False
    kind: Kind = PEERS

    @property
    def target(self) -> Target:
        """Which file it is about."""
        return Target(self.kind, self.path.name)

    @property
    def is_cosmetic(self) -> bool:
        """Whether the file already does what is desired: header, layout or access alone change."""
        before, after = self.before, self.after
        return bool(before and after and before.does_the_same(after, is_blind=self.is_blind))

    @property
    def consents(self) -> tuple[str, ...]:
        """The options of `apply` that this change needs besides --yes."""
        own = ("--adopt",) if self.action == "adopt" else ("--prune",) if self.is_orphan else ()
        return (*own, "--overwrite") if self.is_edited else own


@dataclass(frozen=True)
class Scope:
    """What a plan is about: the described peers, which of them, and whose files are ours.

    skipped: described peers that are not for this machine, with the reason.
    """

    root: Path
    identity: str
    dictionary: Dictionary = field(repr=False)
    skipped: Mapping[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    prune: bool = False
    dip: int | None = None
    """The gid of Debian's group of those who may dial, where the machine has it."""
    described: tuple[str, ...] = ()
    """All peers of the description, for a name that is none of them."""

    def check_names(self, found: Collection[str]) -> None:
        """Refuse names that neither the description nor a file of ours has, with the nearest that it has."""
        lines = []
        for name in self.names:
            if name in found or name in self.skipped:
                continue
            known = {known.casefold(): known for known in (*found, *self.described)}
            near = next(iter(get_close_matches(name.casefold(), [*known], n=1, cutoff=0.6)), None)
            meant = f'; did you mean "{known[near]}"?' if near else ""
            lines.append(f"{name}: neither described nor a file that this description wrote{meant}")
        if lines:
            raise ConflictError("no such peer", lines, name="unknown-peer")


@dataclass(frozen=True)
class Plan:
    """What must happen so that the actual files become the desired ones."""

    changes: tuple[Change, ...] = ()
    unchanged: tuple[str, ...] = ()
    unmanaged: tuple[str, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()
    directories: tuple[tuple[Path, Access], ...] = ()
    notes: tuple[str, ...] = ()
    identity: str = field(default="", compare=False)
    """The id of the description whose files these are."""
    command: Command = field(default="apply", compare=False)

    def __bool__(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.changes)
