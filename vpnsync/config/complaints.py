"""Complaints about vpns.toml: file, line, key and reason, in words of our own."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple

from vpnsync.config.nearest import meant, unknown
from vpnsync.config.references import REFERENCE_KEYS
from vpnsync.config.unexpected import unexpected
from vpnsync.config.where import line_of
from vpnsync.config.wording import FORMS, PATTERNS, REFERENCE_FORMS, SECRET_KEYS, SECRET_OPTIONS, WORDING
from vpnsync.errors import DescriptionError
from vpnsync.pppd.vocabulary import looks_secret

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

Key = tuple[str, ...]
"""The way to a value in vpns.toml: ("peers", "office", "mtu")."""


class Complaint(NamedTuple):
    """One thing that is wrong with vpns.toml; the reason never quotes a secret."""

    key: Key
    reason: str
    name: str = "bad-value"
    """What `vpnsync explain` tells more about."""

    def __str__(self) -> str:
        """Return `peers.office.mtu: reason [name]`."""
        return ": ".join([*([spell(self.key)] if self.key else []), f"{self.reason} [{self.name}]"])


def spell(key: Key) -> str:
    """Write a key as TOML would: control characters are escaped, what may be a secret is not told."""
    return ".".join(
        part if part.replace("-", "a").replace("_", "a").isalnum() and part.isascii() else _quoted(part)
        for part in map(_without_secret, ("", *key), key)
    )


def _without_secret(above: str, part: str) -> str:
    """Return a part of a key; whoever forgets a `=` writes the secret where a key would stand."""
    word, _, rest = part.partition(" ")
    if rest and looks_secret(word):
        return f"{word} (hidden)"
    if above not in SECRET_OPTIONS or part.isdigit() or part in (*REFERENCE_KEYS, "account"):
        return part
    return part if get_close_matches(part, REFERENCE_KEYS, n=1) else "(hidden)"


def _quoted(part: str) -> str:
    return '"' + part.encode("unicode_escape").decode().replace('"', '\\"') + '"'


def description_error(path: object, text: str, complaints: Iterable[Complaint]) -> DescriptionError:
    """Return all complaints as one error, in the order in which they stand in the file."""
    found = {(line_of(text, complaint.key), complaint) for complaint in _first_causes(complaints)}
    lines = [f"{path}:{line}: {complaint}" for line, complaint in sorted(found)]
    return DescriptionError(f"{path}: cannot use this description", lines, name="")


def _first_causes(complaints: Iterable[Complaint]) -> list[Complaint]:
    """Leave out what only follows from another.

    A missing key that is there, but of a wrong kind; and that one platform has nothing that is
    spelt like an unknown option, where the other has.
    """
    listed = list(complaints)
    faulty = {c.key for c in listed if not c.reason.startswith("is required")}
    guessed = {c.key for c in listed if "did you mean" in c.reason}

    def follows(one: Complaint) -> bool:
        is_guess = one.name == "unknown-option" and "did you mean" not in one.reason
        return (one.key in faulty and one.reason.startswith("is required")) or (
            one.key in guessed and is_guess
        )

    return [c for c in listed if not follows(c)]


def from_pydantic(error: ValidationError, raw: dict[str, Any], prefix: Key = ()) -> list[Complaint]:
    """Translate pydantic's errors, whose own text would quote the input."""
    found = error.errors(include_url=False, include_input=False)
    return [_complaint(details, raw, prefix) for details in found]


def _complaint(details: ErrorDetails, raw: dict[str, Any], prefix: Key) -> Complaint:
    key = _real_key(details, raw)
    return Complaint((*prefix, *key), _reason(details, key, raw), _name(details["type"], key))


def _name(kind: str, key: Key) -> str:
    """Return the name of a kind of pydantic's errors."""
    if kind == "extra_forbidden":
        is_source = key[-1] in REFERENCE_KEYS and {*key[-2:-1]} & {*SECRET_KEYS}
        return "two-sources" if is_source else "unknown-key"
    if kind == "missing":
        return "missing-key"
    return "wrong-type" if kind.endswith("_type") or kind.startswith("union_tag") else "bad-value"


def _real_key(details: ErrorDetails, raw: Any) -> Key:
    """Leave out of pydantic's location what names a form of a value, not a key."""
    key: list[str] = []
    if not details["loc"]:
        return ()
    *steps, last = details["loc"]
    for step in steps:
        is_table = isinstance(raw, dict) and step in raw
        is_form = step in REFERENCE_KEYS and len(key) > 1 and key[-1] not in ("peers", "profiles", "options")
        if is_form or not (is_table or (isinstance(raw, list) and isinstance(step, int))):
            continue
        raw = raw[step]
        key.append(str(step))
    present = (isinstance(raw, dict) and last in raw) or (isinstance(raw, list) and isinstance(last, int))
    if present or details["type"] in ("missing", "extra_forbidden"):
        key.append(str(last))
    return tuple(key)


def _reason(details: ErrorDetails, key: Key, raw: dict[str, Any]) -> str:  # noqa: PLR0911 - one for each kind of error
    kind, context = details["type"], details.get("ctx", {})
    if kind == "extra_forbidden":
        return unexpected(key, raw)
    if kind in ("greater_than_equal", "less_than_equal") and key[-1] in ("mtu", "mru"):
        return "must be between 128 and 16384"
    if kind == "value_error":
        return str(context["error"])
    if kind in ("union_tag_not_found", "union_tag_invalid"):
        given = _at(raw, key) if key and key[-1] in SECRET_KEYS else None
        if isinstance(given, dict) and given:
            odd = next(iter(given))
            shown = _quoted(_without_secret(key[-1], odd))
            return unknown(f"key {shown}", odd, REFERENCE_KEYS) + "; " + REFERENCE_FORMS
        return FORMS.get(
            key[-1] if key else "",
            "must be true, false, a number, text, a secret reference or a list of those",
        )
    if kind == "literal_error" and key[-1] in FORMS:
        return FORMS[key[-1]]
    if kind == "string_pattern_mismatch" and key[-1] in PATTERNS:
        return PATTERNS[key[-1]]
    if kind == "literal_error":
        expected = context["expected"].replace("'", '"').replace("True", "true")
        return f"must be {expected}" + meant(_at(raw, key), re.findall(r'"([^"]*)"', expected))
    if kind in ("list_type", "dict_type", "model_type") and key[-1] in FORMS:
        return FORMS[key[-1]]
    if kind == "missing" and key == ("version",):
        return "is required: begin with the line version = 1"
    if kind in WORDING:
        return WORDING[kind].format(**context)
    return details["msg"][:1].lower() + details["msg"][1:]


def _at(raw: Any, key: Key) -> object:
    """Return what the description holds at a key."""
    for part in key:
        raw = raw[int(part) if isinstance(raw, list) else part]
    return raw
