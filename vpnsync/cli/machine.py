"""The machine as the command line names it: its managed directories."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vpnsync.cli.handover import below
from vpnsync.pppd.options import dictionary
from vpnsync.pppd.program import PPPD
from vpnsync.sync.place import HERE, Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from vpnsync.pppd.options import Dictionary, Platform, Version

_PLUGINS: Final = "/usr/lib/pppd"
_VERSIONS: Final[dict[str, Version]] = {"2.4": "2.4.9", "2.5": "2.5"}


def open_place(root: Path | None, platform: Platform | None) -> Place:
    """Return the managed directories for `--root` and `--platform`."""
    return Place(platform or HERE, below(root))


def dictionary_for(platform: Platform, version: Version | None) -> Dictionary:
    """Return the option words of a pppd; where none is named, of the one that is installed here."""
    if version is None and platform == "linux" and sys.platform != "darwin":
        version = installed_version()
    return dictionary(platform, version)


def installed_version() -> Version | None:
    """Ask the machine's pppd for its version; None where there is none, or it is another."""
    try:
        done = subprocess.run(  # noqa: S603 - a fixed path
            [PPPD, "--version"], capture_output=True, check=False, timeout=5, text=True, env={"LC_ALL": "C"}
        )
        text = done.stdout + done.stderr
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        # Debian lets only root and dip start it; its plug-ins' directory has the version's name.
        text = " ".join(f"version {path.name}" for path in Path(_PLUGINS).glob("2.[45]*"))
    found: set[Version] = {version for word, version in _VERSIONS.items() if f"version {word}" in text}
    return found.pop() if len(found) == 1 else None


def has_split_dns() -> bool:
    """Ask this machine whether names of one domain can go to servers of their own."""
    from vpnsync.link.network import RESOLV_CONF
    from vpnsync.link.network import has_split_dns as can_split

    return can_split(HERE, RESOLV_CONF)


QUESTIONS: Final[dict[str, Callable[[], object]]] = {"pppd": installed_version, "split DNS": has_split_dns}
"""What a description may make vpnsync ask of the machine."""
