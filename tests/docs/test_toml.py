"""Every piece of vpns.toml that a page shows is right."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Final

import pytest
from pages import Block, blocks, inline, pages

from vpnsync.config.model import Document, LinuxSettings, PeerTable, SettingsTable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

_FRAME: Final = """\
[defaults]
protocol = "pptp"
server = "vpn.example.net"
user = "alice"
"""
"""What a fragment leaves to its reader: a protocol with its server."""
_MODELS: Final = (PeerTable, SettingsTable, LinuxSettings, Document)
_KEYS: Final = {key for model in _MODELS for key in model.model_fields}


def _whole(block: Block) -> str:
    """Return a fragment in a frame: a version, what a peer cannot do without, and a table to stand in."""
    text = block.text
    if re.search(r"^version = ", text, re.MULTILINE):
        return text
    if not re.match(r"(\s*#.*\n)*\s*\[", text):
        text = f"[peers.office]\n{text}"
    frame = "" if "[defaults]" in text or "protocol =" in text else _FRAME
    return f"version = 1\n{frame}{text}"


@pytest.mark.parametrize("block", blocks("toml"), ids=str)
def test_a_shown_description_is_valid(block: Block, cli: Callable[..., Result], tmp_path: Path) -> None:
    """What is copied from a page must work; no secret is opened for it."""
    (tmp_path / "vpns.toml").write_text(_whole(block))
    result = cli("validate", "--no-secrets")
    assert result.status == ("wrong" in block.marks), result.err


@pytest.mark.parametrize("page", pages())
def test_a_shown_key_exists(page: str) -> None:
    """`key = value` in a text is TOML, and the key is one of vpns.toml."""
    shown = [word for word in inline(page) if re.match(r"[a-z_]+ = \S", word)]
    for word in shown:
        value = re.sub(r"\.\.\.|…", "", word) if word.endswith(("...", "…")) else word
        table = tomllib.loads(value.replace("[...]", "[]").replace("{ ... }", "{}"))
        assert table.keys() <= _KEYS, word
