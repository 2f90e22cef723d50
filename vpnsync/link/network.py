"""The routes and name servers that a link really has, read back from the system, and its own LANs."""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_interface, ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vpnsync.pppd.options import Platform

RESOLV_CONF: Final = Path("/etc/resolv.conf")
_PATH: Final = "/usr/sbin:/usr/bin:/sbin:/bin"
_PATIENCE: Final = 5
_RESOLVED: Final = re.compile(r"^nameserver 127\.0\.0\.5[34]$", re.MULTILINE)
_NAMESERVER: Final = re.compile(r"^nameserver[ \t]+(\S+)", re.MULTILINE)
_DEFAULTS: Final = {4: "0.0.0.0/0", 6: "::/0"}
_WIDEST: Final = {4: 8, 6: 7}
"""The shortest prefix of a private network: what is wider is wanted for what is outside of any LAN."""

# Debian's resolvconf and openresolv, old and new, keep what they are given below one of these.
_RECORDS: Final = tuple(Path("/run/resolvconf", name) for name in ("interface", "interfaces", "keys"))


@dataclass(frozen=True)
class Network:
    """What leads through one interface, and who is asked for names while it is up.

    routes: networks. domains: those that the servers are asked for; none where it is all of them.
    """

    routes: tuple[str, ...] = ()
    servers: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()


class Lan(NamedTuple):
    """A network that this machine is in by itself, and on which interface."""

    interface: str
    network: str


def read_network(platform: Platform, peer: str, interface: str, resolv_conf: Path = RESOLV_CONF) -> Network:
    """Ask the system what holds for the link of a peer; what cannot be asked is empty."""
    if platform == "macos":
        routes = [
            *netstat_routes(_output("netstat", "-rn", "-f", "inet"), interface, 4),
            *netstat_routes(_output("netstat", "-rn", "-f", "inet6"), interface, 6),
        ]
        key = f"State:/Network/Service/vpnsync-{peer}-{interface}/DNS"
        return Network(tuple(routes), *scutil_dns(_output("scutil", stdin=f"show {key}\n")))
    routes = [
        *ip_routes(_output("ip", "-j", "-4", "route", "show"), interface, 4),
        *ip_routes(_output("ip", "-j", "-6", "route", "show"), interface, 6),
    ]
    if is_resolved(resolv_conf):
        servers = resolved_words(_output("resolvectl", "dns", interface))
        domains = resolved_words(_output("resolvectl", "domain", interface))
        return Network(tuple(routes), servers, tuple(d.removeprefix("~") for d in domains if d != "~."))
    text = _text(resolv_conf)
    return Network(tuple(routes), block_servers(text, interface) or asked_servers(text, _record(interface)))


def ip_routes(text: str, interface: str, version: int) -> Iterator[str]:
    """Yield the networks that `ip -j route` sends through an interface."""
    rows: list[dict[str, Any]] = json.loads(text or "[]")
    for row in rows:
        if row.get("dev") == interface and not str(row["dst"]).startswith("fe80:"):
            yield _DEFAULTS[version] if row["dst"] == "default" else str(ip_network(row["dst"]))


def netstat_routes(text: str, interface: str, version: int) -> Iterator[str]:
    """Yield the networks that macOS's `netstat -rn` sends through an interface.

    It leaves out trailing zeros: 10.20/16 and 192.168.1 are networks, the latter a /24.
    """
    for line in text.splitlines():
        words = line.split()
        if len(words) < 4 or interface not in words[3:] or words[0].startswith(("fe80", "ff")):
            continue
        destination = words[0].split("%")[0]
        network = _DEFAULTS[version] if destination == "default" else _completed(destination, version)
        if network:
            yield network


def _completed(text: str, version: int) -> str | None:
    address, _, bits = text.partition("/")
    if version == 4:
        octets = address.split(".")
        bits = bits or str(8 * len(octets))
        address = ".".join([*octets, "0", "0", "0"][:4])
    try:
        return str(ip_network(f"{address}/{bits}" if bits else address))
    except ValueError:
        return None  # the table's own heading, or an Ethernet address


def resolved_words(text: str) -> tuple[str, ...]:
    """Return the values in what `resolvectl dns|domain INTERFACE` prints: `Link 5 (ppp0): VALUE...`."""
    return tuple(text.partition("):")[2].split())


