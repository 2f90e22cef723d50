"""What these tests share: a peers file's text in, the peer as TOML out, and that TOML rendered again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from vpnsync.adopt.carry import Adopted, Carrier, Left
from vpnsync.adopt.text import peer_text
from vpnsync.config.load import parse
from vpnsync.config.merge import merge
from vpnsync.pppd.options import dictionary
from vpnsync.render.peer import render

if TYPE_CHECKING:
    from vpnsync.pppd.options import Platform
    from vpnsync.pppd.settings import Settings
    from vpnsync.render.entries import Entry

HEAD = "version = 1\n"
PATH = Path("vpns.toml")


def carried(text: bytes, platform: Platform, before: str = HEAD, *, keep: bool = True) -> Adopted | Left:
    """Carry a peers file over, as `--secrets keep` does or as the default."""

    def secret(*given: str) -> Any:  # noqa: ANN401 - whatever TOML holds
        return given[-1] if keep else {"existing": True}

    config = parse(before, PATH)
    assert config.complaints == ()
    return Carrier(config, dictionary(platform), secret, keeps_text=keep).carry("office", text)


def toml(adopted: Adopted, before: str = HEAD) -> str:
    """Return the description that comes of it."""
    return f"{before}\n{peer_text(adopted.name, adopted.table, adopted.remarks)}"


def rendered(description: str, platform: Platform, held: Settings | None = None) -> bytes:
    """Return the peers file of `office`; `held` is what the file holds now, for `existing`."""
    config = parse(description, PATH)
    peer, faults = merge(config, "office", platform)
    sheet, more = render(peer, dictionary(platform))
    assert [*config.complaints, *faults, *more] == []

    def value_of(entry: Entry) -> str:
        if hasattr(entry.value, "get_secret_value"):
            return str(entry.value.get_secret_value())
        return entry.value if isinstance(entry.value, str) else held.values_of(entry.word)[-1] if held else ""

    return sheet.text(value_of)
