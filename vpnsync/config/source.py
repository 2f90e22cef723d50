"""The bytes of a description, read once; what they say is another matter (load.py)."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from vpnsync.config.find import STDIN
from vpnsync.errors import DescriptionError

if TYPE_CHECKING:
    from pathlib import Path

_MAX_SIZE: Final = 16 * 1024 * 1024
_UNREADABLE: Final = "unreadable-description"


@dataclass(frozen=True)
class Source:
    """A description as it was read, and the status of that very file. May hold secrets."""

    path: Path
    data: bytes = field(repr=False)
    status: os.stat_result = field(repr=False)

    def text(self) -> str:
        """Return it as text; raise DescriptionError, with line and column, where it is none."""
        data = self.data
        try:
            return data.decode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
            raise DescriptionError(
                f"{self.path}:{line}:{column}", "is not UTF-8, which TOML must be", name="not-toml"
            ) from None


def read(path: Path) -> Source:
    """Read a description; raise DescriptionError where it cannot be."""
    try:
        with os.fdopen(os.dup(0), "rb") if path == STDIN else path.open("rb") as stream:
            status = os.fstat(stream.fileno())
            data = stream.read(_MAX_SIZE + 1)
    except OSError as error:
        reasons: dict[type[OSError], str] = {
            FileNotFoundError: "there is no such file (`vpnsync init` writes one)",
            IsADirectoryError: "is a directory, not a file",
            PermissionError: "cannot be read: permission denied",
        }
        raise DescriptionError(
            str(path), reasons.get(type(error), os.strerror(error.errno or 0)), name=_UNREADABLE
        ) from error
    if len(data) > _MAX_SIZE:
        raise DescriptionError(str(path), f"is larger than {_MAX_SIZE // 2**20} MiB", name=_UNREADABLE)
    return Source(path, data, status)
