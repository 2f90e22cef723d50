"""A machine that is played, on which the documents' commands are run: for pictures and for tests.

It is a folder with an /etc/ppp of its own, a pppd that says what a real one has said, and a person
at a terminal who answers yes. The commands go through vpnsync's own door, `main`.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final
from unittest import mock

import psutil
import typer.main

from vpnsync.cli.app import program
from vpnsync.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Iterator

SCENES: Final = Path(__file__).with_name("scenes")
_COMMANDS: Final = typer.main.get_group(program()).commands
_PLATFORM: Final = "--platform"
_BUNDLES: Final = tuple(f"System/Library/Extensions/{name}.ppp" for name in ("PPTP", "L2TP", "PPPoE"))
"""Apple's plug-ins, as macOS 10.14 has them."""
_PPPD: Final = """\
#!{python}
import os, signal, sys, time
if "--version" in sys.argv:
    sys.exit(print("pppd version 2.4.9"))
root, words = {root!r}, sys.argv[1:]
name = words[words.index("call") + 1]
pid = os.path.join(root, "var/run/ppp-" + words[words.index("linkname") + 1] + ".pid")
def end(status):
    if os.path.exists(pid):
        os.unlink(pid)
    os._exit(status)
signal.signal(signal.SIGTERM, lambda *_: end(5))
script = os.path.join(root, "says", name)
text = open(script).read() if os.path.exists(script) else ""
said, _, status = text.partition("status ")
print(said, end="", flush=True)
if status:
    end(int(status))
open(pid, "w").write(f"{{os.getpid()}}\\nppp0\\n")
time.sleep(60)
end(1)
"""
"""A pppd that says what says/NAME holds. A last line `status N` ends it so; else it is up, for a minute."""


class Terminal(io.StringIO):
    """What a person sees; a keyboard that always says yes writes there too, as a real one does."""

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return True


class Keyboard(Terminal):
    """A person who agrees to everything."""

    def __init__(self, screen: Terminal) -> None:
        super().__init__("y\n")
        self._screen = screen

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override] # typeshed's StringIO
        """Say yes once, to be seen."""
        said = super().readline(-1 if size is None else size)
        self._screen.write(said)
        return said


@dataclass
class Stage:
    """A folder that plays a machine. What is said there names no folder but the machine's own."""

    folder: Path
    platform: str = "linux"
    columns: int = 80

    def __post_init__(self) -> None:
        """Make the machine: pppd, the folders that it needs, a home."""
        self.root = self.folder / "machine"
        self.here = self.folder / "here"
        for place in ("usr/sbin", "var/run", "run", "dev", "says", "etc/ppp/peers", *_BUNDLES):
            (self.root / place).mkdir(parents=True, exist_ok=True)
        for folder in (self.here, self.folder / "home", self.folder / "bin"):
            folder.mkdir(parents=True, exist_ok=True)
        (self.root / "dev/ppp").touch()
        self._program(self.root / "usr/sbin/pppd", _PPPD.format(python=sys.executable, root=str(self.root)))
        self._program(self.root / "usr/sbin/pptp", "#!/bin/sh\n")
        (self.folder / "home/.gitconfig").write_text("[user]\nname = Alice\nemail = alice@example.net\n")

    @staticmethod
    def _program(path: Path, text: str) -> None:
        path.write_text(text)
        path.chmod(0o755)

    def scene(self, name: str) -> None:
        """Set a scene: its peers files, what pppd says there, and programs of its own."""
        for source in sorted((SCENES / name).rglob("*")):
            place, _, rest = str(source.relative_to(SCENES / name)).partition("/")
            if source.is_file():
                target = {"peers": self.root / "etc/ppp/peers", "says": self.root / "says"}.get(
                    place, self.folder / place
                )
                (target / rest).parent.mkdir(parents=True, exist_ok=True)
                (target / rest).write_bytes(source.read_bytes())
                (target / rest).chmod(0o755 if place == "bin" else 0o644)

    def age(self, minutes: float) -> None:
        """Let it be so long that the links are up."""
        since = time.time() - 60 * minutes
        for path in (self.root / "var/run").glob("*.pid"):
            os.utime(path, (since, since))

    def run(self, line: str, *, is_colourful: bool = False) -> tuple[int, str]:
        """Run one line as a person types it; return its status and all that is seen on the terminal."""
        words = shlex.split(line, comments=True)
        if words[:1] == ["sudo"]:
            words = words[1:]
        if words[:1] != ["vpnsync"]:
            return self._foreign(line.removeprefix("sudo "))
        if words[1] in _COMMANDS and any(_PLATFORM in p.opts for p in _COMMANDS[words[1]].params):
            words += [] if _PLATFORM in words else [_PLATFORM, self.platform]
        screen = Terminal()
        with self._played(is_colourful=is_colourful, screen=screen):
            status = main(words[1:])
        return status, self._plain(screen.getvalue())

    def _foreign(self, line: str) -> tuple[int, str]:
        """Run what is not vpnsync: git, cat and the like; /etc/ppp is the machine's."""
        done = subprocess.run(  # noqa: S603 - what the pages say
            ["/bin/bash", "-c", line.replace("/etc/ppp", f"{self.root}/etc/ppp")],
            cwd=self.here,
            env=self._variables(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, self._plain(done.stdout)

    def _variables(self) -> dict[str, str]:
        return {
            "PATH": f"{self.folder}/bin:{os.environ['PATH']}",
            "HOME": str(self.folder / "home"),
            "VPNSYNC_ROOT": str(self.root),
            "GIT_CONFIG_NOSYSTEM": "1",
            "COLUMNS": str(self.columns),
            "TERM": "xterm-256color",
        }

    @contextlib.contextmanager
    def _played(self, *, is_colourful: bool, screen: Terminal) -> Iterator[None]:
        """Play person, terminal and network for a while."""
        colour = {} if is_colourful else {"NO_COLOR": "1"}
        with (
            contextlib.chdir(self.here),
            mock.patch.dict(os.environ, {**self._variables(), **colour}, clear=True),
            mock.patch.object(sys, "stdin", Keyboard(screen)),
            contextlib.redirect_stdout(screen),
            contextlib.redirect_stderr(screen),
            mock.patch.multiple(psutil, **_network()),
        ):
            yield

    def _plain(self, text: str) -> str:
        """Return what is left to be seen: lines that a spinner has taken back, and our folder, are not."""
        text = re.sub(r"\x1b\[\?25[lh]", "", text)
        text = re.sub(r"[^\n]*(?:\n\r\x1b\[1A|\r)\x1b\[2K", "", text)
        text = text.replace(f" {_PLATFORM} {self.platform}", "")  # which nobody has typed here
        return text.replace(str(self.root), "").replace(str(self.here) + "/", "")


def _network() -> dict[str, Any]:
    """Return psutil's view of a machine whose ppp0 is up."""
    address = SimpleNamespace(
        family=socket.AF_INET, address="10.20.0.17", netmask="255.255.255.255", ptp="10.20.0.1"
    )
    stats = SimpleNamespace(isup=True)
    counters = SimpleNamespace(bytes_sent=48_213, bytes_recv=1_204_990)
    return {
        "net_if_addrs": lambda: {"ppp0": [address]},
        "net_if_stats": lambda: {"ppp0": stats},
        "net_io_counters": lambda **_: {"ppp0": counters},
    }
