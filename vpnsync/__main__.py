"""Run vpnsync: `python -m vpnsync`, and the console script."""

from __future__ import annotations

import gc
import sys

_INTERRUPTED = 130


def run() -> int:
    """Run the command that was typed; return its exit status. Ctrl-C while Python still loads is one, too."""
    # What is read is kept until the end: looking for garbage in it, over and over, is for nothing.
    gc.set_threshold(50_000, 20, 100)
    try:
        from vpnsync.cli.main import main

        return main()
    except KeyboardInterrupt:
        sys.stderr.write("vpnsync: interrupted\n")
        return _INTERRUPTED


if __name__ == "__main__":
    sys.exit(run())
