"""What `vpnsync init` leaves behind: the description, the schema beside it, secrets in the keyring."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from vpnsync.cli.output import make_folder_of
from vpnsync.cli.screen import is_terminal, warn
from vpnsync.config.shipped import SCHEMA_NAME, schema_text
from vpnsync.errors import ConflictError

if TYPE_CHECKING:
    from pathlib import Path

    from vpnsync.cli.starter import Starter


def store_secrets(starter: Starter) -> set[str]:
    """Ask for secrets that are to be in the keyring, and put them there; return the keys of those.

    Only at a terminal: there is nobody else to ask.
    """
    stored: set[str] = set()
    for key, value in starter.keys.items():
        if not isinstance(value, dict) or "keychain" not in value:
            continue
        if not is_terminal(sys.stdin):
            continue
        from vpnsync.cli.questions import ask_secret
        from vpnsync.config.keychain import store

        secret = ask_secret(key)
        account = value.get("account") or starter.keys.get("user")
        if secret and account:
            store(value["keychain"], account, secret)
            stored.add(key)
    return stored


def write(path: Path, text: str) -> str:
    """Write the description, and the schema beside it where none is; return what was written, in words."""
    make_folder_of(path)
    _create(path, text, 0o600)
    beside = write_schema(path)
    return f"{path}, and {beside} for your editor" if beside else str(path)


def write_schema(path: Path) -> Path | None:
    """Write the schema beside a description, unless one is there; return where, or None."""
    beside = path.with_name(SCHEMA_NAME)
    try:
        _create(beside, schema_text(), 0o644)
    except ConflictError as error:
        if not _is_current(beside):
            warn(f"{error.text()}; `vpnsync schema` prints what should be in it")
        return None
    return beside


def _is_current(beside: Path) -> bool:
    try:
        return beside.read_text(encoding="utf-8") == schema_text()
    except (OSError, ValueError):
        return False


def _create(path: Path, text: str, mode: int) -> None:
    """Write a new file of the person's; ConflictError where there is one, or it cannot be written."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, mode)
    except FileExistsError:
        raise ConflictError(
            str(path), "exists already, and is left as it is", name="exists-already"
        ) from None
    except OSError as error:
        raise ConflictError(
            str(path), f"cannot be written: {os.strerror(error.errno or 0)}", name="write-failed"
        ) from error
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        path.unlink()  # half a file would keep the next init from writing a whole one
        raise ConflictError(
            str(path), f"cannot be written: {os.strerror(error.errno or 0)}", name="write-failed"
        ) from error
