"""What each key of vpns.toml is for: one sentence a key, for the schema, the manual and the docs."""

from __future__ import annotations

from typing import Final

KEYS: Final = {
    "protocol": "How the link is made: the plug-in or program that carries it, and what goes with that.",
    "server": "The VPN server: a host name or an IP address, and nothing else.",
    "user": "The name by which this machine logs in.",
    "password": "The password by which this machine logs in: text, or better a reference to where it is "
    "kept.",
    "shared_secret": "The pre-shared key of IPsec; without it, L2TP runs without IPsec.",
    "secret_storage": 'Where pppd finds the secrets: in the peers file ("file", also without this key), or '
    'handed over at each dial ("dial"), so that they never lie in /etc.',
    "auth_methods": "The methods by which this machine may log in; all others are refused.",
    "encryption": "The MPPE encryption that the link must have. It needs a login by MS-CHAP.",
    "mppe_stateful": "Whether MPPE's stateful mode is allowed, which some servers insist on.",
    "default_route": "Whether all traffic goes through the link while it is up.",
    "routes": "The networks that are reached through the link while it is up.",
    "exclude_routes": "Networks that stay outside the link, though a route through it covers them.",
    "route_metric": "The metric of the routes through the link: the lowest one wins.",
    "dns": "The name servers to use while the link is up: the peer's, none, or these, for these domains only "
    "where any are given.",
    "ipv6": "Whether IPv6 is used on the link.",
    "mtu": "The largest packet that is sent, in bytes: 128 to 16384.",
    "mru": "The largest packet that the peer is asked to send, in bytes: 128 to 16384.",
    "idle": 'After how long without traffic the link is ended: seconds, or a duration such as "30m"; 0 is '
    "never.",
    "reconnect": "Whether pppd dials again once the link is lost: how long it waits, and after how many "
    "failures in a row it gives up; 0 attempts is never.",
    "keepalive": "How often the peer is asked for a sign of life, and how many of them may fail to come.",
    "local_ip": "This machine's IPv4 address on the link.",
    "remote_ip": "The peer's IPv4 address on the link.",
    "accept_addresses": "Whether the peer may decide both ends' addresses.",
    "interface": "The Ethernet interface to which the PPPoE modem is connected.",
    "service": "The PPPoE service to ask for, where the provider offers several.",
    "device": "The serial device, as a path below /dev.",
    "speed": "The speed of the serial line, in bits per second.",
    "connect": "The shell command that dials the modem.",
    "pty": "The shell command whose standard input and output carry the link.",
    "logfile": "A file to which pppd appends its messages, as an absolute path.",
    "debug": "Whether pppd logs every control packet.",
    "options": "Any other option of pppd by its own name: as a table, or as a list where order or repetition "
    "matters. `vpnsync explain WORD` tells what an option does.",
    "on_up": "A program, with its arguments, that is run as you (not as root) once the link is up.",
    "on_down": "A program, with its arguments, that is run as you (not as root) once the link is down.",
    "autostart": "Whether the link is dialed when the machine starts: by a systemd unit or a launchd plist, "
    "with which no secret may be handed over at each dial.",
    "unset": "Inherited keys that this table takes away.",
    "allow": "The names of warnings that are not to be given about this peer.",
    "description": "A remark of yours about the peer.",
    "enabled": "Whether the peer is for any machine at all; true without this key.",
    "platforms": "The platforms that the peer is for; without this key, all.",
    "hosts": "The hosts that the peer is for, by name or pattern; without this key, all.",
    "profiles": "The profiles that the peer takes, a later one over an earlier one.",
    "macos": "The same keys again, for macOS only; they overrule those above.",
    "linux": "The same keys again, for Linux only; they overrule those above.",
}
"""Every key that may stand on a peer."""

INNER: Final = {
    "Keepalive": {
        "interval": 'The time between two LCP echo requests: seconds, or a duration such as "30s".',
        "failures": "How many requests may go unanswered before the link counts as dead; 0 is any number.",
    },
    "Reconnect": {
        "delay": 'How long pppd waits before it dials again: seconds, or a duration such as "10s".',
        "attempts": "After how many failures in a row pppd gives up; 0 is never.",
    },
    "Dns": {
        "servers": "The addresses of the name servers.",
        "domains": "The domains that are looked up there; without this key, all.",
    },
    "Hook": {
        "command": "The program and its arguments, run without a shell.",
        "user": "Whose rights it is run with; without this key, those of the description's owner.",
    },
}
"""The keys of the tables that are values: class of the model -> key -> sentence."""

REFERENCES: Final = {
    "env": "The environment variable, of whoever runs vpnsync, that holds the secret.",
    "command": "A program with its arguments, run without a shell: the first line that it prints is the "
    "secret.",
    "file": "A file whose only line is the secret; a relative path starts at the description's folder.",
    "keychain": "The service name of an entry in your own keyring.",
    "account": "The entry's account; without this key, the peer's user.",
    "prompt": "The secret is asked on the terminal at each dial, and stored nowhere.",
    "existing": "The secret stays what the peers file holds now.",
    "system_keychain": "The service name of an item in macOS's System keychain, which pppd reads by itself.",
}
"""The keys of secret references."""

DOCUMENT: Final = {
    "version": "The format of this file: 1.",
    "settings": "Whose peers these are, and how their files are owned.",
    "defaults": "What every peer inherits.",
    "profiles": "Named bundles of keys, which a peer takes by `profiles = [...]`.",
    "peers": "The peers, by name: each becomes the file of that name in /etc/ppp/peers.",
}
SETTINGS: Final = {
    "id": "Whose peers these are: two descriptions on one machine need two ids.",
    "linux": "Settings for Linux only.",
}
LINUX_SETTINGS: Final = {
    "group": "The group whose members may dial: the files become 0640 root:GROUP instead of 0600.",
}
