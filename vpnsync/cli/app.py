"""The commands, by name; each is one file beside this one."""

from __future__ import annotations

from typing import Annotated

import typer

from vpnsync import __version__
from vpnsync.cli import (
    apply,
    doctor,
    down,
    explain,
    history,
    import_,
    init,
    logs,
    plan,
    release,
    rollback,
    schema,
    show,
    status,
    up,
    validate,
)
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
DESCRIBE, APPLY, BACK, DIAL = "Describe", "Plan and apply", "Go back", "Dial"
for group, name, command, summary in (
    (DESCRIBE, "init", init.init, "Write a first vpns.toml."),
    (DESCRIBE, "import", import_.import_, "Take over peers files that are there already."),
    (DESCRIBE, "validate", validate.validate, "Check the description: every complaint at once."),
    (DESCRIBE, "explain", explain.explain, "Say what an option, a key or a warning means."),
    (DESCRIBE, "schema", schema.schema, "Print the JSON Schema of vpns.toml, for editors."),
    (APPLY, "plan", plan.plan, "Show what would change, option by option."),
    (APPLY, "apply", apply.apply, "Make the peers files what the description says."),
    (APPLY, "show", show.show, "Print the peers file that a peer becomes."),
    (APPLY, "release", release.release, "Stop managing a peers file, and keep it."),
    (BACK, "history", history.history, "List what is kept of before each apply."),
    (BACK, "rollback", rollback.rollback, "Go back to what was before an apply."),
    (DIAL, "up", up.up, "Dial a peer and watch it."),
    (DIAL, "down", down.down, "End a peer's link."),
    (DIAL, "status", status.status, "Say which peers are applied, and which are up."),
    (DIAL, "logs", logs.logs, "Show what pppd said during a peer's calls."),
    (DIAL, "doctor", doctor.doctor, "Check what dialing needs on this machine."),
):
    settings = explain.SETTINGS if command is explain.explain else None
    app.command(name, cls=Command, context_settings=settings, short_help=summary, rich_help_panel=group)(
        command
    )


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
