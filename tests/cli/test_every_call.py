"""Every call that an apply or a rollback makes fails once, and is killed at once.

The loops find these calls by themselves: they run once undisturbed and note them.
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
import stat
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.cli.faulty import SCRIPTS, Faulty
from tests.cli.peers import describe
from tests.cli.shims import build
from tests.sync.disk import Disk, Snapshot, snapshot, temporaries
from vpnsync.sync import kinds
from vpnsync.sync.generation import Generation
from vpnsync.sync.history import generations
from vpnsync.sync.kinds import Target
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
    directories: dict[str, int]
    calls: list[str]


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faulty]:
    """Return what runs the program with faults."""
    found = Faulty(build("faults", tmp_path_factory.mktemp("faults")))
    yield found
    found.close()


def fresh(scene: Path, space: Path) -> Path:
    """Return a copy of a folder, owners and modes included."""
    folder = space / "copy"
    shutil.rmtree(folder, ignore_errors=True)
    return Path(shutil.copytree(scene, folder, symlinks=True))


def files_in(folder: Path) -> Snapshot:
    """Return the peers files and the scripts, by their paths below /etc/ppp."""
    both = {below: snapshot(folder / "root/etc/ppp" / below) for below in ("peers", "vpnsync")}
    return {f"{below}/{name}": file for below, found in both.items() for name, file in found.items()}


@pytest.fixture(params=["first apply", "apply", "rollback", "scripts"])
def scene(request: pytest.FixtureRequest, cli: Callable[..., Result], space: Path, faulty: Faulty) -> Scene:
    """Lay out a change of access, an adoption, a creation, an update and a deletion; or an empty disk."""
    folder = space / "scene"
    folder.mkdir()
    lay_out(folder, request.param, partial(in_folder, cli, folder))
    command = {"rollback": ROLLBACK, "scripts": (SCRIPTS,)}.get(request.param, APPLY)
    copy = fresh(folder, space)
    calls = faulty.calls(*command, cwd=copy)
    return Scene(folder, command, files_in(folder), files_in(copy), directories(copy), calls)


def lay_out(folder: Path, what: str, run: Callable[[tuple[str, ...]], Result]) -> None:
    """Make a folder what it is before the command."""
    if what == "scripts":
        texts = {"office.ip-up": "#!/bin/sh\nold\n", "gone.ip-down": "#!/bin/sh\nold\n"}
        scripts = {Target(kinds.SCRIPTS, name): text for name, text in texts.items()}
        Disk(folder / "root").apply(scripts, office="mtu 1400\n")
        return
    peers = folder / PEERS
    if what != "first apply":
        describe(folder, access="mtu = 1400", update="mtu = 1400", zold="mtu = 1400")
        assert run(APPLY).status == 0
        (peers / "access").chmod(0o644)
        (peers / "adopt").write_text("mtu 0x578\n")
    describe(folder, access="mtu = 1400", adopt="mtu = 1400", create="mtu = 1300", update="mtu = 1300")
    if what == "rollback":
        assert run(APPLY).status == 0


def in_folder(cli: Callable[..., Result], folder: Path, command: tuple[str, ...]) -> Result:
    """Run the program undisturbed in another folder."""
    here = Path.cwd()
    os.chdir(folder)
    try:
        return cli(*command)
    finally:
        os.chdir(here)


def directories(folder: Path) -> dict[str, int]:
    """Return the mode of each directory that vpnsync makes."""
    found = [path for path in (folder / "root").rglob("*") if path.is_dir()]
    return {str(path.relative_to(folder)): stat.S_IMODE(path.stat().st_mode) for path in found}


def numbers(folder: Path) -> list[int]:
    """Return the generations that are kept."""
    return [one.number for one in generations(Place("linux", folder / "root"))]


def visible(files: Snapshot) -> Snapshot:
    """Return files without temporary ones."""
    return {name: file for name, file in files.items() if "/." not in name}


def is_finished(faulty: Faulty, scene: Scene, folder: Path) -> bool:
    """Whether the same command, or for a rollback nothing at all, now reaches its end."""
    command = (*ROLLBACK, "2") if scene.command == ROLLBACK else scene.command
    if faulty.run(*command, cwd=folder, env={}).status:
        return False
    loose = directories(folder).items() - scene.directories.items()
    return (files_in(folder), temporaries(folder), loose) == (scene.after, [], set())


def test_whichever_call_fails_all_is_as_before_and_the_next_run_finishes(
    space: Path, faulty: Faulty, scene: Scene
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
        if result.status == 0 and files_in(folder) == scene.after:
            continue
        assert files_in(folder) == scene.before, at
        assert (result.status, numbers(folder)) == (1, kept), at
        assert is_finished(faulty, scene, folder), at


def test_a_kill_at_any_call_loses_nothing_and_the_next_run_finishes(
    space: Path, faulty: Faulty, scene: Scene
) -> None:
    """Each file is old or new; what is not there any more is kept, byte for byte; nothing is readable."""
    for call in scene.calls:
        if call.startswith(READING):
            continue
        folder = fresh(scene.folder, space)
        result = faulty.run(*scene.command, cwd=folder, env={"FAULT_AT": call, "FAULT_DO": "kill"})
        assert result.status == -signal.SIGKILL, call
        found = visible(files_in(folder))
        for name in scene.before.keys() | scene.after.keys() | found.keys():
            states = [files.get(name) for files in (scene.before, scene.after)]
            assert found.get(name) in states, f"{call}: {name}"
        lost = {name for name, file in scene.before.items() if found.get(name) != file}
        assert lost <= in_generations(folder, scene.before), call
        modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob(".vpnsync-*")}
        assert modes <= {0, *(mode for mode, *_ in scene.after.values())}, call
        assert is_finished(faulty, scene, folder), call


def in_generations(folder: Path, before: Snapshot) -> set[str]:
    """Return the names of the files that a generation holds just as they were."""
    found = set()
    for generation in generations(Place("linux", folder / "root")):
        assert isinstance(generation, Generation)
        for kept in generation.files:
            if kept.before:
                access = kept.before.access
                side = (access.mode, access.uid, access.gid, kept.before.text)
                name = f"{kept.target.kind.directory[-1]}/{kept.target.name}"
                found |= {name} if before.get(name) == side else set()
    return found


def meanings(files: Snapshot) -> dict[str, bytes]:
    """Return what each file says, without its header: a number may be adopted as it was spelled."""
    return {name: text.split(b"\n", 1)[1].replace(b"0x578", b"1400") for name, (*_, text) in files.items()}


@pytest.mark.parametrize("vanished", [PEERS, "root/var/lib/vpnsync"])
@pytest.mark.parametrize("scene", ["apply"], indirect=True)
def test_a_directory_that_vanishes_at_any_call_is_told_and_the_next_run_finishes(
    space: Path, faulty: Faulty, scene: Scene, vanished: str
) -> None:
    """A package is removed, a disk is unmounted: what is left is whole, and is told."""
    old = {**meanings(scene.before), "peers/adopt": b"mtu 1400\n"}
    new = meanings(scene.after)
    for call in scene.calls:
        folder = fresh(scene.folder, space)
        env = {"FAULT_AT": call, "FAULT_DO": f"rm -rf {vanished}"}
        result = faulty.run(*scene.command, cwd=folder, env=env)
        at = f"{call}: {result.err}"
        assert ("Traceback" in result.err, temporaries(folder)) == (False, []), at
        left = {name: file for name, file in files_in(folder).items() if file != scene.before.get(name)}
        assert all(text in (old.get(name), new.get(name)) for name, text in meanings(left).items()), at
        assert result.status == 0 or (result.status, "root/" in result.err) == (1, True), at
        assert faulty.run(*scene.command, cwd=folder, env={}).status == 0, at
        assert (meanings(files_in(folder)), temporaries(folder)) == (new, []), at


@pytest.mark.parametrize("scene", ["apply"], indirect=True)
def test_a_file_that_is_saved_at_any_call_is_not_lost(space: Path, faulty: Faulty, scene: Scene) -> None:
    """Somebody has it open in an editor. Between the last look and the rename is one call, and no more."""
    lost = []
    for call in scene.calls:
        folder = fresh(scene.folder, space)
        env = {"FAULT_AT": call, "FAULT_DO": f"echo novj >> {PEERS}/update"}
        result = faulty.run(*scene.command, cwd=folder, env=env)
        assert ("Traceback" in result.err, temporaries(folder)) == (False, []), f"{call}: {result.err}"
        others = {name: file for name, file in files_in(folder).items() if name != "peers/update"}
        assert all(file in (scene.before.get(n), scene.after.get(n)) for n, file in others.items()), call
        text = (folder / PEERS / "update").read_text()
        lost += [call] if "novj" not in text else []
        assert result.status or "mtu 1300" in text, f"{call}: said to be done, and is not"
        result = faulty.run(*scene.command, "--overwrite", cwd=folder, env={})
        assert (result.status, files_in(folder)) == (0, scene.after), f"{call}: {result.err}"
    assert [call.split(":")[0] for call in lost] == ["renameat"]
