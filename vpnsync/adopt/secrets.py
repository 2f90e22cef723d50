"""The secrets of a table: references, and what stands there as plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vpnsync.pppd.hiding import holds_secret
from vpnsync.pppd.options import PLATFORMS, dictionary
from vpnsync.pppd.vocabulary import looks_secret

if TYPE_CHECKING:
    from vpnsync.adopt.pool import Table


def secrets_in(table: Table) -> list[tuple[str, Any]]:
    """Return (key or option, value) of each secret, in order; a reference is a table."""
    options = table.get("options", {})
    listed = options if isinstance(options, list) else []
    own = [(key, value) for key, value in table.items() if key != "options"]
    named = list(options.items()) if isinstance(options, dict) else []
    pairs = [(str(item[0]), item[1]) for item in listed if isinstance(item, list) and len(item) > 1]
    found = [(word, value) for word, value in own if _is_reference(value) or _is_plain_key(word, value)]
    return found + [(w, v) for w, v in [*named, *pairs] if _is_reference(v) or _is_plain_option(w, v)]


def has_plain_secret(table: Table) -> bool:
    """Whether a secret stands in a table as text."""
    return any(not isinstance(value, dict) for _, value in secrets_in(table))


def _is_reference(value: object) -> bool:
    return isinstance(value, dict) and bool({"existing", "keychain"} & value.keys())


def _is_plain_key(key: str, value: object) -> bool:
    return isinstance(value, str) and (key in ("password", "shared_secret") or holds_secret(value))


def _is_plain_option(word: str, value: object) -> bool:
    if not isinstance(value, str):
        return isinstance(value, list) and any(_is_plain_option(word, one) for one in value)
    known = [option for on in PLATFORMS if (option := dictionary(on).options.get(word))]
    is_named_so = any(option.secret for option in known) if known else looks_secret(word)
    return is_named_so or holds_secret(value)
