"""The scripts that pppd runs when a link comes up and goes down: POSIX sh, for people to read.

What they share stands as shell in sh/, in pieces; here these are put together with one peer's own
values, each of which is one quoted word.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from functools import cache
from pkgutil import get_data
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vpnsync.pppd.options import Platform

Event = Literal["up", "down"]
EVENTS: Final[tuple[Event, ...]] = ("up", "down")
SCRIPT_OPTIONS: Final[dict[Platform, dict[Event, str]]] = {
    "linux": {"up": "ip-up-script", "down": "ip-down-script"},
    "macos": {"up": "ip-up", "down": "ip-down"},
}
"""The option that names the script of each event."""

NOTES: Final[dict[Platform, str]] = {"linux": "/run/vpnsync", "macos": "/var/run/vpnsync"}
"""Where scripts note what they have set, a file link.PID for each pppd."""

LOGS: Final[dict[Platform, str]] = {"linux": "/var/lib/vpnsync/log", "macos": "/var/db/vpnsync/log"}
"""Where `up` keeps the logs of peers."""

SAID: Final = "vpnsync: "
"""How the lines begin that scripts write into a peer's log."""

DIALERS: Final[dict[tuple[Platform, str], str]] = {("linux", "sstp"): "sstpc", ("linux", "pptp"): "pptp"}
"""(platform, protocol) -> the program that is connected to the server; Apple's plug-ins see to its route."""

HALVES: Final = {"0.0.0.0/0": ("0.0.0.0/1", "128.0.0.0/1"), "::/0": ("::/1", "8000::/1")}
"""What comes before any default route, and leaves it in its place."""

_PATH: Final = "/usr/sbin:/usr/bin:/sbin:/bin"
_TAKE_BACK: Final = (
    '[ -f "$notes" ] || return',
    "prepare || return",
    "lock",
    'take_back "$notes" live',
    "unlock",
)


@dataclass(frozen=True)
class Wants:
    """What a link sets while it is up.

    program, server: what the tunnel is made by and to, where the way there is to be kept outside. routes:
    networks with their metrics. servers, domains: None and () where no name servers are set.
    takes_peer_dns: those that the server names are handed to whoever is in charge of them.
    """

    program: str | None = None
    server: str = ""
    outside: tuple[str, ...] = ()
    routes: tuple[tuple[str, int | None], ...] = ()
    servers: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    takes_peer_dns: bool = False

    def __bool__(self) -> bool:
        """Whether there is anything to set, and to be taken back."""
        return bool(self.program or self.outside or self.routes or self.servers or self.takes_peer_dns)


