"""What pppd's lines tell of how far a call has come. Pure."""

from __future__ import annotations

import re
from typing import Final

_LINES: Final = (
    (re.compile(r"(?:PPTP|L2TP) connecting to server .*"), "connecting"),
    (re.compile(r"IPSec connection established"), "IPsec established"),
    (re.compile(r"(PPTP|L2TP) connection established\."), r"\1 tunnel established"),
    (re.compile(r"PPP session is (\d+)"), r"PPPoE session \1"),
    (re.compile(r"Connect: \S+ <--> .*"), "authenticating"),
    (re.compile(r"(PAP|CHAP|EAP)(?: \S+)? authentication succeeded"), r"authenticated (\1)"),
    (re.compile(r"MPPE (\d+)-bit (stateless|stateful) compression enabled"), r"encrypted (MPPE \1-bit, \2)"),
)
_DNS: Final = re.compile(r"(?:primary|secondary) +DNS address (\S+)")
_REFUSED: Final = re.compile(
    r"(?:PAP|CHAP|EAP|MS-CHAP)\S* (?:mutual )?authentication failed\b.*"
    r"|EAP: peer reports authentication failure|Unknown MS-CHAP authentication failure: .*"
)


def phase(line: str) -> str | None:
    """Say what a line means for the person who waits, or None where it means nothing to them."""
    for pattern, text in _LINES:
        found = pattern.search(line)
        if found:
            return found.expand(text)
    return None


def name_server(line: str) -> str | None:
    """Return the name server that the other side named in a line, if it did."""
    found = _DNS.search(line)
    return found[1] if found else None


def is_refusal(line: str) -> bool:
    """Whether a line says that user or password were refused: dialing again would not help."""
    return bool(_REFUSED.fullmatch(line))
