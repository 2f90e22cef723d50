"""The keys of a peer, each with a sentence and with values that somebody might give it.

What a value becomes stands nowhere here: `renderings` asks the renderer.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Key(NamedTuple):
    """What a key is for, and values for it as TOML has them, the most usual one first."""

    does: str
    values: tuple[str, ...]


_FLAG: Final = ("true", "false")
_REFERENCE: Final = '{ command = ["pass", "show", "vpn/office"] }'

KEYS: Final = {
    "protocol": Key(
        "How the link is made: the plug-in or program that carries it, and what goes with that.",
        ('"pptp"', '"l2tp"', '"pppoe"', '"sstp"', '"serial"', '"custom"'),
    ),
    "server": Key("The VPN server: a host name or an IP address, and nothing else.", ('"vpn.example.com"',)),
    "user": Key("The name by which this machine logs in.", ('"alice"',)),
    "password": Key(
        "The password by which this machine logs in: text, or better a reference to where it is kept.",
        (_REFERENCE, '{ system_keychain = "office-vpn" }'),
    ),
    "shared_secret": Key(
        "The pre-shared key of IPsec; without it, L2TP runs without IPsec.",
        (_REFERENCE, '{ system_keychain = "office-psk" }'),
    ),
    "secret_storage": Key(
        'Where pppd finds the secrets: in the peers file ("file", also without this key), or handed over '
        'at each dial ("dial"), so that they never lie in /etc.',
        ('"dial"', '"file"'),
    ),
    "auth_methods": Key(
        "The methods by which this machine may log in; all others are refused.",
        ('["mschap-v2"]', '["pap", "chap-md5", "mschap", "eap"]'),
    ),
    "encryption": Key(
        "The MPPE encryption that the link must have. It needs a login by MS-CHAP.",
        ('"require-128"', '"require-40"', '"require"', '"none"'),
    ),
    "mppe_stateful": Key("Whether MPPE's stateful mode is allowed, which some servers insist on.", _FLAG),
    "default_route": Key("Whether all traffic goes through the link while it is up.", _FLAG),
    "routes": Key("The networks that are reached through the link while it is up.", ('["10.20.0.0/16"]',)),
    "exclude_routes": Key(
        "Networks that stay outside the link, though a route through it covers them.", ('["10.20.99.0/24"]',)
    ),
    "route_metric": Key("The metric of the routes through the link: the lowest one wins.", ("50",)),
    "dns": Key(
        "The name servers to use while the link is up: the peer's, none, or these, for these domains only "
        "where any are given.",
        ('"peer"', '"none"', '{ servers = ["10.20.0.53"], domains = ["office.internal"] }'),
    ),
    "ipv6": Key("Whether IPv6 is used on the link.", _FLAG),
    "mtu": Key("The largest packet that is sent, in bytes: 128 to 16384.", ("1400",)),
    "mru": Key("The largest packet that the peer is asked to send, in bytes: 128 to 16384.", ("1400",)),
    "idle": Key(
        'After how long without traffic the link is ended: seconds, or a duration such as "30m"; 0 is never.',
        ('"30m"',),
    ),
    "reconnect": Key(
        "Whether pppd dials again once the link is lost: how long it waits, and after how many failures "
        "in a row it gives up; 0 attempts is never.",
        ("true", '{ delay = "10s", attempts = 5 }', "false"),
    ),
    "keepalive": Key(
        "How often the peer is asked for a sign of life, and how many of them may fail to come.",
        ('{ interval = "30s", failures = 4 }',),
    ),
    "local_ip": Key("This machine's IPv4 address on the link.", ('"192.168.7.2"',)),
    "remote_ip": Key("The peer's IPv4 address on the link.", ('"192.168.7.1"',)),
    "accept_addresses": Key("Whether the peer may decide both ends' addresses.", _FLAG),
    "interface": Key("The Ethernet interface to which the PPPoE modem is connected.", ('"eth0"',)),
    "service": Key("The PPPoE service to ask for, where the provider offers several.", ('"internet"',)),
    "device": Key("The serial device, as a path below /dev.", ('"/dev/ttyUSB0"',)),
    "speed": Key("The speed of the serial line, in bits per second.", ("115200",)),
    "connect": Key("The shell command that dials the modem.", ('"chat -v -f /etc/chatscripts/lte"',)),
    "pty": Key(
        "The shell command whose standard input and output carry the link.",
        ('"ssh -t gateway pppd notty"',),
    ),
    "logfile": Key(
        "A file to which pppd appends its messages, as an absolute path.", ('"/var/log/ppp.log"',)
    ),
    "debug": Key("Whether pppd logs every control packet.", _FLAG),
    "options": Key(
        "Any other option of pppd by its own name: as a table, or as a list where order or repetition "
        "matters. `vpnsync explain WORD` tells what an option does.",
        ("{ lcp-max-configure = 20 }", '[["plugin", "vendor.so"], ["vendor-word", "value"], "novj"]'),
    ),
    "on_up": Key(
        "A program, with its arguments, that is run as you (not as root) once the link is up.",
        ('["notify-send", "office is up"]',),
    ),
    "on_down": Key(
        "A program, with its arguments, that is run as you (not as root) once the link is down.",
        ('["notify-send", "office is down"]',),
    ),
    "autostart": Key("Whether the link is dialed when the machine starts.", _FLAG),
    "unset": Key("Inherited keys that this table takes away.", ('["idle", "keepalive"]',)),
    "allow": Key(
        "The names of warnings that are not to be given about this peer.", ('["plain-text-secret"]',)
    ),
    "description": Key("A remark of yours about the peer.", ('"Head office"',)),
    "enabled": Key("Whether the peer is for any machine at all; true without this key.", ("false",)),
    "platforms": Key("The platforms that the peer is for; without this key, all.", ('["macos"]',)),
    "hosts": Key(
        "The hosts that the peer is for, by name or pattern; without this key, all.", ('["studio*"]',)
    ),
    "profiles": Key(
        "The profiles that the peer takes, a later one over an earlier one.", ('["office-rules"]',)
    ),
    "macos": Key("The same keys again, for macOS only; they overrule those above.", ("{ mtu = 1400 }",)),
    "linux": Key("The same keys again, for Linux only; they overrule those above.", ("{ mtu = 1400 }",)),
}
"""Every key that may stand on a peer."""
