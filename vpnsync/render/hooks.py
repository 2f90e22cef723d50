"""Peer -> the scripts that pppd runs when its link comes up and goes down: POSIX sh, for people to read.

What the scripts share stands as shell in sh/, in pieces; here they are put together with a peer's own
values, each of which is one quoted word.
"""

from __future__ import annotations

import shlex
from functools import cache
from importlib.resources import files
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

from vpnsync.config.complaints import Complaint
from vpnsync.render.effects import (
    EVENTS,
    SCRIPT_OPTIONS,
    Event,
    dialer,
    dns,
    hook,
    network_effects,
    script_path,
    sets_anything,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vpnsync.config.merge import Peer
    from vpnsync.pppd.options import Platform
    from vpnsync.render.peer import Sheet

_STATE: Final[dict[Platform, str]] = {"linux": "/run/vpnsync", "macos": "/var/run/vpnsync"}
_PATH: Final = "/usr/sbin:/usr/bin:/sbin:/bin"
_ROOT: Final = ("root", "0")


def called(peer: Peer, sheet: Sheet) -> list[Event]:
    """Return the events at which the peers file calls the peer's own script."""
    words = SCRIPT_OPTIONS[peer.platform]
    named = {entry.word: entry.value for entry in sheet.entries if entry.word in words.values()}
    return [event for event in EVENTS if named.get(words[event]) == script_path(peer.name, event)]


def scripts(peer: Peer, sheet: Sheet, owner: str) -> tuple[dict[str, str], list[Complaint]]:
    """Return the scripts that a peers file calls, by file name, and why one cannot be written.

    owner: the user whose description it is, and who runs its commands.
    """
    complaints = [
        Complaint(
            peer.typed[f"on_{event}"].key,
            f"cannot run as root: the description is {owner}'s",
            name="not-as-root",
        )
        for event in EVENTS
        if (wanted := hook(peer, event)) and wanted.user in _ROOT and owner not in _ROOT
    ]
    writers = {"up": _up, "down": _down}
    return {
        f"{peer.name}.ip-{e}": _text(e, peer, writers[e](peer), owner) for e in called(peer, sheet)
    }, complaints


def _text(event: Event, peer: Peer, work: list[str], owner: str) -> str:
    """Put a script together: its values, the pieces it needs, what it does, and the system's own script."""
    system = f"/etc/ppp/ip-{event}"
    wanted = hook(peer, event)
    parts = ["\n".join(_head(event, peer)), *(_piece(name) for name in _pieces(event, peer))]
    if work:
        parts.append("\n".join(["work() {", *(f"    {line}" for line in work), "}"]))
    end = ["# In a shell of its own: the system's script gets the environment as pppd has made it."]
    end += ["(", f"    PATH={_PATH}", "    export PATH"]
    end += ["    umask 077", "    work"] if work else []
    if wanted:
        command = shlex.join([wanted.user or owner, *wanted.command])
        end.append("    # shellcheck disable=SC2016  # what is in the person's words is for nobody to expand")
        end.append(f"    (as_person {command}) </dev/null >/dev/null 2>&1 &")
    end += [")", f'[ ! -x {system} ] || exec {system} "$@"']
    return "\n\n".join([*parts, "\n".join(end)]) + "\n"


def _head(event: Event, peer: Peer) -> Iterator[str]:
    yield "#!/bin/sh"
    comes = "comes up" if event == "up" else "has gone down"
    yield f"# What is done when the link of {peer.name} {comes}. pppd runs this as root."
    if sets_anything(peer) and event == "up":
        yield from (f"#   {effect.text}" for effect in network_effects(peer))
    yield ""
    yield f"peer={shlex.quote(peer.name)}"
    yield "interface=$1"
    if sets_anything(peer):
        state = _STATE[peer.platform]
        yield f"state={state}"
        yield "pid=${PPPD_PID:-$PPID}"
        yield "notes=$state/link.$pid"
        if peer.platform == "linux":
            yield "resolv_conf=/etc/resolv.conf"
    if hook(peer, event):
        servers = dns(peer)
        yield f"event=on_{event}"
        yield "local_address=$4"
        yield "remote_address=$5"
        yield "servers=" + (shlex.quote(" ".join(servers.servers)) if servers else "${DNS1-}${DNS2:+ $DNS2}")


def _pieces(event: Event, peer: Peer) -> Iterator[str]:
    on = peer.platform
    yield "log"
    if sets_anything(peer):
        yield from ("notes", f"{on}/undo")
    if event == "up":
        if sets_anything(peer) and (peer.value("routes") or peer.value("exclude_routes") or dialer(peer)):
            yield f"{on}/routes"
        if peer.value("exclude_routes") or dialer(peer):
            yield f"{on}/outside"
        if dialer(peer) and not _is_address(peer.value("server")):
            yield f"{on}/server"
        if dns(peer):
            yield f"{on}/dns"
    if hook(peer, event):
        yield f"{on}/person"


def _up(peer: Peer) -> list[str]:
    """Return what is done when the link comes up: first what stays outside, then what goes through it."""
    if not sets_anything(peer):
        return []
    lines = ["prepare || return", "lock", "clear_dead", "begin"]
    program, server = dialer(peer), peer.value("server")
    if program and _is_address(server):
        lines.append(f"keep_outside {shlex.quote(server)}")
    elif program:
        found = f"$(addresses_of {program} {shlex.quote(server)})"
        lines.append(f'for address in {found}; do keep_outside "$address"; done')
    metric = peer.value("route_metric") if peer.platform == "linux" else None
    lines += [f"keep_outside {shlex.quote(network)}" for network in peer.value("exclude_routes") or ()]
    for network in peer.value("routes") or ():
        lines.append(f"add_route {shlex.quote(network)}" + ("" if metric is None else f" {metric}"))
    servers = dns(peer)
    if servers:
        lists = (" ".join(servers.servers), " ".join(servers.domains))
        lines.append("set_dns " + " ".join(shlex.quote(words) for words in lists))
    return [*lines, "unlock"]


def _down(peer: Peer) -> list[str]:
    if not sets_anything(peer):
        return []
    return ["prepare || return", "lock", '[ ! -f "$notes" ] || take_back "$notes" live', "unlock"]


def _is_address(server: str) -> bool:
    try:
        ip_address(server)
    except ValueError:
        return False
    return True


@cache
def _piece(name: str) -> str:
    """Return a piece of shell, as it stands beside this file."""
    return files("vpnsync.render").joinpath(f"sh/{name}.sh").read_text(encoding="ascii").rstrip("\n")
