"""What to do after `vpnsync init`: the commands, in order, ready to be typed."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING, Any, Final

from vpnsync.cli.screen import width
from vpnsync.config.keychain import by_hand

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from vpnsync.cli.starter import Starter
    from vpnsync.cli.where import Where

_COLUMN: Final = 32


def next_steps(starter: Starter, config: str | None, stored: Container[str]) -> list[str]:
    """Return the lines to print: how each secret gets to its place, then the commands of every day."""
    lines = ["", "Next:"]
    for command, text in _steps(starter, config, stored):
        line = f"  {command:<{_COLUMN}}  {text}"
        lines += [line] if len(line) <= width() else [f"  {command}", f"      {text}"]
    return [*lines, "", "Files in /etc/ppp/peers already? `vpnsync import` takes them over."]


def after_import(where: Where) -> str:
    """Return the line to print once files have been imported: taking them over is a step of its own."""
    more = where.spelled()
    return f"Next: vpnsync plan{more} shows what taking them over would change, vpnsync apply{more} does it."


def _steps(starter: Starter, config: str | None, stored: Container[str]) -> Iterator[tuple[str, str]]:
    more = f" --config {shlex.quote(config)}" if config else ""
    if "enabled" in starter.keys:
        yield f"edit {config or 'vpns.toml'}", 'fill it in, and take out "enabled = false"'
    for key, value in starter.keys.items():
        if isinstance(value, dict) and key not in stored:
            yield from _secret_steps(starter, key, value)
    yield f"vpnsync validate{more}", "checks it, and opens each secret"
    if ("macos" if sys.platform == "darwin" else "linux") not in starter.platforms:
        return  # what stays to be done is done on another machine
    yield f"vpnsync plan{more}", "shows what would change"
    yield f"vpnsync apply{more}", "shows it, asks, does it"
    yield f"vpnsync up {starter.name}{more}", "dials"


def _secret_steps(starter: Starter, key: str, value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what puts one secret to its place, where vpnsync has not done it."""
    kind, where = next(iter(value.items()))
    word = key.replace("_", " ")
    account = value.get("account") or starter.keys.get("user", "USER")
    if kind == "keychain":
        yield by_hand("set", where, account), f"stores the {word}"
    elif kind == "command" and where[:2] == ["pass", "show"]:
        yield shlex.join(["pass", "insert", *where[2:]]), f"stores the {word}"
    elif kind == "file":
        yield f"edit {where}", f"one line, the {word}; for you alone to read"
    elif kind == "env":
        yield f"export {where}=...", f"the {word}"
    elif kind == "system_keychain":
        # Which options `security` wants differs between versions of macOS; the app asks by itself.
        yield "Keychain Access", f'System: the {word}, as "{where}"; let /usr/sbin/pppd read it'
