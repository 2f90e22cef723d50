"""The directories that vpnsync manages, opened one component at a time, following no link."""

from __future__ import annotations

import contextlib
import errno
import grp
import os
import stat
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vpnsync.errors import ConflictError, RightsError
from vpnsync.sync.descend import Descent, is_unfinished, keep_private, missing_above
from vpnsync.sync.files import Access
from vpnsync.sync.kinds import PEERS, Kind, kinds_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from vpnsync.pppd.options import Platform

_STATE: Final[dict[Platform, tuple[str, ...]]] = {
    "linux": ("var", "lib", "vpnsync"),
    "macos": ("var", "db", "vpnsync"),
}
HERE: Final[Platform] = "macos" if sys.platform == "darwin" else "linux"
"""The platform of the machine that this runs on."""


@dataclass(frozen=True)
class Place:
    """Where managed files and vpnsync's own state are, and who shall own what is created there.

    root: the directory under which all paths are put; None is the machine itself.
    """

    platform: Platform
    root: Path | None = None
    group: str | None = None

    @property
    def peers(self) -> Path:
        """The directory of the peers files, as a person would write it."""
        return self.directory(PEERS)

    @property
    def owner(self) -> int:
        """The uid that shall own what is created."""
        return os.geteuid() if self.root is not None else 0

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of files that are managed there."""
        return kinds_of(self.platform)

    def directory(self, kind: Kind) -> Path:
        """Return the directory of a kind of files."""
        return self.at(kind.directory)

    def at(self, names: tuple[str, ...]) -> Path:
        """Return a path below the root, as a person would write it."""
        return Path(self.root or "/").joinpath(*names)

    @property
    def state(self) -> Path:
        """The directory of vpnsync's own state."""
        return Path(self.root or "/").joinpath(*_STATE[self.platform])

    def file_access(self, kind: Kind = PEERS) -> Access:
        """Return how a file shall be owned: by root; a peers file of a group is 0640 and the group's."""
        group = self.group if kind is PEERS else None
        mode = 0o640 if group else kind.mode
        if self.root is not None:
            return Access(mode, os.geteuid(), os.getegid())
        return Access(mode, 0, _gid(group) if group else 0)

    def missing(self, kinds: Collection[Kind] = (PEERS,)) -> list[tuple[Path, Access]]:
        """Return the directories that must be created before files of these kinds, outermost first."""
        root = Path(self.root or "/")
        found = {above: self._directory_access(()) for above in missing_above(root) if kinds}
        for kind in (kind for kind in self.kinds if kind in kinds):
            path = root
            for depth, name in enumerate(kind.directory, 1):
                path = path / name
                if _is_missing(path):
                    found[path] = self._directory_access(kind.directory[:depth])
        return list(found.items())

    def loose(self) -> list[str]:
        """Say which directories let others than their owner write: pppd 2.5.3 then refuses to read them."""
        found = []
        own = [self.directory(kind) for kind in self.kinds if kind.is_listed]
        for path in (self.peers.parent, *own):
            try:
                mode = path.lstat().st_mode
            except OSError:
                continue
            if stat.S_ISDIR(mode) and mode & 0o022:
                found.append(
                    f"{path}: others than its owner may write there (chmod go-w): pppd 2.5.3 refuses that"
                )
        return found

    def _directory_access(self, names: tuple[str, ...]) -> Access:
        uid, gid = self.owner, os.getegid() if self.root is not None else 0
        dialing = dip() if self.platform == "linux" else None
        if names == PEERS.directory and dialing is not None:
            return Access(0o2750, uid, gid if self.root is not None else dialing)
        return Access(0o755, uid, gid)

    @contextlib.contextmanager
    def open(self, kind: Kind, *, create: bool = False) -> Iterator[int | None]:
        """Open the directory of a kind of files; None where it does not exist."""
        with self.open_names(kind.directory, create=create) as directory:
            yield directory

    @contextlib.contextmanager
    def open_names(self, names: tuple[str, ...], *, create: bool = False) -> Iterator[int | None]:
        """Open a directory below the root; None where it does not exist."""
        make = self._directory_access if create else None
        with contextlib.ExitStack() as stack:
            descent = Descent(self.root, stack)
            try:
                *_, directory = descent.down(names, make)
            except FileNotFoundError:
                yield None
                return
            except OSError as error:
                raise _explained(error, descent.path, self) from error
            yield directory

    @contextlib.contextmanager
    def open_state(self, *below: str) -> Iterator[int]:
        """Open vpnsync's own directory, 0700, or one below it, created where it is missing.

        Raises ConflictError where it is not vpnsync's alone.
        """
        with self.find_state(*below, create=True) as directory:
            if directory is None:
                raise ConflictError(str(self.state), "vanished", name="changed-meanwhile")
            yield directory

    @contextlib.contextmanager
    def find_state(self, *below: str, create: bool = False) -> Iterator[int | None]:
        """Do the same where it exists; None where it does not. Nothing is changed."""
        own = _STATE[self.platform]
        names = (*own, *below)
        with contextlib.ExitStack() as stack:
            descent = Descent(self.root, stack)
            try:
                opened = descent.down(names, self._state_access if create else None)
                for depth, directory in enumerate(opened[len(opened) - len(below) - 1 :]):
                    path = Path(self.root or "/").joinpath(*own, *below[:depth])
                    keep_private(directory, path, self.owner, mend=create)
            except FileNotFoundError:
                yield None
                return
            except OSError as error:
                raise _explained(error, descent.path, self) from error
            yield opened[-1]

    def _state_access(self, names: tuple[str, ...]) -> Access:
        access = self._directory_access(names)
        return replace(access, mode=0o700) if len(names) >= len(_STATE[self.platform]) else access


def _is_missing(path: Path) -> bool:
    """Whether a directory is not there, or not yet as it shall be since a kill came while it was made."""
    try:
        return is_unfinished(path.lstat())
    except OSError as error:
        return isinstance(error, FileNotFoundError)


def _gid(group: str) -> int:
    try:
        return grp.getgrnam(group).gr_gid
    except KeyError:
        raise ConflictError(
            "settings.linux.group", f'there is no group "{group}" on this machine', name="no-group"
        ) from None


def dip() -> int | None:
    """Return Debian's group of those who may dial, where the machine has it."""
    try:
        return grp.getgrnam("dip").gr_gid
    except KeyError:
        return None


def group_name(gid: int) -> str:
    """Return a group's name, or its number where it has none."""
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return str(gid)


def _explained(error: OSError, path: Path, place: Place) -> Exception:
    """Say what stands in the way at a path, once, where the path is known."""
    if error.errno in (errno.EACCES, errno.EPERM) and place.root is None:
        return RightsError(str(path), "cannot be read without root")
    if error.errno in (errno.ELOOP, errno.ENOTDIR):
        if path == place.root:
            return ConflictError(str(path), "is not a directory, so it cannot be the root")
        kind = "a symbolic link" if path.is_symlink() else "not a directory"
        return ConflictError(
            str(path), f"is {kind}: vpnsync follows none below {place.root or '/'}; make it a directory"
        )
    return ConflictError(str(path), os.strerror(error.errno or 0))


def access_of(status: os.stat_result) -> Access:
    """Return mode and owner of what was asked for."""
    return Access(stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid)
