"""Complaints about vpns.toml: file, line, key and reason, in words of our own."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple

from vpnsync.config.references import REFERENCE_KEYS
from vpnsync.config.where import line_of
from vpnsync.errors import DescriptionError
from vpnsync.pppd.vocabulary import looks_secret

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import BaseModel, ValidationError
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
    is_known = part in (*REFERENCE_KEYS, "account") or bool(get_close_matches(part, REFERENCE_KEYS, n=1))
    return "(hidden)" if above in _SECRET_OPTIONS and not is_known and not part.isdigit() else part


def _quoted(part: str) -> str:
    return '"' + part.encode("unicode_escape").decode().replace('"', '\\"') + '"'


def description_error(path: object, text: str, complaints: Iterable[Complaint]) -> DescriptionError:
    """Return all complaints as one error, in the order in which they stand in the file."""
    found = {(line_of(text, complaint.key), complaint) for complaint in _first_causes(complaints)}
    lines = [f"{path}:{line}: {complaint}" for line, complaint in sorted(found)]
    return DescriptionError(f"{path}: cannot use this description", lines, name="")


def _first_causes(complaints: Iterable[Complaint]) -> list[Complaint]:
    """Leave out what only follows from another: a missing key that is there, but of a wrong kind."""
    listed = list(complaints)
    faulty = {c.key for c in listed if not c.reason.startswith("is required")}
    return [c for c in listed if c.key not in faulty or not c.reason.startswith("is required")]


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
        is_source = key[-1] in REFERENCE_KEYS and {*key[-2:-1]} & {*_SECRET_KEYS}
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
        return _unexpected(key)
    if kind in ("greater_than_equal", "less_than_equal") and key[-1] in ("mtu", "mru"):
        return "must be between 128 and 16384"
    if kind == "value_error":
        return str(context["error"])
    if kind in ("union_tag_not_found", "union_tag_invalid"):
        given = _at(raw, key) if key and key[-1] in _SECRET_KEYS else None
        if isinstance(given, dict) and given:
            odd = next(iter(given))
            shown = _quoted(_without_secret(key[-1], odd))
            return unknown(f"key {shown}", odd, REFERENCE_KEYS) + "; " + _REFERENCE_FORMS
        return _FORMS.get(
            key[-1] if key else "",
            "must be true, false, a number, text, a secret reference or a list of those",
        )
    if kind == "literal_error" and key[-1] in _FORMS:
        return _FORMS[key[-1]]
    if kind == "string_pattern_mismatch" and key[-1] in _PATTERNS:
        return _PATTERNS[key[-1]]
    if kind == "literal_error":
        expected = context["expected"].replace("'", '"').replace("True", "true")
        return f"must be {expected}" + _meant(_at(raw, key), re.findall(r'"([^"]*)"', expected))
    if kind in _WORDING:
        return _WORDING[kind].format(**context)
    return details["msg"][:1].lower() + details["msg"][1:]


def _unexpected(key: Key) -> str:
    """Say why a key cannot stand where it does."""
    if key[-1] in REFERENCE_KEYS and {*key[-2:-1]} & {*_SECRET_KEYS}:
        return "is a second source: a reference names exactly one"
    if key[-1] == "account":
        return 'goes with { keychain = "SERVICE" } alone'
    if key[-1] in _of_peers():
        return "is for a peer as a whole: it goes below [peers.NAME] itself"
    return unknown("key", key[-1], known_keys(key))


def _at(raw: Any, key: Key) -> object:
    """Return what the description holds at a key."""
    for part in key:
        raw = raw[int(part) if isinstance(raw, list) else part]
    return raw


def _meant(given: object, known: Iterable[str]) -> str:
    """Return a question about the nearest of the known words, or nothing."""
    nearest = get_close_matches(str(given).casefold(), list(known), n=1, cutoff=0.6)
    return f'; did you mean "{nearest[0]}"?' if nearest else ""


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """Say that a name is not known, and the nearest one that is."""
    nearest = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"unknown {what}" + (f', did you mean "{nearest[0]}"?' if nearest else "")


def known_keys(key: Key) -> list[str]:
    """Return the keys that could stand where an unknown one does."""
    from vpnsync.config import forms, model  # noqa: PLC0415 - only once something is wrong

    tables: dict[str, type[BaseModel]] = {
        "keepalive": forms.Keepalive,
        "reconnect": forms.Reconnect,
        "dns": forms.Dns,
        "on_up": forms.Hook,
        "on_down": forms.Hook,
        "macos": model.Keys,
        "settings": model.SettingsTable,
        "defaults": model.Layer,
    }
    above = key[-2] if len(key) > 1 else ""
    if len(key) == 1:
        table: type[BaseModel] = model.Document
    elif key[0] == "settings" and above == "linux":
        table = model.LinuxSettings
    elif key[:1] == ("peers",) and len(key) == 3:
        table = model.PeerTable
    elif key[:1] == ("profiles",) and len(key) == 3:
        table = model.Layer
    else:
        table = tables.get("macos" if above == "linux" else above, model.Keys)
    if above in _SECRET_KEYS:
        return [*REFERENCE_KEYS, "account"]
    return list(table.model_fields)


def _of_peers() -> set[str]:
    """Return the keys that stand on a peer and nowhere else."""
    from vpnsync.config import model  # noqa: PLC0415 - only once something is wrong

    return model.PeerTable.model_fields.keys() - model.Layer.model_fields.keys()


_SECRET_KEYS = ("password", "shared_secret")
_SECRET_OPTIONS = (*_SECRET_KEYS, "l2tpipsecsharedsecret", "passwd")
_REFERENCE_FORMS = (
    'must be text or a secret reference: { env = "NAME" }, { command = ["argv"] }, { file = "path" }, '
    '{ keychain = "SERVICE" }, { prompt = true }, { existing = true } or { system_keychain = "SERVICE" }'
)
_HOOK_FORMS = 'must be a list such as ["program", "argument"], or { command = [...], user = "name" }'
_FORMS = {
    "password": _REFERENCE_FORMS,
    "shared_secret": _REFERENCE_FORMS,
    "connect": "must be text, or { existing = true } to keep what the peers file holds",
    "pty": "must be text, or { existing = true } to keep what the peers file holds",
    "dns": 'must be "peer", "none" or { servers = [...], domains = [...] }',
    "on_up": _HOOK_FORMS,
    "on_down": _HOOK_FORMS,
    "reconnect": "must be true, false or { delay, attempts }",
    "options": 'must be a table, or a list such as [["plugin", "a.so"], "novj"]',
}
_PATTERNS = {
    "device": 'must be a path below /dev, such as "/dev/ttyUSB0"',
    "interface": "must be the name of a network interface: at most 15 letters, digits, dots and dashes",
    "group": "must be the name of a group",
    "user": "must be the name of a user",
    "id": "must be 1 to 64 of A-Z a-z 0-9 . _ - and start with a letter or digit",
    "env": "must be the name of an environment variable",
}
_WORDING = {
    "missing": "is required",
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "list_type": "must be a list",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "too_short": "must have at least {min_length} item(s)",
    "too_long": "must have at most {max_length} items",
    "string_too_short": "must not be empty",
    "string_too_long": "must have at most {max_length} characters",
    "string_pattern_mismatch": "must match {pattern}",
}
