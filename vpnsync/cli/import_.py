"""`vpnsync import`: take over peers files that were written by hand."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from vpnsync.cli import complete
from vpnsync.cli.options import (
    JsonOption,
    PlatformOption,
    PppdOption,
    QuietOption,
    RootHalfOption,
    RootOption,
)
from vpnsync.cli.screen import be_quiet, complain, is_quiet, note, warn
from vpnsync.errors import UsageError

if TYPE_CHECKING:
    from vpnsync.cli.importing import Import
    from vpnsync.cli.where import Where
    from vpnsync.sync.place import Place


def import_(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME", help="Only these files; default: all.", autocompletion=complete.files),
    ] = None,
    *,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Where the peers go (else as for --config of the other commands, or ./vpns.toml).",
        ),
    ] = None,
    secrets: Annotated[
        Literal["existing", "keep", "keychain"],
        typer.Option(
            "--secrets",
            help="Leave them in the peers files, keep them as text, or put them into the keyring.",
        ),
    ] = "existing",
    root: RootOption = None,
    platform: PlatformOption = None,
    pppd: PppdOption = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
    is_root_half: RootHalfOption = False,
) -> int:
    """Write peers files that are there already as TOML, and prove that nothing changes by it.

    Example: vpnsync import --output vpns.toml
    """
    be_quiet(on=quiet)
    from vpnsync.cli.disk import peers_in, read_peers
    from vpnsync.cli.halves import from_disk
    from vpnsync.cli.machine import dictionary_for, open_place

    place = open_place(root, platform)
    _check_names(names, place)
    known = dictionary_for(place.platform, pppd)

    def person(message: bytes) -> int:
        from vpnsync.cli.importing import Import, output_path
        from vpnsync.cli.where import Where
        from vpnsync.config.find import FILE_NAME

        chosen = tuple(dict.fromkeys(names or ()))
        note(f"Reading {place.peers}")
        run = Import(place, output_path(output), known, secrets, chosen, peers_in(message, known))
        config = None if str(run.output) == FILE_NAME else str(run.output)
        typed = None if "VPNSYNC_ROOT" in os.environ else root  # what is in the environment stays there
        return _import(run, Where(config, typed, platform, pppd), json=json)

    return from_disk(lambda: read_peers(place, known), person, is_root_half=is_root_half)


def _check_names(names: list[str] | None, place: Place) -> None:
    """Refuse paths, before anybody is asked for rights: peers files have names, in one directory."""
    paths = [name for name in names or () if "/" in name]
    if paths:
        folder = place.peers if place.root is None else place.peers.relative_to(place.root)
        raise UsageError(
            paths[0],
            f"is a path, and import takes the names of files in {place.peers}",
            hint=f"for files elsewhere: put them into DIR/{str(folder).lstrip('/')}, then import --root DIR",
        )


def _import(run: Import, where: Where, *, json: bool) -> int:
    """Do it, and tell what came of it."""
    from vpnsync.cli.import_report import print_import_json, show_import

    run.run()
    if run.holds_secrets:
        warn(f"{run.output} now holds secrets in plain text (mode 0600): keep it out of git")
    (print_import_json if json else show_import)(run)
    refused = [left for left in run.left if left.is_refused]
    for left in refused if is_quiet() else ():
        complain(f"{left.name}: not imported: {left.reason}")
    if run.adopted and not json:
        from vpnsync.cli.next_steps import after_import

        note(after_import(where))
    return 1 if refused else 0
