"""Arguments as pppd's C code reads them: what it ends with, or why it refuses.

Each reader returns what the option's variables get, comparable by value, or raises ValueError with
pppd's reason. Sources: options.c, ipcp.c, ccp.c, lcp.c of 2.4.9; as in ppp-1027 and 2.5.3 (measured).
"""

from __future__ import annotations

import re
import socket
from functools import lru_cache
from ipaddress import AddressValueError, IPv6Address
from typing import TYPE_CHECKING, Final

from vpnsync.pppd.addresses import NeedsMachineError, dns
from vpnsync.pppd.words import encode

if TYPE_CHECKING:
    from collections.abc import Callable

    from vpnsync.pppd.options import Option

Value = int | str | tuple["Value", ...] | None

_ULONG_MAX: Final = 2**64 - 1
_NUMBER: Final = re.compile(r"[ \t\n\v\f\r]*([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)")
_HEX_NUMBER: Final = re.compile(r"[ \t\n\v\f\r]*([+-]?)(?:0[xX](?=[0-9a-fA-F]))?([0-9a-fA-F]+)")
_ENDPOINT: Final = re.compile(
    r"(null|local|ip|mac|magic|phone|[+-]?[0-9]+)([:.].*)?", re.IGNORECASE | re.DOTALL
)
_DIGITS: Final = re.compile(r"[0-9a-fA-F]+")
_INTERFACE: Final = re.compile(r"(?![0-9a-fA-F]*\Z)[A-Za-z][A-Za-z0-9_.-]{0,14}")


@lru_cache(1024)  # of many peers most numbers are the same
def strtoul(text: str, base: int = 0) -> tuple[int, int]:
    """Return (the 32-bit value, the characters used) of C's strtoul; 0 used: no number."""
    found = (_HEX_NUMBER if base == 16 else _NUMBER).match(text)
    if not found:
        return 0, 0
    digits = found[2]
    octal = base == 0 and digits[0] == "0" and digits[1:2] not in ("x", "X")
    number = int(digits, 16 if base == 16 else 8 if octal else 0)
    # Out of range gives ULONG_MAX, whatever the sign; the option keeps the low 32 bits.
    number = _ULONG_MAX if number > _ULONG_MAX else -number if found[1] == "-" else number
    return number % 2**32, found.end()


def strtol(text: str) -> tuple[int, int]:
    """Return (the low 32 bits, the characters used) of C's strtol, base 0, of a 64-bit long."""
    found = _NUMBER.match(text)
    if not found:
        return 0, 0
    digits = found[2]
    number = int(digits, 8 if digits[0] == "0" and digits[1:2] not in ("x", "X") else 0)
    number = max(-number, -(2**63)) if found[1] == "-" else min(number, 2**63 - 1)
    return number % 2**32, found.end()


def signed(number: int) -> int:
    """Return 32 bits as C's int."""
    return number - 2**32 if number >= 2**31 else number


def read(option: Option, text: str) -> Value:
    """Return what an option's argument means; ValueError is pppd's refusal."""
    if option.kind == "int":
        return _int(option, text)
    if option.kind == "hex32":
        number, used = strtoul(text, 16)
        if not used:
            raise ValueError(_no_number(option, text))
        return number
    special = _SPECIAL.get(option.word)
    if special:
        return special(option, text)
    return encode(text)[: option.limit].decode("utf-8", "surrogateescape")


def _no_number(option: Option, text: str) -> str:
    return f"invalid numeric parameter '{text}' for {option.word} option"


def _int(option: Option, text: str) -> int:
    number, used = strtoul(text)
    if not used:
        raise ValueError(_no_number(option, text))
    number = signed(number)
    low, high = option.low, option.high
    outside = (low is not None and number < low) or (high is not None and number > high)
    if outside and not (option.zero_ok and number == 0):
        raise ValueError(f"{option.word} value must be {limits(option)}")
    return number


def limits(option: Option) -> str:
    """Say an option's limits in pppd's words."""
    zero = "zero or " if option.zero_ok else ""
    if option.high is None:
        return f"{zero}>= {option.low}"
    return f"{zero}between {option.low} and {option.high}"


def _slots(option: Option, text: str) -> int:
    number, used = strtoul(text)
    if not used:
        raise ValueError(_no_number(option, text))
    if not 2 <= signed(number) <= 16:
        raise ValueError("vj-max-slots value must be between 2 and 16")
    return number


def _escape(_option: Option, text: str) -> int:
    """Return a 256-bit map of the characters to escape."""
    bits, rest = 0, text
    while rest:
        number, used = strtoul(rest, 16)
        if not used:
            raise ValueError(f"escape parameter contains invalid hex number '{rest}'")
        number = signed(number)
        if not 0 <= number <= 0xFF or number == 0x5E:
            raise ValueError(f"can't escape character 0x{number & 0xFFFFFFFF:x}")
        bits |= 1 << number
        rest = rest[used:].lstrip(", ")
    return bits


