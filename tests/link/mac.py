"""A Mac that is played: a folder with Apple's plug-ins, and a pppd that does as the reference says.

It reads nothing of its peers file. What it was told is in `argv`, what it read from a `file` in
`handed`; what it says and how it ends is in the files `lines` and `status`. Its pid file appears
only once there is an interface, which here is the machine's own loopback.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vpnsync.link.interfaces import interfaces

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Result

PLUGINS: Final = "System/Library/SystemConfiguration/PPPController.bundle/Contents/PlugIns"
_PATIENCE: Final = 15.0

_PPPD: Final = """\
#!{python}
import json, os, signal, sys, time
root = {root!r}
if "--version" in sys.argv:
    sys.exit(print("pppd version 2.4.2 (Apple version 877.40.2)"))
signal.signal(signal.SIGTERM, lambda *_: end(5))
words = sys.argv[1:]
pid_file = os.path.join(root, "var/run/ppp-" + words[words.index("linkname") + 1] + ".pid")
def end(status):
    if os.path.exists(pid_file):
        os.unlink(pid_file)
    os._exit(status)
def there(name):
    return os.path.join(root, name)
if "file" in words:
    text = open(words[words.index("file") + 1]).read()
    open(there("handed"), "w").write(text)
json.dump([words, dict(os.environ)], open(there("argv"), "w"))
print(open(there("lines")).read(), end="", flush=True)
status = int(open(there("status")).read())
if status >= 0:
    end(status)
time.sleep({delay})
open(pid_file, "w").write(f"{{os.getpid()}}\\n{interface}\\n")
while True:
    time.sleep(60)
"""

L2TP: Final = ('protocol = "l2tp"', 'allow = ["plain-text-secret"]', 'password = "open sesame"')
DIAL: Final = (
    'protocol = "l2tp"',
    'secret_storage = "dial"',
    'password = { env = "OFFICE_PASSWORD" }',
    'shared_secret = { env = "OFFICE_PSK" }',
)
"""The keys of a peer whose secrets are on disk, and of one whose are only handed over."""

STARTED: Final = "PPTP connecting to server 'vpn.example.net' (192.0.2.1)...\nPPTP connection established.\n"
HEAD: Final = """\
version = 1
[peers.office]
server = "vpn.example.net"
user = "alice"
"""


class Mac:
    """The folder that plays a Mac, and vpnsync as it is called there."""

    def __init__(self, root: Path, cli: Callable[..., Result]) -> None:
        self.root = root
        self.cli = cli
        self.loopback = next(one.name for one in interfaces().values() if one.local == "127.0.0.1")
        for name in ("usr/sbin", "var/run", "etc/ppp", PLUGINS):
            (root / name).mkdir(parents=True)
        self.plug_in("L2TP.ppp", "PPPoE.ppp")
        pppd = root / "usr/sbin/pppd"
        pppd.write_text(
            _PPPD.format(python=sys.executable, root=str(root), delay=0.3, interface=self.loopback)
        )
        pppd.chmod(0o755)
        self.answer(-1, "L2TP connecting to server 'vpn.example.net' (192.0.2.1)...\n")

    def plug_in(self, *names: str) -> None:
        """Put plug-in bundles where Apple's are."""
        for name in names:
            (self.root / PLUGINS / name).mkdir()

    def answer(self, status: int, lines: str = "") -> None:
        """Decide what pppd says, and how it ends; -1: it comes up, and ends when it is told to."""
        (self.root / "lines").write_text(lines)
        (self.root / "status").write_text(str(status))

    def describe(self, *lines: str) -> None:
        """Describe the one peer in ./vpns.toml, and apply it."""
        Path("vpns.toml").write_text(HEAD + "".join(f"{line}\n" for line in lines))
        result = self.run("apply", "--yes")
        assert result.status == 0, result.err

    def run(self, *arguments: str) -> Result:
        """Run vpnsync there."""
        return self.cli(*arguments, *self.options())

    def options(self) -> tuple[str, ...]:
        """Return the options with which vpnsync works there."""
        return ("--root", str(self.root), "--platform", "macos")

    def argv(self) -> list[str]:
        """Return what pppd was told."""
        words: list[str] = json.loads((self.root / "argv").read_text())[0]
        return words

    def environment(self) -> dict[str, str]:
        """Return the environment of pppd."""
        variables: dict[str, str] = json.loads((self.root / "argv").read_text())[1]
        return variables

    def pids(self) -> list[int]:
        """Return the pppds of this Mac that run."""
        found = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = path.read_bytes().split(b"\0")
            except OSError:
                continue
            if os.fsencode(self.root / "usr/sbin/pppd") in words[:3]:
                found.append(int(path.parent.name))
        return found

    def wait_for_end(self) -> None:
        """Wait until no pppd is left."""
        end = time.monotonic() + _PATIENCE
        while self.pids():
            assert time.monotonic() < end, "a pppd is left"
            time.sleep(0.02)
