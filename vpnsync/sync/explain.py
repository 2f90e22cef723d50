"""A Plan option by option, for people and as JSON, with every secret masked.

Secrets are replaced by tokens before DeepDiff sees them: a token compares by value and prints
`(hidden)`. DeepDiff says which options differ; the values shown come from the masked tables.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, Literal

from vpnsync.pppd.options import looks_secret
from vpnsync.pppd.settings import ORDER
from vpnsync.sync.plan import ACTIONS, Change, Plan

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from vpnsync.pppd.settings import Settings
    from vpnsync.pppd.statements import Statement
    from vpnsync.sync.files import File

HIDDEN: Final = "(hidden)"
Cause = Literal["edited", "pending", "both"]
_ARGUMENT: Final = re.compile(
    r"""
    ( [\w-]* (?:assw|pass|secret|pwd|token) [\w-]*
      (?: [=:] (?:["'](?=\s))? \s*  |  ["']? \s+ ) )      # --password X, PASSWORD=X, assword: X, 'assword:' X
    ( "[^"]*"  |  '[^']*'  |  (?: \\. | [^\s\\"'] )+ )
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A secret inside of a command line, a chat script or NAME=VALUE: what leads to it, and itself."""


@dataclass(frozen=True)
class Hidden:
    """A value with a secret in it: can be compared, but not got out again; prints what may be shown."""

    token: int
    shown: str = HIDDEN

    def __repr__(self) -> str:
        """Return the mask, whoever asks."""
        return self.shown

    __str__ = __repr__


@dataclass(frozen=True)
class OptionChange:
    """One option that differs; `cause` tells what was edited by hand from what is pending."""

    option: str
    action: Literal["add", "remove", "change"]
    before: Any
    after: Any
    cause: Cause = "pending"


Table = dict[str, list[Any]]


class _Mask:
    """Turns values into tokens; equal secrets get equal tokens."""

    def __init__(self, sides: Sequence[Settings], *, is_blind: bool) -> None:
        self.is_blind = is_blind
        # Words behind a secret may be the rest of it, where a quote was forgotten.
        self.hidden = {
            after.words for side in sides for before, after in pairwise(side.live) if _is_secret(before)
        }
        self.tokens: dict[object, int] = {}
        self.names: dict[str, str] = {}
        """Names under which words are shown that must not be shown themselves."""

    def table(self, settings: Settings) -> Table:
        """Return option word -> its values, every secret a token."""
        shown: Table = {}
        for name, value in self._pairs(settings):
            shown.setdefault(name, []).append(value)
        return shown

    def lines(self, settings: Settings) -> list[str]:
        """Return each option with its value, in order, as it may be shown."""
        pairs = self._pairs(settings)
        return [name if value is True else f"{name} {value}" for name, value in pairs]

    def _pairs(self, settings: Settings) -> Iterator[tuple[str, object]]:
        for statement in settings.live:
            name = settings.word(statement)
            value: object = settings.value(statement)
            if statement.option is None and (
                statement.words in self.hidden or self._is_glued(name, settings)
            ):
                self.names["(unknown words)"] = name
                name, value = "(unknown words)", self._token(statement.words)
            elif _is_secret(statement):
                value = self._token(value)
            elif isinstance(value, str):
                masked = hide_arguments(_text(value))
                value = self._token(value, masked) if masked != _text(value) else masked
            yield name, value

    @staticmethod
    def _is_glued(word: str, settings: Settings) -> bool:
        """Whether a secret option's name and its value have run together: `password"..."`."""
        secret = (name for name, option in settings.dictionary.options.items() if option.secret)
        return any(word.startswith(name) and word != name for name in secret)

    def _token(self, value: object, shown: str = HIDDEN) -> Hidden:
        return Hidden(0 if self.is_blind else self.tokens.setdefault(value, len(self.tokens) + 1), shown)


def hide_arguments(text: str) -> str:
    """Return a command line with what follows `--password` and its like masked."""
    return _ARGUMENT.sub(rf"\1{HIDDEN}", text)


def _is_secret(statement: Statement) -> bool:
    if statement.option is not None:
        return statement.option.secret
    return looks_secret(statement.words[0])


def option_changes(change: Change) -> list[OptionChange]:
    """Return what differs between the two sides of a change; empty when they mean the same."""
    before, after = change.before, change.after
    if before and after and (before.text == after.text or _same(before, after, is_blind=change.is_blind)):
        return []
    mask = _Mask([side.settings for side in (before, after) if side], is_blind=change.is_blind)
    old, new = (mask.table(side.settings) if side else {} for side in (before, after))
    if before and after:
        causes = _causes(change)
        causes |= {shown: causes[word] for shown, word in mask.names.items() if word in causes}
        return _diff(old, new, causes) or [_order(change, before.settings, after.settings, mask)]
    action: Literal["add", "remove"] = "add" if after else "remove"
    return [_one(word, action, old.get(word), new.get(word)) for word in old or new]


def _same(before: File, after: File, *, is_blind: bool) -> bool:
    if is_blind:
        return before.settings.without_secrets() == after.settings.without_secrets()
    return before.settings == after.settings


def _diff(before: Table, after: Table, causes: dict[str, Cause]) -> list[OptionChange]:
    from deepdiff import DeepDiff  # noqa: PLC0415 - dear; only peers that differ need it

    # threshold 0: else a much-changed table is reported as one value, secrets included.
    tree = DeepDiff(before, after, view="tree", threshold_to_diff_deeper=0)
    words = {level.path(output_format="list")[0] for levels in tree.values() for level in levels}
    found = []
    for word in [*before, *(word for word in after if word not in before)]:
        if word in words:
            action: Literal["add", "remove", "change"] = (
                "add" if word not in before else "remove" if word not in after else "change"
            )
            found.append(_one(word, action, before.get(word), after.get(word), causes.get(word, "pending")))
    return found


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


def _order(change: Change, before: Settings, after: Settings, mask: _Mask) -> OptionChange:
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
            {"path": _text(path), "mode": f"{access.mode:04o}"} for path, access in plan.directories
        ],
        "unmanaged": [_text(name) for name in plan.unmanaged],
        "skipped": [{"name": name, "reason": reason} for name, reason in plan.skipped],
        "warnings": [*plan.notes, *warnings],
        "summary": {**counts, "unchanged": len(plan.unchanged)},
    }


def _change_as_json(change: Change) -> dict[str, Any]:
    return {
        "name": change.name,
        "path": _text(change.path),
        "action": change.action,
        "reasons": list(change.reasons),
        "mode": {"before": _mode(change.before), "after": _mode(change.after)},
        "options": [
            {
                "option": _text(option.option),
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
    return _text(value)


def _text(value: object) -> str:
    """Return text that any terminal and any JSON reader takes: bytes beyond UTF-8 escaped."""
    return (
        str(value)
        .encode("utf-8", "backslashreplace" if not _has_bytes(str(value)) else "surrogateescape")
        .decode("utf-8", "backslashreplace")
    )


def _has_bytes(text: str) -> bool:
    return any("\udc80" <= char <= "\udcff" for char in text)


def printable(values: Iterable[object]) -> str:
    """Return values for a terminal: no control character reaches it."""
    return ", ".join(
        "".join(
            char if char.isprintable() else char.encode("unicode_escape").decode() for char in _text(value)
        )
        for value in values
    )
