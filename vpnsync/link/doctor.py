"""What a machine lacks for dialing: each check one line, with the way out."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from vpnsync.link.machine import DEVICE
from vpnsync.link.needs import BUNDLES, file_lacks, find_plugin
from vpnsync.link.probe import PORTS, resolves, unanswered
from vpnsync.pppd.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from vpnsync.link.machine import Machine
    from vpnsync.pppd.options import Dictionary
    from vpnsync.pppd.settings import Settings

Verdict = Literal["ok", "warning", "problem"]


class Check(NamedTuple):
    """One thing that was looked at; `remedy` is the way out where it is not well."""

    verdict: Verdict
    what: str
    remedy: str = ""


@dataclass(frozen=True)
class Patient:
    """One peer as far as it matters here. Not shown by repr(): settings may hold a password."""

    name: str
    protocol: str
    server: str | None = None
    settings: Settings | None = field(default=None, repr=False)


def unseen(thing: str) -> Check:
    """Return the check of something that these rights do not reach: unknown, never absent."""
    return Check("warning", f"{thing}: unknown (needs root)", "run it with sudo")


_GLOBAL: Final = ("options", "postoptions")
_HARMLESS: Final = frozenset(
    (
        *("asyncmap", "-as", "auth", "crtscts", "-crtscts", "lock", "hide-password", "modem", "noipx"),
        *("proxyarp", "lcp-echo-interval", "lcp-echo-failure"),
    )
)
"""What Debian's own /etc/ppp/options sets, and what changes nothing of a call."""

_VERSION: Final = re.compile(r"version (\S+)")


def checks(
    machine: Machine, dictionary: Dictionary, patients: Iterable[Patient], home: Path | None
) -> Iterator[Check]:
    """Yield what can be seen without asking the network. home: whose ~/.ppprc pppd would read."""
    known = list(patients)
    yield _pppd(machine)
    if machine.platform == "linux":
        yield from _kernel(machine, known)
    else:
        yield _bundles(machine)
    yield from _folder(machine)
    yield from _global_options(machine, dictionary, known, home)
    yield from _peers(machine, known)


def network_checks(patients: Iterable[Patient]) -> Iterator[Check]:
    """Yield for each server whether its name resolves, and whether its port answers."""
    for one in patients:
        if one.server is None:
            continue
        reason = resolves(one.server)
        if reason:
            yield Check("problem", f"{one.name}: {one.server} does not resolve: {reason}", "correct `server`")
            continue
        port = PORTS.get(one.protocol)
        if port is None:
            yield Check("ok", f"{one.name}: {one.server} resolves; {one.protocol} has no TCP port to try")
            continue
        reason = unanswered(one.server, port)
        if reason:
            remedy = "look whether the server is on, and whether a firewall is in between"
            yield Check("problem", f"{one.name}: {one.server} TCP port {port}: {reason}", remedy)
        else:
            yield Check("ok", f"{one.name}: {one.server} answers at TCP port {port}")


