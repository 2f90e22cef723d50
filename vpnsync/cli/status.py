"""`vpnsync status`: what is described, what is on disk, and what is up."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Annotated

import typer

from vpnsync.cli import complete
from vpnsync.cli.options import JsonOption, QuietOption, RootHalfOption
from vpnsync.cli.screen import (
    be_quiet,
    fit,
    hand_out,
    is_colourful,
    is_terminal,
    note,
    paint,
    safe,
    say,
    width,
)
from vpnsync.cli.where import Where, located

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vpnsync.cli.handover import Handover
    from vpnsync.cli.overview import Row
    from vpnsync.sync.place import Place

DOWN = 3
_PAUSE = 2.0
_STATE = 24
"""Columns that are kept for the state of a link: it says more, but begins with what matters."""

_NAME = 16
"""Columns that a name keeps whatever the rest needs."""

_LABELS = 14
"""Columns of the labels in front of one peer's details."""


@located
def status(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Only this peer.", autocompletion=complete.peers)
    ] = None,
    *,
    where: Where,
    json: JsonOption = False,
    watch: Annotated[bool, typer.Option("--watch", "-w", help="Look again every two seconds.")] = False,
    quiet: QuietOption = False,
    is_root_half: RootHalfOption = False,
) -> int:
    """Show for each peer whether it is applied and whether it is up; with NAME: exit 0 up, 3 down.

    Asks for no rights: what cannot be seen without root is said to be unknown.

    Example: vpnsync status office
    """
    if watch and quiet and not json:
        raise typer.BadParameter("--watch and --quiet do not go together: nothing would ever be seen")
    be_quiet(on=quiet)
    from vpnsync.cli.halves import in_halves

    def person() -> Handover:
        from vpnsync.cli.callees import hand_over_calls

        return hand_over_calls(where.session(() if name is None else (name,)))

    def roots(handover: Handover) -> int:
        return _look(handover, handover.place(where.root), json=json, watch=watch)

    return in_halves(person, roots, is_root_half=is_root_half)


def _look(handover: Handover, place: Place, *, json: bool, watch: bool) -> int:
    """Say how things stand, once or again and again; return the exit status."""
    from vpnsync.cli.overview import overview, rows_as_json
    from vpnsync.cli.result import in_one_line, print_json

    is_detailed = bool(handover.names)
    while True:
        rows = overview(handover, place)
        if json and watch:
            say(
                in_one_line(rows_as_json(rows)), even_quiet=True
            )  # a document a line, for whoever reads along
        elif json:
            print_json(rows_as_json(rows))
        else:
            _show(rows, is_detailed=is_detailed, is_repeated=watch)
        if not watch:
            _say_who_knows(rows, handover.description)
            break
        hand_out()
        time.sleep(_PAUSE)
    return DOWN if is_detailed and rows[0].link.state != "up" else 0


def _say_who_knows(rows: Sequence[Row], description: str) -> None:
    """Say the command that sees what these rights do not reach."""
    from vpnsync.cli.halves import as_root

    if os.geteuid() and any(row.needs_root for row in rows):
        note(f"To see what is unknown, run: {as_root(description)}")


def _lines(text: str) -> list[str]:
    """Break a text at blanks where a terminal would do so anywhere; a pipe gets it whole."""
    from textwrap import wrap

    if not is_terminal(sys.stdout):
        return [text]
    room = max(width() - _LABELS - 1, 20)
    return wrap(text, room, break_long_words=False, break_on_hyphens=False) or [""]


def _columns(cells: Sequence[Sequence[str]]) -> list[int]:
    """Return how wide each column is; on a terminal, long names make room for what is said of them."""
    columns = [max(map(len, column)) for column in zip(*cells, strict=True)]
    if is_terminal(sys.stdout):
        *others, state = columns[1:]
        rest = sum(others) + min(state, _STATE) + len("  ") * len(others) + len("  ")
        columns[0] = min(columns[0], max(width() - rest, _NAME))
    return columns


def _show(rows: Sequence[Row], *, is_detailed: bool, is_repeated: bool) -> None:
    if is_repeated and is_terminal(sys.stdout) and is_colourful(sys.stdout):
        say("\033[H\033[2J" + time.strftime("%H:%M:%S"))
    if is_detailed:
        for label, value in rows[0].details():
            for index, line in enumerate(_lines(safe(value))):
                shown = "" if index else f"{label}:"
                say(f"{shown:{_LABELS}}{line}".rstrip())
        return
    cells = [row.cells() for row in rows]
    columns = _columns(cells) if cells else []
    for row, texts in zip(rows, cells, strict=True):
        cut = [fit(texts[0], columns[0]), *texts[1:]]
        line = "  ".join(text.ljust(size) for text, size in zip(cut, columns, strict=True)).rstrip()
        colour = {"up": "+", "dialing": "~"}.get(row.link.state)
        line = fit(safe(line), width())
        say(paint(line, colour) if colour else line)
    if not rows:
        say("No peer is described for this machine.")
