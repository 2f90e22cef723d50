"""Each step of an apply fails once, is killed once, is meddled with once."""

from __future__ import annotations

import errno
import os
import signal
from typing import TYPE_CHECKING

import pytest

from tests.cli.peers import bodies, body, describe
from tests.cli.program import run
from tests.cli.shims import build
from tests.sync.disk import snapshot, temporaries

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

APPLY = ("apply", "--root", "root", "--yes", "--prune")
REASON = os.strerror(errno.EIO)
# What apply does here: a generation, and its directory; the access of `access`; a file for `create`,
# and one for `update`; the directory; `zold` is deleted; the directory again.
STEPS = {
    "disk of the generation": "fsync:1",
    "name of the generation": "renameat:1",
    "disk of the generations' directory": "fsync:2",
    "mode of one that only gets another mode": "fchmod:2",
    "disk of one that only gets another mode": "fsync:3",
    "owner of a new file": "fchown:3",
    "mode of a new file": "fchmod:3",
    "disk of a new file": "fsync:4",
    "disk of a changed file": "fsync:5",
    "name of one that only gets another mode": "renameat:2",
    "name of a new file": "renameat:3",
    "name of a changed file": "renameat:4",
    "disk of the directory": "fsync:6",
    "deletion": "unlinkat:1",
    "disk of the directory after it": "fsync:7",
}


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return what makes one call go wrong."""
    return build("faults", tmp_path_factory.mktemp("faults"))


@pytest.fixture
def peers(cli: Callable[..., Result], tmp_path: Path) -> Path:
    """Lay out a change of access, an update and a deletion, and describe a new peer besides."""
    describe(tmp_path, access="mtu = 1400", update="mtu = 1400", zold="mtu = 1400")
    assert cli(*APPLY).status == 0
    peers = tmp_path / "root/etc/ppp/peers"
    (peers / "access").chmod(0o644)
    describe(tmp_path, access="mtu = 1400", create="mtu = 1300", update="mtu = 1300")
    return peers


def is_finished(cli: Callable[..., Result], peers: Path) -> bool:
    """Whether the next apply clears up and finishes."""
    done = cli(*APPLY).status == 0 and cli("plan", "--root", "root", "--detailed-exitcode").status == 0
    return done and temporaries(peers) == [] and sorted(bodies(peers)) == ["access", "create", "update"]


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_a_step_that_fails_leaves_everything_as_it_was(
    cli: Callable[..., Result], tmp_path: Path, peers: Path, shim: Path, step: str
) -> None:
    """Names and reasons in the message, old files whole, no leftovers, and the next apply finishes."""
    before = snapshot(peers)
    env = {"LD_PRELOAD": str(shim), "FAULT_AT": step, "FAULT_DO": "fail"}
    result = run(*APPLY, cwd=tmp_path, env=env)
    assert (snapshot(peers), temporaries(tmp_path)) == (before, [])
    assert (result.status, REASON in result.err, "Traceback" in result.err) == (1, True, False)
    assert f"{tmp_path / 'root'}/" in result.err
    assert is_finished(cli, peers)


@pytest.mark.parametrize(
    "step", ["fsync:3", "fsync:4", "fsync:5", "renameat:3", "renameat:4", "fsync:6", "unlinkat:1"]
)
def test_a_kill_at_any_step_leaves_each_file_old_or_new(
    cli: Callable[..., Result], tmp_path: Path, peers: Path, shim: Path, step: str
) -> None:
    """Temporary files may hold a password, so they are private; the next apply clears up and finishes."""
    env = {"LD_PRELOAD": str(shim), "FAULT_AT": step, "FAULT_DO": "kill -9 $PPID"}
    assert run(*APPLY, cwd=tmp_path, env=env).status == -signal.SIGKILL
    loose = [name for name in temporaries(peers) if (peers / name).stat().st_mode & 0o077]
    files = {name: text for name, (_, _, _, text) in snapshot(peers).items() if not name.startswith(".")}
    texts = {name: text.partition(b"\n")[2] for name, text in files.items()}
    assert (loose, texts.pop("access"), texts.pop("update")[:5]) == ([], b"mtu 1400\n", b"mtu 1")
    assert texts.items() <= {"create": b"mtu 1300\n", "zold": b"mtu 1400\n"}.items()
    assert "zold" in texts or "create" in texts, "a renamed peer was gone under both names"
    assert is_finished(cli, peers)


def test_a_file_edited_at_the_last_moment_is_not_overwritten(tmp_path: Path, peers: Path, shim: Path) -> None:
    """Somebody saves it while its replacement is being written: apply stops before the rename."""
    meddle = f"echo '# saved just now' >> {peers}/update"
    env = {"LD_PRELOAD": str(shim), "FAULT_AT": "fsync:5", "FAULT_DO": meddle}
    before = snapshot(peers)
    result = run(*APPLY, cwd=tmp_path, env=env)
    assert (result.status, str(peers / "update") in result.err) == (1, True)
    assert body(peers / "update") == "mtu 1400\n# saved just now\n"
    (peers / "update").write_bytes(before["update"][3])
    assert (snapshot(peers), temporaries(tmp_path)) == (before, [])


def test_a_file_created_at_the_last_moment_is_not_overwritten(
    tmp_path: Path, peers: Path, shim: Path
) -> None:
    """The same for one that was not there."""
    env = {"LD_PRELOAD": str(shim), "FAULT_AT": "fsync:4", "FAULT_DO": f"echo mine > {peers}/create"}
    result = run(*APPLY, cwd=tmp_path, env=env)
    assert (result.status, str(peers / "create") in result.err) == (1, True)
    assert (peers / "create").read_text() == "mine\n"
    assert (peers / "zold").exists()


def test_what_was_written_is_looked_at_once_more(tmp_path: Path, peers: Path, shim: Path) -> None:
    """Somebody else who writes to it is found out before apply says "done"."""
    env = {"LD_PRELOAD": str(shim), "FAULT_AT": "fsync:6", "FAULT_DO": f"echo x >> {peers}/create"}
    result = run(*APPLY, cwd=tmp_path, env=env)
    assert (result.status, str(peers / "create") in result.err, "Applied" in result.out) == (1, True, False)


@pytest.mark.parametrize("step", ["mkdir:1", "mkdirat:1", "mkdirat:4"])
def test_a_directory_that_another_apply_makes_at_the_same_moment_is_no_obstacle(
    tmp_path: Path, shim: Path, step: str
) -> None:
    """Cron and a person start the very first apply of a machine at the same minute."""
    describe(tmp_path, office="mtu = 1400")
    make = "mkdir -p image/disk/etc/ppp/peers image/disk/var/lib/vpnsync"
    env = {"LD_PRELOAD": str(shim), "FAULT_AT": step, "FAULT_DO": make}
    result = run("apply", "--yes", "--root", "image/disk", cwd=tmp_path, env=env)
    assert (result.status, result.err) == (0, "Using vpns.toml\n")
    assert body(tmp_path / "image/disk/etc/ppp/peers/office") == "mtu 1400\n"
