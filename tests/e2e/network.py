"""Servers to dial, in network namespaces of the guest, and a look at what calls leave behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Final

USER: Final = "alice"
PASSWORD: Final = "s3cret"
_OPTIONS: Final = """\
name PPTP
refuse-pap
refuse-chap
refuse-mschap
require-mschap-v2
{encryption}
proxyarp
lock
nobsdcomp
novj
nodeflate
nologfd
"""
_PATIENCE: Final = 10.0


def run(*command: str) -> str:
    """Run a command of the system; return what it prints."""
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


class Server:
    """One PPTP server behind a wire of its own: 10.9.N.1, clients get 10.8.N.10 and up."""

    def __init__(self, number: int) -> None:
        self.name = f"server{number}"
        self.number = number
        self.address = f"10.9.{number}.1"
        self.inner = f"10.8.{number}.1"
        self.folder = Path(f"/etc/netns/{self.name}")
        self.programs: list[subprocess.Popen[bytes]] = []
        inside, outside = f"in{number}", f"out{number}"
        run("ip", "netns", "add", self.name)
        run("ip", "link", "add", outside, "type", "veth", "peer", "name", inside, "netns", self.name)
        run("ip", "addr", "add", f"10.9.{number}.2/24", "dev", outside)
        run("ip", "link", "set", outside, "up")
        for host in (1, 5, 7):  # 5: no server there; 7: does not answer at all
            self.ip("addr", "add", f"10.9.{number}.{host}/24", "dev", inside)
        self.ip("link", "set", inside, "up")
        self.ip("link", "set", "lo", "up")
        self.ip("rule", "add", "pref", "1", "from", f"10.9.{number}.7", "blackhole")
        self.wire, self.inside = outside, inside
        # What is below /etc/netns/NAME lies over /etc for the programs in the namespace.
        shutil.copytree("/etc/ppp", self.folder / "ppp")
        secrets = self.folder / "ppp/chap-secrets"
        secrets.write_text(f'{USER}\tPPTP\t"{PASSWORD}"\t*\n{USER}\t*\t"{PASSWORD}"\t*\n')
        secrets.chmod(0o600)
        self.require("require-mppe-128")
        (self.folder / "pptpd.conf").write_text(
            f"option /etc/ppp/pptpd-options\nlocalip {self.inner}\nremoteip 10.8.{number}.10-20\n"
        )
        Path("/etc/pptpd.conf").touch()
        self.start("pptpd", "--fg", "--conf", "/etc/pptpd.conf", "--listen", self.address)
        self._wait_for_port()

    def ip(self, *words: str) -> str:
        """Run `ip` in the server's namespace."""
        return run("ip", "-n", self.name, *words)

    def require(self, encryption: str, *more: str) -> None:
        """Write the options of the calls to come: what they are to be encrypted with."""
        text = _OPTIONS.format(encryption=encryption) + "".join(f"{line}\n" for line in more)
        (self.folder / "ppp/pptpd-options").write_text(text)

    def start(self, *command: str) -> None:
        """Start a program in the namespace, with a /run of its own: pid files there are not ours."""
        script = 'mount -t tmpfs tmpfs /run && exec "$@"'
        self.programs.append(
            subprocess.Popen(
                ["/usr/sbin/ip", "netns", "exec", self.name, "sh", "-c", script, "sh", *command],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )

    def pppds(self) -> list[int]:
        """Return the server's own pppds."""
        pids = map(int, run("ip", "netns", "pids", self.name).split())
        return [pid for pid in pids if _comm(pid) == "pppd"]

    def hang_up(self) -> None:
        """End all calls from the server's side."""
        for pid in self.pppds():
            os.kill(pid, signal.SIGTERM)

    def block_gre(self) -> None:
        """Drop what comes through the tunnel without a word, as a firewall does."""
        run("tc", "qdisc", "add", "dev", self.wire, "ingress")
        match = "parent ffff: protocol ip u32 match ip protocol 47 0xff action drop"
        run("tc", "filter", "add", "dev", self.wire, *match.split())

    def let_gre_through(self) -> None:
        """Undo that."""
        run("tc", "qdisc", "del", "dev", self.wire, "ingress")

    def cut(self, *, is_cut: bool) -> None:
        """Cut the wire, or mend it."""
        self.ip("link", "set", self.inside, "down" if is_cut else "up")

    def serve_pppoe(self) -> None:
        """Start a PPPoE server on the wire."""
        options = self.folder / "ppp/pppoe-server-options"
        options.write_text("name PPTP\nrequire-mschap-v2\nnoipv6\nlcp-echo-interval 10\n")
        self.start(
            "pppoe-server", "-F", "-I", self.inside, "-L", self.inner, "-R", f"10.8.{self.number}.60",
            "-O", "/etc/ppp/pppoe-server-options", "-C", "ac",
        )  # fmt: skip

    def _wait_for_port(self) -> None:
        end = time.monotonic() + _PATIENCE
        while ":1723" not in run("ip", "netns", "exec", self.name, "ss", "-ltn"):
            assert time.monotonic() < end, "pptpd does not listen"
            time.sleep(0.05)


class Network:
    """Two PPTP servers, and the client's side of the guest."""

    def __init__(self) -> None:
        self.one, self.two = Server(1), Server(2)

    def reset(self) -> None:
        """Bring the servers into their first state, and forget what was described and applied."""
        for server in (self.one, self.two):
            server.require("require-mppe-128")
        for folder in ("peers", "vpnsync"):
            shutil.rmtree(f"/etc/ppp/{folder}", ignore_errors=True)
        shutil.rmtree("/var/lib/vpnsync", ignore_errors=True)

    def client_pppds(self) -> list[int]:
        """Return the pppds that dial."""
        servers = {pid for server in (self.one, self.two) for pid in server.pppds()}
        pids = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
        # A test's own process is the parent of what it has let go: what has ended may stay a zombie.
        return [pid for pid in pids if _comm(pid) == "pppd" and _argv(pid) and pid not in servers]

    def leftovers(self) -> list[str]:
        """Say what calls have left behind: processes, interfaces, pid files, temporary files."""
        found = [f"pppd {pid}: {_argv(pid)}" for pid in self.client_pppds()]
        found += [f"interface {path.name}" for path in Path("/sys/class/net").glob("ppp*")]
        found += [str(path) for path in Path("/run").glob("ppp*.pid")]
        found += [str(path) for path in Path("/var/lib/vpnsync").rglob(".*")]
        found += [str(path) for path in Path("/run/vpnsync").glob("*")]
        return found

    def stop(self) -> None:
        """Switch the servers off."""
        for program in [*self.one.programs, *self.two.programs]:
            program.kill()
            program.wait()

    def end_all(self) -> None:
        """End what a failed test has left."""
        for pid in self.client_pppds():
            os.kill(pid, signal.SIGKILL)
        end = time.monotonic() + _PATIENCE
        while self.client_pppds() and time.monotonic() < end:
            time.sleep(0.05)
        for path in Path("/run").glob("ppp*.pid"):
            path.unlink()


def _comm(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def _argv(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""