def _compression(option: Option, text: str) -> str:
    """Return `R,A`, the code sizes to receive with and to allow; 0 turns one off."""
    receive, used = strtoul(text)
    allow, rest = receive, text[used:]
    if used and rest.startswith(","):
        allow, used = strtoul(rest[1:])
        rest = rest[1 + used :]
    if rest or not used:
        raise ValueError(f"invalid parameter '{text}' for {option.word} option")
    low, high = option.low or 0, option.high or 0
    for number in filter(None, (signed(receive), signed(allow))):
        if not low <= number <= high:
            raise ValueError(f"{option.word} option value must be 0 or between {low} and {high}")
    # zlib cannot do 8: pppd turns it into 9.
    pair = (9 if option.word == "deflate" and number == 8 else number for number in (receive, allow))
    return ",".join(map(str, pair))


def _netmask(_option: Option, text: str) -> str:
    mask = _dotted(text)
    if mask is None:
        raise ValueError(f"invalid netmask value '{text}'")
    return mask


def _dotted(text: str) -> str | None:
    """Return dotted IPv4 for four numbers up to 255 or one larger number (parse_dotted_ip), else None."""
    parts = text.split(".")
    numbers = [strtoul(part) for part in parts]
    whole = all(used == len(part) and used for (_, used), part in zip(numbers, parts, strict=True))
    if whole and len(parts) == 4 and all(number <= 255 for number, _ in numbers):
        return ".".join(str(number) for number, _ in numbers)
    if whole and len(parts) == 1 and numbers[0][0] > 255:
        return socket.inet_ntoa(numbers[0][0].to_bytes(4, "big"))
    return None


def _endpoint(_option: Option, text: str) -> str:
    """Read CLASS:VALUE (str_to_epdisc): a class by name or number, an address or up to 20 bytes in hex."""
    found = _ENDPOINT.fullmatch(text)
    kind, value = (found[1].casefold(), found[2]) if found else ("", "")
    is_right = bool(found)
    if value and kind in ("ip", "2"):
        is_right = _dotted(value[1:]) is not None
    elif value not in ("", ":", ".", None):
        pieces = re.split(r"[:.]", value[1:].rstrip(":."))
        size = sum((len(piece) + 1) // 2 for piece in pieces)
        is_mac = kind in ("mac", "3")
        if is_mac and _INTERFACE.fullmatch(value[1:]):
            raise NeedsMachineError(f"'{value[1:]}' is the name of an interface")
        is_right = all(map(_DIGITS.fullmatch, pieces)) and size <= 20 and (size == 6 or not is_mac)
    if not is_right:
        raise ValueError(f"Can't parse '{text}' as an endpoint discriminator")
    return text


def _ipx_node(option: Option, text: str) -> str:
    if not re.fullmatch(r"[0-9A-Fa-f]*(:[0-9A-Fa-f]*)?", text, re.ASCII):
        raise ValueError(f"invalid parameter '{text}' for {option.word} option")
    return text


def _ipx_name(_option: Option, text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_]{0,47}", text, re.ASCII):
        raise ValueError("IPX router name must be alphanumeric or _")
    return text


def _set(_option: Option, text: str) -> str:
    if "=" not in text:
        raise ValueError("missing = in name=value")
    if text.startswith("="):
        raise ValueError("missing variable name")
    return text


def _unset(_option: Option, text: str) -> str:
    if "=" in text:
        raise ValueError("unexpected = in name")
    if not text:
        raise ValueError("missing variable name for unset")
    return text


def _identifiers(_option: Option, text: str) -> tuple[Value, Value]:
    """Return the local and remote interface identifiers; None where one is not given."""
    local, _, remote = text.partition(",")
    return _identifier(local, "local"), _identifier(remote, "remote")


def _identifier(text: str, side: str) -> Value:
    if not text:
        return None
    try:
        number = int(IPv6Address(text))
    except AddressValueError:
        number = 0
    if not 0 < number < 2**64 or "%" in text:
        raise ValueError(f"Illegal interface identifier ({side}): {text}")
    return f"{number:x}"


def _call(_option: Option, text: str) -> str:
    if not text or text.startswith("/") or ".." in text.split("/"):
        raise ValueError(f"call option value may not contain .. or start with /: '{text}'")
    return text


_SPECIAL: Final[dict[str, Callable[[Option, str], Value]]] = {
    "vj-max-slots": _slots,
    "escape": _escape,
    "bsdcomp": _compression,
    "deflate": _compression,
    "ms-dns": dns,
    "dns-addr": dns,
    "ms-wins": dns,
    "netmask": _netmask,
    "endpoint": _endpoint,
    "ipx-node": _ipx_node,
    "ipx-router-name": _ipx_name,
    "set": _set,
    "unset": _unset,
    "ipv6": _identifiers,
    "call": _call,
}
