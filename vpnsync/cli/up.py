"""`vpnsync up`: dial a peer, say how far it has come, and explain what went wrong."""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vpnsync.cli.options import (
    ConfigOption,
    HostOption,
    JsonOption,
    NameArgument,
    PlatformOption,
    PppdOption,
    RootHalfOption,
    RootOption,
    TimeoutOption,
    VerboseOption,
)
from vpnsync.cli.screen import complain, is_terminal, note
from vpnsync.errors import DriftError

if TYPE_CHECKING:
    from collections.abc import Callable

    from vpnsync.cli.handover import Handover


def up(
    name: NameArgument,
    *,
    config: ConfigOption = None,
    root: RootOption = None,
    platform: PlatformOption = None,
    pppd: PppdOption = None,
    host: HostOption = None,
    json: JsonOption = False,
    detach: Annotated[
        bool, typer.Option("--detach", "-d", help="Return once the link is up, and leave it so.")
    ] = False,
    timeout: TimeoutOption = None,
    try_: Annotated[
        bool, typer.Option("--try", help="Put the last good generation back when it does not come up.")
    ] = False,
    verbose: VerboseOption = False,
    is_root_half: RootHalfOption = False,
) -> int:
    """Dial a peer and watch it; Ctrl-C ends exactly this link. Ends with pppd's own exit status.

    Example: vpnsync up office --detach --timeout 30
    """
    from vpnsync.cli.apply import apply_first
    from vpnsync.cli.dialing import Manner, dial
    from vpnsync.cli.halves import in_halves

    where: dict[str, Any] = {"config": config, "root": root, "platform": platform, "pppd": pppd, "host": host}

    @cache  # a second attempt asks for no secret again
    def person() -> Handover:
        from vpnsync.cli.callees import hand_over_call
        from vpnsync.cli.session import open_session

        return hand_over_call(open_session(**where, names=(name,)), name)

    manner = Manner(json, detach, try_, verbose, timeout)

    def attempt() -> int:
        return in_halves(person, lambda it: dial(it, it.place(root), name, manner), is_root_half=is_root_half)

    if is_root_half or json or not (is_terminal(sys.stdin) and is_terminal(sys.stderr)):
        return attempt()
    return _applied_first(attempt, lambda: apply_first(name, **where))


def _applied_first(attempt: Callable[[], int], apply: Callable[[], int]) -> int:
    """Dial; where the disk is not as described, a person at the terminal may apply it just now."""
    try:
        status = attempt()
    except DriftError as error:
        complain(error.text())
        status = error.status
    if status != DriftError.status:
        return status
    note("This is what apply would do first:")
    return attempt() if apply() == 0 else status
