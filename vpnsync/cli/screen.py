"""Text for people: colour and alignment on a terminal, plain lines elsewhere."""

from __future__ import annotations

import os
import shutil
import sys
from typing import Final, TextIO

_COLOURS: Final = {
    "+": "32",
    "-": "31",
    "~": "33",
    "=": "2",
    "!": "33",
    "bold": "1",
    "error": "31",
    "dim": "2",
}


def is_colourful(stream: TextIO) -> bool:
    """Whether a stream is a terminal that wants colour (NO_COLOR, TERM=dumb)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def paint(text: str, colour: str, stream: TextIO | None = None) -> str:
    """Return text in a colour where the stream shows colours."""
    return f"\033[{_COLOURS[colour]}m{text}\033[0m" if is_colourful(stream or sys.stdout) else text


def safe(text: str) -> str:
    """Return text that no terminal takes for a command: what is not printable is escaped."""
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() or c == "\n" else c.encode("unicode_escape", "surrogatepass").decode()
        for c in text
    )


def width() -> int:
    """Return how many columns there are: the terminal's, 80 for a pipe."""
    return shutil.get_terminal_size((80, 24)).columns if sys.stdout.isatty() else 80


def fit(text: str, columns: int) -> str:
    """Cut text to so many columns, with an ellipsis; on a terminal only, a pipe gets all of it."""
    if not sys.stdout.isatty() or len(text) <= columns:
        return text
    return text[: max(columns - 1, 0)] + "…"


def say(text: str = "") -> None:
    """Print a result."""
    sys.stdout.write(_encodable(text, sys.stdout) + "\n")


def note(text: str) -> None:
    """Print what is not a result, to stderr."""
    sys.stderr.write(_encodable(safe(text), sys.stderr) + "\n")


def complain(text: str) -> None:
    """Print an error, to stderr."""
    sys.stderr.write(f"{paint('vpnsync:', 'error', sys.stderr)} {_encodable(safe(text), sys.stderr)}\n")


def warn(text: str) -> None:
    """Print a warning, to stderr."""
    note(f"warning: {text}")


def _encodable(text: str, stream: TextIO) -> str:
    """Return text that the stream's encoding can hold, so that printing never fails."""
    encoding = stream.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding, "replace")
