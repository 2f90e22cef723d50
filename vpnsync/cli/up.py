"""`vpnsync up`: dial a peer, say how far it has come, and explain what went wrong."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from vpnsync.cli.options import (
    EventsOption,
    NameArgument,
    QuietOption,
    RootHalfOption,
    TimeoutOption,
    VerboseOption,
)
from vpnsync.cli.screen import be_quiet, complain, is_terminal, note
from vpnsync.cli.where import Where, located
from vpnsync.errors import CallError, DriftError, VpnsyncError

if TYPE_CHECKING:
    from collections.abc import Callable

    from vpnsync.cli.handover import Handover

T = TypeVar("T")


@located
def up(
    name: NameArgument,
    *,
    where: Where,
    json: EventsOption = False,
    detach: Annotated[
        bool, typer.Option("--detach", "-d", help="Return once the link is up, and leave it so.")
    ] = False,
    timeout: TimeoutOption = None,
    try_: Annotated[
        bool, typer.Option("--try", help="Put the last good generation back when it does not come up.")
    ] = False,
    verbose: VerboseOption = False,
    quiet: QuietOption = False,
    is_root_half: RootHalfOption = False,
) -> int:
    """Dial a peer and watch it; Ctrl-C ends exactly this link. Ends with pppd's own exit status.

    Example: vpnsync up office --detach --timeout 30
    """
    be_quiet(on=quiet)
    from vpnsync.cli.apply import apply_first
    from vpnsync.cli.dialing import Manner, dial
    from vpnsync.cli.halves import in_halves

    telling = _Teller(name, is_json=json)

    @cache  # a second attempt asks for no secret again
    def person() -> Handover:
        from vpnsync.cli.callees import hand_over_call

        handover = telling(lambda: hand_over_call(where.session((name,)), name))
        return replace(handover, open=lambda: telling(handover.open))

    manner = Manner(json, detach, try_, verbose, timeout)

    def attempt() -> int:
        return in_halves(
            person, lambda it: dial(it, it.place(where.root), name, manner), is_root_half=is_root_half
        )

    if is_root_half or json or not (is_terminal(sys.stdin) and is_terminal(sys.stderr)):
        return telling(attempt)
    return _applied_first(attempt, lambda: apply_first(name, where))


def _applied_first(attempt: Callable[[], int], apply: Callable[[], int]) -> int:
    """Dial; where the disk is not as described, a person at the terminal may apply it just now."""
    try:
        status = attempt()
    except DriftError as error:
        complain(error.told())
        status = error.status
    if status != DriftError.status:
        return status
    note("This is what apply would do first:")
    return attempt() if apply() == 0 else status


class _Teller:
    """Runs what may fail before anything is dialed; as JSON, that becomes a document, once."""

    def __init__(self, name: str, *, is_json: bool) -> None:
        self.name = name
        self.is_json = is_json
        self._is_told = False

    def __call__(self, run: Callable[[], T]) -> T:
        from vpnsync.cli.outcome import Outcome
        from vpnsync.link.diagnosis import Diagnosis

        try:
            return run()
        except CallError:  # which has told its story already
            raise
        except VpnsyncError as error:
            if self.is_json and not self._is_told:
                cause = ": ".join(filter(None, (error.thing, "; ".join(error.lines))))
                why = Diagnosis(cause, error.hint, name=error.name)
                Outcome(self.name, "down", error.status, why=why).print()
                self._is_told = True
            raise
