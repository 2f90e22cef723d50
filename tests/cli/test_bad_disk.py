"""What stands in the way on disk: named with its reason, exit 1, and nothing lost."""

from __future__ import annotations

import os
import shutil
import stat
from typing import TYPE_CHECKING

import pytest

from tests.cli.fork import NOBODY, run_as_nobody
from tests.cli.peers import bodies, describe
from tests.sync.disk import snapshot, temporaries

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

OBSTACLES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a directory": (lambda path: path.mkdir(), "directory"),
    "a link": (lambda path: path.symlink_to("lab"), "symbolic link"),
    "a dangling link": (lambda path: path.symlink_to("nowhere"), "symbolic link"),
    "a pipe": (os.mkfifo, "regular file"),
    "far too large": (lambda path: path.write_bytes(b"#" * 3_000_000), "larger"),
}


@pytest.fixture
def peers(cli: Callable[..., Result], tmp_path: Path) -> Path:
    """Apply two peers, and describe three; the place of `office` is still free."""
    describe(tmp_path, lab="mtu = 1400", zoo="mtu = 1400")
    assert cli("apply", "--root", "root", "--yes").status == 0
    describe(tmp_path, lab="mtu = 1300", office="mtu = 1300", zoo="mtu = 1300")
    return tmp_path / "root/etc/ppp/peers"


@pytest.mark.parametrize("command", [("plan",), ("apply", "--yes", "--adopt", "--overwrite", "--prune")])
@pytest.mark.parametrize(("make", "reason"), OBSTACLES.values(), ids=OBSTACLES)
def test_an_obstacle_in_a_described_place_stops_everything(
    cli: Callable[..., Result],
    peers: Path,
    command: tuple[str, ...],
    make: Callable[[Path], object],
    reason: str,
) -> None:
    """It is never replaced, and no other peer is written either."""
    make(peers / "office")
    before = snapshot(peers)
    result = cli(*command, "--root", "root")
    assert (result.status, snapshot(peers)) == (1, before)
    assert f"{peers / 'office'}: " in result.err
    assert reason in result.err
    shutil.rmtree(peers / "office") if (peers / "office").is_dir() else (peers / "office").unlink()
    assert cli("apply", "--root", "root", "--yes").status == 0
    assert set(bodies(peers).values()) == {"mtu 1300\n"}


@pytest.mark.parametrize("kind", ["file", "link"])
@pytest.mark.parametrize("at", ["etc", "etc/ppp", "etc/ppp/peers"])
@pytest.mark.parametrize("command", [("plan",), ("apply", "--yes")])
def test_a_peers_directory_that_is_none_is_named(
    cli: Callable[..., Result], tmp_path: Path, command: tuple[str, ...], at: str, kind: str
) -> None:
    """What it points to may be anybody's."""
    describe(tmp_path, office="mtu = 1400")
    (tmp_path / "elsewhere").mkdir()
    path = tmp_path / "root" / at
    path.parent.mkdir(parents=True)
    path.symlink_to(tmp_path / "elsewhere") if kind == "link" else path.write_text("mine")
    result = cli(*command, "--root", "root")
    assert (result.status, f"{path}: " in result.err) == (1, True)
    assert list((tmp_path / "elsewhere").iterdir()) == []
    path.unlink()
    assert cli("apply", "--yes", "--root", "root").status == 0


def test_a_root_that_is_a_file_is_named(cli: Callable[..., Result], tmp_path: Path) -> None:
    """A typo in --root."""
    describe(tmp_path, office="mtu = 1400")
    (tmp_path / "root").write_text("mine")
    for command in (("plan",), ("apply", "--yes")):
        result = cli(*command, "--root", "root")
        assert (result.status, str(tmp_path / "root") in result.err) == (1, True)
    assert (tmp_path / "root").read_text() == "mine"


def test_a_missing_peers_directory_is_shown_and_made(cli: Callable[..., Result], tmp_path: Path) -> None:
    """A fresh Mac has none, which is no error."""
    describe(tmp_path, office="mtu = 1400")
    (tmp_path / "root/etc").mkdir(parents=True)
    result = cli("plan", "--root", "root")
    ppp, peers = (line for line in result.out.splitlines() if "directory" in line)
    assert (result.status, f"{tmp_path / 'root'}/etc/ppp/ " in ppp, "0755" in ppp) == (0, True, True)
    assert f"{tmp_path / 'root'}/etc/ppp/peers/ " in peers
    assert cli("apply", "--yes", "--root", "root").status == 0


@pytest.fixture
def theirs(public: Path) -> Path:
    """Apply two peers as nobody; return their directory, which nobody owns."""
    describe(public, lab="mtu = 1400", office="mtu = 1400")
    assert run_as_nobody("apply", "--root", "root", "--yes", cwd=public).status == 0
    describe(public, lab="mtu = 1300", office="mtu = 1300")
    return public / "root/etc/ppp/peers"


