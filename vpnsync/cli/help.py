"""How `--help` looks: commands in groups, arguments without Python's types, 80 columns at most."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup

# typer does not export the types of a context and of a formatter: its own copy of click is private.


class Command(TyperCommand):
    """A command whose help names its arguments as its usage line does."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:  # noqa: ANN401
        """Return the usage line's pieces: a required argument stands there without braces."""
        return [piece.replace("{", "").replace("}", "") for piece in super().collect_usage_pieces(ctx)]

    def format_options(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401
        """Write the arguments, then the options."""
        records: dict[str, list[tuple[str, str]]] = {"Arguments": [], "Options": []}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record and parameter.param_type_name == "argument":
                name = parameter.metavar or parameter.name
                records["Arguments"].append((name, record[1].removesuffix("[required]").rstrip()))
            elif record:
                records["Options"].append(record)
        for title, rows in records.items():
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)


class Group(TyperGroup):
    """The program, whose help lists its commands by what they are for."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401
        """Write the commands in their groups, both in the order in which they were added."""
        groups: dict[str, list[tuple[str, str]]] = {}
        widest = max(map(len, self.commands))
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if isinstance(command, Command) and not command.hidden:
                text = command.get_short_help_str(formatter.width)
                # Padded, so that the texts of all groups begin in one column.
                groups.setdefault(str(command.rich_help_panel), []).append((name.ljust(widest), text))
        for title, rows in groups.items():
            with formatter.section(title):
                formatter.write_dl(rows)
