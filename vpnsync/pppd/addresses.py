"""Addresses as pppd's C code reads them (ipcp.c: setipaddr, setdnsaddr; utils.c: bad_ip_adrs)."""

from __future__ import annotations

import re
import socket
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from vpnsync.pppd.options import Option

_HOST: Final = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_.])?")
_BROADCAST: Final = "255.255.255.255"


class NeedsMachineError(ValueError):
    """The verdict depends on the machine: a name to look up, a file, a device."""


def inet_addr(text: str) -> str | None:
    """Return dotted IPv4 for what C's inet_addr takes (also `10.1`, `0x0a000001`), else None."""
    try:
        dotted = socket.inet_ntoa(socket.inet_aton(text))
    except (OSError, ValueError):
        return None
    return None if dotted == _BROADCAST else dotted


def dns(option: Option, text: str) -> str:
    """Return the address of a name server."""
    address = inet_addr(text)
    if address is not None:
        return address
    if text == _BROADCAST:  # inet_addr cannot tell it from an error; the look-up that follows can
        return text
    if _HOST.fullmatch(text) and not re.fullmatch(r"[0-9.]+", text):
        raise NeedsMachineError(f"{option.word} '{text}' is looked up in DNS while parsing")
    raise ValueError(f"invalid address parameter '{text}' for {option.word} option")


def addresses(text: str) -> tuple[str | None, str | None]:
    """Return what a LOCAL:REMOTE word sets on each side; None where it sets nothing."""
    local, _, remote = text.partition(":")
    return _address(local, "local"), _address(remote, "remote")


def _address(text: str, side: str) -> str | None:
    if not text:
        return None
    dotted = inet_addr(text)
    if dotted is None:
        if _HOST.fullmatch(text) and not re.fullmatch(r"[0-9.]+", text):
            raise NeedsMachineError(f"'{text}' is looked up in DNS while parsing")
        raise ValueError(f"unknown host: {text}")
    if dotted == "0.0.0.0":  # noqa: S104 - compared with, not listened on
        return None
    if is_bad_address(dotted):
        raise ValueError(f"bad {side} IP address {dotted}")
    return dotted


def is_bad_address(dotted: str) -> bool:
    """Whether pppd refuses an address for a link's end (bad_ip_adrs): 127/8, 224/4, 240/4."""
    first = int(dotted.split(".", 1)[0])
    return first == 127 or first >= 224
