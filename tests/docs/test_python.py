"""The page about Python: its example is the package's own, which is run."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING

from pages import blocks

from tests.cli.program import PROGRAM, environment
from vpnsync import api

if TYPE_CHECKING:
    from pathlib import Path


def test_the_example_is_the_one_that_is_run() -> None:
    """`tests/cli/test_api.py` runs what `help(vpnsync.api)` shows."""
    (block,) = [block for block in blocks("python") if block.page == "docs/python.md"]
    lines = [line for line in str(api.__doc__).split("\n") if line.startswith("    ") or not line]
    assert block.text.strip() in textwrap.dedent("\n".join(lines))


def test_the_recipe_of_a_plan_as_json_runs(tmp_path: Path) -> None:
    """As it stands there, with the program on the PATH: the one peer is what would be created."""
    (block,) = [block for block in blocks("python") if block.page == "docs/recipes.md"]
    (tmp_path / "vpns.toml").write_text('version = 1\n[peers.a]\nprotocol = "custom"\npty = "true"\n')
    program = tmp_path / "vpnsync"
    program.write_text(f'#!/bin/sh\nexec {shlex.join(PROGRAM)} "$@"\n')
    program.chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    done = subprocess.run(
        [sys.executable, "-c", block.text],
        cwd=tmp_path,
        env=environment(PATH=path, HOME=str(tmp_path), VPNSYNC_ROOT="root"),
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert (done.stdout, done.returncode) == ("['a']\n", 0), done.stderr
