"""A folder that plays a machine: every program that a script calls is a recorder."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

RECORD: Final = """\
printf '%s\\0' "$#" "${0##*/}" "$@" >>"$STAGE/calls"
"""
_TOOLS: Final = ("awk", "cat", "cmp", "cut", "env", "find", "grep", "head", "ln", "mkdir", "mv", "readlink")
_MORE: Final = ("dd", "rm", "sed", "sh", "sleep", "sort", "touch", "tr", "wc")
_SHELL: Final = shutil.which("dash") or "/bin/sh"
PROGRAMS: Final = {
    "linux": ("ip", "logger", "resolvectl", "resolvconf", "setpriv", "su", "ss", "getent"),
    "macos": ("route", "logger", "scutil", "netstat", "sudo"),
}
ID: Final = """\
#!/bin/sh
case $2 in
    root) echo 0 ;;
    nobody-there) exit 1 ;;
    '') exec /usr/bin/id "$1" ;;
    *) echo 1001 ;;
esac
"""


class Stage:
    """One of them. Its scripts are those that a machine would get, but for the paths of the machine."""

    def __init__(self, folder: Path, scripts: Mapping[str, str], platform: str = "linux") -> None:
        self.folder = folder
        self.bin = folder / "bin"
        self.state = folder / "state"
        self.resolv_conf = folder / "resolv.conf"
        self.bin.mkdir(parents=True)
        for name in (*_TOOLS, *_MORE):
            (self.bin / name).symlink_to(str(shutil.which(name)))
        for name in PROGRAMS[platform]:
            self.program(name, f"#!/bin/sh\n{RECORD}")
        self.program("id", ID)
        for name, text in scripts.items():
            self._put(name, text)

    def _put(self, name: str, text: str) -> None:
        """Write a script, with the few lines that name the machine's own places changed."""
        places = {
            "PATH=/usr/sbin:/usr/bin:/sbin:/bin": f"PATH={self.bin}",
            "state=/run/vpnsync": f"state={self.state}",
            "state=/var/run/vpnsync": f"state={self.state}",
            "resolv_conf=/etc/resolv.conf": f"resolv_conf={self.resolv_conf}",
            "[ ! -x /etc/ppp/ip-": f"[ ! -x {self.folder}/ip-",
        }
        lines = text.split("\n")
        for old, new in places.items():
            lines = [line.replace(old, new, 1) if line.strip().startswith(old) else line for line in lines]
        (self.folder / name).write_text("\n".join(lines), encoding="utf-8", newline="")

    def program(self, name: str, text: str) -> None:
        """Put a program on the PATH."""
        (self.bin / name).unlink(missing_ok=True)
        (self.bin / name).write_text(text)
        (self.bin / name).chmod(0o755)

    def script(
        self, event: str, peer: str = "office", interface: str = "ppp0", pid: int | None = None, **more: str
    ) -> str:
        """Run a script as pppd does, and wait for what it has started besides."""
        words = (interface, "", "38400", "10.8.0.10", "10.8.0.1", peer)
        # Whatever the script starts has this descriptor: it ends once the last of them has.
        waiting, running = os.pipe()
        try:
            done = subprocess.run(
                [_SHELL, str(self.folder / f"{peer}.ip-{event}"), *words],
                env={
                    "PPPD_PID": str(pid or os.getpid()),
                    "STAGE": str(self.folder),
                    "IFNAME": interface,
                    **more,
                },
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=True,
                pass_fds=[running],
                timeout=60,
            )
        finally:
            os.close(running)
            os.read(waiting, 1)
            os.close(waiting)
        assert done.stderr == ""
        return done.stdout

    def calls(self) -> list[tuple[str, ...]]:
        """Return each call of a recorder: its name and arguments; then forget them."""
        path = self.folder / "calls"
        text = path.read_bytes().decode("utf-8", "surrogateescape") if path.exists() else ""
        path.unlink(missing_ok=True)
        words = text.split("\0")[:-1]
        found = []
        while words:
            end = int(words[0]) + 2
            found.append(tuple(words[1:end]))
            del words[:end]
        return found
