"""What a machine lacks for dialing: each check one line, with the way out."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import subprocess
from typing import TYPE_CHECKING, Final

from vpnsync.link.check import Check, Patient, unseen
from vpnsync.link.every_call import shared_options
from vpnsync.link.machine import DEVICE
from vpnsync.link.needs import BUNDLES, GET_PPPD, PPTP_GONE, file_lacks, find_plugin
from vpnsync.link.probe import PORTS, resolves, unanswered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from vpnsync.link.machine import Machine
    from vpnsync.pppd.options import Dictionary

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
    yield from shared_options(machine, dictionary, known, home)
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
        return Check("problem", f"there is no {machine.pppd}", GET_PPPD[machine.platform])
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


def _unusable(device: Path) -> str | None:
    """Say why there is no PPP behind a device, as far as this user may know."""
    try:
        os.close(os.open(device, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC))
    except FileNotFoundError:
        return f"there is no {device}"
    except OSError as error:
        if os.geteuid() == 0:
            return f"{device} cannot be opened: {os.strerror(error.errno or 0)}"
    return None


def _kernel(machine: Machine, patients: list[Patient]) -> Iterator[Check]:
    reason = _unusable(machine.path(DEVICE))
    if reason is None:
        yield Check("ok", f"the kernel has PPP ({DEVICE})")
    else:
        yield Check("problem", reason, "modprobe ppp_generic; in a container, its host must offer the device")
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
    gone = "" if "PPTP.ppp" in there else f" ({PPTP_GONE})"
    return Check("ok", f"plug-ins: {', '.join(there)}{gone}")


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


def _peers(machine: Machine, patients: list[Patient]) -> Iterator[Check]:
    for one in patients:
        lacks = list(file_lacks(one.settings, machine)) if one.settings else []
        for lack in lacks:
            yield Check("problem", f"{one.name}: {lack.what}", lack.remedy)
        if one.settings and not lacks:
            yield Check("ok", f"{one.name}: what its {one.protocol} call needs is there")
