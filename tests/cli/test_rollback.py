"""`rollback`: shown, asked and done like an apply, with neither the description nor a secret at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.peers import bodies, describe
from tests.cli.program import Terminal
from tests.sync.disk import Snapshot, snapshot

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

ROOT = ("--root", "root", "--platform", "linux")


def apply(cli: Callable[..., Result], folder: Path, *options: str, **lines: str) -> Snapshot:
    """Apply a description; return what stands then."""
    describe(folder, **lines)
    result = cli("apply", "--yes", *options, *ROOT)
    assert result.status == 0, result.err
    return snapshot(folder / "root/etc/ppp/peers")


@pytest.fixture
def first(cli: Callable[..., Result], tmp_path: Path) -> Snapshot:
    """Apply twice, and lose the description; return what stood after the first time."""
    first = apply(cli, tmp_path, old="mtu = 1400", office='mtu = 1400\npassword = "open sesame"')
    apply(cli, tmp_path, "--prune", new="mtu = 1300", office='mtu = 1300\npassword = "shut sesame"')
    (tmp_path / "vpns.toml").unlink()
    return first


@pytest.fixture
def peers(tmp_path: Path, first: Snapshot) -> Path:
    """Return the directory of the peers files after that."""
    assert first
    return tmp_path / "root/etc/ppp/peers"


def test_the_last_apply_is_undone(cli: Callable[..., Result], peers: Path, first: Snapshot) -> None:
    """Bytes, modes and owners; what was new is gone, and what was gone is back."""
    result = cli("rollback", "--yes", *ROOT)
    assert (result.status, snapshot(peers)) == (0, first)
    assert "Rolled back: 3 files are as before generation 2.\n" in result.out
    assert "the next `vpnsync apply` will undo this" in result.out
    assert result.err.startswith("Generation 2: apply of ")
    assert result.err.endswith(", description vpnsync\n")


def test_an_apply_that_was_killed_is_undone_with_what_finished_it(
    cli: Callable[..., Result], tmp_path: Path, peers: Path
) -> None:
    """And it is said so, with the way to the half done state for who wants that."""
    kept = tmp_path / "root/var/lib/vpnsync/generations"
    before = snapshot(peers)
    apply(cli, tmp_path, new="mtu = 1200", office='mtu = 1300\npassword = "shut sesame"')
    (kept / "3.json").rename(kept / "3.unfinished.json")
    apply(cli, tmp_path, new="mtu = 1100", office='mtu = 1300\npassword = "shut sesame"')
    assert "new  (interrupted)\n" in cli("history", *ROOT).out
    result = cli("rollback", "--yes", *ROOT)
    assert (result.status, snapshot(peers)) == (0, before)
    assert "Generation 3 was interrupted; 4 went on with it: both are undone.\n" in result.err
    assert "vpnsync rollback 4\n" in result.err


def test_the_plan_is_shown_with_secrets_hidden(cli: Callable[..., Result], peers: Path) -> None:
    """Old passwords are passwords."""
    result = cli("rollback", "--yes", *ROOT)
    assert "~ mtu       1300 -> 1400" in result.out
    assert "~ password  (hidden) -> (hidden)" in result.out
    assert ("sesame" in result.out + result.err, peers.exists()) == (False, True)


def test_a_rollback_can_be_rolled_back(cli: Callable[..., Result], peers: Path) -> None:
    """Nothing is ever lost."""
    second = snapshot(peers)
    for _ in range(2):
        assert cli("rollback", "--yes", *ROOT).status == 0
    assert snapshot(peers) == second


def test_the_next_apply_undoes_it(cli: Callable[..., Result], tmp_path: Path, peers: Path) -> None:
    """The description has the last word; it needs no more consents than ever."""
    cli("rollback", "--yes", *ROOT)
    after = apply(cli, tmp_path, "--prune", new="mtu = 1300", office='mtu = 1300\npassword = "shut sesame"')
    assert sorted(after) == ["new", "office"] == sorted(bodies(peers))


def test_a_secret_that_only_the_file_held_comes_back(cli: Callable[..., Result], tmp_path: Path) -> None:
    """`existing` keeps no copy anywhere else; going back opens no store and reads no other file."""
    peers = tmp_path / "root/etc/ppp/peers"
    peers.mkdir(parents=True)
    (peers / "office").write_text("password 'open sesame'\nmtu 1400\n")
    held = apply(cli, tmp_path, "--adopt", office="mtu = 1300\npassword = { existing = true }")
    apply(cli, tmp_path, office="mtu = 1300")
    assert b"sesame" not in snapshot(peers)["office"][3]
    assert (cli("rollback", "--yes", *ROOT).status, snapshot(peers)) == (0, held)


def test_an_edit_since_takes_a_consent(cli: Callable[..., Result], peers: Path) -> None:
    """`--yes` alone stops before the first write, and names it."""
    (peers / "office").write_text((peers / "office").read_text() + "novj\n")
    edited = snapshot(peers)
    result = cli("rollback", "--yes", *ROOT)
    assert (result.status, snapshot(peers)) == (1, edited)
    assert "office: needs --overwrite" in result.err
    assert cli("rollback", "--yes", "--overwrite", *ROOT).status == 0


def test_somebody_elses_file_is_left_alone(cli: Callable[..., Result], peers: Path) -> None:
    """Without our header it is not ours, whatever stood there before."""
    (peers / "old").write_text("mine\n")
    result = cli("rollback", "--yes", *ROOT)
    assert (result.status, (peers / "old").read_text()) == (0, "mine\n")
    assert f"{peers}/old: is not vpnsync's any more, and stays as it is" in result.out


@pytest.mark.parametrize(("keys", "status"), [("n\n", 1), ("\x04", 1), ("\x03", 130)], ids=["no", "^D", "^C"])
def test_anything_but_yes_changes_nothing(tmp_path: Path, peers: Path, keys: str, status: int) -> None:
    """Declined is 1; only Ctrl-C is 130."""
    before = snapshot(peers)
    terminal = Terminal("rollback", *ROOT, cwd=tmp_path)
    assert "1300 -> 1400" in terminal.wait_for("Roll back 3 changes? [y/N]").partition("?")[0]
    terminal.type(keys)
    assert (terminal.finish().status, snapshot(peers)) == (status, before)


def test_a_file_changed_while_the_question_was_open_is_not_overwritten(tmp_path: Path, peers: Path) -> None:
    """What the person agreed to is not what would happen now."""
    terminal = Terminal("rollback", *ROOT, cwd=tmp_path)
    terminal.wait_for("?")
    (peers / "office").write_text("mine\n")
    before = snapshot(peers)
    terminal.type("y\n")
    result = terminal.finish()
    assert (result.status, snapshot(peers), "changed since" in result.out) == (1, before, True)


def test_yes_at_the_terminal_goes_back(tmp_path: Path, peers: Path, first: Snapshot) -> None:
    """What was shown is done."""
    terminal = Terminal("rollback", "2", *ROOT, cwd=tmp_path)
    terminal.wait_for("?")
    terminal.type("y\n")
    assert (terminal.finish().status, snapshot(peers)) == (0, first)


def test_without_a_terminal_and_without_yes_it_refuses(cli: Callable[..., Result], peers: Path) -> None:
    """Nobody is there to agree."""
    before = snapshot(peers)
    result = cli("rollback", *ROOT)
    assert (result.status, "--yes" in result.err, snapshot(peers)) == (1, True, before)


def test_where_nothing_is_kept_that_is_said(cli: Callable[..., Result]) -> None:
    """And no directory is made."""
    result = cli("rollback", "--yes", *ROOT)
    assert (result.status, "nothing to go back to" in result.err) == (1, True)


def test_where_one_already_is_nothing_is_done(cli: Callable[..., Result], peers: Path) -> None:
    """No question, no generation."""
    cli("rollback", "--yes", *ROOT)
    before = snapshot(peers.parents[2] / "var/lib/vpnsync/generations")
    result = cli("rollback", "2", *ROOT)
    assert (result.status, "already are as they were before generation 2" in result.err) == (0, True)
    assert snapshot(peers.parents[2] / "var/lib/vpnsync/generations") == before


@pytest.mark.parametrize(
    "now", ['password = "x"\nsecret_storage = "dial"', "password = { prompt = true }", ""], ids=repr
)
def test_a_password_that_leaves_its_file_is_said_to_be_kept_still(
    cli: Callable[..., Result], tmp_path: Path, now: str
) -> None:
    """Else one believes that it is gone from the disk."""
    apply(cli, tmp_path, office='mtu = 1400\npassword = "open sesame"')
    describe(tmp_path, office=f"mtu = 1400\n{now}")
    for result in (cli("plan", *ROOT), cli("apply", "--yes", *ROOT)):
        (line,) = [line for line in result.out.splitlines() if "generations keep it" in line]
        assert line.startswith("  office: the file loses its password")
        assert line.endswith("vpnsync history --forget --all")
    state = tmp_path / "root/var/lib/vpnsync"
    assert [path for path in state.rglob("*.json") if "sesame" in path.read_text()]
    assert cli("history", "--forget", "--all", "--yes", *ROOT).status == 0
    assert [path for path in state.rglob("*") if path.is_file() and "sesame" in path.read_text()] == []


def test_a_password_that_only_changes_is_no_reason_to_warn(
    cli: Callable[..., Result], tmp_path: Path
) -> None:
    """The file holds the new one; the old one opens nothing any more."""
    apply(cli, tmp_path, office='mtu = 1400\npassword = "open sesame"')
    describe(tmp_path, office='mtu = 1400\npassword = "shut sesame"')
    assert "generations" not in cli("plan", *ROOT).out


@pytest.mark.parametrize("spoilt", ["", "{", '{"format_version": 9}', "[" * 99999])
def test_a_spoilt_generation_is_an_error_and_no_traceback(
    cli: Callable[..., Result], peers: Path, spoilt: str
) -> None:
    """It is named, and nothing is done."""
    before = snapshot(peers)
    (peers.parents[2] / "var/lib/vpnsync/generations/2.json").write_text(spoilt)
    result = cli("rollback", "--yes", *ROOT)
    assert (result.status, snapshot(peers)) == (1, before)
    assert "the way back to generation 2 is lost" in result.err


def test_a_state_directory_that_is_a_link_keeps_nothing_and_changes_nothing(
    cli: Callable[..., Result], peers: Path, tmp_path: Path
) -> None:
    """Passwords would be kept wherever somebody pointed it."""
    state = tmp_path / "root/var/lib/vpnsync"
    state.rename(tmp_path / "elsewhere")
    state.symlink_to(tmp_path / "elsewhere")
    before = snapshot(peers)
    describe(tmp_path, office="mtu = 1200")
    for command in (("apply", "--prune"), ("rollback",)):
        result = cli(*command, "--yes", *ROOT)
        assert (result.status, snapshot(peers)) == (1, before)
        assert f"{state}: is a symbolic link" in result.err
