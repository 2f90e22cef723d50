"""Ask the real pppd of this machine what it makes of a peers file."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

PPPD = "/usr/sbin/pppd"


@dataclass(frozen=True)
class Verdict:
    """What pppd said: exit status (0 accepted, 2 refused), the dump's lines, and its complaint."""

    status: int
    dump: tuple[str, ...]
    complaint: str

    @property
    def is_accepted(self) -> bool:
        """Whether pppd would go on to dial."""
        return self.status == 0


class RealPppd:
    """The installed pppd behind a shim that lets it parse without kernel PPP."""

    def __init__(self, workshop: Path) -> None:
        self.workshop = workshop
        self.shim = workshop / "devppp.so"
        source = Path(__file__).with_name("devppp.c")
        command = ["cc", "-shared", "-fPIC", "-o", str(self.shim), str(source), "-ldl"]
        subprocess.run(command, check=True, capture_output=True)

    @staticmethod
    def missing() -> str | None:
        """Say what keeps this machine from asking a real pppd, or None."""
        if not Path(PPPD).exists():
            return "pppd is not installed"
        if os.geteuid() != 0:
            return "only root may ask pppd"
        return None if shutil.which("cc") else "no C compiler to build the shim with"

    def ask(self, text: bytes | str, *extra: str) -> Verdict:
        """Return pppd's verdict on the text of a peers file; `extra` are words of the command line."""
        path = self.workshop / "asked"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        command = [PPPD, "file", str(path), *extra, "dryrun", "dump", "noauth", "nodetach"]
        master, terminal = pty.openpty()
        try:
            done = subprocess.run(
                command,
                stdin=terminal,
                capture_output=True,
                check=False,
                timeout=30,
                env={**os.environ, "LD_PRELOAD": str(self.shim)},
            )
        finally:
            os.close(master)
            os.close(terminal)
        out = done.stdout.decode("utf-8", "surrogateescape")
        ours = [line.split("\t\t#")[0] for line in out.splitlines() if f"(from {path})" in line]
        return Verdict(done.returncode, tuple(ours), done.stderr.decode("utf-8", "surrogateescape").strip())
