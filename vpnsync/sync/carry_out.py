"""Carry out a Plan: each file atomic, the whole put back on a failure."""

from __future__ import annotations

import contextlib
import os
import signal
from functools import partial
from typing import TYPE_CHECKING

from vpnsync.errors import ConflictError, VpnsyncError, WriteError
from vpnsync.sync.directories import Directories, opened
from vpnsync.sync.files import File
from vpnsync.sync.history import clear_half_written, drop, finish, keep, trim
from vpnsync.sync.put_back import ENDING, is_what, put_back

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from vpnsync.pppd.options import Dictionary
    from vpnsync.sync.change import Change, Plan
    from vpnsync.sync.kinds import Target
    from vpnsync.sync.place import Place


def carry_out(
    plan: Plan, place: Place, dictionary: Dictionary, step: Callable[[], object] = lambda: None
) -> None:
    """Make the actual files what the plan wants, or put all of them back.

    What is to be replaced is kept as a generation, on the disk before anything is touched.
    Creates and updates come next, kind by kind, each followed by one fsync of its directory; then
    deletes, the other way round. The caller holds the lock. Raises WriteError, which says what was
    put back and what was not, and ConflictError where a file is no longer what the plan saw.
    step: called before each file, for whoever wants to show how far it has come.
    """
    with opened(place, dictionary, {change.kind for change in plan.changes}) as disk:
        if not plan.changes:
            clear_half_written(place)
            return
        number = keep(plan, place)
        run = Run(disk, number, partial(finish, place, number), step)
        try:
            with interruptible():
                run.run(plan)
        except WriteError:
            if not run.failed:
                drop(place, number)
            raise
        trim(place)


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Let `kill` and a closed terminal interrupt as Ctrl-C does, so that what was begun is put back.

    One that is ignored (nohup) stays so. Elsewhere than in the main thread nothing can be caught.
    """

    def stop(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = {number: signal.getsignal(number) for number in ENDING if number != signal.SIGINT}
    caught = [number for number, action in before.items() if action is signal.SIG_DFL]
    for number in caught:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number in caught:
            signal.signal(number, signal.SIG_DFL)


class Run:
    """One apply: what it has done so far, so that it can be undone."""

    def __init__(
        self,
        disk: Directories,
        generation: int,
        finish: Callable[[], None],
        step: Callable[[], object] = lambda: None,
    ) -> None:
        self.step = step
        self.disk = disk
        self.generation = generation
        self.finish = finish
        self.failed: list[str] = []
        self.done: list[Change] = []
        self.written: dict[tuple[int, int], Target] = {}
        self.status: dict[Target, os.stat_result] = {}
        self.leaving: dict[tuple[int, int], Change] = {}
        self.took: dict[Target, Change] = {}

    def run(self, plan: Plan) -> None:
        """Do all of a plan; on a failure, put back what was done and raise."""
        deletes = [change for change in plan.changes if change.after is None]
        writes = [change for change in plan.changes if change.after is not None]
        self.leaving = {c.before.inode: c for c in deletes if c.before and c.before.inode}
        current: Change | None = None
        try:
            for group in (*_by_kind(writes), *reversed(_by_kind(deletes))):
                for current in group:
                    self.step()
                    if not self._is_renamed(current):
                        self._do(current)
                self.disk.sync(group[0].kind)
            for current in writes:
                self._verify(current)
            self.finish()
        except (OSError, VpnsyncError, KeyboardInterrupt) as error:
            self.stop(error, current)

    def _check(self, change: Change) -> None:
        """Stop where a file is not what the plan saw, however short ago that was."""
        found = self.disk.now(change.target)
        before = change.before
        if before is None:
            # On a disk that ignores case, a peer's new name finds the file of its old one.
            renamed = self.leaving.get(found.inode) if isinstance(found, File) and found.inode else None
            same = found is None or (renamed is not None and renamed.kind is change.kind)
            if renamed:
                self.took[change.target] = renamed
        else:
            same = isinstance(found, File) and is_what(before, found)
        if not same:
            raise ConflictError(
                str(change.path),
                "changed while apply was running: nothing of it was touched; plan again",
                name="changed-meanwhile",
            )

    def _is_renamed(self, change: Change) -> bool:
        """Whether a file to delete is one just written: on a disk that ignores case, set its name right."""
        if change.after is not None:
            return False
        found = self.disk.now(change.target)
        target = self.written.get(found.inode) if isinstance(found, File) and found.inode else None
        if target is not None:
            self.disk.rename(change.target, target.name)
        return target is not None

    def _do(self, change: Change) -> None:
        if change.after is None:
            self._last_look(change)
            self.disk.unlink(change.target)
        else:
            # Also where only mode or owner are wrong: whoever has the old file open, or a second
            # name for it, could go on writing to what has become root's.
            status = self.disk.write(change.target, change.after, lambda: self._last_look(change))
            self.written[status.st_dev, status.st_ino] = change.target
            self.status[change.target] = status

    def _last_look(self, change: Change) -> None:
        self._check(change)
        # Noted before it is done: an interrupt between the two must find it in the list.
        self.done.append(change)

    def _verify(self, change: Change) -> None:
        if not self.disk.is_still(change.target, self.status[change.target]):
            raise ConflictError(
                str(change.path),
                "is not what was written: somebody else changed it",
                name="changed-meanwhile",
            )

    def stop(self, error: BaseException, current: Change | None) -> None:
        """Undo what was done, and raise with the whole story."""
        restored, self.failed = put_back(self.done, self.took, self.disk)
        where = f"{current.path}: " if current else ""
        told = [f"{where}{_reason(error)}" if not isinstance(error, VpnsyncError) else error.text()]
        told += self.failed
        told.append(
            "put back as before: " + ", ".join(sorted(restored))
            if restored
            else "nothing had been changed yet"
        )
        if self.failed:
            told.append(f"how everything was before is kept: vpnsync rollback {self.generation}")
        stopped = WriteError("apply stopped", told)
        stopped.status = 130 if isinstance(error, KeyboardInterrupt) else 1
        raise stopped from error


def _by_kind(changes: Iterable[Change]) -> list[list[Change]]:
    """Return changes kind by kind, in the order in which kinds are written."""
    groups: dict[int, list[Change]] = {}
    for change in changes:
        groups.setdefault(change.kind.rank, []).append(change)
    return [groups[rank] for rank in sorted(groups)]


def _reason(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return "interrupted"
    return os.strerror(error.errno or 0) if isinstance(error, OSError) else str(error)
