"""Small libraries that are loaded before the program under test, and play what a machine lacks."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest


def build(name: str, folder: Path) -> Path:
    """Compile the C source of that name beside this file; skip where that cannot be done."""
    if sys.platform != "linux" or not shutil.which("cc"):
        pytest.skip(f"no C compiler to build {name} with, or another loader than Linux's")
    source, shim = Path(__file__).with_name(f"{name}.c"), folder / f"{name}.so"
    command = ["cc", "-Wall", "-shared", "-fPIC", "-o", str(shim), str(source), "-ldl"]
    subprocess.run(command, check=True, capture_output=True)
    return shim
