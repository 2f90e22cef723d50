"""A machine with users, a real sudo and a real doas: a mount namespace whose /etc is a copy.

Users are made there by the real useradd, and nothing of the real machine is changed.
"""

from __future__ import annotations

import grp
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import vpnsync
from tests.cli.program import Terminal
from tests.conftest import Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

VPNSYNC: Final = (sys.executable, "-m", "vpnsync")
OFFICE: Final = 'version = 1\n[peers.office]\nprotocol = "custom"\nmtu = 1400\n'
PASSWORD: Final = "wonderland"
_PATH: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_NEEDED: Final = ("sudo", "doas", "nsenter", "unshare", "setpriv", "useradd", "chpasswd", "mount")
_PATIENCE: Final = 60
_UNSHARE: Final = "/usr/bin/unshare"
_CP: Final = "/bin/cp"
_NO_POWERS: Final = "-dac_override,-dac_read_search"
"""What makes root one whom the modes of files bind as they bind everybody else."""


def missing() -> str | None:
    """Say what keeps this machine from having users and a sudo of the test's own, or None."""
    if os.geteuid() != 0:
        return "only root can make users"
    absent = [name for name in _NEEDED if not shutil.which(name, path=_PATH)]
    return f"{', '.join(absent)}: not installed" if absent else None


@contextmanager
def _plain_umask() -> Iterator[None]:
    """Make what everybody must be able to enter, however the tests were started."""
    before = os.umask(0o022)
    yield
    os.umask(before)


class _User(NamedTuple):
    uid: int
    gid: int


class Host:
    """Alice may do everything by sudo and doas, with her password; Bob may do nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.is_root_bound = False
        self.peers = folder / "etc/ppp/peers"
        folder.chmod(0o755)
        self._holder = subprocess.Popen(
            [_UNSHARE, "--mount", "--propagation", "private", "sh", "-c", "echo; exec cat"],
            stdin=subprocess.PIPE,  # which ends with the tests, and the namespace with it
            stdout=subprocess.PIPE,
        )
        assert self._holder.stdout
        assert self._holder.stdout.readline()
        with _plain_umask():
            self._furnish()
        self.reset()

    def _furnish(self) -> None:
        """Put the folder's directories in the place of the machine's, and make the users."""
        subprocess.run([_CP, "-a", "/etc", self.folder], check=True)
        for path, place in (("etc", "/etc"), ("lib", "/var/lib"), ("run", "/run")):
            (self.folder / path).mkdir(exist_ok=True)
            self.as_root("mount", "--bind", str(self.folder / path), place)
        self._open_ways()
        (self.folder / "home").mkdir()
        for name in ("alice", "bob"):
            home = str(self.home(name))
            self.as_root("useradd", "--no-log-init", "-M", "-d", home, "-s", "/bin/sh", name)
            self.as_root("chpasswd", feed=f"{name}:{PASSWORD}\n")

    def reset(self) -> None:
        """Empty homes and managed directories, but for Alice's description and the secret it refers to."""
        self.is_root_bound = False
        self.allow()
        own = (self.peers, self.folder / "lib/vpnsync", self.folder / "etc/systemd/system")
        for folder in (*own, self.home("alice"), self.home("bob")):
            shutil.rmtree(folder, ignore_errors=True)
        with _plain_umask():
            self.peers.mkdir(parents=True)
        os.chown(self.peers, 0, grp.getgrnam("dip").gr_gid)
        self.peers.chmod(0o2750)
        for name in ("alice", "bob"):
            self.home(name).mkdir()
            who = self._user(name)
            os.chown(self.home(name), who.uid, who.gid)
            self.home(name).chmod(0o700)
        self.describe('password = { file = "secret" }\n')
        self.write("alice", "secret", "open sesame\n")

    @property
    def holder(self) -> int:
        """The pid of a process that is in the machine's mounts."""
        return self._holder.pid

    def home(self, name: str) -> Path:
        """Return a user's home directory."""
        if name == "root":
            return Path("/root")
        return self.folder / "home" / name

    def uid(self, name: str) -> int:
        """Return a user's number."""
        return self._user(name).uid

    def _user(self, name: str) -> _User:
        lines = (self.folder / "etc/passwd").read_text().splitlines()
        fields = next(line.split(":") for line in lines if line.startswith(f"{name}:"))
        return _User(int(fields[2]), int(fields[3]))

    def allow(self, *, sudo: str | None = "ALL", doas: str | None = "permit alice") -> None:
        """Say what Alice may do; None takes the program's file away."""
        sudoers, permits = self.folder / "etc/sudoers.d/alice", self.folder / "etc/doas.conf"
        sudoers.write_text(f"Defaults passwd_tries=1\nalice ALL=(ALL) {sudo}\n" if sudo else "")
        sudoers.chmod(0o440)
        permits.write_text(f"{doas}\n" if doas else "")
        permits.chmod(0o400)

    def free(self) -> None:
        """Let Alice be root without a password."""
        self.allow(sudo="NOPASSWD: ALL", doas="permit nopass alice")

    def describe(self, lines: str) -> None:
        """Describe one peer of Alice's, with these lines."""
        self.write("alice", "vpns.toml", OFFICE + lines)

    def write(self, name: str, path: str, text: str, mode: int = 0o600) -> Path:
        """Put a file into a user's home, owned by that user."""
        file = self.home(name) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        for made in (file, *file.parents):
            if made != self.home(name) and self.home(name) in made.parents:
                os.chown(made, *self._user(name))
        file.chmod(mode)
        return file

    def run(
        self,
        *command: str | Path,
        user: str = "alice",
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
    ) -> Result:
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
        env: Mapping[str, str] | None = None,
    ) -> Terminal:
        """Start a command as a user on a terminal that is the user's."""
        started = self._started(command, user, cwd, {"TERM": "xterm", **(env or {})})
        return Terminal(cwd=self.folder, start=started, out=out, owner=self.uid(user))

    def close(self) -> None:
        """Let the namespace go, and all of its mounts."""
        self._holder.communicate()

    def _started(
        self, command: Sequence[str | Path], user: str, cwd: Path | None, env: Mapping[str, str] | None
    ) -> list[str]:
        home = self.home(user)
        who = self._user(user)
        base = {"PATH": _PATH, "HOME": str(home), "USER": user, "LOGNAME": user, "PYTHONUTF8": "1"}
        words = [f"{name}={value}" for name, value in {**base, **(env or {})}.items()]
        rights = ["setpriv", f"--reuid={who.uid}", f"--regid={who.gid}", "--init-groups"]
        rights += ["--bounding-set", _NO_POWERS] if self.is_root_bound else []
        # The folder is entered with the user's own rights.
        enter = ["/bin/sh", "-c", 'cd "$0" && exec "$@"', str(cwd or home)]
        return [*self._enter(), *rights, "env", "-i", *words, *enter, *map(str, command)]

    def _enter(self) -> list[str]:
        return ["nsenter", "--target", str(self._holder.pid), "--mount"]

    def as_root(self, *command: str, feed: str = "") -> None:
        """Run a command as root."""
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
            self.as_root("mount", "--bind", str(path), str(place))
        for above in set(ways.values()):  # of several, the outermost
            self.as_root("mount", "-t", "tmpfs", "-o", "mode=755", "none", str(above))
        for path, place in kept.items():
            self.as_root("mkdir", "-p", str(path))
            self.as_root("mount", "--bind", str(place), str(path))
