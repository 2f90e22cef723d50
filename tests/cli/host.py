"""A machine with users, a real sudo and a real doas: a mount namespace whose /etc is a copy.

Users are made there by the real useradd, and nothing of the real machine is changed.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import vpnsync
from tests.cli.program import Terminal
from tests.conftest import Result

if TYPE_CHECKING:
    from collections.abc import Sequence

PASSWORD: Final = "wonderland"
_PATH: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_NEEDED: Final = ("sudo", "doas", "nsenter", "unshare", "setpriv", "useradd", "chpasswd", "mount")
_PATIENCE: Final = 60


def missing() -> str | None:
    """Say what keeps this machine from having users and a sudo of the test's own, or None."""
    if os.geteuid() != 0:
        return "only root can make users"
    absent = [name for name in _NEEDED if not shutil.which(name, path=_PATH)]
    return f"{', '.join(absent)}: not installed" if absent else None


class Host:
    """Alice may do everything by sudo and doas, with her password; Bob may do nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.peers = folder / "etc/ppp/peers"
        folder.chmod(0o755)
        self._holder = subprocess.Popen(
            ["unshare", "--mount", "--propagation", "private", "sh", "-c", "echo; exec sleep 3600"],
            stdout=subprocess.PIPE,
        )
        assert self._holder.stdout
        assert self._holder.stdout.readline()
        subprocess.run(["cp", "-a", "/etc", folder], check=True)
        for path, place in (("etc", "/etc"), ("lib", "/var/lib"), ("run", "/run")):
            (folder / path).mkdir(exist_ok=True)
            self._as_root("mount", "--bind", str(folder / path), place)
        self._open_ways()
        for name in ("alice", "bob"):
            home = folder / "home" / name
            home.parent.mkdir(exist_ok=True)
            self._as_root("useradd", "--no-log-init", "-m", "-d", str(home), "-s", "/bin/sh", name)
            self._as_root("chpasswd", feed=f"{name}:{PASSWORD}\n")
            home.chmod(0o700)
        self.alice, self.bob = self.home("alice"), self.home("bob")
        self.allow()

    def home(self, name: str) -> Path:
        """Return a user's home directory."""
        return self.folder / "home" / name

    def uid(self, name: str) -> int:
        """Return a user's number."""
        return self.home(name).stat().st_uid

    def allow(self, *, sudo: str | None = "ALL", doas: str | None = "permit alice") -> None:
        """Say what Alice may do; None takes the program's file away."""
        sudoers, permits = self.folder / "etc/sudoers.d/alice", self.folder / "etc/doas.conf"
        sudoers.write_text(f"alice ALL=(ALL) {sudo}\n" if sudo else "")
        sudoers.chmod(0o440)
        permits.write_text(f"{doas}\n" if doas else "")
        permits.chmod(0o400)

    def write(self, name: str, path: str, text: str, mode: int = 0o600) -> Path:
        """Put a file into a user's home, owned by that user."""
        file = self.home(name) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        for made in (file, *file.parents):
            if made != self.home(name) and self.home(name) in made.parents:
                os.chown(made, self.uid(name), self.uid(name))
        file.chmod(mode)
        return file

    def run(self, *command: str | Path, user: str = "alice", cwd: Path | None = None, **env: str) -> Result:
        """Run a command as a user, with pipes, and nothing to read."""
        done = subprocess.run(
            self._started(command, user, cwd, env),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=_PATIENCE,
        )
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    def terminal(
        self,
        *command: str | Path,
        user: str = "alice",
        cwd: Path | None = None,
        out: Path | None = None,
        **env: str,
    ) -> Terminal:
        """Start a command as a user on a terminal that is the user's."""
        started = self._started(command, user, cwd, {"TERM": "xterm", **env})
        return Terminal(cwd=self.folder, start=started, out=out, owner=self.uid(user))

    def close(self) -> None:
        """Let the namespace go, and all of its mounts."""
        self._holder.kill()
        self._holder.wait()

    def _started(
        self, command: Sequence[str | Path], user: str, cwd: Path | None, env: dict[str, str]
    ) -> list[str]:
        home = self.home(user)
        who = (str(self.uid(user)), str(home.stat().st_gid))
        base = {"PATH": _PATH, "HOME": str(home), "USER": user, "LOGNAME": user, "PYTHONUTF8": "1"}
        words = [f"{name}={value}" for name, value in {**base, **env}.items()]
        rights = ["setpriv", "--reuid", who[0], "--regid", who[1], "--init-groups"]
        # The folder is entered with the user's own rights.
        enter = ["sh", "-c", 'cd "$0" && exec "$@"', str(cwd or home)]
        return [*self._enter(), *rights, "env", "-i", *words, *enter, *map(str, command)]

    def _enter(self) -> list[str]:
        return ["nsenter", "--target", str(self._holder.pid), "--mount"]

    def _as_root(self, *command: str, feed: str = "") -> None:
        subprocess.run(
            [*self._enter(), *command],
            input=feed.encode(),
            check=True,
            capture_output=True,
            timeout=_PATIENCE,
        )

    def _open_ways(self) -> None:
        """Make Python and the program readable to all, where they stand in a folder of root's own."""
        needed = {Path(sys.prefix), Path(sys.base_prefix), Path(vpnsync.__file__).parents[1]}
        ways = {path: above for path in needed for above in path.parents if not above.stat().st_mode & 1}
        kept = {path: self.folder / f"way{number}" for number, path in enumerate(ways)}
        for path, place in kept.items():
            place.mkdir()
            self._as_root("mount", "--bind", str(path), str(place))
        for above in set(ways.values()):  # of several, the outermost
            self._as_root("mount", "-t", "tmpfs", "-o", "mode=755", "none", str(above))
        for path, place in kept.items():
            self._as_root("mkdir", "-p", str(path))
            self._as_root("mount", "--bind", str(place), str(path))
