"""The machine as the command line names it: its managed directories, and what takes root to reach them."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from vpnsync.errors import RightsError
from vpnsync.sync.place import HERE, Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vpnsync.pppd.options import Platform


def open_place(root: Path | None, platform: Platform | None) -> Place:
    """Return the managed directories for `--root` and `--platform`."""
    return Place(platform or HERE, Path(os.path.realpath(root)) if root else None)


def elevated(arguments: Sequence[str]) -> str:
    """Return the exact command that runs vpnsync with these arguments as root."""
    program = shutil.which(sys.argv[0]) or shutil.which("vpnsync")
    start = [str(Path(program).absolute())] if program else [sys.executable, "-m", "vpnsync"]
    return f"sudo {shlex.join([*start, *arguments])}"


@contextlib.contextmanager
def with_the_way_to_rights() -> Iterator[None]:
    """Let an error that root would not meet say how to be root: by the same command."""
    try:
        yield
    except RightsError as error:
        raise RightsError(error.thing, error.lines[0], hint=f"run: {elevated(sys.argv[1:])}") from None


def check_rights(place: Place) -> None:
    """Refuse before any question what could not be written after it."""
    if place.root is None and os.geteuid() != 0:
        raise RightsError(str(place.state), "cannot be written without root")
