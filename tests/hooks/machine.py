"""A machine of the test's own: network and mounts of nobody else's, with the real ip and the real shell."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

_SETUP: Final = """
mount -t tmpfs -o mode=755 tmpfs /run && mkdir /run/ppp /run/bin && mount --bind /run/ppp /etc/ppp
cat >/run/resolv.conf && mount --bind /run/resolv.conf /etc/resolv.conf
printf '#!/bin/sh\\nshift 3\\necho "$*" >>/run/said\\n' >/run/bin/logger && chmod 755 /run/bin/logger
cp "$(command -v sleep)" /run/bin/pppd
mkdir /etc/ppp/vpnsync && ip link set lo up
echo ready
exec sleep 1000
"""
GROUP: Final = 54321
RESOLV_CONF: Final = "search lan\nnameserver 192.0.2.53\n"
TABLES: Final = ("-4", "-6")


class Machine:
    """One of them, with a LAN on eth0 whose gateway is 192.168.7.1."""

    def __init__(self, scripts: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            [str(shutil.which("unshare")), "--mount", "--net", "sh", "-ec", _SETUP],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(RESOLV_CONF)
        self.process.stdin.close()
        if self.process.stdout.readline() != "ready\n":
            pytest.skip("this machine gives a test no network of its own")
        self.root = Path(f"/proc/{self.process.pid}/root")
        self.pppds: list[subprocess.Popen[str]] = []
        self.scripts = scripts

    def furnish(self) -> None:
        """Put in what it begins with."""
        for name, text in self.scripts.items():
            assert "PATH=/usr/sbin:" in text
            # What a test puts into /run/bin comes before the system's own.
            self.program(f"/etc/ppp/vpnsync/{name}", text.replace("PATH=/usr/", "PATH=/run/bin:/usr/", 1))
        self.interface("eth0", "192.168.7.2/24")
        self.ip("route add default via 192.168.7.1 metric 100")

    def path(self, absolute: str) -> Path:
        """Return where one of its files is, seen from outside."""
        return self.root / absolute.lstrip("/")

    def program(self, path: str, text: str) -> None:
        """Put a program there."""
        self.path(path).write_text(text)
        self.path(path).chmod(0o755)

    def run(self, *command: str, env: Mapping[str, str] | None = None) -> str:
        """Run a program in it, which must succeed; it is in a group that nobody else is in."""
        enter = ["nsenter", "-t", str(self.process.pid), "-m", "-n", "--"]
        environment = None if env is None else {**env}
        done = subprocess.run(
            [*enter, *command],
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
            cwd="/",
            env=environment,
            extra_groups=[GROUP],
            stdin=subprocess.DEVNULL,
        )
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout

    def ip(self, words: str) -> str:
        """Run `ip`."""
        return self.run("ip", *words.split())

    def interface(self, name: str, address: str) -> None:
        """Make an interface that is up."""
        self.ip(f"link add {name} type veth peer name {name}-far")
        for end in (f"{name}-far", name):
            self.ip(f"link set {end} addrgenmode none")
            self.ip(f"link set {end} up")
        self.ip(f"addr add {address} dev {name}")

    def pppd(self) -> subprocess.Popen[str]:
        """Start something that goes by the name of pppd."""
        enter = ["nsenter", "-t", str(self.process.pid), "-m", "-n", "--"]
        self.pppds.append(subprocess.Popen([*enter, "/run/bin/pppd", "1000"], text=True))
        comm = Path(f"/proc/{self.pppds[-1].pid}/comm")
        while comm.read_text().strip() != "pppd":
            time.sleep(0.001)
        return self.pppds[-1]

    def script(self, event: str, peer: str, interface: str, pid: int, **more: str) -> str:
        """Run a peer's script as pppd does: no PATH, nothing on its descriptors, six arguments."""
        far = "10.8.0.1"
        arguments = (interface, "", "38400", "10.8.0.10", far, peer)
        facts = {"IFNAME": interface, "PPPD_PID": str(pid), "IPLOCAL": "10.8.0.10", "IPREMOTE": far, **more}
        return self.run(f"/etc/ppp/vpnsync/{peer}.ip-{event}", *arguments, env=facts)

    def routes(self) -> set[str]:
        """Return all routes, the kernel's own left aside, as `ip` prints them."""
        lines = [line for table in TABLES for line in self.ip(f"{table} route show").splitlines()]
        return {" ".join(line.split()) for line in lines if "proto kernel" not in line}

    def ours(self) -> set[str]:
        """Return network and interface of each route that is vpnsync's."""
        lines = [line for table in TABLES for line in self.ip(f"{table} route show proto 118").splitlines()]
        return {f"{words[0]} {words[words.index('dev') + 1]}" for words in map(str.split, lines)}

    def resolv_conf(self) -> str:
        """Return its /etc/resolv.conf."""
        return self.path("/etc/resolv.conf").read_text()

    def servers(self) -> list[str]:
        """Return its name servers, in order."""
        lines = self.resolv_conf().splitlines()
        return [line.split()[1] for line in lines if line.startswith("nameserver")]

    def said(self) -> str:
        """Return what the scripts have told the log."""
        path = self.path("/run/said")
        return path.read_text() if path.exists() else ""

    def left(self) -> list[str]:
        """Return what is noted."""
        return sorted(path.name for path in self.path("/run/vpnsync").iterdir())

    def stop(self) -> None:
        """Be gone, with all that runs in it."""
        for process in (*self.pppds, self.process):
            process.kill()
            process.wait()
            if process.stdout:
                process.stdout.close()


def lacking() -> str | None:
    """Say why there can be no such machine here, or None."""
    if os.geteuid() != 0:
        return "only root can have a network of its own"
    programs = ("unshare", "nsenter", "ip", "sleep")
    missing = [name for name in programs if not shutil.which(name)]
    if missing:
        return f"this machine has no {', '.join(missing)}"
    return None if Path("/etc/ppp").is_dir() else "this machine has no /etc/ppp"
