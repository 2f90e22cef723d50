"""A machine with users (see host.py) that can dial: its pppd is played by pppd.c, its /dev has a ppp."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.host import Host

PPPD: Final = "/usr/sbin/pppd"
_PATIENCE: Final = 15
_NEW_DEV: Final = """
mount -t tmpfs -o mode=755 none "$1"
for path in /dev/*; do
    new=$1/${path##*/}
    if [ -L "$path" ]; then cp -P "$path" "$new" || exit
    elif [ -d "$path" ]; then mkdir "$new" && mount --rbind "$path" "$new" || exit
    elif [ "$path" != /dev/ptmx ]; then : > "$new" && mount --bind "$path" "$new" || exit; fi
done
# It must be beside the terminals that it makes.
mknod -m 666 "$1/ptmx" c 5 2 || ln -s pts/ptmx "$1/ptmx"
: > "$1/ppp"
mount --rbind "$1" /dev
"""


class Dials:
    """The played pppd of a host: what it was told, what it shall answer, and whether it runs."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.notes = host.folder / "run/played"
        if not Path(PPPD).exists() or not shutil.which("cc"):
            pytest.skip("no pppd to be played, or no C compiler to build the player with")
        built = host.folder / "pppd"
        if not built.exists():
            source = Path(__file__).with_name("pppd.c")
            subprocess.run(
                [shutil.which("cc") or "cc", "-Wall", "-Werror", "-O1", "-o", built, source], check=True
            )
            built.chmod(0o755)
            host.as_root("mount", "--bind", str(built), PPPD)
            (host.folder / "dev").mkdir()
            host.as_root("sh", "-c", _NEW_DEV, "sh", str(host.folder / "dev"))
        shutil.rmtree(self.notes, ignore_errors=True)
        self.notes.mkdir(mode=0o700)

    def answer(self, status: int, lines: str) -> None:
        """Let the next calls fail: with these lines, and this status."""
        (self.notes / "lines").write_text(lines)
        (self.notes / "status").write_text(str(status))

    def told(self, name: str) -> str:
        """Return what pppd has noted: `argv`, `environ` or `handed`."""
        path = self.notes / name
        return path.read_text().replace("\0", "\n") if path.exists() else ""

    def pids(self) -> list[int]:
        """Return the pppds of this host."""
        return [pid for pid in self.processes() if _read(pid, "cmdline").startswith(PPPD.encode() + b"\0")]

    def processes(self) -> list[int]:
        """Return all processes of this host: those in its mounts."""
        own = Path(f"/proc/{self.host.holder}/ns/mnt").readlink()
        found = []
        for path in Path("/proc").glob("[0-9]*"):
            try:
                if (path / "ns/mnt").readlink() == own:
                    found.append(int(path.name))
            except OSError:
                continue
        return found

    def where_seen(self, text: str) -> list[str]:
        """Return which processes have a text among their arguments or in their environment."""
        places = [(pid, name) for pid in self.processes() for name in ("cmdline", "environ")]
        return [
            f"{pid} {_read(pid, 'comm')!r} {name}"
            for pid, name in places
            if text.encode() in _read(pid, name)
        ]

    def wait_until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until something holds."""
        end = time.monotonic() + _PATIENCE
        while not holds():
            assert time.monotonic() < end, f"waited in vain for {what}"
            time.sleep(0.05)

    def end_all(self) -> list[int]:
        """End what still runs; return what that was."""
        left = self.pids()
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        self.wait_until(lambda: not self.pids(), "the killed to be gone")
        for path in (self.host.folder / "run").glob("ppp-*.pid"):
            path.unlink()
        return left


def _read(pid: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""
