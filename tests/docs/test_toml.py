"""Every piece of vpns.toml that a page shows is right."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Final

import pytest
from pages import Block, blocks, inline, pages

from vpnsync.cli.starter import WHERE, Starter
from vpnsync.config.merge import FITS
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


def _framed(word: str) -> str:
    """Return a description in which `key = value` stands where it belongs, with what it cannot do without."""
    key, _, value = word.partition(" = ")
    if key in SettingsTable.model_fields or key in LinuxSettings.model_fields:
        return f"version = 1\n[settings{'.linux' if key in LinuxSettings.model_fields else ''}]\n{word}\n"
    given = {"protocol": f'"{FITS.get(key, ("pptp",))[0]}"', key: value}
    protocol = given["protocol"].strip("\"'")
    where = WHERE.get(protocol, "server")
    given.setdefault(where, '"/bin/x"' if where in ("device", "pty") else '"vpn.example.net"')
    given.setdefault("platforms", str(Starter("office", {"protocol": protocol}).platforms))
    if key == "unset":
        return f"version = 1\n{_FRAME}mtu = 1400\n[peers.office]\n{word}\n"
    lines = "".join(f"{name} = {said}\n" for name, said in given.items())
    return f"version = 1\n[peers.office]\n{lines}"


@pytest.mark.parametrize("page", [page for page in pages() if not page.startswith("docs/reference/")])
def test_a_shown_value_is_valid(page: str, cli: Callable[..., Result], tmp_path: Path) -> None:
    """`mtu = 14` in a text is copied like any block; those of the reference are drawn from the program."""
    for word in dict.fromkeys(inline(page)):
        if re.match(r"[a-z_]+ = \S", word) and "..." not in word and "…" not in word:
            (tmp_path / "vpns.toml").write_text(_framed(word))
            done = cli("validate", "--no-secrets")
            assert done.status == 0, word + "\n" + done.err
