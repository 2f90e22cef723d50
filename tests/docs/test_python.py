"""The page about Python: its example is the package's own, which is run."""

from __future__ import annotations

import textwrap

from pages import blocks

from vpnsync import api


def test_the_example_is_the_one_that_is_run() -> None:
    """`tests/cli/test_api.py` runs what `help(vpnsync.api)` shows."""
    (block,) = [block for block in blocks("python") if block.page == "docs/python.md"]
    lines = [line for line in str(api.__doc__).split("\n") if line.startswith("    ") or not line]
    assert block.text.strip() in textwrap.dedent("\n".join(lines))
