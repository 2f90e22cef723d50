"""Right and wrong values of every key, as they are written in TOML: (base, key, value)."""

from __future__ import annotations

from typing import Final

_BOOL: Final = (["true", "false"], ["1", "0", '"true"', '"yes"', "[]"])
_TEXT: Final = (['"some text"', "'it\\s'", '"é ü"'], ["3", "true", "1.5", '["text"]', "{ text = 1 }"])
_PACKET: Final = (["128", "1400", "16384"], ["127", "16385", "-1", '"1400"', "true", "1400.0", "[1400]"])
_ARGV: Final = (['["notify", "up"]', '["/bin/true"]'], ['"notify up"', "[]", "[3]", "true", '[["a"]]'])
_NETS: Final = (
    ['["10.20.0.0/16"]', '["10.0.0.0/8", "2001:db8::/32"]', "[]"],
    ['"10.20.0.0/16"', '["ten"]', "[10]", '["10.20.0.0/33"]', "true"],
)
_IPV4: Final = (
    ['"10.0.0.1"', '"192.168.7.2"'],
    ['"vpn.example.com"', '"10.0.0"', '"::1"', "10", '"10.0.0.1:10.0.0.2"', '"127.0.0.1"', '"224.0.0.1"'],
)
_SECRET: Final = (
    [
        '"plain"',
        '{ env = "VPN_PASSWORD" }',
        '{ command = ["pass", "show", "vpn/office"] }',
        '{ file = "secret.txt" }',
        '{ keychain = "vpn" }',
        '{ keychain = "vpn", account = "alice" }',
        "{ prompt = true }",
        "{ existing = true }",
    ],
    [
        "3",
        "true",
        "[]",
        "{}",
        '["plain"]',
        "{ env = 3 }",
        '{ env = "" }',
        '{ env = "A", file = "b" }',
        '{ env = "A", account = "alice" }',
        '{ command = "pass show vpn" }',
        "{ command = [] }",
        '{ command = ["pass", 3] }',
        "{ file = 3 }",
        "{ prompt = false }",
        "{ existing = false }",
        '{ prompt = "yes" }',
        '{ account = "alice" }',
        '{ vault = "vpn" }',
    ],
)
_HOST: Final = (
    ['"vpn.example.com"', '"vpn"', '"198.51.100.9"', '"2001:db8::1"', '"xn--bcher-kva.example"'],
    [
        '""',
        '"a b"',
        '"host name"',
        '"$(id)"',
        '"`id`"',
        '"-x"',
        '"--nolaunchpppd"',
        '"h;id"',
        '"h&id"',
        '"h|id"',
        '"h>x"',
        '"h/x"',
        '"h:1723"',
        '"alice@h"',
        '"h\\n"',
        '"h\\tx"',
        "'h\\x'",
        "'h\"x'",
        '"h\'x"',
        '"h#x"',
        '"h*"',
        '"fe80::1%eth0"',
        '"..."',
        '"a..b"',
        '"1.2.3.4.5"',
        '"\\u0000"',
        "3",
        "true",
        '["h"]',
    ],
)

