"""`vpnsync history`: what is kept of before each apply, and how to get rid of it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vpnsync.cli import complete
from vpnsync.cli.options import JsonOption, PlatformOption, RootOption
from vpnsync.cli.screen import ask, fit, is_terminal, note, paint, plural, safe, say, some_of, width
from vpnsync.errors import ConflictError, VpnsyncError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vpnsync.sync.generation import Generation, Unreadable
    from vpnsync.sync.place import Place


def history(
    number: Annotated[
        int | None,
        typer.Argument(
            metavar="ID",
            min=1,
            help="Only this generation, file by file.",
            autocompletion=complete.generations,
        ),
    ] = None,
    *,
    root: RootOption = None,
    platform: PlatformOption = None,
    json: JsonOption = False,
    forget: Annotated[
        bool, typer.Option("--forget", help="Remove generation ID and all before it (or --all).")
    ] = False,
    every: Annotated[bool, typer.Option("--all", help="With --forget: remove all generations.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="With --forget: ask nothing.")] = False,
) -> int:
    """List what is kept of before each apply: when, by what, how many files, of which peers.

    `rollback ID` goes back to what was before generation ID. The last 20 are kept.

    Example: vpnsync history --forget 12
    """
    from vpnsync.cli.halves import by_root
    from vpnsync.cli.machine import open_place

    if (every and not forget) or (forget and every == (number is not None)):
        raise typer.BadParameter("--forget takes either an ID or --all")
    place = open_place(root, platform)
    return by_root(lambda: _history(place, number, forget=forget, json=json, yes=yes))


def _history(place: Place, number: int | None, *, forget: bool, json: bool, yes: bool) -> int:
    """Read what is kept, and list or forget it; return the exit status."""
    from vpnsync.cli.halves import check_rights
    from vpnsync.sync.history import generations

    if forget:
        check_rights(place)
    kept = generations(place)
    if number is not None and number not in [generation.number for generation in kept]:
        raise ConflictError(
            f"generation {number}",
            "is not kept",
            hint="`vpnsync history` lists those that are",
            name="no-generation",
        )
    if forget:
        return _forget(place, kept, number, json=json, yes=yes)
    shown = [one for one in reversed(kept) if number in (None, one.number)]
    if json:
        _print_json(place, shown)
    elif number is not None:
        _show_one(place, shown[0])
    else:
        _show(shown)
    return 0


def _show(kept: Sequence[Generation | Unreadable]) -> None:
    """Print the newest first, as one looks for it."""
    from vpnsync.sync.generation import Unreadable

    if not kept:
        say("No generation is kept: each apply makes one.")
        return
    says_whose = len({one.identity for one in kept if not isinstance(one, Unreadable)}) > 1
    say(paint("  ID  WHEN                 WHAT                PEERS", "bold"))
    for one in kept:
        if isinstance(one, Unreadable):
            say(fit(safe(f"{one.number:4}  {one.reason}"), width()))
            continue
        what = f"{one.command}, {plural(len(one.files), 'file')}"
        more = f"  ({one.identity})" if says_whose else ""
        more += "" if one.is_finished else "  (interrupted)"
        head = f"{one.number:4}  {_local(one)}  {what:18}  "
        say(fit(head + some_of(one.peers, width() - len(head + more)) + more, width()))


def _show_one(place: Place, one: Generation | Unreadable) -> None:
    from vpnsync.sync.generation import Unreadable

    if isinstance(one, Unreadable):
        raise ConflictError(f"generation {one.number}", one.reason, name="damaged-generation")
    say(headline(one))
    for kept in one.files:
        was = "was not there" if kept.before is None else f"was {kept.before.access.mode:04o}"
        say(fit(f"  {kept.action}  {place.directory(kept.target.kind) / kept.target.name}  {was}", width()))
    say(f"`vpnsync rollback {one.number}` goes back to what was before.")


def headline(one: Generation) -> str:
    """Return what made a generation, when, and for whom."""
    end = "" if one.is_finished else " (interrupted)"
    return f"Generation {one.number}: {one.command} of {_local(one)}, description {one.identity}{end}"


def _local(one: Generation) -> str:
    """Return the time as the clock on the wall showed it."""
    return f"{one.time.astimezone():%Y-%m-%d %H:%M:%S}"


def _print_json(place: Place, kept: Sequence[Generation | Unreadable], **more: object) -> None:
    """Print one document of these generations; `more` are facts that the command adds."""
    from vpnsync.cli.result import print_json
    from vpnsync.sync.generation import Unreadable

    print_json(
        {
            "format_version": 1,
            "root": str(place.root) if place.root else None,
            "generations": [_as_json(place, one) for one in kept if not isinstance(one, Unreadable)],
            "unreadable": [
                {"id": one.number, "reason": one.reason} for one in kept if isinstance(one, Unreadable)
            ],
            **more,
        }
    )


def _as_json(place: Place, one: Generation) -> dict[str, Any]:
    return {
        "id": one.number,
        "time": f"{one.time:%Y-%m-%dT%H:%M:%SZ}",
        "command": one.command,
        "description": one.identity,
        "finished": one.is_finished,
        "peers": list(one.peers),
        "changes": [
            {
                "name": kept.peer,
                "path": str(place.directory(kept.target.kind) / kept.target.name),
                "action": kept.action,
            }
            for kept in one.files
        ],
    }


def _forget(
    place: Place, kept: Sequence[Generation | Unreadable], number: int | None, *, json: bool, yes: bool
) -> int:
    """Remove generations, once the person has agreed: they cannot be had again."""
    from vpnsync.sync.history import forget, generations
    from vpnsync.sync.lock import held

    last = number if number is not None else max((one.number for one in kept), default=0)
    going = [one.number for one in kept if one.number <= last]
    if going and not yes and not _is_agreed(going, json=json):
        note("Nothing was removed.")
        return 1
    gone: Sequence[int] = ()
    if going:
        with held(place):
            gone = forget(place, last)
    if json:
        _print_json(place, [*reversed(generations(place))], forgotten=gone)
    elif going:
        say(f"Forgot {plural(len(gone), 'generation')}.")
    else:
        say("No generation is kept.")
    return 0


def _is_agreed(going: Sequence[int], *, json: bool) -> bool:
    """Ask the person at the terminal; where nobody can be asked, that is an error."""
    if json:
        raise VpnsyncError(
            "--forget --json asks nothing",
            "nothing was removed",
            hint="run it with --yes",
            name="no-terminal",
        )
    if not is_terminal(sys.stdin):
        raise VpnsyncError(
            "there is no terminal to ask on",
            "nothing was removed",
            hint="run it with --yes",
            name="no-terminal",
        )
    said = (
        f"generation {going[0]}"
        if len(going) == 1
        else f"{len(going)} generations, {going[0]} to {going[-1]}"
    )
    return ask(f"Forget {said}? Nobody can go back to them any more. [y/N]: ")