def refused(result: Result, *said: str) -> bool:
    """Whether a run failed with all of this in its message, and without a traceback."""
    return result.status == 1 and "Traceback" not in result.err and all(text in result.err for text in said)


@pytest.mark.usefixtures("needs_root")
@pytest.mark.parametrize("command", [("plan",), ("apply", "--yes")])
def test_a_file_of_mode_0_is_named(public: Path, theirs: Path, command: tuple[str, ...]) -> None:
    """It may hold anything: neither "absent" nor "unchanged" would be true."""
    (theirs / "office").chmod(0)
    before = snapshot(theirs)
    result = run_as_nobody(*command, "--root", "root", cwd=public)
    assert refused(result, str(theirs / "office"), "cannot be read")
    assert snapshot(theirs) == before
    (theirs / "office").chmod(0o600)
    assert run_as_nobody("apply", "--yes", "--root", "root", cwd=public).status == 0


@pytest.mark.usefixtures("needs_root")
def test_a_read_only_directory_is_named(public: Path, theirs: Path) -> None:
    """No temporary file can be made there."""
    theirs.chmod(0o555)
    before = snapshot(theirs)
    result = run_as_nobody("apply", "--yes", "--root", "root", cwd=public)
    assert refused(result, str(theirs / "lab"), "ermission denied")
    assert (snapshot(theirs), temporaries(public)) == (before, [])
    theirs.chmod(0o755)
    assert run_as_nobody("apply", "--yes", "--root", "root", cwd=public).status == 0


@pytest.mark.usefixtures("needs_root")
def test_a_root_without_rights_is_named_with_the_true_reason(public: Path) -> None:
    """`--root` needs no root, so a message that asks for it would mislead."""
    (public / "root").mkdir()
    (public / "root").chmod(0o555)
    describe(public, office="mtu = 1400")
    result = run_as_nobody("apply", "--yes", "--root", "root", cwd=public)
    assert refused(result, str(public / "root"), "ermission denied")


@pytest.mark.usefixtures("needs_root")
def test_a_rename_that_is_refused_puts_everything_back(public: Path, theirs: Path) -> None:
    """Under a sticky bit nobody may replace root's file: the last step of the second write fails."""
    os.chown(theirs, 0, 0)
    theirs.chmod(0o1777)
    os.chown(theirs / "office", 0, 0)
    (theirs / "office").chmod(0o644)
    before = snapshot(theirs)
    result = run_as_nobody("apply", "--yes", "--root", "root", cwd=public)
    assert refused(result, str(theirs / "office"), "not permitted", "put back", "lab")
    assert (snapshot(theirs), temporaries(public)) == (before, [])
    os.chown(theirs, NOBODY, NOBODY)
    assert run_as_nobody("apply", "--yes", "--root", "root", cwd=public).status == 0
    assert run_as_nobody("plan", "--detailed-exitcode", "--root", "root", cwd=public).status == 0


@pytest.mark.usefixtures("needs_root")
def test_a_delete_that_is_refused_puts_everything_back(public: Path, theirs: Path) -> None:
    """The same for the very last step of all: a peer that was to go."""
    describe(public, lab="mtu = 1300", new="mtu = 1300")
    os.chown(theirs, 0, 0)
    theirs.chmod(0o1777)
    os.chown(theirs / "office", 0, 0)
    (theirs / "office").chmod(0o644)
    before = snapshot(theirs)
    result = run_as_nobody("apply", "--yes", "--prune", "--root", "root", cwd=public)
    assert refused(result, str(theirs / "office"), "not permitted", "put back", "lab", "new")
    assert (snapshot(theirs), temporaries(public)) == (before, [])


@pytest.mark.usefixtures("needs_root")
def test_an_access_is_set_on_a_file_of_its_own(public: Path, theirs: Path) -> None:
    """Only root gives files away, but whoever owns the directory may put another in its place."""
    describe(public, lab="mtu = 1400", office="mtu = 1400")
    os.chown(theirs / "office", 0, 0)
    (theirs / "office").chmod(0o644)
    before = (theirs / "office").stat()
    assert run_as_nobody("apply", "--yes", "--root", "root", cwd=public).status == 0
    after = (theirs / "office").stat()
    assert (after.st_uid, stat.S_IMODE(after.st_mode)) == (NOBODY, 0o600)
    assert after.st_ino != before.st_ino


@pytest.mark.parametrize("at", ["etc/ppp", "etc/ppp/peers"])
def test_a_directory_that_others_may_write_is_told(
    cli: Callable[..., Result], tmp_path: Path, at: str
) -> None:
    """Newer pppds refuse every file below it, and whoever may write there owns root."""
    describe(tmp_path, office="mtu = 1400")
    cli("apply", "--root", "root", "--yes")
    assert str(tmp_path / "root" / at) not in cli("plan", "--root", "root").out
    (tmp_path / "root" / at).chmod(0o777)
    result = cli("plan", "--root", "root", "--detailed-exitcode")
    assert (result.status, f"{tmp_path / 'root' / at}: " in result.out + result.err) == (0, True)
