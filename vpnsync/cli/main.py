"""The program: runs the command that was typed, and turns errors into messages and statuses."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from typing import TYPE_CHECKING, Final

import typer

from vpnsync.cli.app import program
from vpnsync.cli.plugins import leave_out
from vpnsync.cli.screen import be_quiet, complain, hand_out
from vpnsync.errors import VpnsyncError

if TYPE_CHECKING:
    from collections.abc import Callable

USAGE: Final = 64
INTERRUPTED: Final = 130
_WRONG_USAGE: Final = "wrong-usage"


def main(arguments: list[str] | None = None) -> int:
    """Run vpnsync and return its exit status: 0 done, 1 failed, 2 changes pending, 64 usage, 130 Ctrl-C."""
    asked = os.environ.get("_VPNSYNC_COMPLETE")
    if asked:
        # rich would render the texts that the Tab key shows: slow, and "[NAME]" would be gone as markup.
        sys.modules.setdefault("rich", None)  # type: ignore[arg-type] # as the import system documents it
    leave_out()
    be_quiet(on=False)
    words = _spelled_out(sys.argv[1:] if arguments is None else arguments)
    app = program(_mentioned(words))
    if asked or words[:1] in (["--install-completion"], ["--show-completion"]):
        return reported(lambda: _tab(app, words, asked))
    return reported(lambda: app(words, prog_name="vpnsync", standalone_mode=False))


def _tab(app: typer.Typer, words: list[str], asked: str | None) -> int | None:
    """Answer the Tab key, or install it."""
    with contextlib.suppress(ImportError):  # a typer that keeps its own elsewhere does it by itself
        from vpnsync.cli import tab

        tab.install()
        status = tab.answer(app, asked) if asked else None
        if status is not None:
            return status
    told: int | None = app(words, prog_name="vpnsync", standalone_mode=False)
    return told


def _mentioned(words: list[str]) -> set[str]:
    """Return all words among which the command's name is; the shell hands the Tab key's over apart."""
    typed = (os.environ.get(name, "") for name in ("COMP_WORDS", "_TYPER_COMPLETE_ARGS"))
    return {*words, *re.findall(r"[a-z]+", " ".join(typed))}


def _spelled_out(words: list[str]) -> list[str]:
    """Give `validate --pppd` without a version the value that typer wants every option to have."""
    if next((word for word in words if not word.startswith("-")), None) != "validate":
        return words
    from vpnsync.cli.options import INSTALLED

    version = re.compile(r"[0-9][0-9.]*|" + INSTALLED)
    end = words.index("--") if "--" in words else len(words)
    following = [*words[1:end], "-"]
    return [
        f"--pppd={INSTALLED}" if word == "--pppd" and not version.fullmatch(after) else word
        for word, after in zip(words[:end], following, strict=True)
    ] + words[end:]


def reported(call: Callable[[], int | None]) -> int:
    """Make a call, show its errors, and return the exit status that they or it come to."""
    try:
        status = call()
        hand_out()
    except VpnsyncError as error:
        _let_go()
        complain(error.told())
        return error.status
    except typer.TyperException as error:
        # typer knows how to show its own errors with the usage line; only name and status are ours.
        _show(error)
        return USAGE
    except (typer.Abort, KeyboardInterrupt):
        _let_go()
        complain("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        _let_go()  # whoever read our output went away
        return 1
    return int(status or 0)


def _let_go() -> None:
    """Print what is still held back, or give it up: there is another thing to tell."""
    with contextlib.suppress(VpnsyncError, BrokenPipeError):
        hand_out()


def _show(error: typer.TyperException) -> None:
    """Show an error of typer's, where it has something to show, with the name that `explain` knows."""
    if not hasattr(error, "show") or not hasattr(error, "format_message"):
        return
    text: str = error.format_message()
    if "\n" not in text:  # else it is the help, for who typed no command at all
        setattr(error, "format_message", lambda: f"{text} [{_WRONG_USAGE}]")  # noqa: B010 - no class of ours
    error.show()
