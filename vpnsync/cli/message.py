"""A handover as one JSON document, for the pipe between the person's half and root's.

Root's half checks all of it, since another user's program wrote it.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final, TypeVar, get_args

from vpnsync.cli.handover import Callee, Draft, Handover, Kept, Told, missing_secrets
from vpnsync.errors import NotExpressibleError, VpnsyncError
from vpnsync.pppd.hiding import COMMANDS
from vpnsync.pppd.names import name_faults
from vpnsync.pppd.options import Platform, Version, dictionary
from vpnsync.pppd.scripts import HALVES
from vpnsync.pppd.words import encode, quote
from vpnsync.sync.kinds import SCRIPTS, UNITS, Kind
from vpnsync.sync.store import MAX_FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

FORMAT: Final = 3
MAX_MESSAGE: Final = 64 * 1024 * 1024
"""Bytes of the largest message that root's half reads."""

DIALED: Final = ("password", "l2tpipsecsharedsecret")
"""The options whose values may be handed over at dial time."""

_VERDICTS: Final = ("ok", "warning", "problem")


def to_json(handover: Handover, *, is_whole: bool = True) -> bytes:
    """Return the message, one line.

    is_whole: every secret that is needed is in it, also those that are handed over at dial time, or
    SecretError is raised. Otherwise those for the files, and who reads the disk tells what is lacking.
    """
    problems = [problem for draft in handover.drafts.values() for problem in draft.problems]
    if problems and is_whole:
        raise missing_secrets(problems)
    plain = {name: getattr(handover, name) for name in _CHECKS if name not in ("drafts", "calls", "secrets")}
    drafts = {
        name: {
            "is_blind": draft.is_blind,
            "pieces": [_piece(piece) for piece in draft.pieces],
            "problems": draft.problems,
        }
        for name, draft in handover.drafts.items()
    }
    calls = {name: {key: getattr(callee, key) for key in _CALLEE} for name, callee in handover.calls.items()}
    secrets = handover.secrets if is_whole else {}
    document = {"format": FORMAT, **plain, "drafts": drafts, "calls": calls, "secrets": secrets}
    return json.dumps(document).encode() + b"\n"


def from_json(text: str | bytes) -> Handover:
    """Return what a message says. Raises VpnsyncError, which quotes none of it, where it is not sound."""
    try:
        document = _table(json.loads(text))
        if document.pop("format", None) != FORMAT or document.keys() != _CHECKS.keys():
            raise _UnsoundError("is of another version of vpnsync")
        for key, check in _CHECKS.items():
            try:
                document[key] = check(document[key])
            except (_UnsoundError, NotExpressibleError):
                raise _UnsoundError(f"{key}: is not what it must be") from None
    except (ValueError, RecursionError) as error:
        # Python's own errors may quote a piece of the message, and with it a secret.
        reason = str(error) if isinstance(error, _UnsoundError) else "is no message"
        raise VpnsyncError(
            "what came from the person's half", f"cannot be used: {reason}", name="halves-differ"
        ) from None
    drafts, secrets = document.pop("drafts"), document.pop("secrets")
    return Handover(**document, write=lambda: drafts, open=lambda: secrets)


def _piece(piece: str | Kept) -> str | dict[str, str]:
    return piece if isinstance(piece, str) else {"word": piece.word, "key": piece.key}


_Item = TypeVar("_Item")


class _UnsoundError(ValueError):
    """A message that root's half does not take; its text quotes nothing of it."""


def _is(good: bool) -> None:  # noqa: FBT001 - the condition itself
    if not good:
        raise _UnsoundError


def _text(value: object) -> str:
    _is(isinstance(value, str))
    return str(value)


def _like(pattern: str) -> Callable[[object], str]:
    def check(value: object) -> str:
        _is(bool(re.fullmatch(pattern, _text(value), re.ASCII)))
        return str(value)

    return check


def _flag(value: object) -> bool:
    _is(isinstance(value, bool))
    return bool(value)


def _one_of(choices: Iterable[object]) -> Callable[[object], Any]:
    def check(value: object) -> object:
        _is(isinstance(value, str | None) and value in choices)
        return value

    return check


def _table(value: object) -> dict[str, Any]:
    _is(isinstance(value, dict))
    return dict(value)  # type: ignore[call-overload,no-any-return]


