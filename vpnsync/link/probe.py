"""Can a server be reached? Asked by `doctor --network`, and to tell the causes of a failed call apart."""

from __future__ import annotations

import os
import socket
from typing import Final

PORTS: Final = {"pptp": 1723, "sstp": 443}
"""protocol -> the TCP port that its server listens at. L2TP is UDP, which says nothing when asked."""

PATIENCE: Final = 3.0
"""Seconds that a server is given to answer."""


def resolves(host: str) -> str | None:
    """Return why a name does not resolve, or None where it does."""
    try:
        socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        return _reason(error)
    return None


def unanswered(host: str, port: int) -> str | None:
    """Return why a TCP port does not answer, or None where it does."""
    try:
        with socket.create_connection((host, port), PATIENCE):
            return None
    except (OSError, UnicodeError) as error:
        return _reason(error)


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return f"no answer within {PATIENCE:.0f} seconds"
    if isinstance(error, OSError):
        text = error.strerror or (os.strerror(error.errno) if error.errno else str(error))
        return text[:1].lower() + text[1:]
    return "is no name that could be looked up"
