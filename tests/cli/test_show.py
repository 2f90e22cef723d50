"""`show`: the peers file that a peer becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.peers import body, describe

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result


def test_show_prints_what_apply_writes(cli: Callable[..., Result], tmp_path: Path) -> None:
    """Word for word, where there is no secret."""
    describe(tmp_path, office='user = "al ice"\nmtu = 1400\nidle = "5m"\ndns = "peer"')
    cli("apply", "--root", "root", "--yes")
    assert cli("show", "office").out == body(tmp_path / "root/etc/ppp/peers/office")


def test_show_hides_secrets_and_nothing_else(cli: Callable[..., Result], office: Path) -> None:
    """It is pasted into tickets."""
    cli("apply", "--root", "root", "--yes")
    written = body(office / "office")
    assert "open sesame" in written
    assert cli("show", "office").out == written.replace("open sesame", "(hidden)")


def test_show_speaks_the_dialect_asked_for(cli: Callable[..., Result], tmp_path: Path) -> None:
    """One description, two dialects."""
    (tmp_path / "vpns.toml").write_text(
        'version = 1\n[peers.office]\nprotocol = "pptp"\nserver = "vpn.example.net"\n'
    )
    assert 'remoteaddress "vpn.example.net"\n' in cli("show", "office", "--platform", "macos").out
    assert 'pty "pptp vpn.example.net --nolaunchpppd"\n' in cli("show", "office", "--platform", "linux").out


@pytest.mark.parametrize(
    ("line", "reason"),
    [('platforms = ["macos"]', "macOS"), ('hosts = ["elsewhere"]', "here"), ("enabled = false", "enabled")],
)
def test_a_peer_for_elsewhere_is_not_shown_but_told(
    cli: Callable[..., Result], tmp_path: Path, line: str, reason: str
) -> None:
    """An empty file would look like a peer without options."""
    describe(tmp_path, office=line)
    result = cli("show", "office", "--platform", "linux", "--host", "here")
    assert (result.status, result.out) == (1, "")
    assert "office" in result.err
    assert reason in result.err


def test_show_needs_no_disk(cli: Callable[..., Result], office: Path) -> None:
    """It is about the description alone."""
    assert cli("show", "office").status == 0
    assert not office.parents[2].exists()
