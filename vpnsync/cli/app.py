"""The commands, by name; each is one file beside this one."""

from __future__ import annotations

from typing import Annotated

import typer

from vpnsync import __version__
from vpnsync.cli import apply, import_, init, plan, release, schema, show, validate
from vpnsync.cli.help import Command, Group

app = typer.Typer(
    name="vpnsync",
    cls=Group,
    help="Keep every VPN peer of a machine in one TOML file.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    pretty_exceptions_show_locals=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
DESCRIBE, APPLY = "Describe", "Plan and apply"
for group, name, command, summary in (
    (DESCRIBE, "init", init.init, "Write a first vpns.toml."),
    (DESCRIBE, "import", import_.import_, "Take over peers files that are there already."),
    (DESCRIBE, "validate", validate.validate, "Check the description: every complaint at once."),
    (DESCRIBE, "schema", schema.schema, "Print the JSON Schema of vpns.toml, for editors."),
    (APPLY, "plan", plan.plan, "Show what would change, option by option."),
    (APPLY, "apply", apply.apply, "Make the peers files what the description says."),
    (APPLY, "show", show.show, "Print the peers file that a peer becomes."),
    (APPLY, "release", release.release, "Stop managing a peers file, and keep it."),
):
    app.command(name, cls=Command, short_help=summary, rich_help_panel=group)(command)


def _version(value: bool) -> None:  # noqa: FBT001 - typer calls it so
    if value:
        typer.echo(f"vpnsync {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    *,
    _version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Keep every VPN peer of a machine in one TOML file."""
