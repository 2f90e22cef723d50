"""The managed directories, open: what stands in them now, and the few things that are done to it.

Everything goes through their descriptors, so that nothing outside of them can be reached by
replacing a component of a path.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Final

from vpnsync.errors import ConflictError, WriteError
from vpnsync.sync.store import read_one
from vpnsync.sync.write import clear, write

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from vpnsync.pppd.options import Dictionary
    from vpnsync.sync.change import Actual
    from vpnsync.sync.files import File
    from vpnsync.sync.kinds import Kind, Target
    from vpnsync.sync.place import Place

_OF_A_WRITTEN_FILE: Final = ("st_dev", "st_ino", "st_size", "st_mtime_ns", "st_mode", "st_uid", "st_gid")
"""What stays the same of a file when it is renamed, and not when it is written to or replaced."""


class Directories:
    """Descriptors by kind of file, and the dictionary by which peers files are read."""

    def __init__(self, descriptors: Mapping[Kind, int], dictionary: Dictionary) -> None:
        self.descriptors = descriptors
        self.dictionary = dictionary

    def now(self, target: Target) -> Actual | None:
        """Return what stands in a file's place at this moment."""
        directory = self.descriptors[target.kind]
        try:
            os.stat(target.name, dir_fd=directory, follow_symlinks=False)
        except FileNotFoundError:
            return None
        return read_one(directory, target.name, self.dictionary, target.kind)

    def write(
        self, target: Target, file: File, last_look: Callable[[], object] = lambda: None
    ) -> os.stat_result:
        """Replace a file as a whole; return its status as it was written."""
        return write(self.descriptors[target.kind], target.name, file.text, file.access, last_look)

    def is_still(self, target: Target, written: os.stat_result) -> bool:
        """Whether a file is the one that was written, and untouched since; without reading it."""
        try:
            found = os.stat(target.name, dir_fd=self.descriptors[target.kind], follow_symlinks=False)
        except FileNotFoundError:
            return False
        return all(getattr(found, name) == getattr(written, name) for name in _OF_A_WRITTEN_FILE)

    def unlink(self, target: Target) -> None:
        """Remove a file."""
        os.unlink(target.name, dir_fd=self.descriptors[target.kind])

    def rename(self, target: Target, name: str) -> None:
        """Give a file another name in its directory."""
        directory = self.descriptors[target.kind]
        os.rename(target.name, name, src_dir_fd=directory, dst_dir_fd=directory)

    def sync(self, kind: Kind) -> None:
        """Return once the names in a directory are on the disk."""
        os.fsync(self.descriptors[kind])


@contextlib.contextmanager
def opened(place: Place, dictionary: Dictionary, needed: Collection[Kind]) -> Iterator[Directories]:
    """Open all managed directories that there are, make those that are needed, and clear them.

    Raises ConflictError where one that was made has vanished, WriteError where what a killed
    apply left behind cannot be removed.
    """
    descriptors: dict[Kind, int] = {}
    with contextlib.ExitStack() as stack:
        for kind in place.kinds:
            directory = stack.enter_context(place.open(kind, create=kind in needed))
            if directory is None and kind in needed:
                raise ConflictError(
                    str(place.directory(kind)),
                    "vanished: nothing was touched; run it again",
                    name="changed-meanwhile",
                )
            if directory is None:
                continue
            descriptors[kind] = directory
            try:
                clear(directory)
            except OSError as error:
                reason = f"a temporary file cannot be removed: {os.strerror(error.errno or 0)}"
                raise WriteError(str(place.directory(kind)), reason) from error
        yield Directories(descriptors, dictionary)
