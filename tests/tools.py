"""Programs of others that read what vpnsync makes: schema, manual, units, scripts, completions."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

BESIDE = Path(sys.executable).parent
"""Where pip puts programs."""


def needed(program: str) -> str:
    """Return a program's path; skip without it, and fail where CI says that it must be there."""
    found = shutil.which(program, path=f"{BESIDE}:{os.environ['PATH']}")
    if not found and os.environ.get("VPNSYNC_REQUIRE_SHIP"):
        pytest.fail(f"{program} is not installed")
    if not found:
        pytest.skip(f"{program} is not installed")
    return found