def _each(check: Callable[[object], _Item]) -> Callable[[object], tuple[_Item, ...]]:
    def checked(value: object) -> tuple[_Item, ...]:
        _is(isinstance(value, list))
        return tuple(check(item) for item in value)  # type: ignore[attr-defined]

    return checked


def _by_name(check: Callable[[object], _Item]) -> Callable[[object], dict[str, _Item]]:
    def checked(value: object) -> dict[str, _Item]:
        return {_name(name): check(item) for name, item in _table(value).items()}

    return checked


def _name(value: object) -> str:
    _is(not name_faults(_text(value)))
    return str(value)


def _files(*kinds: Kind) -> Callable[[object], dict[str, str]]:
    def checked(value: object) -> dict[str, str]:
        table = {str(name): _body(text) for name, text in _table(value).items()}
        _is(all(any(not name_faults(kind.peer_of(name) or "") for kind in kinds) for name in table))
        return table

    return checked


def _body(value: object) -> str:
    _is(len(encode(_text(value))) <= MAX_FILE and "\0" not in _text(value))
    return str(value)


def _told(value: object) -> Told:
    words = _each(_text)(value)
    _is(len(words) == 3)
    return Told(*words)


def _draft(value: object) -> Draft:
    table = _table(value)
    _is(table.keys() == {"is_blind", "pieces", "problems"})
    pieces, problems = _each(_checked_piece)(table["pieces"]), _each(_text)(table["problems"])
    draft = Draft(pieces, _flag(table["is_blind"]), problems)
    size = sum(len(encode(piece)) for piece in draft.pieces if isinstance(piece, str))
    _is(size <= MAX_FILE)
    return draft


def _checked_piece(value: object) -> str | Kept:
    if isinstance(value, str):
        _is("\0" not in value)
        return value
    table = _table(value)
    _is(table.keys() == {"word", "key"})
    kept = Kept(_text(table["word"]), _text(table["key"]))
    _is(any(_may_be_kept(kept.word, platform) for platform in get_args(Platform)))
    return kept


def _callee(value: object) -> Callee:
    table = _table(value)
    _is(table.keys() == _CALLEE.keys())
    return Callee(**{key: check(table[key]) for key, check in _CALLEE.items()})


def _places(value: object) -> dict[str, str]:
    return {key: _text(place) for key, place in _table(value).items()}


def _dialed(value: object) -> dict[str, str]:
    table = {word: _text(text) for word, text in _table(value).items()}
    _is(table.keys() <= set(DIALED))
    for word, text in table.items():
        quote(text, limit=dictionary("macos").options[word].limit)
    return table


def _check(value: object) -> tuple[str, str, str]:
    texts = _each(_text)(value)
    _is(len(texts) == 3 and texts[0] in _VERDICTS)
    return texts[0], texts[1], texts[2]


def _may_be_kept(word: str, platform: Platform) -> bool:
    option = dictionary(platform).options.get(word)
    return option is not None and option.nargs == 1 and (option.secret or word in COMMANDS)


_CALLEE: Final[Mapping[str, Callable[[object], Any]]] = {
    "protocol": _like(r"[a-z0-9]{1,16}"),
    "shown": _text,
    "place": _text,
    "server": lambda value: None if value is None else _like(r"[A-Za-z0-9_.:-]{1,253}")(value),
    "keys": _places,
    "sharers": _each(_name),
    "halves": _each(_one_of([half for pair in HALVES.values() for half in pair])),
    "reconnects": _flag,
}

_CHECKS: Final[Mapping[str, Callable[[object], Any]]] = {
    "description": _text,
    "identity": _like(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"),
    "platform": _one_of(get_args(Platform)),
    "version": _one_of((*get_args(Version), None)),
    "group": lambda value: None if value is None else _like(r"[A-Za-z_][A-Za-z0-9_.-]*\$?")(value),
    "names": _each(_text),
    "described": _each(_name),
    "skipped": _by_name(_text),
    "warnings": _each(_text),
    "scripts": _files(SCRIPTS),
    "units": _files(*UNITS.values()),
    "effects": _by_name(_each(_told)),
    "hidden": _each(_text),
    "asks": _flag,
    "is_plain": _flag,
    "report": _text,
    "drafts": _by_name(_draft),
    "calls": _by_name(_callee),
    "checks": _each(_check),
    "secrets": _by_name(_dialed),
}
"""Each key of a message, and what makes its value out of JSON; raises ValueError."""
