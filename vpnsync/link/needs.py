"""What a machine must have for a peers file to be dialed: told by the settings that pppd reads."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from vpnsync.link.machine import DEVICE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vpnsync.link.machine import Machine
    from vpnsync.pppd.options import Platform
    from vpnsync.pppd.settings import Settings
    from vpnsync.pppd.statements import Statement

PACKAGES: Final = {
    "pptp": "pptp-linux",
    "sstpc": "sstp-client",
    "sstp-pppd-plugin.so": "sstp-client",
    "chat": "ppp",
    "pppoe": "pppoe",
    "comgt": "comgt",
    "pppoe.so": "ppp",
    "rp-pppoe.so": "ppp",
    "xl2tpd": "xl2tpd",
}
"""Debian's names of the packages that bring what a peers file may ask for."""

GET_PPPD: Final[dict[Platform, str]] = {
    "linux": "install pppd (Debian: apt install ppp)",
    "macos": "it comes with macOS: this system is damaged",
}
BUNDLES: Final = (
    "/System/Library/SystemConfiguration/PPPController.bundle/Contents/PlugIns",
    "/System/Library/Extensions",
)
"""Where Apple's pppd looks for plug-ins: from macOS 11 on, and before."""

PPTP_GONE: Final = (
    "macOS has no PPTP.ppp since 10.15; what works instead: L2TP on macOS,"
    " or dialing PPTP from a Linux machine or a router"
)
_SHELL_WORDS: Final = frozenset("|&;<>()$`{}*?[]!~=")
_BUILT_IN: Final = frozenset(
    shlex.split(
        # What POSIX's sh does itself: reserved words, special and regular built-ins.
        "! { } case do done elif else esac fi for if in then until while . : alias bg break cd command "
        "continue echo eval exec exit export false fc fg getopts hash jobs kill newgrp printf pwd read "
        "readonly return set shift sleep test times trap true type ulimit umask unalias unset wait"
    )
)


class Lack(NamedTuple):
    """One thing that is not there, and the way to get it."""

    what: str
    remedy: str


def lacks(settings: Settings, machine: Machine) -> list[Lack]:
    """Return what the machine lacks for dialing a peers file with these settings."""
    return [*machine_lacks(machine), *file_lacks(settings, machine)]


def machine_lacks(machine: Machine) -> Iterator[Lack]:
    """Yield what no call can do without."""
    if not machine.pppd.exists():
        yield Lack(f"there is no {machine.pppd}", GET_PPPD[machine.platform])
    if machine.platform == "linux" and not machine.path(DEVICE).exists():
        yield Lack(
            f"there is no {machine.path(DEVICE)}",
            "the kernel's PPP is missing: modprobe ppp_generic; in a container, its host must offer it",
        )


def file_lacks(settings: Settings, machine: Machine) -> Iterator[Lack]:
    """Yield the plug-ins and helper programs that a peers file asks for and the machine has not."""
    for statement in settings.live:
        word, value = statement.option and statement.option.word, statement.value
        if value is None:
            continue
        if word in ("plugin", "plugin2"):
            yield from _plugin(value, machine)
        elif word in ("pty", "connect"):
            yield from _program(value, machine)
        elif _is_device(statement):
            yield from _device(str(statement.meaning), machine)


def find_plugin(name: str, machine: Machine) -> Path | None:
    """Return the plug-in that pppd would load by a name, or None."""
    if machine.platform == "macos":
        places = [Path(name)] if name.startswith("/") else [Path(folder) / name for folder in BUNDLES]
        found = (machine.path(str(place)) for place in places)
        return next((place for place in found if place.exists()), None)
    if "/" in name:
        path = machine.path(name)
        return path if path.exists() else None
    folders = (machine.path(f"{base}/pppd") for base in ("/usr/lib", "/usr/lib64", "/usr/local/lib"))
    return next((path for folder in folders for path in sorted(folder.glob(f"*/{name}"))), None)


def _plugin(name: str, machine: Machine) -> Iterator[Lack]:
    if find_plugin(name, machine):
        return
    if machine.platform == "macos":
        gone = name.rsplit("/", 1)[-1] == "PPTP.ppp"
        yield Lack(f"there is no plug-in {name}", PPTP_GONE if gone else f"pppd looks for it in {BUNDLES[0]}")
    else:
        yield Lack(f"pppd has no plug-in {name}", _install(name))


def _program(command: str, machine: Machine) -> Iterator[Lack]:
    """Look for the program that a shell command starts with, where that can be told."""
    try:
        words = shlex.split(command)
    except ValueError:
        return
    while words and words[0] in ("exec", "env"):
        words = words[1:]
    # Behind `env -i` and the like, which word is the program is env's to know.
    if not words or words[0].startswith("-") or _SHELL_WORDS & set(words[0]) or words[0] in _BUILT_IN:
        return
    if machine.find_program(words[0]) is None:
        yield Lack(f"the program {words[0]} is not installed", _install(words[0]))


def _device(name: str, machine: Machine) -> Iterator[Lack]:
    if name.startswith("/dev/") and not machine.path(name).exists():
        yield Lack(f"there is no device {name}", "plug it in, or correct `device`")


def _is_device(statement: Statement) -> bool:
    option = statement.option
    return option is not None and (option.word, option.module) == ("device name", "tty")


def _install(name: str) -> str:
    package = PACKAGES.get(name.rsplit("/", 1)[-1])
    return f"install it (Debian: apt install {package})" if package else "install it"
