"""The keys that a user may write in vpns.toml, with their types and limits."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import BaseModel, Field

from vpnsync.config.forms import CommandLine, DnsValue, HookKey, Keepalive, Options, ReconnectValue
from vpnsync.config.kinds import (
    MAX_INT,
    AbsolutePath,
    Count,
    FormatVersion,
    Host,
    LinkAddress,
    Network,
    Outside,
    Packet,
    Seconds,
)
from vpnsync.config.references import STRICT, Secret

Protocol = Literal["pptp", "l2tp", "pppoe", "sstp", "serial", "custom"]
PlatformName = Literal["macos", "linux"]


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
    dns: DnsValue | None = None
    ipv6: bool | None = None
    mtu: Packet | None = None
    mru: Packet | None = None
    idle: Seconds | None = None
    reconnect: ReconnectValue | None = None
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


TYPED_KEYS: Final = tuple(name for name in Keys.model_fields if name not in ("options", "unset", "allow"))
"""The keys that `unset` may name."""