def _pppd(machine: Machine) -> Check:
    if not machine.pppd.exists():
        return Check("problem", f"there is no {machine.pppd}", "install pppd (Debian: apt install ppp)")
    try:
        done = subprocess.run(  # noqa: S603 - the machine's own pppd
            [machine.pppd, "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=5,
            env=machine.environment(),
        )
        text = (done.stdout + done.stderr).decode(errors="replace")
    except PermissionError:
        # Debian lets only root and dip start it; its plug-ins' folder has the version's name.
        folders = sorted(machine.path("/usr/lib/pppd").glob("2.*"))
        if not folders:
            return unseen(f"the version of {machine.pppd}")
        text = f"version {folders[-1].name}"
    except (OSError, subprocess.SubprocessError):
        return Check("problem", f"{machine.pppd} cannot be run", "install it anew")
    found = _VERSION.search(text)
    version = found[1] if found else "of unknown version"
    if machine.platform == "linux" and not version.startswith(("2.4", "2.5")):
        return Check("warning", f"pppd {version}", "vpnsync knows 2.4.9 and 2.5: name the nearer by --pppd")
    return Check("ok", f"pppd {version}")


def _kernel(machine: Machine, patients: list[Patient]) -> Iterator[Check]:
    if machine.path(DEVICE).exists():
        yield Check("ok", f"the kernel has PPP ({DEVICE})")
    else:
        yield Check(
            "problem",
            f"there is no {machine.path(DEVICE)}",
            "modprobe ppp_generic; in a container, its host must offer the device",
        )
    wants = [
        p.name
        for p in patients
        if p.settings and any(w.startswith("require-mppe") for w in p.settings.options())
    ]
    if wants and not _has_module(machine, "ppp_mppe"):
        yield Check(
            "warning",
            f"the kernel's ppp_mppe is not to be seen; wanted by {', '.join(wants)}",
            "modprobe ppp_mppe",
        )
    elif wants:
        yield Check("ok", "the kernel has MPPE (ppp_mppe)")


def _has_module(machine: Machine, name: str) -> bool:
    """Whether a kernel module is loaded, built in, or there to be loaded."""
    if machine.path(f"/sys/module/{name}").exists():
        return True
    release = machine.path("/lib/modules") / os.uname().release
    for part in ("modules.builtin", "modules.dep"):
        with contextlib.suppress(OSError):
            if f"/{name}.ko" in (release / part).read_text(errors="replace"):
                return True
    return False


def _bundles(machine: Machine) -> Check:
    there = [name for name in ("PPTP.ppp", "L2TP.ppp", "PPPoE.ppp") if find_plugin(name, machine)]
    if not there:
        return Check("problem", f"there are no PPP plug-ins in {BUNDLES[0]}", "they come with macOS")
    return Check("ok", f"plug-ins: {', '.join(there)}")


def _folder(machine: Machine) -> Iterator[Check]:
    folder = machine.path("/etc/ppp")
    try:
        status = folder.stat()
    except OSError:
        yield Check("warning", f"there is no {folder}", "vpnsync apply makes it")
        return
    if status.st_uid != machine.owner or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        yield Check(
            "problem",
            f"{folder}: others than root may write there, and what they write pppd runs as root",
            f"chown root {folder}; chmod go-w {folder}",
        )
    else:
        yield Check("ok", f"{folder} is root's own")


def _global_options(
    machine: Machine, dictionary: Dictionary, patients: list[Patient], home: Path | None
) -> Iterator[Check]:
    """Yield what files that every call reads set besides: a peer cannot see it in its own file."""
    paths = [machine.path(f"/etc/ppp/{name}") for name in _GLOBAL if _is_read(name, machine)]
    paths += [home / ".ppprc"] if home is not None else []
    for path in paths:
        try:
            text = path.read_bytes()
        except FileNotFoundError:
            continue
        except OSError:
            yield unseen(str(path))
            continue
        words = read_settings(text, machine.platform, dictionary).options()
        yield from _interfering(path, set(words), patients)


def _interfering(path: Path, words: set[str], patients: list[Patient]) -> Iterator[Check]:
    users = {p.name: set(p.settings.options()) for p in patients if p.settings}
    found = False
    for positive in ("defaultroute", "proxyarp"):
        names = [name for name, own in users.items() if positive in own]
        if f"no{positive}" in words and names:
            found = True
            what = f"{path}: no{positive} makes pppd refuse {positive} of {', '.join(names)}"
            yield Check("problem", what, "take that line out")
    odd = sorted(words - _HARMLESS - {"nodefaultroute", "noproxyarp"})
    if odd:
        what = f"{path}: holds for every call: {', '.join(odd)}"
        yield Check("warning", what, "take out what no peer wants")
    elif not found:
        yield Check("ok", f"{path}: nothing that changes a peer")


def _is_read(name: str, machine: Machine) -> bool:
    return name != "postoptions" or machine.platform == "macos"


def _peers(machine: Machine, patients: list[Patient]) -> Iterator[Check]:
    for one in patients:
        lacks = list(file_lacks(one.settings, machine)) if one.settings else []
        for lack in lacks:
            yield Check("problem", f"{one.name}: {lack.what}", lack.remedy)
        if one.settings and not lacks:
            yield Check("ok", f"{one.name}: what its {one.protocol} call needs is there")
