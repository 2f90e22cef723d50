"""A real directory of peers files under a folder of the test, and what is left in it."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.sync.world import LINUX, OURS
from vpnsync.sync.carry_out import carry_out
from vpnsync.sync.change import Desired, Plan, Scope
from vpnsync.sync.history import generations, way_back
from vpnsync.sync.kinds import SCRIPTS, Target, peers_file
from vpnsync.sync.place import Place
from vpnsync.sync.plan import make_plan
from vpnsync.sync.store import read

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Snapshot = dict[str, tuple[int, int, int, bytes]]


def snapshot(directory: Path) -> Snapshot:
    """Return everything in a directory: name -> mode, owner, group and bytes (or the link's target)."""
    found: Snapshot = {}
    for path in sorted(directory.iterdir()) if directory.exists() else ():
        status = path.lstat()
        text = bytes(path.readlink()) if path.is_symlink() else b""
        # A temporary file has no mode at all until it has its own: not even its owner can read it.
        if stat.S_ISREG(status.st_mode) and os.access(path, os.R_OK):
            text = path.read_bytes()
        found[path.name] = (stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid, text)
    return found


def stamps(root: Path) -> dict[str, tuple[int, int]]:
    """Return path -> inode and time of the last change, of every file and directory under a root."""
    return {str(path): (path.lstat().st_ino, path.lstat().st_mtime_ns) for path in [root, *root.rglob("*")]}


def temporaries(root: Path) -> list[str]:
    """Return the temporary files that were left behind."""
    return [path.name for path in root.rglob(".vpnsync-*")]


@dataclass(frozen=True)
class Disk:
    """A root, used through the doors of the sync room."""

    root: Path

    @property
    def place(self) -> Place:
        """The managed directories under the root."""
        return Place("linux", self.root)

    @property
    def peers(self) -> Path:
        """The directory of the peers files."""
        return self.place.peers

    @property
    def scripts(self) -> Path:
        """The directory of the peers' scripts."""
        return self.place.directory(SCRIPTS)

    def plan(
        self, more: Mapping[Target, str] | None = None, names: tuple[str, ...] = (), /, **texts: str
    ) -> Plan:
        """Plan for exactly these peers, and more files; what is gone from the description is deleted."""
        targets = {**{peers_file(name): text for name, text in texts.items()}, **(more or {})}
        desired = {
            target: Desired(text.encode(), self.place.file_access(target.kind))
            for target, text in targets.items()
        }
        return make_plan(desired, read(self.place, LINUX), self.scope(names))

    def scope(self, names: tuple[str, ...] = ()) -> Scope:
        """Return what the plans are about: these peers, or all."""
        return Scope(self.root, OURS, LINUX, names=names, prune=True)

    def carry_out(self, plan: Plan) -> None:
        """Do what a plan says."""
        carry_out(plan, self.place, LINUX)

    def apply(self, more: Mapping[Target, str] | None = None, /, **texts: str) -> None:
        """Plan and do it."""
        self.carry_out(self.plan(more, **texts))

    def way_back(self, number: int | None = None) -> Plan:
        """Plan to go back to what was before a generation, or the last one."""
        return way_back(self.place, LINUX, number or self.numbers()[-1])

    def roll_back(self, number: int | None = None) -> None:
        """Plan that and do it."""
        self.carry_out(self.way_back(number))

    def numbers(self) -> list[int]:
        """Return the numbers of the generations that are kept."""
        return [generation.number for generation in generations(self.place)]

    def everything(self) -> tuple[Snapshot, Snapshot]:
        """Return the peers files and the scripts."""
        return snapshot(self.peers), snapshot(self.scripts)
