"""What is measured with: descriptions of N peers, 25 options each, and the files that they become."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_OWN: Final = """\
server = "vpn{0}.example.com"
user = "user{0}"
"""
_SHARED: Final = """\
protocol = "pptp"
auth_methods = ["mschap-v2"]
encryption = "require-128"
mppe_stateful = false
default_route = false
dns = "peer"
mtu = 1400
mru = 1400
idle = "30m"
reconnect = { delay = "10s", attempts = 5 }
keepalive = { interval = "30s", failures = 4 }
accept_addresses = true
"""
_OPTIONS: Final = """\
novj = true
nobsdcomp = true
nodeflate = true
lcp-max-configure = 10
"""
_SECRET: Final = 'password = { file = "password" }\n'

BODY: Final = """\
pty "pptp vpn{0}.example.com --nolaunchpppd"
holdoff 10
idle {1}
persist
maxfail 5
noauth
refuse-pap
refuse-chap
refuse-mschap
refuse-eap
user "user{0}"
mru 1400
mtu 1400
lcp-echo-failure 4
lcp-echo-interval 30
lcp-max-configure 10
novj
ipcp-accept-local
ipcp-accept-remote
nodefaultroute
usepeerdns
nobsdcomp
nodeflate
require-mppe-128
nomppe-stateful
"""
"""The peers file, without header, of peer {0} with {1} seconds of idleness."""


def name(index: int) -> str:
    """Return the name of one peer."""
    return f"p{index:05}"


def body(index: int, *, idle: int = 1800) -> str:
    """Return what stands in one peer's file."""
    return BODY.format(index, idle)


def description(
    count: int, *, has_defaults: bool = False, has_secrets: bool = False, changed: int = 0
) -> str:
    """Return vpns.toml: each peer fully spelt out, or all that is alike in [defaults].

    changed: how many peers, evenly spread, have another `idle` than the rest.
    """
    parts = ["version = 1\n"]
    if has_defaults:
        parts.append(f"[defaults]\n{_SHARED}[defaults.options]\n{_OPTIONS}")
    for index in range(count):
        own = _OWN.format(index) + (_SECRET if has_secrets else "")
        is_changed = changed and index % (count // changed) == 0
        if has_defaults:
            own += 'idle = "31m"\n' if is_changed else ""
            parts.append(f"[peers.{name(index)}]\n{own}")
        else:
            shared = _SHARED.replace('"30m"', '"31m"') if is_changed else _SHARED
            parts.append(f"[peers.{name(index)}]\n{own}{shared}[peers.{name(index)}.options]\n{_OPTIONS}")
    return "\n".join(parts)


def write_bodies(folder: Path, count: int) -> None:
    """Write the peers files as somebody by hand would have them: without header."""
    folder.mkdir(parents=True)
    for index in range(count):
        (folder / name(index)).write_text(body(index))


def drift(peers: Path, count: int) -> None:
    """Change one option in 1 % of the files, at least in one, as a person in a hurry would."""
    for index in range(0, count, 100):
        path = peers / name(index)
        path.write_text(path.read_text().replace("idle 1800", "idle 60"))
