"""Who gets a peer: `enabled`, `platforms` and `hosts`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.config.desk import plan, validate

if TYPE_CHECKING:
    from tests.config.desk import Cli

PEER = 'version = 1\n[peers.office]\nprotocol = "custom"\n'


def names(rows: list[Any]) -> list[str]:
    """Return the names in a part of a plan."""
    return [row["name"] for row in rows]


@pytest.mark.parametrize(
    ("rows", "here"),
    [
        ("", True),
        ("enabled = true", True),
        ("enabled = false", False),
        ('platforms = ["linux"]', True),
        ('platforms = ["macos", "linux"]', True),
        ('platforms = ["macos"]', False),
        ('hosts = ["laptop.example"]', True),
        ('hosts = ["*.example"]', True),
        ('hosts = ["desk", "lap*"]', True),
        ('hosts = ["l?ptop.*"]', True),
        ('hosts = ["desk"]', False),
        ('hosts = ["lap", "top.example"]', False),
        ('hosts = ["*.example"]\nplatforms = ["macos"]', False),
        ('hosts = ["*.example"]\nenabled = false', False),
    ],
)
def test_a_peer_is_made_only_where_it_belongs(cli: Cli, rows: str, *, here: bool) -> None:
    """One description serves the laptop, the desktop and the router."""
    found = plan(cli, f"{PEER}{rows}\n", "--host", "laptop.example", "--platform", "linux")
    assert names(found["changes"]) == (["office"] if here else [])
    assert names(found["skipped"]) == ([] if here else ["office"])


@pytest.mark.parametrize(
    ("rows", "word"),
    [("enabled = false", "enabled"), ('platforms = ["macos"]', "macOS"), ('hosts = ["desk"]', "host")],
)
def test_a_skipped_peer_says_why(cli: Cli, rows: str, word: str) -> None:
    """Else somebody searches for the missing file."""
    found = plan(cli, f"{PEER}{rows}\n", "--host", "laptop", "--platform", "linux")
    (row,) = found["skipped"]
    assert word in row["reason"]


def test_a_peer_for_another_platform_is_not_checked_against_this_one(cli: Cli) -> None:
    """What it says is right, there."""
    text = f'{PEER}platforms = ["macos"]\noptions = {{ looplocal = true }}\n'
    assert validate(cli, text, "--platform", "linux") == []


def test_a_peer_for_another_host_is_checked_all_the_same(cli: Cli) -> None:
    """`validate` is for the whole description, wherever it runs."""
    text = f'{PEER}hosts = ["desk"]\noptions = {{ mtu = 5 }}\n'
    assert [said.line for said in validate(cli, text, "--host", "laptop")] == [5]


@pytest.mark.parametrize("row", ["mtu = 5", 'colour = "red"', 'profiles = ["nosuch"]'])
def test_the_keys_of_a_disabled_peer_are_checked_all_the_same(cli: Cli, row: str) -> None:
    """Switched on again in a hurry, it should work."""
    assert [said.line for said in validate(cli, f"{PEER}enabled = false\n{row}\n")] == [5]


def test_only_the_peers_that_are_named_are_complained_about(cli: Cli) -> None:
    """Whoever works on one peer is not stopped by another's."""
    text = f"{PEER}mtu = 5\n" + '[peers.home]\nprotocol = "custom"\nmru = 5\n'
    assert [said.key for said in validate(cli, text, "home")] == ["peers.home.mru"]
    assert [said.key for said in validate(cli, text)] == ["peers.office.mtu", "peers.home.mru"]