def scutil_dns(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return servers and domains from what `scutil` shows of a service's DNS."""
    found: dict[str, list[str]] = {"ServerAddresses": [], "SupplementalMatchDomains": []}
    current = ""
    for line in text.splitlines():
        name, colon, value = (part.strip() for part in line.partition(" : "))
        if value.startswith("<array>"):
            current = name
        elif colon and name.isdigit() and current in found and value:
            found[current].append(value)
    return tuple(found["ServerAddresses"]), tuple(found["SupplementalMatchDomains"])


def block_servers(text: str, interface: str) -> tuple[str, ...]:
    """Return the name servers that a link's script has put into a resolv.conf, below its own mark."""
    found = re.search(rf"^# vpnsync: {re.escape(interface)}$\n((?:nameserver .*\n)*)", text, re.MULTILINE)
    return tuple(line.split()[1] for line in found[1].splitlines()) if found else ()


def asked_servers(text: str, record: str) -> tuple[str, ...]:
    """Return those name servers of a record of resolvconf's that a resolv.conf names, too.

    One that names a local server only asks all of them: resolvconf tells that one instead.
    """
    there, known = (_NAMESERVER.findall(one) for one in (text, record))
    is_local = bool(there) and all(server.startswith("127.") or server == "::1" for server in there)
    return tuple(server for server in known if is_local or server in there)


def _record(interface: str) -> str:
    """Return what resolvconf keeps of a link's script; whether anybody reads it, resolv.conf tells."""
    texts = (_text(folder / f"tun0.vpnsync.{interface}") for folder in _RECORDS)
    return next((text for text in texts if text), "")


def is_resolved(resolv_conf: Path) -> bool:
    """Whether systemd-resolved answers for a resolv.conf; the peers' scripts ask the same."""
    programs = (Path(folder) / "resolvectl" for folder in _PATH.split(":"))
    if not any(os.access(program, os.X_OK) for program in programs):
        return False
    target = os.path.realpath(resolv_conf)
    return target.startswith("/run/systemd/resolve/") or bool(_RESOLVED.search(_text(resolv_conf)))


def has_split_dns(platform: Platform, resolv_conf: Path) -> bool:
    """Whether this machine can ask some servers for some domains only."""
    return platform == "macos" or is_resolved(resolv_conf)


def lans(addresses: Iterable[tuple[str, str, str | None]]) -> list[Lan]:
    """Return the networks of (interface, address, netmask), loopback and single addresses left out."""
    found = []
    for name, address, mask in addresses:
        try:
            own = ip_interface(f"{address.split('%')[0]}/{mask}" if mask else address)
        except ValueError:
            continue
        if not (own.is_loopback or own.is_link_local or own.network.num_addresses == 1):
            found.append(Lan(name, str(own.network)))
    return found


def collisions(networks: Iterable[str], own: Iterable[Lan]) -> list[tuple[str, Lan]]:
    """Return the networks that share addresses with a LAN of this machine's, and which one."""
    listed = list(own)
    pairs = [(network, lan) for network in networks for lan in listed]
    return [(network, lan) for network, lan in pairs if _overlap(network, lan.network)]


def _overlap(one: str, other: str) -> bool:
    first, second = ip_network(one), ip_network(other)
    is_wide = first.prefixlen < _WIDEST[first.version]
    return first.version == second.version and not is_wide and first.overlaps(second)


def missing(wanted: Iterable[str], found: Iterable[str]) -> list[str]:
    """Return the networks that are not led through a link, neither whole nor in parts."""
    there = [ip_network(network) for network in found]
    v4 = list(collapse_addresses(n for n in there if isinstance(n, IPv4Network)))
    v6 = list(collapse_addresses(n for n in there if isinstance(n, IPv6Network)))
    return [network for network in wanted if not _is_covered(ip_network(network), v4, v6)]


def _is_covered(network: IPv4Network | IPv6Network, v4: list[IPv4Network], v6: list[IPv6Network]) -> bool:
    if isinstance(network, IPv4Network):
        return any(network.subnet_of(other) for other in v4)
    return any(network.subnet_of(other) for other in v6)


def default_way(platform: Platform) -> str:
    """Say which way the machine's own default route leads: `through eth0 (192.168.7.1)`; nowhere is empty."""
    if platform == "macos":
        said = _output("route", "-n", "get", "default")
        words = dict(re.findall(r"^ *(gateway|interface): (\S+)$", said, re.MULTILINE))
        gateway, name = words.get("gateway"), words.get("interface")
    else:
        rows: list[dict[str, Any]] = json.loads(_output("ip", "-j", "-4", "route", "show", "default") or "[]")
        best: dict[str, Any] = min(rows, key=lambda row: int(row.get("metric", 0)), default={})
        gateway, name = best.get("gateway"), best.get("dev")
    return f"through {name}" + (f" ({gateway})" if gateway else "") if name else ""


def _output(*command: str, stdin: str | None = None) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - the system's own programs
            command,
            input=stdin,
            capture_output=True,
            check=False,
            timeout=_PATIENCE,
            text=True,
            env={"PATH": _PATH, "LC_ALL": "C"},
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return ""
    return done.stdout if done.returncode == 0 else ""


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
