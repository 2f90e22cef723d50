"""What these tests share: a description in, the scripts of its peers out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vpnsync.config.load import Config, parse
from vpnsync.config.merge import merge
from vpnsync.pppd.options import dictionary
from vpnsync.render.hooks import scripts
from vpnsync.render.peer import render

if TYPE_CHECKING:
    from vpnsync.config.complaints import Complaint
    from vpnsync.pppd.options import Platform

OWNER: Final = "alice"
START: Final = 'version = 1\n[defaults]\nprotocol = "custom"\npty = "true"\n'


def described(text: str) -> Config:
    """Return a description."""
    return parse(text)


def rendered(
    text: str, platform: Platform = "linux", owner: str = OWNER
) -> tuple[dict[str, str], list[Complaint]]:
    """Return the scripts of all peers by file name, and all complaints."""
    config = described(text)
    found: dict[str, str] = {}
    complaints = list(config.complaints)
    for name in config.document.peers:
        peer, faults = merge(config, name, platform)
        sheet, more = render(peer, dictionary(platform))
        texts, last = scripts(peer, sheet, owner)
        found |= texts
        complaints += [*faults, *more, *last]
    return found, complaints


def scripts_of(text: str, platform: Platform = "linux", owner: str = OWNER) -> dict[str, str]:
    """Return the scripts of a description without fault."""
    found, complaints = rendered(text, platform, owner)
    assert complaints == []
    return found
