"""How far a call has come: a spinner on a terminal, plain lines elsewhere; both on stderr."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Self

from vpnsync.cli.screen import is_colourful, is_quiet, note, paint, safe

if TYPE_CHECKING:
    from types import TracebackType


class Progress:
    """Says each phase of a call once; on a terminal the last one turns until the next one comes."""

    def __init__(self, name: str, *, verbose: bool) -> None:
        self.name = name
        self.verbose = verbose
        self._spinner: Any = None

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the terminal as it was."""
        self.rest()

    def phase(self, text: str) -> None:
        """Say what is going on now."""
        self.rest()
        note(f"{self.name}: {text}")
        if is_colourful(sys.stderr) and not is_quiet():
            self._spin(text)

    def line(self, text: str) -> None:
        """Show one of pppd's own lines, where they are wanted."""
        if self.verbose:
            text = f"{paint('  |', 'dim', sys.stderr)} {safe(text)}"
            if self._spinner is not None:
                self._spinner.console.print(text, markup=False, highlight=False)
            else:
                sys.stderr.write(text + "\n")

    def rest(self) -> None:
        """Stop what turns."""
        if self._spinner is not None:
            self._spinner.stop()
            self._spinner = None

    def _spin(self, text: str) -> None:
        # Loaded only where there is somebody to see it.
        from rich.console import Console
        from rich.text import Text

        shown = Text(f"{text} …", style="dim")
        self._spinner = Console(stderr=True).status(shown, spinner="dots")
        self._spinner.start()
