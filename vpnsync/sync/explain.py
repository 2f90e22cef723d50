"""A Plan option by option, for people and as JSON, with every secret masked.

Secrets are replaced by tokens before DeepDiff sees them: a token compares by value and prints
`(hidden)`. DeepDiff says which options differ; the values shown come from the masked tables.
"""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from vpnsync.pppd.hiding import hide_arguments
from vpnsync.pppd.settings import ORDER
from vpnsync.sync.change import ACTIONS, Change, Plan
from vpnsync.sync.mask import Mask, Table, legible, table_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vpnsync.pppd.settings import Settings
    from vpnsync.sync.files import File

Cause = Literal["edited", "pending", "both"]


class OptionChange(NamedTuple):
    """One option that differs; `cause` tells what was edited by hand from what is pending."""

    option: str
    action: Literal["add", "remove", "change"]
    before: Any
    after: Any
    cause: Cause = "pending"


def option_changes(change: Change) -> list[OptionChange]:
    """Return what differs between the two sides of a change; empty when they mean the same.

    Empty as well for what is no peers file: `line_changes` explains those.
    """
    before, after = change.before, change.after
    if not change.kind.is_settings:
        return []
    if before and after and before.does_the_same(after, is_blind=change.is_blind):
        return []
    if before and after:
        mask = Mask([before.settings, after.settings], is_blind=change.is_blind)
        causes = _causes(change)
        old, new = (mask.table(side.settings) for side in (before, after))
        causes |= {shown: causes[word] for shown, word in mask.names.items() if word in causes}
        return _diff(old, new, causes) or [_order(change, before.settings, after.settings, mask)]
    if after:
        table = table_of(after.reading, is_blind=change.is_blind)
        return [_one(word, "add", None, values) for word, values in table.items()]
    table = table_of(before.reading, is_blind=change.is_blind) if before else {}
    return [_one(word, "remove", values, None) for word, values in table.items()]


def line_changes(change: Change) -> list[tuple[Literal["add", "remove"], str]]:
    """Return the lines that differ between two sides that are no peers files, as they may be shown."""
    if change.kind.is_settings:
        return []
    from difflib import ndiff  # noqa: PLC0415 - only what differs needs it

    before, after = (_lines(side) for side in (change.before, change.after))
    signs: dict[str, Literal["add", "remove"]] = {"+ ": "add", "- ": "remove"}
    return [(signs[line[:2]], line[2:]) for line in ndiff(before, after) if line[:2] in signs]


def _lines(file: File | None) -> list[str]:
    text = file.body.decode("utf-8", "surrogateescape") if file else ""
    return [hide_arguments(legible(line)) for line in text.split("\n") if line]


def _diff(before: Table, after: Table, causes: dict[str, Cause]) -> list[OptionChange]:
    with _left_out("numpy", "pydantic"):
        from deepdiff import DeepDiff  # noqa: PLC0415 - dear; only peers that differ need it

    # DeepDiff takes a thousand times as long as == to find two lists of values equal.
    alike = {word for word, values in before.items() if values == after.get(word)}
    # For both, a flag is as good as the number 1: an option that has lost its argument is told by its text.
    flags = {word for word in alike if str(before[word]) != str(after[word])}
    left, right = ({w: v for w, v in side.items() if w not in alike} for side in (before, after))
    # threshold 0: else a much-changed table is reported as one value, secrets included.
    tree = DeepDiff(left, right, view="tree", threshold_to_diff_deeper=0)
    words = flags | {level.path(output_format="list")[0] for levels in tree.values() for level in levels}
    found = []
    for word in [*before, *(word for word in after if word not in before)]:
        if word in words:
            action: Literal["add", "remove", "change"] = (
                "add" if word not in before else "remove" if word not in after else "change"
            )
            found.append(_one(word, action, before.get(word), after.get(word), causes.get(word, "pending")))
    return found


@contextlib.contextmanager
def _left_out(*libraries: str) -> Iterator[None]:
    """Have libraries not be there for a while: DeepDiff loads them to compare what we have none of.

    Without the two, its import takes a third of the time. One that is loaded already stays.
    """
    absent = [name for name in libraries if name not in sys.modules]
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type] # as the import system documents it
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


def _one(
    word: str,
    action: Literal["add", "remove", "change"],
    before: list[Any] | None,
    after: list[Any] | None,
    cause: Cause = "pending",
) -> OptionChange:
    return OptionChange(word, action, _single(before), _single(after), cause)


def _single(values: list[Any] | None) -> Any:  # noqa: ANN401 - an option's value
    return values[0] if values is not None and len(values) == 1 else values


def _order(change: Change, before: Settings, after: Settings, mask: Mask) -> OptionChange:
    """Tell files apart that hold the same options in an order that matters."""
    written = change.before.mark.settings if change.before and change.before.mark else None
    is_edited = change.is_edited and frozenset(after.fingerprints().values()) == written
    cause: Cause = "edited" if is_edited else "pending"
    return OptionChange(ORDER, "change", mask.lines(before), mask.lines(after), cause)


def _causes(change: Change) -> dict[str, Cause]:
    """Tell edited options from pending ones, by what the header says was written."""
    if not (change.before and change.after and change.before.is_edited and change.before.mark):
        return {}
    written = change.before.mark.settings
    disk, wanted = change.before.settings.fingerprints(), change.after.settings.fingerprints()
    return {word: _cause(disk.get(word), wanted.get(word), written) for word in disk.keys() | wanted.keys()}


def _cause(disk: str | None, wanted: str | None, written: frozenset[str]) -> Cause:
    """Say who moved away from what was written: the disk, the description, or both."""
    edited = disk not in written if disk else wanted in written
    pending = wanted not in written if wanted else disk in written
    return "both" if edited and pending else "edited" if edited else "pending"


def as_json(plan: Plan, root: str | None, warnings: Sequence[str]) -> dict[str, Any]:
    """Return the plan as the JSON document that DESIGN fixes (format_version 1)."""
    counts = {action: sum(change.action == action for change in plan.changes) for action in ACTIONS}
    return {
        "format_version": 1,
        "root": root,
        "changes": [_change_as_json(change) for change in plan.changes],
        "directories": [
            {"path": legible(path), "mode": f"{access.mode:04o}"} for path, access in plan.directories
        ],
        "unmanaged": [legible(name) for name in plan.unmanaged],
        "skipped": [{"name": name, "reason": reason} for name, reason in plan.skipped],
        "warnings": [*plan.notes, *warnings],
        "summary": {**counts, "unchanged": len(plan.unchanged)},
    }


def _change_as_json(change: Change) -> dict[str, Any]:
    return {
        "name": change.name,
        "path": legible(change.path),
        "action": change.action,
        "reasons": list(change.reasons),
        "mode": {"before": _mode(change.before), "after": _mode(change.after)},
        "options": [
            {
                "option": legible(option.option),
                "action": option.action,
                "before": _plain(option.before),
                "after": _plain(option.after),
                "cause": option.cause,
            }
            for option in option_changes(change)
        ],
    }


def _mode(file: File | None) -> str | None:
    return f"{file.access.mode:04o}" if file else None


def _plain(value: Any) -> Any:  # noqa: ANN401 - an option's value
    """Return a value as JSON can hold it; a secret is its mask."""
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, bool | int):
        return value
    return legible(value)
