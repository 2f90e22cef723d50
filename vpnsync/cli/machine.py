"""The machine as the command line names it: its managed directories."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from vpnsync.sync.place import HERE, Place

if TYPE_CHECKING:
    from vpnsync.pppd.options import Platform


def open_place(root: Path | None, platform: Platform | None) -> Place:
    """Return the managed directories for `--root` and `--platform`."""
    return Place(platform or HERE, Path(os.path.realpath(root)) if root else None)
