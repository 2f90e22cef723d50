"""How the commands show themselves: in `--help`, where they stand in groups, and to the Tab key."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup

from vpnsync.cli.values import convert_plainly

# typer does not export the types of a context and of a formatter: its own copy of click is private.


def _typed(command: TyperCommand | TyperGroup, ctx: Any, words: list[str]) -> list[str]:  # noqa: ANN401
    """Take words apart for the Tab key alone: nothing is converted or checked, for that takes pydantic."""
    parser = command.make_parser(ctx)
    found, rest, _ = parser.parse_args(args=list(words))
    ctx.params.update(
        {name: value for name, value in found.items() if isinstance(value, str | bool | list | tuple)}
    )
    ctx._opt_prefixes.update(parser._opt_prefixes)  # noqa: SLF001 - as typer's own does
    ctx.args = rest
    return rest


class Command(TyperCommand):
    """A command whose help names its arguments as its usage line does."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401
        """Take the words apart: quickly for the Tab key, thoroughly for a run."""
        if ctx.resilient_parsing:
            return _typed(self, ctx, args)
        convert_plainly(self.get_params(ctx))
        return super().parse_args(ctx, args)

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

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401
        """Take the words apart; without options of the program's own there is nothing to convert."""
        found, _, _ = self.make_parser(ctx).parse_args(args=list(args))
        if not ctx.resilient_parsing and (found or not args):
            return super().parse_args(ctx, args)
        rest = _typed(self, ctx, args)
        ctx._protected_args, ctx.args = rest[:1], rest[1:]  # noqa: SLF001 - as typer's own does
        return rest

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
