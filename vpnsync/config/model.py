"""The keys that a user may write in vpns.toml, with their types and limits."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, Discriminator, Field, Tag

from vpnsync.config.references import STRICT, AnyReference, Secret
from vpnsync.pppd.addresses import is_bad_address

Protocol = Literal["pptp", "l2tp", "pppoe", "sstp", "serial", "custom"]
PlatformName = Literal["macos", "linux"]

_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_LABEL: Final = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")
_MAX_INT: Final = 2**31 - 1


def _seconds(value: Any) -> int:
    """Return seconds for 90, "90s", "30m", "2h", "1h30m"."""
    if isinstance(value, int) and not isinstance(value, bool):
        seconds = value
    elif isinstance(value, str) and re.fullmatch(r"(\d+[smhd])+", value, re.ASCII):
        seconds = sum(int(n) * _UNITS[unit] for n, unit in re.findall(r"(\d+)([smhd])", value))
    else:
        raise ValueError('must be seconds or a duration such as "30m" or "1h30m"')
    if not 0 <= seconds <= _MAX_INT:
        raise ValueError(f"must be between 0 and {_MAX_INT} seconds")
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
    if not all(map(_LABEL.fullmatch, value.removesuffix(".").split("."))):
        raise ValueError("must be a domain name")
    return value


def _address(value: str) -> str:
    try:
        return str(ip_address(value))
    except ValueError:
        raise ValueError("must be an IP address") from None


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
        return str(ip_network(value))
    except ValueError:
        raise ValueError('must be a network such as "10.20.0.0/16", without host bits') from None


def _absolute(value: str) -> str:
    if not value.startswith("/"):
        raise ValueError("must be an absolute path: pppd's working directory is not yours")
    return value


def _version(value: int) -> int:
    if value != 1:
        raise ValueError("must be 1, the only version there is")
    return value


Seconds = Annotated[int, BeforeValidator(_seconds)]
Host = Annotated[str, AfterValidator(_host)]
Packet = Annotated[int, Field(ge=128, le=16384)]
LinkAddress = Annotated[str, AfterValidator(_link_address)]
Network = Annotated[str, AfterValidator(_network)]
Argv = Annotated[list[str], Field(min_length=1)]
Count = Annotated[int, Field(ge=0, le=_MAX_INT)]


class Keepalive(BaseModel):
    """LCP echo requests: how often, and how many may go unanswered."""

    model_config = STRICT
    interval: Seconds | None = None
    failures: Count | None = None


class Reconnect(BaseModel):
    """Dial again after the link is lost; `attempts` 0 is for ever."""

    model_config = STRICT
    delay: Seconds | None = None
    attempts: Count | None = None


class Dns(BaseModel):
    """Name servers to use while the link is up, for these domains only where any are given."""

    model_config = STRICT
    servers: list[Annotated[str, AfterValidator(_address)]] = Field(min_length=1)
    domains: list[Annotated[str, AfterValidator(_domain)]] = []


def _type(value: Any) -> str | None:
    """Name the kind of a TOML value, for choosing between the forms a key may take."""
    kinds = {bool: "flag", int: "number", str: "text", list: "list", dict: "table"}
    return next(
        (name for kind, name in kinds.items() if isinstance(value, kind)),
        "table" if isinstance(value, BaseModel) else None,
    )


def _option_type(value: Any) -> str | None:
    kind = _type(value)
    if kind == "table" and isinstance(value, dict):
        return next((key for key in value if key in _REFERENCE_TAGS), None)
    return kind


_REFERENCE_TAGS: Final = ("env", "command", "file", "keychain", "prompt", "existing", "system_keychain")

Scalar = Annotated[
    Annotated[bool, Tag("flag")] | Annotated[int, Tag("number")] | Annotated[str, Tag("text")] | AnyReference,
    Discriminator(_option_type),
]
OptionValue = Annotated[
    Annotated[bool, Tag("flag")]
    | Annotated[int, Tag("number")]
    | Annotated[str, Tag("text")]
    | Annotated[list[Scalar], Tag("list")]
    | AnyReference,
    Discriminator(_option_type),
]
OrderedOption = Annotated[
    Annotated[str, Tag("text")] | Annotated[list[Scalar], Field(min_length=1, max_length=2), Tag("list")],
    Discriminator(_type),
]
Options = Annotated[
    Annotated[dict[str, OptionValue], Tag("table")] | Annotated[list[OrderedOption], Tag("list")],
    Discriminator(_type),
]


class Keys(BaseModel):
    """What may stand on a peer, in [defaults], in a profile and in their platform tables."""

    model_config = STRICT

    protocol: Protocol | None = None
    server: Host | None = None
    user: str | None = None
    password: Secret | None = None
    shared_secret: Secret | None = None
    secret_storage: Literal["file", "dial"] | None = None
    auth_methods: (
        Annotated[list[Literal["pap", "chap-md5", "mschap", "mschap-v2", "eap"]], Field(min_length=1)] | None
    ) = None
    encryption: Literal["none", "require", "require-40", "require-128"] | None = None
    mppe_stateful: bool | None = None
    default_route: bool | None = None
    routes: list[Network] | None = None
    exclude_routes: list[Network] | None = None
    route_metric: Count | None = None
    dns: (
        Annotated[
            Annotated[Literal["peer", "none"], Tag("text")] | Annotated[Dns, Tag("table")],
            Discriminator(_type),
        ]
        | None
    ) = None
    ipv6: bool | None = None
    mtu: Packet | None = None
    mru: Packet | None = None
    idle: Seconds | None = None
    reconnect: (
        Annotated[Annotated[bool, Tag("flag")] | Annotated[Reconnect, Tag("table")], Discriminator(_type)]
        | None
    ) = None
    keepalive: Keepalive | None = None
    local_ip: LinkAddress | None = None
    remote_ip: LinkAddress | None = None
    accept_addresses: bool | None = None
    interface: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,14}$")] | None = None
    service: str | None = None
    device: Annotated[str, Field(pattern=r"^/dev/[A-Za-z0-9._/:@+-]+$")] | None = None
    speed: Annotated[int, Field(ge=1, le=_MAX_INT)] | None = None
    connect: str | None = None
    pty: str | None = None
    logfile: Annotated[str, AfterValidator(_absolute)] | None = None
    debug: bool | None = None
    options: Options | None = None
    on_up: Argv | None = None
    on_down: Argv | None = None
    autostart: bool | None = None
    unset: list[str] | None = None
    allow: list[str] | None = None


class Layer(Keys):
    """Keys with a table for each platform: [defaults] and the profiles."""

    macos: Keys | None = None
    linux: Keys | None = None


class PeerTable(Layer):
    """One peer as it stands in vpns.toml."""

    description: str | None = None
    enabled: bool = True
    platforms: Annotated[list[PlatformName], Field(min_length=1)] | None = None
    hosts: list[str] | None = None
    profiles: list[str] = []


class LinuxSettings(BaseModel):
    """Settings of the machine, Linux only."""

    model_config = STRICT
    group: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_.-]*\$?$")] | None = None


class SettingsTable(BaseModel):
    """Whose peers these are, and how files are owned."""

    model_config = STRICT
    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")] = "vpnsync"
    linux: LinuxSettings = LinuxSettings()


class Document(BaseModel):
    """The whole of vpns.toml."""

    model_config = STRICT
    version: Annotated[int, AfterValidator(_version)]
    settings: SettingsTable = SettingsTable()
    defaults: Layer = Layer()
    profiles: dict[str, Layer] = {}
    peers: dict[str, PeerTable] = {}


LINTS: Final = ("not-yet", "plain-text-secret", "pptp-gone")
"""The warnings that `allow` may name; lint.py makes them."""

TYPED_KEYS: Final = tuple(name for name in Keys.model_fields if name not in ("options", "unset", "allow"))
"""The keys that `unset` may name."""
