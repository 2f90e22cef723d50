"""The kinds of values that keys take: durations, hosts, addresses, with complaints in our own words."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from vpnsync.pppd.addresses import is_bad_address

_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_LABEL: Final = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")
MAX_INT: Final = 2**31 - 1


def _seconds(value: Any) -> int:
    """Return seconds for 90, "90s", "30m", "2h", "1h30m"."""
    if isinstance(value, int) and not isinstance(value, bool):
        seconds = value
    elif isinstance(value, str) and re.fullmatch(r"(\d+[smhd])+", value, re.ASCII):
        seconds = sum(int(n) * _UNITS[unit] for n, unit in re.findall(r"(\d+)([smhd])", value))
    else:
        raise ValueError('must be seconds or a duration such as "30m" or "1h30m"')
    if not 0 <= seconds <= MAX_INT:
        raise ValueError(f"must be between 0 and {MAX_INT} seconds")
    return seconds


def is_host(value: str) -> bool:
    """Whether a text is a host name or an IP address and nothing else."""
    try:
        ip_address(value)
    except ValueError:
        labels = value.removesuffix(".").split(".")
        return len(value) <= 253 and all(map(_LABEL.fullmatch, labels)) and not labels[-1].isdigit()
    return "%" not in value


def _host(value: str) -> str:
    if not is_host(value):
        raise ValueError("must be a host name or an IP address, and nothing else")
    return value


def _domain(value: str) -> str:
    if len(value) > 253 or not all(map(_LABEL.fullmatch, value.removesuffix(".").split("."))):
        raise ValueError("must be a domain name")
    return value


def _address(value: str) -> str:
    try:
        address = ip_address(value)
    except ValueError:
        raise ValueError("must be an IP address") from None
    _check_zone(address)
    return str(address)


def _link_address(value: str) -> str:
    try:
        address = str(IPv4Address(value))
    except ValueError:
        raise ValueError("must be an IPv4 address") from None
    if is_bad_address(address) or address == "0.0.0.0":  # noqa: S104 - compared with, not listened on
        raise ValueError(
            "must be an address that an end of a link can have: not 0.0.0.0, 127/8, 224/4, 240/4"
        )
    return address


def _network(value: str) -> str:
    try:
        network = ip_network(value)
    except ValueError:
        raise ValueError('must be a network such as "10.20.0.0/16", without host bits') from None
    _check_zone(network.network_address)
    if network.is_loopback or network.is_link_local or network.is_multicast:
        raise ValueError("must not be loopback, link-local or multicast: those are never routed")
    return str(network)


def _outside(value: str) -> str:
    if ip_network(value).prefixlen == 0:
        raise ValueError("must not be everything: leave the network out of `routes` instead")
    return value


def _check_zone(address: IPv4Address | IPv6Address) -> None:
    """Refuse an address with a zone: Python takes any text for one, `fe80::1%; reboot` too."""
    if isinstance(address, IPv6Address) and address.scope_id is not None:
        raise ValueError("must be without a zone (%...)")


def _argv(value: list[str]) -> list[str]:
    if not value[0]:
        raise ValueError("must begin with a program")
    if any("\0" in word for word in value):
        raise ValueError("must not contain a NUL character")
    return value


def _absolute(value: str) -> str:
    if not value.startswith("/"):
        raise ValueError("must be an absolute path: pppd's working directory is not yours")
    return value


def _version(value: int) -> int:
    if value != 1:
        raise ValueError("must be 1, the only version there is")
    return value


def _text(pattern: str) -> WithJsonSchema:
    """Tell JSON Schema what a text looks like: no less than what its validator takes, perhaps more."""
    return WithJsonSchema({"type": "string", "pattern": pattern})


_DURATION: Final = WithJsonSchema(
    {
        "anyOf": [
            {"type": "integer", "minimum": 0, "maximum": MAX_INT},
            {"type": "string", "pattern": "^([0-9]+[smhd])+$"},
        ]
    }
)

Seconds = Annotated[int, BeforeValidator(_seconds), _DURATION]
Host = Annotated[str, AfterValidator(_host), _text("^[A-Za-z0-9_:][A-Za-z0-9_.:-]*$")]
Packet = Annotated[int, Field(ge=128, le=16384)]
LinkAddress = Annotated[str, AfterValidator(_link_address), _text(r"^[0-9]{1,3}(\.[0-9]{1,3}){3}$")]
Network = Annotated[str, AfterValidator(_network), _text("^[0-9A-Fa-f:.]+(/[0-9.]+)?$")]
Outside = Annotated[Network, AfterValidator(_outside)]
Argv = Annotated[list[str], Field(min_length=1), AfterValidator(_argv)]
UserName = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_.-]{0,63}\$?$")]
Count = Annotated[int, Field(ge=0, le=MAX_INT)]
Address = Annotated[str, AfterValidator(_address), _text("^[0-9A-Fa-f:.]+$")]
Domain = Annotated[str, AfterValidator(_domain), _text("^[A-Za-z0-9_-][A-Za-z0-9_.-]*$")]
AbsolutePath = Annotated[str, AfterValidator(_absolute), _text("^/")]
FormatVersion = Annotated[int, AfterValidator(_version), WithJsonSchema({"const": 1})]
