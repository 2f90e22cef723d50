"""The system's own service manager: told of units that came or went, and of what may start."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_RUNS_SYSTEMD: Final = Path("/run/systemd/system")
_PATH: Final = "/usr/bin:/bin:/usr/sbin:/sbin"
_SECONDS: Final = 30


def reload_systemd() -> str | None:
    """Let a systemd that runs read its units anew; return why it could not."""
    return _told(["systemctl", "daemon-reload"]) if _RUNS_SYSTEMD.is_dir() else None


def enable_launchd(labels: Iterable[str]) -> str | None:
    """Let jobs start with the machine that somebody had told launchd not to start; return why not."""
    faults = [_told(["launchctl", "enable", f"system/{label}"]) for label in labels]
    return next((fault for fault in faults if fault), None)


def _told(command: Sequence[str]) -> str | None:
    program = shutil.which(command[0], path=_PATH)
    if not program:
        return f"there is no {command[0]}"
    try:
        done = subprocess.run(  # noqa: S603 - the system's own program, and a name of ours
            [program, *command[1:]],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=_SECONDS,
            env={"PATH": _PATH, "LC_ALL": "C"},
        )
    except (OSError, subprocess.SubprocessError) as error:
        return f"{command[0]}: {type(error).__name__}"
    said = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
    return f"{command[0]}: {said or f'exit {done.returncode}'}" if done.returncode else None
