"""Whether a PPTP server has taken a call. pptp tells that by its name alone, where pppd may not hear it."""

from __future__ import annotations

from typing import Final

import psutil

_GATEWAY: Final = "pptpgw"
_TITLE: Final = "pptp: GRE-to-PPP gateway"
"""What pptp (pptp-linux) calls its process, and its first argument, once the server has taken the call."""


def is_call_taken(pid: int) -> bool:
    """Whether a pptp below this pppd carries a call."""
    try:
        return any(map(_is_gateway, psutil.Process(pid).children(recursive=True)))
    except psutil.Error:
        return False


def _is_gateway(process: psutil.Process) -> bool:
    try:
        return process.name() == _GATEWAY or " ".join(process.cmdline()[:1]).startswith(_TITLE)
    except psutil.Error:
        return False
