"""Run vpnsync: `python -m vpnsync`, and the console script."""

from __future__ import annotations

import sys

_INTERRUPTED = 130


def run() -> int:
    """Run the command that was typed; return its exit status. Ctrl-C while Python still loads is one, too."""
    try:
        from vpnsync.cli.main import main

        return main()
    except KeyboardInterrupt:
        sys.stderr.write("vpnsync: interrupted\n")
        return _INTERRUPTED


if __name__ == "__main__":
    sys.exit(run())
