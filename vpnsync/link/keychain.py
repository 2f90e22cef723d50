"""The System keychain of macOS, from which pppd itself reads passwords: whether an item is there."""

from __future__ import annotations

import shlex
import subprocess
from typing import TYPE_CHECKING, Final

from vpnsync.link.check import Check

if TYPE_CHECKING:
    from vpnsync.link.machine import Machine

SECURITY: Final = "/usr/bin/security"
KEYCHAIN: Final = "/Library/Keychains/System.keychain"
_PATIENCE: Final = 10


def keychain_check(machine: Machine, place: str, service: str, user: str) -> Check:
    """Look for a password item by its service, as pppd does; what it holds is not asked for."""
    program = machine.path(SECURITY)
    if not program.exists():
        return Check("warning", f"{place}: the System keychain can only be asked on a Mac", "look there")
    try:
        done = subprocess.run(  # noqa: S603 - the machine's own program
            [program, "find-generic-password", "-s", service, KEYCHAIN],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=_PATIENCE,
            env=machine.environment(),
        )
    except (OSError, subprocess.SubprocessError):
        return Check("warning", f"{place}: {program} gives no answer", "look into Keychain Access")
    if done.returncode == 0:
        return Check("ok", f"{place}: the System keychain has it")
    words = ["-s", service, "-a", user, "-T", "/usr/sbin/pppd", "-w"]
    line = f" sudo security add-generic-password {shlex.join(words)} PASSWORD {KEYCHAIN}"
    remedy = f"make it (the space before sudo keeps the line out of most shells' history): {line}"
    return Check("problem", f'{place}: the System keychain has no item of service "{service}"', remedy)
