"""`--help`: what a person reads first, at 80 columns, in groups, with an example that works."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest
import typer.main

from vpnsync.cli.app import program

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Result

    Cli = Callable[..., Result]

COMMANDS = sorted(typer.main.get_group(program()).commands)


def test_the_commands_stand_in_groups_whole_on_their_lines(cli: Cli) -> None:
    """A summary that ends in three dots explains nothing."""
    done = cli("--help")
    assert done.status == 0
    groups = done.out.split("\n\n")
    titles = {"Describe:", "Plan and apply:", "Go back:", "Dial:"}
    assert titles <= {group.splitlines()[0].strip() for group in groups}
    rows = dict(re.findall(r"^  ([a-z]+) {2,}(.*)$", done.out.partition("Describe:")[2], re.MULTILINE))
    assert sorted(rows) == COMMANDS
    assert all(re.fullmatch(r"[A-Z].*[^.]\.", text) for text in rows.values())


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_speaks_no_python(cli: Cli, command: str) -> None:
    """`<list[str]>` says nothing to who wants to dial."""
    out = cli(command, "-h").out
    assert max(map(len, out.splitlines())) <= 80
    assert not re.search(r"list\[|<str>|\{[A-Z]|\[\[", out)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_has_one_example_of_one_line_that_parses(cli: Cli, command: str) -> None:
    """It is copied from there; an option that is gone must go from it, too."""
    out = cli(command, "--help").out
    (example,) = re.findall(r"^  Example: (.*)$", out, re.MULTILINE)
    assert out.split(f"Example: {example}\n")[1].startswith("\n"), "the example runs over its line"
    words = shlex.split(example.partition(" > ")[0].removeprefix("sudo "))
    assert words[:2] == ["vpnsync", command]
    # Behind an unknown option, typer complains of that one alone: everything before it is known.
    wrong = cli(*words[1:], "--no-such-option")
    assert (wrong.status, "--no-such-option" in wrong.err) == (64, True)


@pytest.mark.parametrize("command", [*COMMANDS, ""])
def test_a_refusal_advises_the_help_in_one_form(cli: Cli, command: str) -> None:
    """`explain -h` is about a word of pppd's: what is advised must be help everywhere."""
    refused = cli(*filter(None, [command]), *(["a", "b"] if command == "explain" else ["--no-such-option"]))
    advised = f"Try '{' '.join(['vpnsync', *filter(None, [command])])} --help' for help."
    assert (refused.status, advised in refused.err) == (64, True)


def test_without_a_command_the_help_is_shown(cli: Cli) -> None:
    """It is wrong usage all the same: a script must not go on."""
    done = cli()
    assert (done.status, "Describe:" in done.out + done.err) == (64, True)
