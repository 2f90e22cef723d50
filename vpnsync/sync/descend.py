"""Open a directory one component at a time, following no link, and make what is missing on the way."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vpnsync.errors import ConflictError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from vpnsync.sync.files import Access

OPEN: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC

_UNFINISHED: Final = 0o500
"""The mode of an empty directory until it has its own: nobody would choose it for one to write into."""


class Descent:
    """A way down from a root; `path` is how far it has come, for whoever explains what stopped it.

    Only its first component (macOS: /etc, /var) may be a link, and that only on the machine itself.
    """

    def __init__(self, root: Path | None, stack: contextlib.ExitStack) -> None:
        self.root = root
        self.path = Path(root or "/")
        self.stack = stack

    def down(self, names: tuple[str, ...], make: Callable[[tuple[str, ...]], Access] | None) -> list[int]:
        """Open all components, whose descriptors are closed with the stack; the last one is what was meant.

        make: the access of each component that has to be created; None: nothing is created. Raises OSError.
        """
        if make:
            self._make_root(make(()).mode)
        skip = 0
        if self.root is None:
            self.path, skip = Path(os.path.realpath(self.path / names[0])), 1
        opened = [self._opened(self.path, None, OPEN & ~os.O_NOFOLLOW)]
        for depth, name in enumerate(names[skip:], skip + 1):
            self.path = self.path / name
            if make:
                _make(opened[-1], name)
            opened.append(self._opened(name, opened[-1], OPEN))
            if make:
                _finish(opened[-1], make(names[:depth]))
        return opened

    def _opened(self, name: Path | str, parent: int | None, flags: int) -> int:
        descriptor = os.open(name, flags, dir_fd=parent)
        self.stack.callback(os.close, descriptor)
        return descriptor

    def _make_root(self, mode: int) -> None:
        for above in missing_above(self.path):
            with contextlib.suppress(FileExistsError), _umask(0o022):  # another apply may make it just now
                above.mkdir(mode)


def missing_above(path: Path) -> list[Path]:
    """Return a path and those above it that do not exist, outermost first."""
    return [above for above in reversed([path, *path.parents]) if not os.path.lexists(above)]


def is_unfinished(status: os.stat_result) -> bool:
    """Whether this is a directory that was being made when a kill came: it has not got its mode yet."""
    return stat.S_ISDIR(status.st_mode) and stat.S_IMODE(status.st_mode) == _UNFINISHED


@contextlib.contextmanager
def _umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def _make(parent: int, name: str) -> None:
    """Create a directory in an open one, unless it is there; nobody uses it before it is as it shall be."""
    with contextlib.suppress(FileExistsError), _umask(0o077):
        os.mkdir(name, _UNFINISHED, dir_fd=parent)
        os.fsync(parent)  # else a power cut could take it away, with what is in it


def _finish(directory: int, access: Access) -> None:
    """Give a directory that has just been made, or that a killed apply left half made, its owner and mode."""
    status = os.fstat(directory)
    if is_unfinished(status) and status.st_uid == os.geteuid() and not os.listdir(directory):
        os.fchown(directory, access.uid, access.gid)
        os.fchmod(directory, access.mode)


def keep_private(directory: int, path: Path, owner: int, *, mend: bool) -> None:
    """Make sure that a directory of ours is nobody else's: passwords are kept there, and root acts on it.

    One that others may read is mended. Raises ConflictError where others could have put something there.
    """
    status = os.fstat(directory)
    if status.st_uid != owner:
        reason = f"belongs to user {status.st_uid}, not to {owner}: what is kept there cannot be trusted"
        raise ConflictError(
            str(path),
            reason,
            hint=f"look what is in it, then: chown {owner} {path}",
            name="untrusted-directory",
        )
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        reason = "others may write there: what is kept there cannot be trusted"
        raise ConflictError(
            str(path), reason, hint=f"look what is in it, then: chmod 700 {path}", name="untrusted-directory"
        )
    if mend and status.st_mode & 0o077:
        os.fchmod(directory, 0o700)
