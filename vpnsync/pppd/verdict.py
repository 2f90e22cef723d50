"""pppd's verdict on a whole file: why it refuses it, and what must be on the machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vpnsync.pppd.statements import CHANNELS, Problem, Statement, plugin_name

if TYPE_CHECKING:
    from collections.abc import Sequence


def refusal(statements: Sequence[Statement]) -> Problem | None:
    """Return the first problem at which the real parser stops with exit status 2."""
    return next((s.problem for s in statements if s.problem), None) or contradiction(statements)


def contradiction(statements: Sequence[Statement]) -> Problem | None:
    """Return why pppd refuses options that are each right, but not together (tty_check_options)."""
    options = [s.option for s in statements if s.option]
    words = {option.word for option in options}
    channel = {
        plugin_name(s.value)
        for s in statements
        if s.option and s.option.word.startswith("plugin") and s.value
    }
    other = channel & set(CHANNELS) or any((o.word, o.module) == ("device name", "pppoe.so") for o in options)
    if other:
        return None
    ends = [word for word in ("pty", "socket", "notty") if word in words]
    if ends and any((o.word, o.module) == ("device name", "tty") for o in options):
        return Problem(f"{ends[0]} option precludes specifying device name")
    if "demand" in words and "notty" in words:
        return Problem("demand-dialling is incompatible with notty")
    if "demand" in words and not words & {"connect", "pty", "socket", "file", "call"}:
        return Problem("connect script is required for demand-dialling")
    if len(ends) > 1:
        return Problem(f"{ends[0]} option is incompatible with {ends[1]} option")
    return None


def needs(statement: Statement) -> str | None:
    """Say what must be on the machine for pppd to accept a statement, or None."""
    option, value = statement.option, statement.value
    if option is None or value is None:
        return None
    kinds = {
        "device name": "device" if option.module == "tty" else "interface",
        "plugin": "plug-in",
        "plugin2": "plug-in",
        "file": "file",
        "call": "peers file",
        "+ua": "file",
        "privgroup": "group",
    }
    return f"{kinds[option.word]} {value}" if option.word in kinds else None
