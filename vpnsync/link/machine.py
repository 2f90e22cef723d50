"""Where a machine keeps what has to do with calls: pppd, its run files, the kernel's device."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vpnsync.pppd.program import PPPD, SEARCH

if TYPE_CHECKING:
    from vpnsync.pppd.options import Platform

DEVICE: Final = "/dev/ppp"

# 2.5's run directory is fixed when it is built: upstream's is pppd, Debian's none of its own.
_RUN: Final[dict[Platform, tuple[str, ...]]] = {
    "linux": ("/run", "/run/pppd", "/var/run", "/var/run/pppd"),
    "macos": ("/var/run",),
}


@dataclass(frozen=True)
class Machine:
    """A machine that dials. root: the directory that plays it; None is the machine itself."""

    platform: Platform
    root: Path | None = None

    def path(self, absolute: str) -> Path:
        """Return where a path of the machine is; a relative one starts at /, as where pppd is started."""
        return self.root / absolute.lstrip("/") if self.root else Path("/", absolute)

    @property
    def pppd(self) -> Path:
        """The program that dials."""
        return self.path(PPPD)

    @property
    def run(self) -> list[Path]:
        """The directories of pppd's pid files, each once: /var/run may be a link to /run."""
        paths = [self.path(name) for name in _RUN[self.platform]]
        return list({os.path.realpath(path): path for path in reversed(paths)}.values())

    @property
    def owner(self) -> int:
        """The uid that a pppd of this machine runs with."""
        return 0 if self.root is None else os.geteuid()

    def find_program(self, name: str) -> Path | None:
        """Return the program that pppd's shell would start by a name, or None.

        pppd runs it as root, so the caller's own right to run it does not count: Debian's pppoe is for
        root and dip alone. Where the caller may not even look, it is taken to be there.
        """
        places = [self.path(name)] if "/" in name else [self.path(f"{folder}/{name}") for folder in SEARCH]
        return next((path for path in places if _is_program(path)), None)

    @staticmethod
    def environment() -> dict[str, str]:
        """Return the environment of a pppd: nothing of the caller's, where a secret may be."""
        return {"PATH": ":".join(SEARCH), "LC_ALL": "C"}


def _is_program(path: Path) -> bool:
    """Whether root could run a file: somebody may."""
    try:
        mode = path.stat().st_mode
    except PermissionError:
        return True
    except OSError:
        return False
    return stat.S_ISREG(mode) and bool(mode & 0o111)
