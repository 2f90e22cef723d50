"""What links have left whose pppd was killed: no ip-down ran, so that routes and name servers are still set.

Each script notes what it sets in a file link.PID below /run (macOS: /var/run); whose pid is no
pppd's any more, is dead. The names may be seen by anybody, the notes are root's.
"""

from __future__ import annotations

import contextlib
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Final

import psutil

from vpnsync.pppd.scripts import NOTES, clearing

if TYPE_CHECKING:
    from vpnsync.link.machine import Machine

_RESOLV_CONF: Final = Path("/etc/resolv.conf")
_MARK: Final = b"\n# vpnsync { the name servers of links"
_STARTED: Final = re.compile(r"^started ([0-9]+)$", re.MULTILINE)
_PATIENCE: Final = 60
_SHELL: Final = "/bin/sh"


def has_leftovers(machine: Machine) -> bool:
    """Whether something is there to be taken back, which anybody may see; a played machine has nothing."""
    if machine.root is not None:
        return False
    notes = list(Path(NOTES[machine.platform]).glob("link.*"))
    if any(not is_live(path) for path in notes):
        return True
    with contextlib.suppress(OSError):
        return not notes and machine.platform == "linux" and _MARK in b"\n" + _RESOLV_CONF.read_bytes()
    return False


def clear_leftovers(machine: Machine) -> bool:
    """Take back, as root, what dead links have left; whether all of it is gone then."""
    # What cannot be cleared keeps nobody from dialing.
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        subprocess.run(  # noqa: S603 - our own script
            [_SHELL, "-c", clearing(machine.platform)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            timeout=_PATIENCE,
            env={},
            cwd="/",
        )
    return not has_leftovers(machine)


def is_live(note: Path) -> bool:
    """Whether the pppd of a note still runs; the scripts ask the same. Only root may read when it began."""
    pid = note.suffix[1:]
    try:
        process = psutil.Process(int(pid))
        if process.status() == psutil.STATUS_ZOMBIE or not process.name().startswith("pppd"):
            return False
        since = _STARTED.search(note.read_text())
        return (
            since is None or since[1] == Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
        )
    except (ValueError, OverflowError, psutil.Error):
        return False
    except OSError:
        return True
