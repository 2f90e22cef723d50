"""Text for people: colour and alignment on a terminal, plain lines elsewhere."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from typing import TYPE_CHECKING, Final, TextIO

from vpnsync.errors import VpnsyncError

if TYPE_CHECKING:
    from collections.abc import Iterator

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

_MUTED: Final[list[bool]] = []


def is_colourful(stream: TextIO | None) -> bool:
    """Whether a stream is a terminal that wants colour (NO_COLOR, TERM=dumb)."""
    return is_terminal(stream) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a stream is a terminal; a closed one is None."""
    return stream is not None and stream.isatty()


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
    return shutil.get_terminal_size((80, 24)).columns if is_terminal(sys.stdout) else 80


def fit(text: str, columns: int) -> str:
    """Cut text to so many columns, with an ellipsis; on a terminal only, a pipe gets all of it."""
    if not is_terminal(sys.stdout) or len(text) <= columns:
        return text
    return text[: max(columns - 1, 0)] + "…"


def say(text: str = "") -> None:
    """Print a result; raise VpnsyncError where it cannot be printed, but for a reader that left."""
    try:
        sys.stdout.write(_encodable(text, sys.stdout) + "\n")
    except BrokenPipeError:
        raise
    except (OSError, AttributeError) as error:
        raise unprintable(error) from error


def ask(question: str) -> bool:
    """Ask the person at the terminal; anything but yes is no, and so is the end of input."""
    sys.stderr.write(question)
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def unprintable(error: Exception) -> VpnsyncError:
    """Say why standard output takes nothing."""
    reason = error.strerror if isinstance(error, OSError) else "it is closed"
    return VpnsyncError("standard output", f"cannot be written: {reason}", name="no-output")


def note(text: str) -> None:
    """Print what is not a result, to stderr."""
    if not _MUTED:
        _to_stderr(safe(text))


@contextlib.contextmanager
def muted() -> Iterator[None]:
    """Print no notes for a while: they have been printed before. Errors are told all the same."""
    _MUTED.append(True)
    try:
        yield
    finally:
        _MUTED.pop()


def complain(text: str) -> None:
    """Print an error, to stderr."""
    _to_stderr(f"{paint('vpnsync:', 'error', sys.stderr)} {safe(text)}")


def warn(text: str) -> None:
    """Print a warning, to stderr."""
    note(f"warning: {text}")


def _to_stderr(text: str) -> None:
    # Where stderr is closed or full, the exit status alone must tell.
    with contextlib.suppress(OSError, AttributeError):
        sys.stderr.write(_encodable(text, sys.stderr) + "\n")


def _encodable(text: str, stream: TextIO) -> str:
    """Return text that the stream's encoding can hold, so that printing never fails."""
    encoding = stream.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding, "replace")
