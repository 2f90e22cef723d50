"""May the changes be made? By options, or by the person at the terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from vpnsync.cli.screen import ask, is_terminal, note, plural
from vpnsync.errors import ConflictError, VpnsyncError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vpnsync.sync.change import Plan

WHY: Final = {
    "--adopt": "takes over files that vpnsync did not write",
    "--overwrite": "replaces or deletes files that were edited by hand",
    "--prune": "deletes what is no longer described",
}
"""The options that agree to more than --yes does."""


def is_agreed(plan: Plan, given: Mapping[str, bool], *, yes: bool, more: int = 0) -> bool:
    """Whether the changes, and `more` besides, may be made: by options, or by the person at the terminal."""
    lacking = {
        option: [c.name for c in plan.changes if option in c.consents] for option in WHY if not given[option]
    }
    lacking = {option: names for option, names in lacking.items() if names}
    if yes:
        if lacking:
            lines = [
                f"{', '.join(names)}: needs {option}, which {WHY[option]}"
                for option, names in lacking.items()
            ]
            raise ConflictError(
                "--yes alone does not do all of this; nothing was changed", lines, name="consent-needed"
            )
        return True
    if not is_terminal(sys.stdin):
        raise VpnsyncError(
            "there is no terminal to ask on",
            "nothing was changed",
            hint=f"run it with {' '.join(('--yes', *lacking))}",
            name="no-terminal",
        )
    for option, names in lacking.items():
        note(f"This {WHY[option]}: {', '.join(names)}.")
    count = len(plan.changes) + more
    verb = "Roll back" if plan.command == "rollback" else "Apply"
    return ask(f"{verb} {plural(count, 'change')}? [y/N]: ")
