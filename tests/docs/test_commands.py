"""Every command that a page shows exists, with its options."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Any, Final

import pytest
import typer.main
from pages import blocks, inline, pages

from vpnsync.cli.app import program

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PROGRAM: Final = typer.main.get_command(program())  # with the options that install completion
_COMMANDS: Final = typer.main.get_group(program()).commands
_LANGUAGES: Final = ("console", "sh", "bash", "text", "yaml", "crontab", "ini")
_CALL: Final = re.compile(r"(?:^|[\s;&|(/`])vpnsync ([^\n;&|)`>]*)")


def _calls(page: str) -> Iterator[str]:
    """Yield what follows the program's name, wherever a page shows a call."""
    shown = [block.text for name in _LANGUAGES for block in blocks(name) if block.page == page]
    typed = [
        line.removeprefix("$ ")
        for text in shown
        for line in text.replace("\\\n", " ").splitlines()
        if "vpnsync" in line and (line.startswith("$ ") or not text.startswith("$ "))
    ]
    for line in [*typed, *inline(page)]:
        yield from (found[1] for found in _CALL.finditer(line))


def _faults(call: str) -> list[str]:
    words = shlex.split(call.replace('"$', '"'), comments=True)
    if not words or words[0].startswith("-"):
        return [word for word in words[:1] if word not in _options(_PROGRAM.params)]
    command = _COMMANDS.get(words[0])
    if command is None:
        return [] if re.match(r"[A-Z.]", words[0]) else [words[0]]
    known = _options(command.params) | {"-h", "--help"}
    return [word for word in words[1:] if word.startswith("-") and word.partition("=")[0] not in known]


def _options(parameters: Sequence[Any]) -> set[str]:
    return {word for one in parameters for word in (*one.opts, *one.secondary_opts)}


@pytest.mark.parametrize("page", pages())
def test_a_page_shows_only_commands_that_exist(page: str) -> None:
    """A page outlives the option that it was written about."""
    assert {call: faults for call in _calls(page) if (faults := _faults(call))} == {}


@pytest.mark.parametrize("page", pages())
def test_a_page_names_only_options_that_exist(page: str) -> None:
    """Options stand alone in a text, too; those of other programs are called with their name."""
    known = {word for command in _COMMANDS.values() for word in _options(command.params)}
    known |= _options(_PROGRAM.params) | {"-h", "--help"}
    alone = {word.split()[0].partition("=")[0] for word in inline(page) if word.startswith("--")}
    assert alone - known == set()
