"""`vpnsync import`: take over peers files that were written by hand."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from vpnsync.cli import complete
from vpnsync.cli.options import JsonOption, PlatformOption, PppdOption, RootOption
from vpnsync.cli.screen import note, warn


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
) -> int:
    """Write peers files that are there already as TOML, and prove that nothing changes by it.

    Example: sudo vpnsync import --output vpns.toml
    """
    from vpnsync.cli.import_report import print_import_json, show_import
    from vpnsync.cli.importing import Import, output_path
    from vpnsync.cli.session import place_for
    from vpnsync.pppd.options import dictionary
    from vpnsync.sync.kinds import PEERS
    from vpnsync.sync.store import read

    place = place_for(root, platform)
    path = output_path(output)
    known = dictionary(place.platform, pppd)
    note(f"Reading {place.peers}")
    run = Import(place, path, known, secrets, tuple(dict.fromkeys(names or ())))
    run.run({target.name: found for target, found in read(place, known).items() if target.kind is PEERS})
    if run.holds_secrets:
        warn(f"{path} now holds secrets in plain text (mode 0600): keep it out of git")
    (print_import_json if json else show_import)(run)
    return 1 if any(left.is_refused for left in run.left) else 0
