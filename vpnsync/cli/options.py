"""The options that several commands share, and what they come to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from vpnsync.cli import complete

ConfigOption = Annotated[
    str | None,
    typer.Option(
        "--config",
        "-c",
        metavar="PATH",
        help="The description (else $VPNSYNC_CONFIG, ./vpns.toml, ~/.config/vpnsync/vpns.toml).",
    ),
]
RootOption = Annotated[
    Path | None,
    typer.Option(
        "--root",
        metavar="DIR",
        envvar="VPNSYNC_ROOT",
        help="Put every managed path under DIR; no root needed.",
    ),
]
PlatformOption = Annotated[
    Literal["macos", "linux"] | None, typer.Option("--platform", help="As if on this platform.")
]
PppdOption = Annotated[
    Literal["2.4.9", "2.5"] | None, typer.Option("--pppd", help="As if with this version of Linux's pppd.")
]
HostOption = Annotated[
    str | None, typer.Option("--host", metavar="NAME", help="As if on the host of this name.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
NoSecretsOption = Annotated[
    bool, typer.Option("--no-secrets", help="Open no secret store; compare secrets by presence.")
]
NamesArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="NAME", help="Only these peers.", autocompletion=complete.peers),
]
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The peer.", autocompletion=complete.peers)]
