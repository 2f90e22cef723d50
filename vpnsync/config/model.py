"""The keys that a user may write in vpns.toml, with their types and limits."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, Discriminator, Field, Tag

from vpnsync.config.kinds import (
    MAX_INT,
    AbsolutePath,
    Address,
    Argv,
    Count,
    Domain,
    FormatVersion,
    Host,
    LinkAddress,
    Network,
    Outside,
    Packet,
    Seconds,
    UserName,
)
from vpnsync.config.references import REFERENCE_KEYS, STRICT, AnyReference, Existing, Secret
from vpnsync.pppd.facts import FACTS

Protocol = Literal["pptp", "l2tp", "pppoe", "sstp", "serial", "custom"]
PlatformName = Literal["macos", "linux"]


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
    servers: list[Address] = Field(min_length=1)
    domains: list[Domain] = []


class Hook(BaseModel):
    """A command of the person's: who owns the description runs it, or `user`."""

    model_config = STRICT
    command: Argv
    user: UserName | None = None


def _hook(command: list[str]) -> Hook:
    return Hook(command=command)


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
        return next((key for key in value if key in REFERENCE_KEYS), None)
    return kind


Scalar = Annotated[
    Annotated[bool, Tag("flag")] | Annotated[int, Tag("number")] | Annotated[str, Tag("text")] | AnyReference,
    Discriminator(_option_type),
]
CommandLine = Annotated[
    Annotated[str, Tag("text")] | Annotated[Existing, Tag("existing")], Discriminator(_option_type)
]
"""A command line; with a secret in it, it may stay in the peers file alone."""
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


HookKey = Annotated[
    Annotated[Argv, AfterValidator(_hook), Tag("list")] | Annotated[Hook, Tag("table")],
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
    exclude_routes: list[Outside] | None = None
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
    speed: Annotated[int, Field(ge=1, le=MAX_INT)] | None = None
    connect: CommandLine | None = None
    pty: CommandLine | None = None
    logfile: AbsolutePath | None = None
    debug: bool | None = None
    options: Options | None = None
    on_up: HookKey | None = None
    on_down: HookKey | None = None
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
    version: FormatVersion
    settings: SettingsTable = SettingsTable()
    defaults: Layer = Layer()
    profiles: dict[str, Layer] = {}
    peers: dict[str, PeerTable] = {}


LINTS: Final = (
    "not-yet",
    "plain-text-secret",
    "readable-secret",
    "pptp-gone",
    "default-route-twice",
    "same-network",
    "no-split-dns",
    "no-route-metric",
    "script-overruled",
    *FACTS,
)
"""The warnings that `allow` may name; lint.py makes them."""

TYPED_KEYS: Final = tuple(name for name in Keys.model_fields if name not in ("options", "unset", "allow"))
"""The keys that `unset` may name."""
