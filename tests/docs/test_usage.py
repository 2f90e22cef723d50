"""What pages say of calls in passing: placeholders, values, variables, exit statuses."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import pytest
import typer
from manual import STATUSES, commands
from pages import HOME, inline, pages

from vpnsync.cli.dialing import NO_RIGHTS
from vpnsync.cli.main import INTERRUPTED, USAGE
from vpnsync.cli.plan import CHANGES_PENDING
from vpnsync.cli.status import DOWN
from vpnsync.errors import DriftError, MissingError, VpnsyncError

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE: Final = HOME / "vpnsync"
_WRITTEN: Final = [page for page in pages() if not page.startswith("docs/reference/")]
"""The others are drawn from the program."""
_KINDS_OF_WORDS: Final = {"KEY", "NAME"}
"""What a page may write for explain's WORD, where it speaks of those alone."""


def _usage() -> dict[str, set[str]]:
    """Return command or option -> what may stand behind it, in the words of `--help`."""
    found: dict[str, set[str]] = {"explain": {*_KINDS_OF_WORDS}}
    for name, command in commands().items():
        context = typer.Context(command, info_name=name)
        pieces = {piece.strip("[].") for piece in command.collect_usage_pieces(context)} - {"OPTIONS"}
        found.setdefault(name, set()).update(pieces)
        for parameter in command.get_params(context):
            _, _, placeholder = (parameter.get_help_record(context) or ("",))[0].rpartition(" ")
            values = pieces if getattr(parameter, "is_flag", False) else {placeholder.strip("<>[]")}
            for option in parameter.opts:
                found.setdefault(option, set()).update(values)
    return found


_USAGE: Final = _usage()


def _shown(page: str) -> Iterator[tuple[str, str]]:
    """Yield (command or option, what a page shows behind it)."""
    for code in inline(page):
        words = code.replace("\\|", "|").removeprefix("vpnsync ").split()
        for before, word in pairwise(words):
            if before in _USAGE and (before.startswith("--") or before == words[0]):
                yield before, word.strip("[].")


def _is_right(before: str, word: str) -> bool:
    """Whether that is a placeholder of `--help`, or one of the values that it lists there."""
    known = _USAGE[before]
    if word.startswith("-") or word in known:
        return True
    choices = {choice for one in known if "|" in one for choice in one.split("|")}
    return word in choices if choices else not (word.isupper() or "|" in word)


@pytest.mark.parametrize("page", _WRITTEN)
def test_a_page_shows_placeholders_and_values_as_the_help_does(page: str) -> None:
    """`--pppd 2.3` has never been one; NOME is nobody's name."""
    assert [shown for shown in _shown(page) if not _is_right(*shown)] == []


def test_a_page_names_only_variables_that_are_read() -> None:
    """One that is misspelled is set in vain, without a word."""
    sources = "".join(path.read_text() for suffix in ("py", "sh") for path in PACKAGE.rglob(f"*.{suffix}"))
    read = set(re.findall(r"\bVPNSYNC_[A-Z_]+\b", sources))
    named = {page: set(re.findall(r"\bVPNSYNC_[A-Z_]+\b", text)) for page, text in pages().items()}
    assert {page: found - read for page, found in named.items() if found - read} == {}
    assert "VPNSYNC_CONFIG" in named["README.md"]


def test_the_table_of_exit_statuses_is_the_programs_own() -> None:
    """The manual and the pages are drawn from it."""
    ends = (0, CHANGES_PENDING, DOWN, USAGE, NO_RIGHTS, INTERRUPTED)
    own = {*ends, *(error.status for error in (VpnsyncError, MissingError, DriftError))}
    assert {str(status) for status in own} == STATUSES.keys()


def test_the_readme_tells_the_exit_statuses() -> None:
    """Scripts are written by it: each number with what it means."""
    section = pages()["README.md"].partition("## Exit statuses\n")[2].partition("\n## ")[0]
    told = dict(re.findall(r"\b(\d+)\b \(?([^;.)]*)", section))
    assert told.keys() == STATUSES.keys()
    for number, text in told.items():
        assert _words(text) & _words(STATUSES[number]), number


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]{4,}|ctrl", text.lower())) - {"only", "with", "what", "from"}


def test_the_recipes_list_the_commands_that_print_json() -> None:
    """Who writes a program looks there, and nowhere else."""
    (listed,) = re.findall(r"^(.*) print one JSON document", pages()["docs/recipes.md"], re.MULTILINE)
    with_json = {
        name for name, command in commands().items() if any("--json" in one.opts for one in command.params)
    }
    assert set(re.findall(r"`([a-z]+)`", listed)) == with_json
