"""Whom a peer calls, as far as root's half is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vpnsync.cli.callees import callees
from vpnsync.cli.session import render_all
from vpnsync.cli.where import Where

if TYPE_CHECKING:
    from pathlib import Path

PEERS = {
    "a": ("pptp", "vpn.example"),
    "b": ("pptp", "vpn.example"),
    "c": ("pptp", "other.example"),
    "d": ("sstp", "vpn.example"),
}


@pytest.mark.parametrize(
    ("platform", "dialed", "sharers"),
    [
        ("linux", "a", {"a": ("b",)}),
        ("linux", "b", {"b": ("a",)}),
        ("linux", "c", {}),
        ("linux", "d", {}),
        ("linux", None, {}),
        ("macos", "a", {}),
    ],
)
def test_a_call_is_told_with_whom_it_shares_its_connection(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    platform: str,
    dialed: str | None,
    sharers: dict[str, object],
) -> None:
    """On Linux, pptp makes one for all calls to a server; of peers that are only looked at nobody asks."""
    monkeypatch.chdir(tmp_path)
    rows = (f'[peers.{n}]\nprotocol = "{p}"\nserver = "{s}"\nuser = "u"\n' for n, (p, s) in PEERS.items())
    (tmp_path / "vpns.toml").write_text("version = 1\n" + "".join(row for row in rows))
    where = Where(root=tmp_path, platform="linux" if platform == "linux" else "macos")
    if platform == "macos":
        (tmp_path / "vpns.toml").write_text((tmp_path / "vpns.toml").read_text().replace('"sstp"', '"l2tp"'))
    found = callees(render_all(where.session()), dialed)
    assert {name: callee.sharers for name, callee in found.items() if callee.sharers} == sharers
