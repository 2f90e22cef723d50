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
    show,
    status,
    up,
    validate,
)

app = typer.Typer(
    name="vpnsync",
    help="Keep every VPN peer of a machine in one TOML file.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    pretty_exceptions_show_locals=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (
    init.init,
    validate.validate,
    plan.plan,
    apply.apply,
    show.show,
    release.release,
    history.history,
    rollback.rollback,
    up.up,
    down.down,
    status.status,
    logs.logs,
    doctor.doctor,
):
    app.command()(command)
app.command("import")(import_.import_)
app.command(context_settings=explain.SETTINGS)(explain.explain)


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
