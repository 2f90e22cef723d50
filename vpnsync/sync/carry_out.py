"""Carry out a Plan: each file atomic, the whole put back on a failure.

Everything goes through the descriptor of the directory, so that nothing outside of it can be
reached by replacing a component of its path.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
from typing import TYPE_CHECKING, Final

from vpnsync.errors import ConflictError, WriteError
from vpnsync.sync.files import Access, File
from vpnsync.sync.store import READ, TEMPORARY, leftovers_in, read_one

if TYPE_CHECKING:
    from pathlib import Path

    from vpnsync.pppd.options import Dictionary
    from vpnsync.sync.change import Actual, Change, Plan
    from vpnsync.sync.place import Place

_CREATE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def carry_out(plan: Plan, place: Place, dictionary: Dictionary) -> None:
    """Make the actual files what the plan wants, or put all of them back.

    Creates and updates come first, then one fsync of the directory, then deletes and one more.
    The caller holds the lock. Raises WriteError, which says what was put back and what was not,
    and ConflictError where a file is no longer what the plan saw.
    """
    with place.open_peers(create=bool(plan.changes)) as directory:
        if directory is None:
            return
        try:
            for name in leftovers_in(directory):
                os.unlink(name, dir_fd=directory)
        except OSError as error:
            reason = f"a temporary file cannot be removed: {os.strerror(error.errno or 0)}"
            raise WriteError(str(place.peers), reason) from error
        Run(directory, place.peers, dictionary).run(plan)


class Run:
    """One apply: what it has done so far, so that it can be undone."""

    def __init__(self, directory: int, path: Path, dictionary: Dictionary) -> None:
        self.directory = directory
        self.path = path
        self.dictionary = dictionary
        self.done: list[Change] = []
        self.written: dict[tuple[int, int], str] = {}
        self.leaving: dict[tuple[int, int], Change] = {}
        self.took: dict[str, Change] = {}

    def run(self, plan: Plan) -> None:
        """Do all of a plan; on a failure, put back what was done and raise."""
        deletes = [change for change in plan.changes if change.after is None]
        writes = [change for change in plan.changes if change.after is not None]
        self.leaving = {c.before.inode: c for c in deletes if c.before and c.before.inode}
        current: Change | None = None
        try:
            for group in (writes, deletes):
                for current in group:
                    if not self._is_renamed(current):
                        self._check(current)
                        self._do(current)
                if group:
                    os.fsync(self.directory)
            for current in writes:
                self._verify(current)
        except (OSError, ConflictError, KeyboardInterrupt) as error:
            self.put_back(error, current)

    def _check(self, change: Change) -> None:
        """Stop where a file is not what the plan saw, however short ago that was."""
        found = self._now(change.name)
        before = change.before
        if before is None:
            # On a disk that ignores case, a peer's new name finds the file of its old one.
            renamed = self.leaving.get(found.inode) if isinstance(found, File) and found.inode else None
            same = found is None or renamed is not None
            if renamed:
                self.took[change.name] = renamed
        else:
            same = isinstance(found, File) and _is_what(before, found)
        if not same:
            raise ConflictError(
                str(change.path), "changed while apply was running: nothing of it was touched; plan again"
            )

    def _now(self, name: str) -> Actual | None:
        try:
            os.stat(name, dir_fd=self.directory, follow_symlinks=False)
        except FileNotFoundError:
            return None
        return read_one(self.directory, name, self.dictionary)

    def _is_renamed(self, change: Change) -> bool:
        """Whether a file to delete is one just written: on a disk that ignores case, set its name right."""
        if change.after is not None:
            return False
        found = self._now(change.name)
        name = self.written.get(found.inode) if isinstance(found, File) and found.inode else None
        if name is not None:
            os.rename(change.name, name, src_dir_fd=self.directory, dst_dir_fd=self.directory)
        return name is not None

    def _do(self, change: Change) -> None:
        before, after = change.before, change.after
        if after is None:
            # Noted first: an interrupt between the two must find it in the list.
            self.done.append(change)
            os.unlink(change.name, dir_fd=self.directory)
        elif before is not None and before.text == after.text:
            self.done.append(change)
            self._set_access(change.name, after.access)
        else:
            self._write(change.name, after, change)

    def _write(self, name: str, file: File, change: Change | None = None) -> None:
        """Put a file in place atomically: mode set while it is empty, fsync, rename."""
        temporary = f"{TEMPORARY}{secrets.token_hex(8)}"
        try:
            descriptor = os.open(temporary, _CREATE, 0, dir_fd=self.directory)
            try:
                os.fchown(descriptor, file.access.uid, file.access.gid)
                os.fchmod(descriptor, file.access.mode)
                _write_all(descriptor, file.text)
                os.fsync(descriptor)
                status = os.fstat(descriptor)
            finally:
                os.close(descriptor)
            if change is not None:
                self._check(change)
                self.done.append(change)
            os.rename(temporary, name, src_dir_fd=self.directory, dst_dir_fd=self.directory)
            self.written[status.st_dev, status.st_ino] = name
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(temporary, dir_fd=self.directory)
            raise

    def _set_access(self, name: str, access: Access) -> None:
        descriptor = os.open(name, READ, dir_fd=self.directory)
        try:
            os.fchown(descriptor, access.uid, access.gid)
            os.fchmod(descriptor, access.mode)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _verify(self, change: Change) -> None:
        found = self._now(change.name)
        after = change.after
        if (
            not isinstance(found, File)
            or after is None
            or (found.text, found.access) != (after.text, after.access)
        ):
            raise ConflictError(
                str(change.path), "is not what was written: the disk, or somebody else, changed it"
            )

    def put_back(self, error: BaseException, current: Change | None) -> None:
        """Undo what was done, and raise with the whole story."""
        failed: list[str] = []
        restored: list[str] = []
        # A second Ctrl-C shall not leave the set half put back.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        for change in reversed(self.done):
            try:
                if self._restore(change):
                    restored.append(change.name)
            except OSError as second:
                failed.append(f"{change.path}: could not be put back: {os.strerror(second.errno or 0)}")
            except ConflictError as second:
                failed.append(second.text())
        with contextlib.suppress(OSError):
            os.fsync(self.directory)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        where = str(current.path) if current else str(self.path)
        reason = _reason(error)
        told = [f"{where}: {reason}" if not isinstance(error, ConflictError) else error.text()]
        told += failed
        told.append(
            "put back as before: " + ", ".join(sorted(restored))
            if restored
            else "nothing had been changed yet"
        )
        stopped = WriteError("apply stopped", told)
        stopped.status = 130 if isinstance(error, KeyboardInterrupt) else 1
        raise stopped from error

    def _give_back(self, name: str, renamed: Change) -> bool:
        """Put back a file whose place the peer's new name took, on a disk that ignores case."""
        if renamed.before:
            self._write(renamed.name, renamed.before)
            os.rename(name, renamed.name, src_dir_fd=self.directory, dst_dir_fd=self.directory)
        return True

    def _restore(self, change: Change) -> bool:
        """Put one file back as it was; False where it still is."""
        found = self._now(change.name)
        before, after = change.before, change.after
        if (found is None and before is None) or (
            isinstance(found, File) and before is not None and _is_what(before, found)
        ):
            return False
        text = found.text if isinstance(found, File) else None
        known = {side.text if side else None for side in (before, after)}
        if text not in known or (found is not None and text is None):
            raise ConflictError(str(change.path), "was changed by somebody else meanwhile, and is left so")
        if before is None:
            if change.name in self.took:
                return self._give_back(change.name, self.took[change.name])
            os.unlink(change.name, dir_fd=self.directory)
            return True
        if text == before.text:
            self._set_access(change.name, before.access)
        else:
            self._write(change.name, before)
        return True


def _is_what(before: File, found: File) -> bool:
    return (found.text, found.access) == (before.text, before.access)


def _reason(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return "interrupted"
    return os.strerror(error.errno or 0) if isinstance(error, OSError) else str(error)


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
