"""The keys of a peer, each with its sentence and with values that somebody might give it.

What a value becomes stands nowhere here: `renderings` asks the renderer.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from vpnsync.config import texts


class Key(NamedTuple):
    """What a key is for, and values for it as TOML has them, the most usual one first."""

    does: str
    values: tuple[str, ...]


_FLAG: Final = ("true", "false")
_REFERENCE: Final = '{ command = ["pass", "show", "vpn/office"] }'

_VALUES: Final[dict[str, tuple[str, ...]]] = {
    "protocol": ('"pptp"', '"l2tp"', '"pppoe"', '"sstp"', '"serial"', '"custom"'),
    "server": ('"vpn.example.com"',),
    "user": ('"alice"',),
    "password": (_REFERENCE, '{ system_keychain = "office-vpn" }'),
    "shared_secret": (_REFERENCE, '{ system_keychain = "office-psk" }'),
    "secret_storage": ('"dial"', '"file"'),
    "auth_methods": ('["mschap-v2"]', '["pap", "chap-md5", "mschap", "eap"]'),
    "encryption": ('"require-128"', '"require-40"', '"require"', '"none"'),
    "mppe_stateful": _FLAG,
    "default_route": _FLAG,
    "routes": ('["10.20.0.0/16"]',),
    "exclude_routes": ('["10.20.99.0/24"]',),
    "route_metric": ("50",),
    "dns": ('"peer"', '"none"', '{ servers = ["10.20.0.53"], domains = ["office.internal"] }'),
    "ipv6": _FLAG,
    "mtu": ("1400",),
    "mru": ("1400",),
    "idle": ('"30m"',),
    "reconnect": ("true", '{ delay = "10s", attempts = 5 }', "false"),
    "keepalive": ('{ interval = "30s", failures = 4 }',),
    "local_ip": ('"192.168.7.2"',),
    "remote_ip": ('"192.168.7.1"',),
    "accept_addresses": _FLAG,
    "interface": ('"eth0"',),
    "service": ('"internet"',),
    "device": ('"/dev/ttyUSB0"',),
    "speed": ("115200",),
    "connect": ('"chat -v -f /etc/chatscripts/lte"',),
    "pty": ('"ssh -t gateway pppd notty"',),
    "logfile": ('"/var/log/ppp.log"',),
    "debug": _FLAG,
    "options": ("{ lcp-max-configure = 20 }", '[["plugin", "vendor.so"], ["vendor-word", "value"], "novj"]'),
    "on_up": ('["notify-send", "office is up"]',),
    "on_down": ('["notify-send", "office is down"]',),
    "autostart": _FLAG,
    "unset": ('["idle", "keepalive"]',),
    "allow": ('["plain-text-secret"]',),
    "description": ('"Head office"',),
    "enabled": ("false",),
    "platforms": ('["macos"]',),
    "hosts": ('["studio*"]',),
    "profiles": ('["office-rules"]',),
    "macos": ("{ mtu = 1400 }",),
    "linux": ("{ mtu = 1400 }",),
}

KEYS: Final = {name: Key(texts.KEYS[name], values) for name, values in _VALUES.items()}
"""Every key that may stand on a peer."""
