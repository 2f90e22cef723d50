"""A plan as text: what changes, why, and what stays."""

from __future__ import annotations

import sys
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from vpnsync.cli.counting import counted
from vpnsync.cli.screen import fit, is_terminal, paint, safe, say, some_of, width, wrapped
from vpnsync.sync.change import ACTIONS
from vpnsync.sync.explain import OptionChange, line_changes, option_changes
from vpnsync.sync.kinds import PEERS
from vpnsync.sync.mask import printable, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vpnsync.cli.handover import Told
    from vpnsync.sync.change import Change, Plan

_SIGNS: Final = {
    "create": "+",
    "update": "~",
    "adopt": "~",
    "delete": "-",
    "add": "+",
    "remove": "-",
    "change": "~",
}
_CAUSES: Final = {
    "pending": "",
    "edited": "  (edited by hand)",
    "both": "  (edited by hand, and the description changed)",
}
_WRAPPED: Final = 1000
_HEAD: Final = 8


def show_plan(plan: Plan, effects: Mapping[str, Sequence[Told]] = MappingProxyType({})) -> None:
    """Print a plan for people; `effects` are what each peer does once it is dialed."""
    for path, access in plan.directories:
        say(f"{paint('+', '+')} {safe(str(path))}/  create the directory, mode {access.mode:04o}")
    # On a terminal the lines themselves show how far it has come.
    changes = plan.changes if is_terminal(sys.stdout) else counted("Showing", plan.changes)
    for change in changes:
        _show_change(change)
        for effect in effects.get(change.name, ()) if change.kind is PEERS and change.after else ():
            say(fit(f"    when dialed: {shown(effect.text)}", width()))
    if plan.changes:
        say()
    for sign, label, names in (
        ("=", "unchanged", plan.unchanged),
        (" ", "unmanaged (not described here; left alone)", plan.unmanaged),
    ):
        if names:
            head = f"{sign} {len(names)} {label}: "
            line = fit(head + some_of([shown(name) for name in names], width() - len(head)), width())
            say(paint(line[0], "=") + line[1:])
    reasons: dict[str, list[str]] = {}
    for name, reason in plan.skipped:
        reasons.setdefault(reason, []).append(name)
    # These are wrapped, not cut.
    skipped = [f"skipped {some_of(names, _WRAPPED)}: {reason}" for reason, names in reasons.items()]
    for text in (*skipped, *plan.notes):
        for row in wrapped(safe(text), "  "):
            say(row)
    say(paint(summary(plan), "bold"))


def summary(plan: Plan) -> str:
    """Return the last line: how many of each."""
    if not plan.changes:
        return f"Nothing to do: {len(plan.unchanged)} in sync."
    counts = {action: sum(change.action == action for change in plan.changes) for action in ACTIONS}
    told = ", ".join(f"{count} to {action}" for action, count in counts.items() if count)
    return f"Plan: {told}, {len(plan.unchanged)} unchanged."


def _show_change(change: Change) -> None:
    sign = _SIGNS[change.action]
    head, action = f"{sign} {safe(change.path.name)}", f"  {change.action}: "
    tail = _modes(change)
    reasons = ["; ".join(change.reasons)]
    if len(head + action + reasons[0] + tail) > width():
        reasons = list(change.reasons)
    say(f"{paint(head, sign)}{action}{reasons[0]}{tail}")
    for reason in reasons[1:]:
        say(f"    {reason}")
    options = option_changes(change)
    column = min(max((len(shown(option.option)) for option in options), default=0), 24)
    is_seen = is_terminal(sys.stdout)
    rows = [row for option in options for row in _option_rows(option, column, is_seen=is_seen)]
    if rows:
        say("\n".join(rows))
    lines = line_changes(change)
    # Of a whole new script, what it is about; `show` prints it all.
    told = lines if change.before and change.after else lines[:_HEAD]
    for kind, line in told:
        say(paint(fit(f"    {_SIGNS[kind]} {shown(line)}", width()), _SIGNS[kind]))
    if lines[len(told) :]:
        more = f"{_SIGNS[lines[0][0]]} {len(lines) - len(told)} more lines"
        say(paint(f"    {more} (vpnsync show {change.name} --scripts)", _SIGNS[lines[0][0]]))


def _modes(change: Change) -> str:
    before = change.before.access.mode if change.before else None
    after = change.after.access.mode if change.after else None
    if after is None or before == after:
        return ""
    return f"  [{after:04o}]" if before is None else f"  [{before:04o} -> {after:04o}]"


def _option_rows(option: OptionChange, column: int, *, is_seen: bool) -> list[str]:
    """Return an option that differs: one line, or two where both values do not stand on one.

    is_seen: on a terminal, where lines are fitted and painted.
    """
    sign = _SIGNS[option.action]
    cause = _CAUSES[option.cause]
    if option.action == "change":
        start = _start(option, column)
        before, after = (_value(side) or "set" for side in (option.before, option.after))
        rows = [f"{start}{before} -> {after}"]
        if len(rows[0] + cause) > width():
            rows = [start + before, " " * (len(start) - 3) + "-> " + after]
    else:
        rows = [_start(option, column) + _value(option.after if option.action == "add" else option.before)]
    if is_seen:
        rows = [*(fit(row, width()) for row in rows[:-1]), fit(rows[-1], width() - len(cause))]
    rows[-1] += cause
    return [paint(row.rstrip(), sign) if is_seen else row.rstrip() for row in rows]


def _start(option: OptionChange, column: int) -> str:
    return f"    {_SIGNS[option.action]} {shown(option.option):{column}}  "


def _value(value: object) -> str:
    """Return a value as one reads it; a flag has none to show."""
    if value is True:
        return ""
    if isinstance(value, list):
        return printable("set" if item is True else item for item in value)
    return shown('""' if value == "" else value)
