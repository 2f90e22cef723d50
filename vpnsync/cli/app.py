"""The commands, by name; each is one file beside this one."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Final

import typer

from vpnsync import __version__
from vpnsync.cli.help import Command, Group

if TYPE_CHECKING:
    from collections.abc import Collection

DESCRIBE, APPLY, BACK, DIAL = "Describe", "Plan and apply", "Go back", "Dial"
_COMMANDS: Final = (
    (DESCRIBE, "init", "init", "Write a first vpns.toml."),
    (DESCRIBE, "import", "import_", "Take over peers files that are there already."),
    (DESCRIBE, "validate", "validate", "Check the description: every complaint at once."),
    (DESCRIBE, "explain", "explain", "Say what an option, a key, a warning or an error means."),
    (DESCRIBE, "schema", "schema", "Print the JSON Schema of vpns.toml, for editors."),
    (APPLY, "plan", "plan", "Show what would change, option by option."),
    (APPLY, "apply", "apply", "Make the peers files what the description says."),
    (APPLY, "show", "show", "Print the peers file that a peer becomes."),
    (APPLY, "release", "release", "Stop managing a peers file, and keep it."),
    (BACK, "history", "history", "List what is kept of before each apply."),
    (BACK, "rollback", "rollback", "Go back to what was before an apply."),
    (DIAL, "up", "up", "Dial a peer and watch it."),
    (DIAL, "down", "down", "End a peer's link."),
    (DIAL, "status", "status", "Say which peers are applied, and which are up."),
    (DIAL, "logs", "logs", "Show what pppd said during a peer's calls."),
    (DIAL, "doctor", "doctor", "Check what dialing needs on this machine."),
)
"""The group that `--help` lists it in, the name, the file and function, and a summary."""


def program(words: Collection[str] | None = None) -> typer.Typer:
    """Return the program with all its commands, or with those alone made whole that are among `words`.

    Making one takes typer a millisecond, and there are many: of the others, name and summary will do.
    """
    app = typer.Typer(
        name="vpnsync",
        cls=Group,
        help="Keep every VPN peer of a machine in one TOML file.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        pretty_exceptions_show_locals=False,
        rich_markup_mode=None,
        # The first one is what a refusal advises; `explain -h` is about pppd's `-h`, so not that one.
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    app.callback()(_root)
    for group, name, file, summary in _COMMANDS:
        command, settings = _not_called, None
        if words is None or name in words:
            module = import_module(f"vpnsync.cli.{file}")
            command, settings = getattr(module, file), getattr(module, "SETTINGS", None)
        app.command(name, cls=Command, context_settings=settings, short_help=summary, rich_help_panel=group)(
            command
        )
    return app


def _not_called() -> None:
    """Stand for a command that has not been typed."""


def _version(value: bool) -> None:  # noqa: FBT001 - typer calls it so
    if value:
        typer.echo(f"vpnsync {__version__}")
        raise typer.Exit


def _root(
    *,
    _version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Keep every VPN peer of a machine in one TOML file."""
