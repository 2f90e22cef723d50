"""The words of complaints about values: what must stand there instead."""

from __future__ import annotations

from typing import Final

SECRET_KEYS: Final = ("password", "shared_secret")
SECRET_OPTIONS: Final = (*SECRET_KEYS, "l2tpipsecsharedsecret", "passwd")
REFERENCE_FORMS: Final = (
    'must be text or a secret reference: { env = "NAME" }, { command = ["argv"] }, { file = "path" }, '
    '{ keychain = "SERVICE" }, { prompt = true }, { existing = true } or { system_keychain = "SERVICE" }'
)
_HOOK_FORMS: Final = 'must be a list such as ["program", "argument"], or { command = [...], user = "name" }'
FORMS: Final = {
    "password": REFERENCE_FORMS,
    "shared_secret": REFERENCE_FORMS,
    "connect": "must be text, or { existing = true } to keep what the peers file holds",
    "pty": "must be text, or { existing = true } to keep what the peers file holds",
    "dns": 'must be "peer", "none" or { servers = [...], domains = [...] }',
    "on_up": _HOOK_FORMS,
    "on_down": _HOOK_FORMS,
    "reconnect": "must be true, false or { delay, attempts }",
    "keepalive": "must be a table such as { interval = 30, failures = 4 }",
    "auth_methods": 'must be a list such as ["mschap-v2"]',
    "routes": 'must be a list such as ["10.20.0.0/16"]',
    "exclude_routes": 'must be a list such as ["10.20.30.0/24"]',
    "servers": 'must be a list such as ["10.20.0.53"]',
    "domains": 'must be a list such as ["office.example"]',
    "command": 'must be a list: the program and its arguments, such as ["pass", "show", "vpn/office"]',
    "profiles": 'must be a list such as ["NAME"], or tables [profiles.NAME] beside the peers',
    "platforms": 'must be a list such as ["linux"]',
    "hosts": 'must be a list such as ["laptop", "work-*"]',
    "unset": 'must be a list of keys such as ["mtu"]',
    "allow": 'must be a list of warnings such as ["pptp-gone"]',
    "options": 'must be a table, or a list such as [["plugin", "a.so"], "novj"]',
}
PATTERNS: Final = {
    "device": 'must be a path below /dev, such as "/dev/ttyUSB0"',
    "interface": "must be the name of a network interface: at most 15 letters, digits, dots and dashes",
    "group": "must be the name of a group",
    "user": "must be the name of a user",
    "id": "must be 1 to 64 of A-Z a-z 0-9 . _ - and start with a letter or digit",
    "env": "must be the name of an environment variable",
}
WORDING: Final = {
    "missing": "is required",
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "list_type": "must be a list",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "too_short": "must have at least {min_length} item(s)",
    "too_long": "must have at most {max_length} items",
    "string_too_short": "must not be empty",
    "string_too_long": "must have at most {max_length} characters",
    "string_pattern_mismatch": "must match {pattern}",
}
