"""What these tests share: write a description, run vpnsync on it, read what it says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Result

    Cli = Callable[..., Result]

FILE = "vpns.toml"
_COMPLAINT = re.compile(rf"\s*(?:\S*/)?{re.escape(FILE)}:(\d+): (.+?): (.*)")


class Said(NamedTuple):
    """One complaint, as a person reads it."""

    line: int
    key: str
    reason: str


def write(text: str) -> None:
    """Make a text the description of this folder."""
    Path(FILE).write_text(text, encoding="utf-8", newline="")


def validate(cli: Cli, text: str, *arguments: str) -> list[Said]:
    """Return what `vpnsync validate` complains about; no secret is opened."""
    write(text)
    result = cli("validate", "--no-secrets", *arguments)
    found = [
        Said(int(match[1]), match[2], match[3])
        for line in result.err.splitlines()
        if (match := _COMPLAINT.fullmatch(line))
    ]
    assert "Traceback" not in result.err
    assert result.status == (1 if found else 0), result.err
    return found


def marked(text: str) -> list[int]:
    """Return the numbers of the lines that end in `#!`."""
    return [number for number, line in enumerate(text.split("\n"), 1) if line.endswith("#!")]


def show(cli: Cli, text: str, *arguments: str, name: str = "office") -> list[str]:
    """Return the lines of the peers file that `vpnsync show` prints."""
    write(text)
    result = cli("show", name, *arguments)
    assert result.status == 0, result.err
    return result.out.rstrip("\n").splitlines()


def plan(cli: Cli, text: str, *arguments: str) -> dict[str, Any]:
    """Return the document of `vpnsync plan --json` against an empty machine."""
    write(text)
    result = cli("plan", "--json", "--root", "machine", *arguments)
    assert result.status == 0, result.err
    found: dict[str, Any] = json.loads(result.out)
    return found
