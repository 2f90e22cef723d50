"""Every call that an apply or a rollback makes fails once, and is killed at once.

The loops find these calls by themselves: they run once undisturbed and note them.
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
import stat
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.cli.faulty import Faulty
from tests.cli.peers import describe
from tests.cli.shims import build
from tests.sync.disk import Snapshot, snapshot, temporaries
from vpnsync.sync.generation import Generation
from vpnsync.sync.history import generations
from vpnsync.sync.place import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import Result

APPLY: Final = ("apply", "--root", "root", "--platform", "linux", "--yes", "--prune", "--adopt")
ROLLBACK: Final = ("rollback", "--root", "root", "--platform", "linux", "--yes")
ERRORS: Final = (errno.EIO, errno.ENOSPC, errno.EACCES, errno.EROFS)
READING: Final = ("openat:", "read:", "fstatat:", "fdopendir:")
"""Calls that change nothing: to be killed at one of them is to be killed at the next that does."""

PEERS: Final = "root/etc/ppp/peers"


@dataclass(frozen=True)
class Scene:
    """A folder before a command and what the command makes of it."""

    folder: Path
    command: tuple[str, ...]
    before: Snapshot
    after: Snapshot
    calls: list[str]


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faulty]:
    """Return what runs the program with faults."""
    found = Faulty(build("faults", tmp_path_factory.mktemp("faults")))
    yield found
    found.close()


@pytest.fixture
def space() -> Iterator[Path]:
    """Return a folder in memory, where there is one: a thousand fsyncs of a disk take minutes."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


def fresh(scene: Path, space: Path) -> Path:
    """Return a copy of a folder, owners and modes included."""
    folder = space / "copy"
    shutil.rmtree(folder, ignore_errors=True)
    return Path(shutil.copytree(scene, folder, symlinks=True))


@pytest.fixture(params=["first apply", "apply", "rollback"])
def scene(request: pytest.FixtureRequest, cli: Callable[..., Result], space: Path, faulty: Faulty) -> Scene:
    """Lay out a change of access, an adoption, a creation, an update and a deletion; or an empty disk."""
    folder = space / "scene"
    peers = folder / PEERS
    folder.mkdir()
    run = partial(in_folder, cli, folder)
    if request.param != "first apply":
        describe(folder, access="mtu = 1400", update="mtu = 1400", zold="mtu = 1400")
        assert run(APPLY).status == 0
        (peers / "access").chmod(0o644)
        (peers / "adopt").write_text("mtu 0x578\n")
    describe(folder, access="mtu = 1400", adopt="mtu = 1400", create="mtu = 1300", update="mtu = 1300")
    if request.param == "rollback":
        assert run(APPLY).status == 0
    command = ROLLBACK if request.param == "rollback" else APPLY
    copy = fresh(folder, space)
    calls = faulty.calls(*command, cwd=copy)
    return Scene(folder, command, snapshot(peers), snapshot(copy / PEERS), calls)


def in_folder(cli: Callable[..., Result], folder: Path, command: tuple[str, ...]) -> Result:
    """Run the program undisturbed in another folder."""
    here = Path.cwd()
    os.chdir(folder)
    try:
        return cli(*command)
    finally:
        os.chdir(here)


def numbers(folder: Path) -> list[int]:
    """Return the generations that are kept."""
    return [one.number for one in generations(Place("linux", folder / "root"))]


def visible(files: Snapshot) -> Snapshot:
    """Return files without temporary ones."""
    return {name: file for name, file in files.items() if not name.startswith(".")}


def is_finished(cli: Callable[..., Result], scene: Scene, folder: Path) -> bool:
    """Whether the same command, or for a rollback nothing at all, now reaches its end."""
    if in_folder(cli, folder, scene.command if scene.command == APPLY else (*ROLLBACK, "2")).status:
        return False
    return (snapshot(folder / PEERS), temporaries(folder)) == (scene.after, [])


def test_whichever_call_fails_all_is_as_before_and_the_next_run_finishes(
    cli: Callable[..., Result], space: Path, faulty: Faulty, scene: Scene
) -> None:
    """A full disk, a broken one, one that was mounted read-only: at each instant of the whole run."""
    kept = numbers(scene.folder)
    assert len(scene.calls) > 40
    for turn, call in enumerate(scene.calls):
        error = ERRORS[turn % len(ERRORS)]
        folder = fresh(scene.folder, space)
        env = {"FAULT_AT": call, "FAULT_DO": "fail", "FAULT_ERRNO": str(error)}
        result = faulty.run(*scene.command, cwd=folder, env=env)
        at = f"{call}, {os.strerror(error)}: {result.err}"
        assert "Traceback" not in result.err, at
        assert temporaries(folder) == [], at
        if result.status == 0 and snapshot(folder / PEERS) == scene.after:
            continue
        assert snapshot(folder / PEERS) == scene.before, at
        assert (result.status, numbers(folder)) == (1, kept), at
        assert is_finished(cli, scene, folder), at


def test_a_kill_at_any_call_loses_nothing_and_the_next_run_finishes(
    cli: Callable[..., Result], space: Path, faulty: Faulty, scene: Scene
) -> None:
    """Each file is old or new; what is not there any more is kept, byte for byte; nothing is readable."""
    for call in scene.calls:
        if call.startswith(READING):
            continue
        folder = fresh(scene.folder, space)
        result = faulty.run(*scene.command, cwd=folder, env={"FAULT_AT": call, "FAULT_DO": "kill"})
        assert result.status == -signal.SIGKILL, call
        found = visible(snapshot(folder / PEERS))
        for name in scene.before.keys() | scene.after.keys() | found.keys():
            states = [files.get(name) for files in (scene.before, scene.after)]
            assert found.get(name) in states, f"{call}: {name}"
        lost = {name for name, file in scene.before.items() if found.get(name) != file}
        assert lost <= in_generations(folder, scene.before), call
        modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob(".vpnsync-*")}
        assert modes <= {0, *(mode for mode, *_ in scene.after.values())}, call
        assert is_finished(cli, scene, folder), call


def in_generations(folder: Path, before: Snapshot) -> set[str]:
    """Return the names of the files that a generation holds just as they were."""
    found = set()
    for generation in generations(Place("linux", folder / "root")):
        assert isinstance(generation, Generation)
        for kept in generation.files:
            if kept.before:
                access = kept.before.access
                side = (access.mode, access.uid, access.gid, kept.before.text)
                found |= {kept.target.name} if before.get(kept.target.name) == side else set()
    return found
