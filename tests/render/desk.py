"""What these tests share: a description's text in, the text of the peers file out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vpnsync.config.load import load
from vpnsync.config.merge import merge
from vpnsync.config.secrets import Secrets
from vpnsync.pppd.options import dictionary
from vpnsync.pppd.words import split
from vpnsync.render.peer import render

if TYPE_CHECKING:
    from vpnsync.config.complaints import Complaint
    from vpnsync.pppd.options import Platform, Version
    from vpnsync.render.peer import Sheet

GOLDEN = Path(__file__).with_name("golden")
Pair = tuple[str, str | None]
"""An option and its value; None where it takes none."""


def sheet(text: str, platform: Platform, version: Version | None = None) -> tuple[Sheet, list[Complaint]]:
    """Return what the peer `office` becomes, and all complaints about it."""
    path = Path("vpns.toml")
    path.write_text(text, encoding="utf-8", newline="")
    config = load(path)
    peer, faults = merge(config, "office", platform)
    found, more = render(peer, dictionary(platform, version))
    return found, [*config.complaints, *faults, *more]


def rendered(text: str, platform: Platform, version: Version | None = None) -> bytes:
    """Return the peers file of `office`, secrets included, of a description without fault."""
    found, complaints = sheet(text, platform, version)
    assert complaints == []
    secrets = Secrets(Path(), {})
    return found.text(lambda entry: secrets.value(entry.value, entry.key))


def lines(text: str, platform: Platform) -> list[str]:
    """Return the lines of the peers file of `office`."""
    return rendered(text, platform).decode().splitlines()


def pairs(text: bytes, platform: Platform) -> list[Pair]:
    """Return each option with its value, as pppd reads a peers file word by word."""
    known = dictionary(platform)
    words = iter(split(text, known.dialect))
    found: list[Pair] = []
    for word in words:
        option = known.options.get(word.text)
        found.append((word.text, next(words).text if option and option.nargs else None))
    return found
