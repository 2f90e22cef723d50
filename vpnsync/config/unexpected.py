"""Keys that cannot stand where they do: why, and what was probably meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vpnsync.config.nearest import unknown
from vpnsync.config.references import REFERENCE_KEYS
from vpnsync.config.wording import SECRET_KEYS

if TYPE_CHECKING:
    from pydantic import BaseModel

    from vpnsync.config.complaints import Key


def unexpected(key: Key, raw: dict[str, Any]) -> str:
    """Say why a key cannot stand where it does; `raw` is the description."""
    word = key[-1]
    if word in REFERENCE_KEYS and {*key[-2:-1]} & {*SECRET_KEYS}:
        return "is a second source: a reference names exactly one"
    if word == "account":
        return 'goes with { keychain = "SERVICE" } alone'
    if word in _of_peers():
        return "is for a peer as a whole: it goes below [peers.NAME] itself"
    from vpnsync.pppd.options import PLATFORMS, dictionary  # noqa: PLC0415 - only once something is wrong

    known = known_keys(key)
    if "options" in known and any(word in dictionary(platform).options for platform in PLATFORMS):
        toml = word if word.replace("-", "").isalnum() else f'"{word}"'
        return (
            f"is an option of pppd: write options = {{ {toml} = ... }}; "
            f"`vpnsync explain {word}` tells which key says the same, if one does"
        )
    told = unknown("key", word, known)
    is_peer = len(key) == 1 and isinstance(raw.get(word), dict) and told == "unknown key"
    return f"{told}; a peer stands in [peers.NAME]" if is_peer else told


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
    if above in SECRET_KEYS:
        return [*REFERENCE_KEYS, "account"]
    return list(table.model_fields)


def _of_peers() -> set[str]:
    """Return the keys that stand on a peer and nowhere else."""
    from vpnsync.config import model  # noqa: PLC0415 - only once something is wrong

    return model.PeerTable.model_fields.keys() - model.Layer.model_fields.keys()
