"""What `vpnsync init` asks at a terminal: one question a line, the answer that Enter gives in brackets."""

from __future__ import annotations

import os
import shutil
import sys
from getpass import getpass, getuser
from typing import TYPE_CHECKING, Final

from vpnsync.cli.screen import note
from vpnsync.cli.starter import PROTOCOLS, SECRETS, WHERE, Starter, reference, variable
from vpnsync.config.merge import FITS
from vpnsync.errors import VpnsyncError

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

_ENDS: Final = {
    "server": ("Server, a host name or an address", ""),
    "interface": ("Network interface of the modem", "eth0"),
    "device": ("Serial device", "/dev/ttyUSB0"),
    "pty": ("Command that carries the link", ""),
}
_CALLED: Final = {"password": "password", "shared_secret": "shared secret of IPsec"}
_PROTOCOLS: Final = {
    "pptp": "Linux only since macOS 10.15; not safe",
    "l2tp": "with IPsec; macOS only",
    "pppoe": "DSL",
    "sstp": "Linux only",
    "serial": "modems and cellular sticks",
    "custom": "whatever a command carries",
}
_PLACES: Final = {
    "keychain": "in your keyring",
    "command": "printed by a program, such as pass or op (1Password)",
    "file": "in a file of its own, outside of git",
    "prompt": "nowhere: asked at each dial",
    "env": "in an environment variable",
    "system-keychain": "in the System keychain, where pppd itself reads it; macOS only",
    "none": "there is none",
}


def ask_starter(start: Starter, given: Container[str]) -> Starter:
    """Ask for what is not given; each answer is checked at once, and asked for again where it is wrong."""
    note("Enter takes what stands in brackets.")
    starter = start if "name" in given else Starter(_name(), start.keys)
    if "protocol" not in given:
        starter = starter.plus("protocol", _protocol())
    end = WHERE[starter.protocol]
    login = "" if starter.protocol in ("serial", "custom") else _login()
    for key, question, usual in ((end, *_ENDS[end]), ("user", "User", login)):
        if key not in given:
            starter = _key(starter, key, question, usual)
    for key in SECRETS:
        if key not in given and starter.protocol in FITS.get(key, PROTOCOLS):
            starter = _place(starter, key)
    return starter


def ask_secret(key: str) -> str:
    """Ask for a secret that the keyring shall keep; nothing is shown. Empty where it is to come later."""
    try:
        return getpass(f"The {_CALLED[key]} itself, for your keyring (not shown; Enter: later): ")
    except EOFError:
        return ""


def _name() -> str:
    while True:
        said = _line("Name of the peer", "office")
        if not _is_wrong(Starter(said, {"protocol": "custom"}), "name"):
            return said


def _protocol() -> str:
    return _choice("Protocol", _PROTOCOLS, "l2tp" if sys.platform == "darwin" else "pptp")


def _key(starter: Starter, key: str, question: str, usual: str) -> Starter:
    """Return the starter with one key, as answered."""
    while True:
        found = starter.plus(key, _line(question, usual))
        if not _is_wrong(found, key):
            return found


def _place(starter: Starter, key: str) -> Starter:
    """Return the starter with the reference to one secret."""
    places = {kind: text for kind, text in _PLACES.items() if _is_offered(kind, starter, key)}
    asked = {
        "command": ("Command", f"pass show vpn/{starter.name}{'-psk' if key == 'shared_secret' else ''}"),
        "file": ("File", f"~/.config/vpnsync/{starter.name}.{key.replace('_', '-')}"),
        "env": ("Variable", variable(starter.name, key)),
    }
    while True:
        kind = _choice(f"Where does the {_CALLED[key]} live", places, _usual_place(places, starter))
        said = f"{kind}:{_line(*asked[kind])}" if kind in asked else kind
        try:
            found = starter.plus(key, reference(said, starter.name, key))
        except ValueError as error:
            note(f"  {error}")
            continue
        if not _is_wrong(found, key):
            return found


def _is_offered(kind: str, starter: Starter, key: str) -> bool:
    if kind == "system-keychain":
        return sys.platform == "darwin"
    return kind != "none" or key == "shared_secret" or starter.protocol in ("serial", "custom")


def _usual_place(places: Mapping[str, str], starter: Starter) -> str:
    """Return the place that this machine seems to have; one that is nowhere is always possible."""
    if "none" in places and "user" not in starter.keys:
        return "none"
    if sys.platform == "darwin":
        return "keychain"
    if shutil.which("pass") or shutil.which("op"):
        return "command"
    return "keychain" if os.environ.get("DBUS_SESSION_BUS_ADDRESS") else "prompt"


def _is_wrong(starter: Starter, key: str) -> bool:
    """Say what is wrong with one key, and whether anything is."""
    fault = starter.faults().get(key)
    if fault:
        note(f"  {fault}")
    return fault is not None


def _choice(question: str, choices: Mapping[str, str], usual: str) -> str:
    """Ask for one of some words, by its number or by itself."""
    words = list(choices)
    note("")
    for number, (word, text) in enumerate(choices.items(), 1):
        note(f"  {number}  {word:<{max(map(len, words)) + 2}}{text}")
    while True:
        said = _line(question, usual).casefold()
        if said.isdecimal() and 1 <= int(said) <= len(words):
            return words[int(said) - 1]
        if said in words:
            return said
        note(f"  must be a number from 1 to {len(words)}, or one of: {', '.join(words)}")


def _line(question: str, usual: str) -> str:
    """Ask one question, on stderr; the end of input ends the whole."""
    sys.stderr.write(f"{question}{f' [{usual}]' if usual else ''}: ")
    sys.stderr.flush()
    said = sys.stdin.readline()
    if not said:
        note("")
        raise VpnsyncError("init", "the answers ended early: nothing was written", name="no-answer")
    return said.strip() or usual


def _login() -> str:
    try:
        return getuser()
    except (OSError, KeyError):
        return ""
