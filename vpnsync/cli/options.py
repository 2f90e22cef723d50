"""The options that several commands share, and what they come to."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from vpnsync.cli import complete
from vpnsync.errors import RightsError

if TYPE_CHECKING:
    from vpnsync.config.source import Source

ConfigOption = Annotated[
    str | None,
    typer.Option(
        "--config",
        "-c",
        metavar="PATH",
        help="The description (else $VPNSYNC_CONFIG, ./vpns.toml, ~/.config/vpnsync/vpns.toml).",
    ),
]


def description_path(config: str | None) -> Path:
    """Return the description to use. Raises DescriptionError where none was named and none is there."""
    from vpnsync.config.find import find

    return find(config, os.environ, Path(os.path.expanduser("~")))  # noqa: PTH111 - which never fails


def read_source(config: str | None) -> Source:
    """Read the description to use."""
    from vpnsync.config.source import read

    return read(description_path(config))


def _root_of_the_caller(context: typer.Context, value: Path | None) -> Path | None:
    """Refuse a root out of an environment that a person gave to root: one mistyped, one attack."""
    from vpnsync.cli.person import behind

    source = context.get_parameter_source("root")
    if value is not None and source and source.name == "ENVIRONMENT" and behind(os.environ):
        raise RightsError(
            "VPNSYNC_ROOT", "is not taken from the environment behind sudo", hint=f"say --root {value}"
        )
    return value


RootOption = Annotated[
    Path | None,
    typer.Option(
        "--root",
        metavar="DIR",
        envvar="VPNSYNC_ROOT",
        callback=_root_of_the_caller,
        help="Put every managed path under DIR; no root needed.",
    ),
]
PlatformOption = Annotated[
    Literal["macos", "linux"] | None, typer.Option("--platform", help="As if on this platform.")
]
PppdOption = Annotated[
    Literal["2.4.9", "2.5"] | None, typer.Option("--pppd", help="As if with this version of Linux's pppd.")
]
INSTALLED: Final = "installed"
"""The value of `validate --pppd` where no version is named (cli/main.py)."""

AskPppdOption = Annotated[
    Literal["2.4.9", "2.5", "installed"] | None,
    typer.Option(
        "--pppd",
        metavar="[2.4.9|2.5]",
        help="As if with this version of Linux's pppd; without one, ask this machine's own.",
    ),
]
HostOption = Annotated[
    str | None, typer.Option("--host", metavar="NAME", help="As if on the host of this name.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
EventsOption = Annotated[
    bool, typer.Option("--json", help="Print a JSON document a line, whenever things change.")
]
NoSecretsOption = Annotated[
    bool, typer.Option("--no-secrets", help="Open no secret store; compare secrets by presence.")
]
RootHalfOption = Annotated[bool, typer.Option("--root-half", hidden=True)]
"""Set by vpnsync itself where it starts root's half of a command (cli/halves.py)."""
QuietOption = Annotated[
    bool, typer.Option("--quiet", "-q", help="Say only what went wrong; the exit status says the rest.")
]
NamesArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="NAME", help="Only these peers.", autocompletion=complete.peers),
]
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The peer.", autocompletion=complete.peers)]
TimeoutOption = Annotated[
    float | None,
    typer.Option("--timeout", metavar="SECONDS", min=0.1, help="End a link that is not up by then."),
]
VerboseOption = Annotated[bool, typer.Option("--verbose", "-v", help="Show pppd's own lines, too.")]
