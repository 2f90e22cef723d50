"""Whatever stands in vpns.toml or among the generations: a message and a status, never a crash."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.peers import describe
from tests.examples import tries
from vpnsync.config.model import Document, LinuxSettings, PeerTable, SettingsTable
from vpnsync.pppd.options import PLATFORMS, dictionary

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

ROOT: Final = ("--root", "root", "--platform", "linux")
COMMANDS: Final = (
    ("validate", "--no-secrets"),
    ("plan", "--no-secrets", *ROOT),
    ("plan", "--no-secrets", "--json", "--root", "root", "--platform", "macos"),
    ("show", "office"),
)

pieces: Final = st.sampled_from(
    [
        *("version = 1\n", "[peers.office]\n", "[defaults]\n", "[[peers]]\n", 'protocol = "custom"\n'),
        *("options = {", "}", "[", "]", "=", '"', "'''", "\\u0000", "\n", "#", "1e999", "0x", "inf"),
        *("2020-01-01", ".", "\x00"),
    ]
)
texts: Final = st.lists(pieces | st.text(max_size=6), max_size=14).map("".join)

words: Final = st.sampled_from(
    [
        *PeerTable.model_fields,
        *Document.model_fields,
        *SettingsTable.model_fields,
        *LinuxSettings.model_fields,
        *sorted({word for platform in PLATFORMS for word in dictionary(platform).options})[::9],
        *("office", "env", "command", "file", "keychain", "prompt", "existing", "system_keychain"),
        *("interval", "failures", "delay", "attempts", "servers", "domains", "account", "custom", "pptp"),
        *("l2tp", "pppoe", "sstp", "serial", "macos", "linux", "30m", "10.0.0.0/8", "eap", "dial", "peer"),
    ]
)
scalars: Final = words | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=5)
values: Final = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(words | st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=8,
)
tables: Final = st.dictionaries(words, values, max_size=6)
documents: Final = st.fixed_dictionaries(
    {"version": st.just(1) | values},
    optional={
        "settings": tables | values,
        "defaults": tables | values,
        "profiles": st.dictionaries(words, tables, max_size=2) | values,
        "peers": st.dictionaries(st.just("office") | st.text(max_size=4), tables, max_size=3) | values,
    },
)


def run_all(cli: Callable[..., Result], text: str) -> None:
    """Run every command with this description: `cli` lets no exception pass but those that are told."""
    with open("vpns.toml", "w", encoding="utf-8", newline="", errors="surrogatepass") as stream:  # noqa: PTH123
        stream.write(text)
    for command in COMMANDS:
        result = cli(*command)
        assert result.status in (0, 1)
        assert result.status == 0 or "vpnsync: " in result.err


@tries(60)
@given(text=texts | texts.map(lambda text: f'version = 1\n[peers.office]\nprotocol = "custom"\n{text}'))
def test_no_text_is_a_crash(cli: Callable[..., Result], text: str) -> None:
    """Half a line while an editor saves, or another program's file."""
    run_all(cli, text)


@tries(80)
@given(document=documents)
def test_no_description_is_a_crash(cli: Callable[..., Result], document: dict[str, Any]) -> None:
    """Well-formed, with any key in any place and any value behind it."""
    run_all(cli, tomli_w.dumps(document))


@pytest.fixture
def kept(cli: Callable[..., Result], tmp_path: Path) -> Path:
    """Apply three times; return where the generations are."""
    for mtu in (1400, 1300, 1200):
        describe(tmp_path, office=f"mtu = {mtu}")
        assert cli("apply", "--yes", *ROOT).status == 0
    return tmp_path / "root/var/lib/vpnsync/generations"


names: Final = st.sampled_from(["2.json", "2.unfinished.json", "3.json", "4.json", "0.json", "x", "4.x.json"])


@tries(60)
@given(name=names, data=st.binary(max_size=60), start=st.integers(0, 400))
def test_no_generation_is_a_crash(
    cli: Callable[..., Result], kept: Path, name: str, data: bytes, start: int
) -> None:
    """The index is what stands in the directory: any name, any bytes, half of one and half of another."""
    before = {path.name: path.read_bytes() for path in kept.iterdir()}
    (kept / name).write_bytes(before["2.json"][:start] + data)
    (kept / name).chmod(0o600)
    for command in (("history",), ("history", "--json"), ("history", "2"), ("rollback",), ("rollback", "1")):
        result = cli(*command, *ROOT)
        assert result.status in (0, 1)
    for path in kept.iterdir():
        path.unlink()
    for whole, text in before.items():
        (kept / whole).write_bytes(text)
        (kept / whole).chmod(0o600)
