"""Undo what a failed apply has done: each file as it was, but for what somebody else has changed since."""

from __future__ import annotations

import contextlib
import os
import signal
from typing import TYPE_CHECKING, Final

from vpnsync.errors import ConflictError, VpnsyncError
from vpnsync.sync.files import File

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vpnsync.sync.change import Change
    from vpnsync.sync.directories import Directories
    from vpnsync.sync.kinds import Target


ENDING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Signals that ask a program to end, and give it the time to do so properly."""


def put_back(
    done: Sequence[Change], took: Mapping[Target, Change], disk: Directories
) -> tuple[list[str], list[str]]:
    """Undo changes, the last one first; return the names of the restored files, and what failed.

    took: by file, the peer's old one whose place it took, on a disk that ignores case.
    """
    failed: list[str] = []
    restored: list[str] = []
    # A second Ctrl-C, or a terminal that is closed, shall not leave the set half put back.
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    for change in reversed(done):
        try:
            if _restore(change, took, disk):
                restored.append(change.path.name)
        except OSError as error:
            failed.append(f"{change.path}: could not be put back: {os.strerror(error.errno or 0)}")
        except VpnsyncError as error:
            failed.append(error.text())
    for kind in {change.kind for change in done}:
        with contextlib.suppress(OSError):
            disk.sync(kind)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
    return restored, failed


def _restore(change: Change, took: Mapping[Target, Change], disk: Directories) -> bool:
    """Put one file back as it was; False where it still is."""
    found = disk.now(change.target)
    before, after = change.before, change.after
    if (found is None and before is None) or (
        isinstance(found, File) and before is not None and is_what(before, found)
    ):
        return False
    text = found.text if isinstance(found, File) else None
    known = {side.text if side else None for side in (before, after)}
    if text not in known or (found is not None and text is None):
        raise ConflictError(
            str(change.path),
            "was changed by somebody else meanwhile, and is left so",
            name="changed-meanwhile",
        )
    if before is None:
        renamed = took.get(change.target)
        if renamed:
            _give_back(change, renamed, disk)
        else:
            disk.unlink(change.target)
    else:
        disk.write(change.target, before)
    return True


def _give_back(change: Change, renamed: Change, disk: Directories) -> None:
    """Put back a file whose place the peer's new name took, on a disk that ignores case."""
    if renamed.before:
        disk.write(renamed.target, renamed.before)
        disk.rename(change.target, renamed.path.name)


def is_what(before: File, found: File) -> bool:
    """Whether a file is, byte for byte and in its access, what another one is."""
    return (found.text, found.access) == (before.text, before.access)
