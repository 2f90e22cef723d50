"""What `apply --yes` may do without being told so by name: create and update, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.peers import bodies, body, describe
from tests.sync.disk import snapshot

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result


@pytest.fixture
def peers(cli: Callable[..., Result], tmp_path: Path) -> Path:
    """Put one file of each kind on disk: edited by hand, hand-written, and no longer described."""
    describe(tmp_path, edited="mtu = 1400", old="mtu = 1400")
    cli("apply", "--root", "root", "--yes")
    peers = tmp_path / "root/etc/ppp/peers"
    edited = peers / "edited"
    edited.write_text(edited.read_text().replace("1400", "1200"))
    (peers / "foreign").write_text("mtu 1200\n")
    describe(tmp_path, edited="mtu = 1400", foreign="mtu = 1400", new="mtu = 1400")
    return peers


ALL = {"--adopt": "foreign", "--overwrite": "edited", "--prune": "old"}


@pytest.mark.parametrize("missing", ALL)
def test_yes_alone_does_not_do_what_nobody_consented_to(
    cli: Callable[..., Result], peers: Path, missing: str
) -> None:
    """It stops before the first write, and names the files and the option."""
    before = snapshot(peers)
    result = cli("apply", "--root", "root", "--yes", *(option for option in ALL if option != missing))
    assert result.status == 1
    assert snapshot(peers) == before
    (line,) = [line for line in result.err.splitlines() if missing in line]
    assert ALL[missing] in line
    assert not [name for option, name in ALL.items() if option != missing and name in line]


def test_yes_alone_names_everything_at_once(cli: Callable[..., Result], peers: Path) -> None:
    """Nobody wants to learn of the options one run at a time."""
    before = snapshot(peers)
    result = cli("apply", "--root", "root", "--yes")
    assert (result.status, snapshot(peers)) == (1, before)
    for option, name in ALL.items():
        assert [line for line in result.err.splitlines() if option in line and name in line]


def test_with_every_consent_apply_does_all(cli: Callable[..., Result], peers: Path) -> None:
    """And then there is nothing left to do."""
    assert cli("apply", "--root", "root", "--yes", *ALL).status == 0
    assert bodies(peers) == dict.fromkeys(("edited", "foreign", "new"), "mtu 1400\n")
    assert cli("plan", "--root", "root", "--detailed-exitcode").status == 0


def test_names_narrow_an_apply_to_what_needs_no_consent(cli: Callable[..., Result], peers: Path) -> None:
    """One new peer can be applied while the others are still being discussed."""
    before = snapshot(peers)
    assert cli("apply", "--root", "root", "--yes", "new").status == 0
    assert body(peers / "new") == "mtu 1400\n"
    (peers / "new").unlink()
    assert snapshot(peers) == before


def test_a_name_that_is_no_longer_described_can_be_pruned_alone(
    cli: Callable[..., Result], peers: Path
) -> None:
    """Deleting one peer is a decision about one peer."""
    assert cli("apply", "--root", "root", "--yes", "--prune", "old").status == 0
    assert sorted(path.name for path in peers.iterdir()) == ["edited", "foreign"]


def test_prune_alone_deletes_no_foreign_file(cli: Callable[..., Result], peers: Path, tmp_path: Path) -> None:
    """A file without our header is somebody's only copy."""
    describe(tmp_path)
    assert cli("apply", "--root", "root", "--yes", "--prune", "--adopt", "--overwrite").status == 0
    assert {name: text for name, (_, _, _, text) in snapshot(peers).items()} == {"foreign": b"mtu 1200\n"}


@pytest.mark.parametrize("why", ['platforms = ["macos"]', 'hosts = ["elsewhere"]', "enabled = false"])
def test_a_peer_for_elsewhere_keeps_its_file_unless_pruned(
    cli: Callable[..., Result], tmp_path: Path, why: str
) -> None:
    """One description serves many machines; the file may be needed again tomorrow."""
    run = ("--root", "root", "--platform", "linux", "--host", "here")
    describe(tmp_path, office="mtu = 1400")
    cli("apply", "--yes", *run)
    describe(tmp_path, office=f"mtu = 1400\n{why}")
    plan = cli("plan", "--detailed-exitcode", *run)
    assert plan.status == 0
    assert "skipped office" in plan.out
    assert (tmp_path / "root/etc/ppp/peers/office").exists()
    assert cli("apply", "--yes", "--prune", *run).status == 0
    assert not (tmp_path / "root/etc/ppp/peers/office").exists()


def test_without_a_terminal_apply_refuses_to_guess(
    cli: Callable[..., Result], office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cron job that asks a question would hang, or be answered by whatever is on its input."""
    with (office.parents[3] / "vpns.toml").open() as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        result = cli("apply", "--root", "root")
    assert result.status == 1
    assert "--yes" in result.err
    assert not office.exists()
