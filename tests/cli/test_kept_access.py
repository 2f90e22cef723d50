"""Debian's 0640 root:dip: members of dip may have been dialing with it, so an adopted one stays so."""

from __future__ import annotations

import grp
import os
import stat
from typing import TYPE_CHECKING

import pytest

from tests.cli.peers import body, describe

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

pytestmark = pytest.mark.usefixtures("needs_root")
RUN = ("--root", "root", "--platform", "linux")


@pytest.fixture
def dip() -> int:
    """Return Debian's group of those who may dial."""
    found = [group.gr_gid for group in grp.getgrall() if group.gr_name == "dip"]
    if not found:
        pytest.skip("this machine has no group dip")
    return found[0]


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """Return a hand-written peers file."""
    path = tmp_path / "root/etc/ppp/peers/office"
    path.parent.mkdir(parents=True)
    path.write_text("mtu 1200\n")
    return path


def access(path: Path) -> tuple[int, int]:
    """Return mode and group."""
    return stat.S_IMODE(path.stat().st_mode), path.stat().st_gid


def apply(cli: Callable[..., Result], folder: Path, mtu: int) -> Result:
    """Apply a description of this one peer."""
    describe(folder, office=f"mtu = {mtu}")
    result = cli("apply", "--yes", "--adopt", *RUN)
    assert result.status == 0, result.err
    return result


@pytest.mark.parametrize("mtu", [1200, 1400], ids=["agreeing", "differing"])
def test_an_adopted_file_of_dip_stays_so_and_is_told(
    cli: Callable[..., Result], tmp_path: Path, office: Path, dip: int, mtu: int
) -> None:
    """Else adopting would lock out who could dial the day before."""
    os.chown(office, 0, dip)
    office.chmod(0o640)
    said = apply(cli, tmp_path, mtu)
    assert access(office) == (0o640, dip)
    assert "office: keeps its access 0640 (group dip), as it was adopted" in said.out
    assert cli("plan", "--detailed-exitcode", *RUN).status == 0


def test_it_stays_so_over_later_updates(
    cli: Callable[..., Result], tmp_path: Path, office: Path, dip: int
) -> None:
    """The header remembers it."""
    os.chown(office, 0, dip)
    office.chmod(0o640)
    for mtu in (1200, 1300, 1400):
        apply(cli, tmp_path, mtu)
        assert (access(office), body(office)) == ((0o640, dip), f"mtu {mtu}\n")


def test_what_is_looser_than_what_was_kept_is_still_a_change(
    cli: Callable[..., Result], tmp_path: Path, office: Path, dip: int
) -> None:
    """Kept means 0640 dip, not anything at all."""
    os.chown(office, 0, dip)
    office.chmod(0o640)
    apply(cli, tmp_path, 1200)
    office.chmod(0o644)
    apply(cli, tmp_path, 1200)
    assert access(office) == (0o640, dip)
    os.chown(office, 0, 12345)
    apply(cli, tmp_path, 1200)
    assert access(office) == (0o640, dip)


@pytest.mark.parametrize("mode", [0o644, 0o660, 0o666])
def test_looser_than_debians_own_is_not_kept(
    cli: Callable[..., Result], tmp_path: Path, office: Path, dip: int, mode: int
) -> None:
    """Only what Debian itself sets is nobody's mistake."""
    os.chown(office, 0, dip)
    office.chmod(mode)
    apply(cli, tmp_path, 1200)
    assert access(office)[0] == 0o600


@pytest.mark.usefixtures("dip")
def test_another_groups_file_is_not_kept_open(
    cli: Callable[..., Result], tmp_path: Path, office: Path
) -> None:
    """`users` is everybody; only members of dip were meant to dial."""
    os.chown(office, 0, 12345)
    office.chmod(0o640)
    apply(cli, tmp_path, 1200)
    assert access(office)[0] == 0o600


def test_another_owner_is_a_change(
    cli: Callable[..., Result], tmp_path: Path, office: Path, dip: int
) -> None:
    """Who owns a peers file decides what root's pppd does."""
    os.chown(office, 1234, dip)
    office.chmod(0o640)
    apply(cli, tmp_path, 1200)
    assert office.stat().st_uid == 0