@dataclass(frozen=True)
class Hook:
    """A command of the person's: who runs it, its words, and the name servers that it is told."""

    user: str
    command: tuple[str, ...]
    servers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Script:
    """One script of a peer's. log: the file that its messages are added to, where that is there.

    told: what it does, in words.
    """

    platform: Platform
    event: Event
    name: str
    wants: Wants = Wants()
    hook: Hook | None = None
    log: str | None = None
    told: tuple[str, ...] = ()

    def text(self) -> str:
        """Put it together: its values, the pieces it needs, what it does, and the system's own script."""
        system = f"/etc/ppp/ip-{self.event}"
        work = list(self._work())
        facts = [
            *_facts(self.platform, self.name, self.log, notes="link.$pid" if work else None),
            *self._values(),
        ]
        blocks = [["#!/bin/sh", *self._comments()], _function("facts", facts)]
        blocks += [[_piece(name)] for name in self._pieces()]
        blocks += [_function("work", work)] if work else []
        steps = ['facts "$@"', *(["work"] if work else []), *self._call()]
        end = ["# In a shell of its own: the system's script gets the environment as pppd has made it."]
        end += ["(", *(f"    {step}" for step in steps), ")", f'[ ! -x {system} ] || exec {system} "$@"']
        return "\n\n".join("\n".join(block) for block in [*blocks, end]) + "\n"

    def _comments(self) -> Iterator[str]:
        comes = "comes up" if self.event == "up" else "has gone down"
        yield f"# What is done when the link of {self.name} {comes}. pppd runs this as root."
        if self.event == "up":
            yield from (f"#   {line}" for line in self.told)

    def _values(self) -> Iterator[str]:
        if self.hook:
            yield f"event=on_{self.event}"
            yield "local_address=$4"
            yield "remote_address=$5"
            servers = shlex.quote(" ".join(self.hook.servers))
            yield "servers=" + (servers if self.hook.servers else "${DNS1-}${DNS2:+ $DNS2}")

    def _pieces(self) -> Iterator[str]:
        on, wants = self.platform, self.wants
        yield "log"
        if self.event == "down" or wants:
            yield from ("notes", f"{on}/undo")
        if self.event == "up":
            needed = {
                "routes": wants.routes or wants.outside or wants.program,
                "outside": wants.outside or wants.program,
                "server": wants.program,
                "dns": wants.servers or wants.takes_peer_dns,
                "peer_dns": wants.takes_peer_dns,
            }
            yield from (f"{on}/{piece}" for piece, is_needed in needed.items() if is_needed)
        if self.hook:
            yield f"{on}/person"

    def _work(self) -> Iterator[str]:
        """Yield what is done: first what stays outside, then what goes through the link.

        What is set is taken back whatever this description says by now: the notes tell what it is.
        """
        wants = self.wants
        if self.event == "down":
            yield from _TAKE_BACK
            return
        if not wants:
            return
        yield from ("prepare || return", "lock", "clear_dead", "begin")
        if wants.program:
            yield f"keep_server {wants.program} {shlex.quote(wants.server)}"
        yield from (f"keep_outside {shlex.quote(network)}" for network in wants.outside)
        for network, metric in wants.routes:
            yield f"add_route {shlex.quote(network)}" + ("" if metric is None else f" {metric}")
        if wants.servers:
            lists = (" ".join(wants.servers), " ".join(wants.domains))
            yield "set_dns " + " ".join(shlex.quote(words) for words in lists)
        elif wants.takes_peer_dns:
            yield "set_peer_dns"
        yield "unlock"

    def _call(self) -> Iterator[str]:
        if self.hook:
            command = shlex.join([self.hook.user, *self.hook.command])
            yield "# shellcheck disable=SC2016  # what is in the person's words is for nobody to expand"
            yield f"(umask 022; as_person {command}) </dev/null >/dev/null 2>&1 &"


def clearing(platform: Platform) -> str:
    """Return the script that takes back what links have left whose pppd is gone."""
    facts = ["#!/bin/sh", "", *_function("facts", _facts(platform, "vpnsync", None, notes="none"))]
    pieces = [_piece(name) for name in ("log", "notes", f"{platform}/undo")]
    return (
        "\n\n".join(["\n".join(facts), *pieces, 'facts "$@"\nprepare && lock && clear_dead\nunlock']) + "\n"
    )


def _facts(platform: Platform, name: str, log: str | None, *, notes: str | None) -> Iterator[str]:
    """Yield the values that the pieces use, and a PATH, for pppd sets none."""
    yield from (f"PATH={_PATH}", "export PATH", "umask 077")
    yield f"peer={shlex.quote(name)}"
    yield f"log={shlex.quote(log or f'{LOGS[platform]}/{name}.log')}"
    yield "interface=${1-}"
    if notes:
        yield f"state={NOTES[platform]}"
        yield "pid=${PPPD_PID:-$PPID}"
        yield f"notes=$state/{notes}"
        if platform == "linux":
            yield "resolv_conf=/etc/resolv.conf"


def _function(name: str, lines: Iterable[str]) -> list[str]:
    """Return a function of the shell's."""
    return [f"{name}() {{", *(f"    {line}" for line in lines), "}"]


@cache
def _piece(name: str) -> str:
    """Return a piece of shell, as it stands beside this file."""
    return (get_data("vpnsync.pppd", f"sh/{name}.sh") or b"").decode("ascii").rstrip("\n")
