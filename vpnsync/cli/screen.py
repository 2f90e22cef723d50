"""Text for people: colour and alignment on a terminal, plain lines elsewhere."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from typing import TYPE_CHECKING, Final, TextIO
from unicodedata import east_asian_width

from vpnsync.errors import VpnsyncError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_COLOURS: Final = {
    "+": "32",
    "-": "31",
    "~": "35",
    "=": "2",
    "!": "35",
    "bold": "1",
    "error": "31",
    "dim": "2",
}
"""Colours that are seen on white as well as on black: yellow is not. What is dim bears no meaning."""

_LISTED: Final = 8
"""How many names of many are named at most."""

_MUTED: Final[list[bool]] = []
_QUIET: Final[list[bool]] = []


def is_colourful(stream: TextIO | None) -> bool:
    """Whether a stream is a terminal that wants colour (NO_COLOR, TERM=dumb)."""
    return is_terminal(stream) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a stream is a terminal; a closed one is None."""
    return stream is not None and stream.isatty()


def plural(number: int, what: str) -> str:
    """Return "1 file", "2 files"."""
    return f"{number} {what}{'' if number == 1 else 's'}"


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
    if not is_terminal(sys.stdout) or _columns(text) <= columns:
        return text
    end = min(len(text), columns)
    while _columns(text[:end]) > max(columns - 1, 0):
        end -= 1
    return text[:end] + "…"


def some_of(names: Sequence[str], columns: int) -> str:
    """Return names one after the other; of many a few, on a terminal what it holds, and how many more."""
    shown = min(len(names), _LISTED)
    while True:
        more = f" and {len(names) - shown} more" if shown < len(names) else ""
        text = ", ".join(names[:shown]) + more
        if shown <= 1 or not is_terminal(sys.stdout) or _columns(text) <= columns:
            return text
        shown -= 1


def _columns(text: str) -> int:
    """Return how many columns text takes: Chinese and the like take two for each character."""
    return len(text) + (0 if text.isascii() else sum(east_asian_width(char) in "WF" for char in text))


def wrapped(text: str, indent: str = "", stream: TextIO | None = None) -> list[str]:
    """Return text as lines that a terminal holds, broken at blanks; through a pipe it stays one line."""
    lines = [indent + text]
    if not is_terminal(stream or sys.stdout) or len(lines[0]) <= width():
        return lines
    from textwrap import wrap

    below = f"{indent}  "
    return wrap(
        text,
        width(),
        initial_indent=indent,
        subsequent_indent=below,
        break_long_words=False,  # a path or a command is copied from there
        break_on_hyphens=False,
    )


def be_quiet(*, on: bool) -> None:
    """From now on, say nothing but what went wrong, and what has to be asked; or say all again."""
    _QUIET[:] = [True] * on


def is_quiet() -> bool:
    """Whether only what went wrong is to be said."""
    return bool(_QUIET)


def say(text: str = "", *, even_quiet: bool = False) -> None:
    """Print a result; raise VpnsyncError where it cannot be printed, but for a reader that left."""
    if _QUIET and not even_quiet:
        return
    try:
        sys.stdout.write(_encodable(text, sys.stdout) + "\n")
    except BrokenPipeError:
        raise
    except (OSError, AttributeError) as error:
        raise unprintable(error) from error


def hand_out() -> None:
    """Print what is still held back, for whoever reads along; raise as `say` does, and nothing twice."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        # Python's own exit would try once more, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            raise
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
    if not is_muted():
        _to_stderr(safe(text))


def is_muted() -> bool:
    """Whether nothing is to be said but results and what went wrong."""
    return bool(_MUTED or _QUIET)


@contextlib.contextmanager
def muted() -> Iterator[None]:
    """Print no notes for a while: they have been printed before. Errors are told all the same."""
    _MUTED.append(True)
    try:
        yield
    finally:
        _MUTED.pop()


def complain(text: str) -> None:
    """Print an error, to stderr: lines as `wrapped` has them, but for commands, which are copied whole."""
    first, *rest = f"vpnsync: {safe(text)}".split("\n")
    lines = wrapped(first, stream=sys.stderr)
    for line in rest:
        bare = line.lstrip(" ")
        is_command = bare.startswith("run")
        lines += [line] if is_command else wrapped(bare, line[: len(line) - len(bare)], sys.stderr)
    painted = paint("vpnsync:", "error", sys.stderr)
    _to_stderr("\n".join([painted + lines[0].removeprefix("vpnsync:"), *lines[1:]]))


def warn(text: str) -> None:
    """Print a warning, to stderr."""
    for line in wrapped(f"warning: {text}", stream=sys.stderr):
        note(line)


def _to_stderr(text: str) -> None:
    # Where stderr is closed or full, the exit status alone must tell.
    with contextlib.suppress(OSError, AttributeError):
        sys.stderr.write(_encodable(text, sys.stderr) + "\n")


def _encodable(text: str, stream: TextIO) -> str:
    """Return text that the stream's encoding can hold, so that printing never fails."""
    encoding = stream.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding, "replace")
