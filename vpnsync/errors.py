"""The errors that a person is shown; everything else is a defect of vpnsync."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class VpnsyncError(Exception):
    """Something a person can act on: the thing, the reason, the way out.

    `lines` is the one reason, as text, or all problems found at once, each complete in itself;
    `hint` is the way out where it is the same for all of them. No line ever quotes a secret.
    `name` is what `vpnsync explain` tells more about; empty where each line bears one of its own.
    """

    status = 1
    name = ""

    def __init__(
        self, thing: str, lines: str | Iterable[str] = (), *, hint: str = "", name: str | None = None
    ) -> None:
        self.name = self.name if name is None else name
        self.thing = thing
        self.is_inline = isinstance(lines, str)
        self.lines = (lines,) if isinstance(lines, str) else tuple(lines)
        self.hint = hint
        super().__init__(self.text())

    def text(self) -> str:
        """Return the message as printed, without the program's name in front of it."""
        if self.is_inline:
            head = [f"{self.thing}: {self.lines[0]}" if self.lines[0] else self.thing]
        else:
            head = [self.thing, *(f"  {line}" for line in self.lines)]
        return "\n".join([*head, *([f"  {self.hint}"] if self.hint else [])])

    def told(self) -> str:
        """Return the message with the error's name at the end of its first line."""
        first, newline, rest = self.text().partition("\n")
        return f"{first} [{self.name}]{newline}{rest}" if self.name else self.text()


class UsageError(VpnsyncError):
    """What was asked for is nothing that there is."""

    status = 64
    name = "wrong-usage"


class DescriptionError(VpnsyncError):
    """vpns.toml cannot be used as it stands."""

    name = "unusable-description"


class SecretError(VpnsyncError):
    """A secret cannot be read: names the key and its source, never the secret."""

    name = "no-secret"


class NotExpressibleError(VpnsyncError, ValueError):
    """pppd has no way to write this value; something close is never written instead."""

    name = "not-expressible"


class RightsError(VpnsyncError):
    """The managed directories need rights that this process does not have."""

    name = "no-rights"


class ConflictError(VpnsyncError):
    """The disk is not what the plan saw, or holds what vpnsync must not touch."""

    name = "in-the-way"


class BusyError(VpnsyncError):
    """Another apply holds the lock."""

    name = "busy"


class WriteError(VpnsyncError):
    """A write failed; says what was put back and what was not."""

    name = "write-failed"


class MissingError(VpnsyncError):
    """The machine lacks what a call needs: pppd, a plug-in, a helper program, kernel PPP."""

    status = 69
    name = "cannot-dial-here"


class DriftError(VpnsyncError):
    """The peers file on disk is not what the description says, so it is not dialed."""

    status = 78
    name = "drift"


class CallError(VpnsyncError):
    """A call failed: cause, remedy and key in words; the status is pppd's own, the name the cause's."""

    name = "call-failed"
