"""The program: runs the command that was typed, and turns errors into messages and statuses."""

from __future__ import annotations

import os
import sys
from typing import Final

import typer

from vpnsync.cli.app import app
from vpnsync.cli.screen import complain, unprintable
from vpnsync.errors import VpnsyncError

USAGE: Final = 64
INTERRUPTED: Final = 130


def main(arguments: list[str] | None = None) -> int:
    """Run vpnsync and return its exit status: 0 done, 1 failed, 2 changes pending, 64 usage, 130 Ctrl-C."""
    if os.environ.get("_VPNSYNC_COMPLETE"):
        # rich would render the texts that the Tab key shows: slow, and "[NAME]" would be gone as markup.
        sys.modules.setdefault("rich", None)  # type: ignore[arg-type] # as the import system documents it
    try:
        status = app(arguments, prog_name="vpnsync", standalone_mode=False)
        _flush()
    except VpnsyncError as error:
        complain(error.text())
        return error.status
    except typer.TyperException as error:
        # typer knows how to show its own errors with the usage line; only their status is ours.
        getattr(error, "show", _nothing)()
        return USAGE
    except (typer.Abort, KeyboardInterrupt):
        complain("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        _silence()  # whoever read our output went away
        return 1
    return int(status or 0)


def _flush() -> None:
    """Print what is still held back, while an error can still be told."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _silence()
        raise unprintable(error) from error


def _silence() -> None:
    """Point stdout elsewhere, so that Python's own exit has nothing to complain about."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _nothing() -> None:
    """Show nothing, for an error of typer's that has nothing to show."""


def run() -> None:
    """Be the console script."""
    sys.exit(main())
