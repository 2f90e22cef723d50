"""Write a person's own file: whole or not at all, theirs, and readable by them alone."""

from __future__ import annotations

import contextlib
import os
import secrets
import shlex
from pathlib import Path

from vpnsync.config.find import own_folder
from vpnsync.errors import ConflictError


def make_folder_of(path: Path) -> None:
    """Make the folder of a new description, where it is the person's own one: others may be mistyped.

    Raises ConflictError where it is not there.
    """
    folder = path.parent
    try:
        if folder == own_folder(os.environ, Path(os.path.expanduser("~"))):  # noqa: PTH111 - never fails
            folder.mkdir(parents=True, exist_ok=True)
        folder.stat()
    except OSError as error:
        reason = f"cannot be written: {os.strerror(error.errno or 0)}"
        hint = f"make its folder first: mkdir -p {shlex.quote(str(folder))}"
        raise ConflictError(str(path), reason, hint=hint, name="write-failed") from error


def replace(path: Path, text: bytes, before: bytes | None, *, mode: int) -> None:
    """Make a file what `text` says, if it still is what `before` says (None: not there).

    A link is followed, as dotfiles have them: the file behind it is replaced, and stays its owner's.
    Raises ConflictError.
    """
    path = Path(os.path.realpath(path))
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        _write(temporary, text, _owner(path), mode)
        if _text(path) != before:
            raise ConflictError(
                str(path), "was changed by somebody else meanwhile, and is left so", name="changed-meanwhile"
            )
        temporary.replace(path)
        _sync(path.parent)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise ConflictError(str(path), f"cannot be written: {reason}", name="write-failed") from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def _owner(path: Path) -> tuple[int, int]:
    """Return uid and gid of a file that is there; -1 is the caller's."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return -1, -1
    return status.st_uid, status.st_gid


def _write(path: Path, text: bytes, owner: tuple[int, int], mode: int) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(path, flags, 0o600), "wb") as stream:
        with contextlib.suppress(PermissionError):  # a person may give no file away, and keeps it
            os.fchown(stream.fileno(), *owner)
        os.fchmod(stream.fileno(), mode)
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def _text(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
