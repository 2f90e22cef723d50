"""What a person should know of a file that is carried over, besides what is odd about it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vpnsync.adopt.pool import Table
    from vpnsync.pppd.settings import Settings

_KINDS: Final = {"tty": "a device", "pppoe.so": "an interface", "pppoatm.so": "a circuit"}
_OWN_PASSWORD: Final = ("password", "passwd", "keychainpassword", "userkeychainpassword", "plugin")
"""Options that bring a password, or a plug-in that may."""


def hints(settings: Settings, table: Table) -> tuple[str, ...]:
    """Return a sentence for each; nothing of the file is quoted but words that name a device."""
    return (*_devices(settings), *_dialer(settings, table), *_password(settings))


def _devices(settings: Settings) -> Iterator[str]:
    """Say which words without a name were taken for a device or an interface."""
    for s in settings.live:
        if s.option and s.option.word == "device name" and not s.words[0].startswith("/"):
            yield f"'{s.words[0]}' was taken for {_KINDS[s.option.module]}, which must exist here"


def _dialer(settings: Settings, table: Table) -> Iterator[str]:
    """Say why a call of pptp is not taken for PPTP: what else it says would be lost."""
    command = next(reversed(settings.values_of("pty")), "")
    if re.match(r"(exec\s+)?(\S*/)?pptp\s", command) and table.get("protocol") == "custom":
        yield (
            "its `pty` is not just `pptp HOST --nolaunchpppd`, and stays as it is; "
            'that alone would be protocol = "pptp"'
        )


def _password(settings: Settings) -> Iterator[str]:
    """Say where the password is that is not in the file."""
    is_named = bool(settings.values_of("user") or settings.values_of("name"))
    if is_named and not any(settings.values_of(word) for word in _OWN_PASSWORD):
        yield (
            "there is no password in it: pppd looks into /etc/ppp/chap-secrets and pap-secrets,"
            " which stay as they are"
        )