_RULES: Final[dict[tuple[str, str], tuple[list[str], list[str]]]] = {
    ("custom", "protocol"): (['"serial"', '"custom"', '"pppoe"'], ['"ipsec"', '"PPTP"', "3", "true", '[""]']),
    ("pptp", "server"): _HOST,
    ("l2tp", "server"): _HOST,
    ("sstp", "server"): _HOST,
    ("custom", "user"): _TEXT,
    ("custom", "password"): _SECRET,
    ("l2tp", "password"): (['{ system_keychain = "vpn" }'], ["{ system_keychain = true }"]),
    ("l2tp", "shared_secret"): (
        [*_SECRET[0], '{ system_keychain = "vpn" }'],
        [*_SECRET[1], '{ system_keychain = "" }'],
    ),
    ("custom", "secret_storage"): (['"file"', '"dial"'], ['"disk"', "true", "1", '["dial"]']),
    ("custom", "auth_methods"): (
        ['["pap"]', '["pap", "chap-md5", "mschap", "mschap-v2", "eap"]'],
        ['"pap"', '["chap"]', "[3]", "true"],
    ),
    ("custom", "encryption"): (
        ['"none"', '"require"', '"require-40"', '"require-128"'],
        ['"require-56"', '"128"', "128", "true"],
    ),
    ("custom", "mppe_stateful"): _BOOL,
    ("custom", "default_route"): _BOOL,
    ("custom", "ipv6"): _BOOL,
    ("custom", "accept_addresses"): _BOOL,
    ("custom", "debug"): _BOOL,
    ("custom", "autostart"): _BOOL,
    ("custom", "routes"): _NETS,
    ("custom", "exclude_routes"): _NETS,
    ("custom", "route_metric"): (["0", "50"], ['"50"', "true", "-1", "1.5"]),
    ("custom", "dns"): (
        ['"peer"', '"none"', '{ servers = ["10.0.0.53"], domains = ["corp.example"] }'],
        [
            '"yes"',
            "true",
            '["10.0.0.53"]',
            '{ servers = "10.0.0.53" }',
            '{ servers = ["dns.example"] }',
            '{ servers = ["10.0.0.53"], domain = ["corp.example"] }',
            '{ servers = ["10.0.0.53"], domains = "corp.example" }',
            '{ servers = ["10.0.0.53"], domains = ["corp example; id"] }',
        ],
    ),
    ("custom", "mtu"): _PACKET,
    ("custom", "mru"): _PACKET,
    ("custom", "idle"): (
        ["0", "90", '"30m"', '"1h30m"', '"90s"', '"2h"'],
        ['"30x"', '"m30"', '"m"', '""', '"1h 30m"', '"-5m"', '"1.5h"', "true", "-1", "1.5", "[90]"],
    ),
    ("custom", "reconnect"): (
        ["true", "false", '{ delay = "10s", attempts = 3 }', "{ delay = 5 }", "{ attempts = 0 }"],
        ["1", '"yes"', "{ delay = true }", '{ attempts = "3" }', "{ attempts = -1 }", "{ tries = 3 }", "[]"],
    ),
    ("custom", "keepalive"): (
        ['{ interval = "30s", failures = 4 }', "{ interval = 30 }", "{ failures = 4 }"],
        ["30", "true", '"30s"', '{ interval = "30x" }', "{ failures = true }", "{ failure = 4 }"],
    ),
    ("custom", "local_ip"): _IPV4,
    ("custom", "remote_ip"): _IPV4,
    ("pppoe", "interface"): (
        ['"eth0"', '"enp3s0f1"', '"eth0.7"'],
        ['"eth 0"', '"-x"', '"$(id)"', '"a/b"', '"eth0;id"', '"eth0\\nnovj"', '""', "3", "true"],
    ),
    ("pppoe", "service"): _TEXT,
    ("serial", "device"): (
        ['"/dev/ttyUSB0"', '"/dev/cu.usbmodem14101"', '"/dev/serial/by-id/usb-Modem_1-if00"'],
        ['"/dev/tty USB0"', '"/dev/ttyUSB0\\nnoauth"', '"-x"', "3", "true"],
    ),
    ("serial", "speed"): (["9600", "115200"], ['"115200"', "true", "-9600", "9600.5"]),
    ("serial", "connect"): _TEXT,
    ("custom", "pty"): _TEXT,
    ("custom", "logfile"): (['"/var/log/office.log"'], ["3", "true", '["/var/log/x"]']),
    ("custom", "options"): (
        ["{ novj = true }", '[["ipparam", "x"], "novj"]', "{}", "[]"],
        ["3", "true", '"novj"', "[3]", '[["ipparam", "x", "y"]]', "[[]]", "{ novj = { a = 1 } }"],
    ),
    ("custom", "on_up"): _ARGV,
    ("custom", "on_down"): _ARGV,
    ("custom", "unset"): (['["mtu", "password"]', "[]"], ['"mtu"', "[3]", '["nosuch"]', "true"]),
    ("custom", "allow"): (['["plain-text-secret"]'], ['"plain-text-secret"', "[3]", "true"]),
    ("custom", "description"): (['"Head office"'], ["3", "true"]),
    ("custom", "enabled"): _BOOL,
    ("custom", "platforms"): (
        ['["macos"]', '["linux", "macos"]'],
        ['"macos"', '["windows"]', '["darwin"]', "[3]", "true"],
    ),
    ("custom", "hosts"): (['["*.example.com", "laptop"]'], ['"laptop"', "[3]", "true"]),
    ("custom", "profiles"): (['["fast"]', "[]"], ['"fast"', "[3]", '["slow"]']),
}

ACCEPTED: Final = [(base, key, value) for (base, key), (good, _) in _RULES.items() for value in good]
REFUSED: Final = [(base, key, value) for (base, key), (_, bad) in _RULES.items() for value in bad]
