"""kill -9 and Ctrl-C in the middle of an apply."""

from __future__ import annotations

import os
import random
import signal
import time
from typing import TYPE_CHECKING, Final

from tests.cli.fork import Child, preload
from tests.cli.peers import bodies, describe, many
from tests.sync.disk import snapshot, temporaries

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

COUNT: Final = 60
MANY: Final = 200
KILLS: Final = int(os.environ.get("VPNSYNC_KILLS", "200"))
"""How many kills: tests/README.md."""
APPLY: Final = ("apply", "--root", "root", "--yes")


def wait_for_the_first_write(child: Child, peers: Path) -> None:
    """Return once apply has begun to write, or has ended."""
    before = peers.stat().st_mtime_ns
    while peers.stat().st_mtime_ns == before and child.is_running():
        time.sleep(0.0002)


def seconds_of_writing(folder: Path, peers: Path) -> float:
    """Return how long an apply that nobody disturbs goes on after its first write."""
    child = Child(*APPLY, cwd=folder)
    wait_for_the_first_write(child, peers)
    start = time.monotonic()
    assert child.finish().status == 0
    return time.monotonic() - start


def what_stands(peers: Path) -> tuple[int, set[str], list[str]]:
    """Return how many peers there are, their texts, and temporary files that are not private."""
    files = {name: text for name, (_, _, _, text) in snapshot(peers).items() if not name.startswith(".")}
    loose = [name for name in temporaries(peers) if (peers / name).stat().st_mode & 0o077]
    return len(files), {text.decode().partition("\n")[2] for text in files.values()}, loose


def test_a_killed_apply_leaves_each_file_old_or_new(cli: Callable[..., Result], space: Path) -> None:
    """Power fails at any instant; the next apply takes the lock over, clears up and finishes."""
    os.chdir(space)
    preload()
    peers = space / "root/etc/ppp/peers"
    texts, chance = {"mtu 1300\n", "mtu 1400\n"}, random.Random(2017)  # noqa: S311 - instants
    describe(space, **many(MANY, "mtu = 1300"))
    peers.mkdir(parents=True)
    span = seconds_of_writing(space, peers)
    killed = late = halfway = 0
    while killed < KILLS:
        describe(space, **many(MANY, f"mtu = {1400 if (killed + late) % 2 == 0 else 1300}"))
        child = Child(*APPLY, cwd=space)
        wait_for_the_first_write(child, peers)
        time.sleep(chance.uniform(0, span))
        if child.is_running():
            child.signal(signal.SIGKILL)
        result = child.finish()
        is_killed = result.status == -signal.SIGKILL
        assert is_killed or result.status == 0, result.err
        killed, late = killed + is_killed, late + (not is_killed)
        count, found, loose = what_stands(peers)
        halfway += len(found) == 2
        assert (count, found <= texts, loose) == (MANY, True, [])
        assert cli(*APPLY).status == 0
        assert (temporaries(space), len(set(bodies(peers).values()))) == ([], 1)
    assert halfway > KILLS // 8, "these kills came too late to prove anything"


def test_ctrl_c_in_the_middle_puts_everything_back(cli: Callable[..., Result], tmp_path: Path) -> None:
    """Whoever stops it did not want half of it; and 130 says who stopped it."""
    peers = tmp_path / "root/etc/ppp/peers"
    describe(tmp_path, **many(200, "mtu = 1400"))
    assert cli(*APPLY).status == 0
    before = snapshot(peers)
    describe(tmp_path, **many(200, "mtu = 1300"), znew="mtu = 1300")
    child = Child(*APPLY, cwd=tmp_path)
    wait_for_the_first_write(child, peers)
    child.signal(signal.SIGSTOP)
    assert not (peers / "znew").exists(), "too fast: everything is written already"
    child.signal(signal.SIGINT, signal.SIGCONT)
    result = child.finish()
    assert (snapshot(peers) == before, temporaries(tmp_path), "Traceback" in result.err) == (True, [], False)
    assert result.status == 130


def test_the_lock_of_a_killed_apply_is_no_obstacle(cli: Callable[..., Result], tmp_path: Path) -> None:
    """Nobody should have to remove a file by hand after a power cut."""
    peers = tmp_path / "root/etc/ppp/peers"
    describe(tmp_path, **many(COUNT, "mtu = 1400"))
    peers.mkdir(parents=True)
    child = Child(*APPLY, cwd=tmp_path)
    wait_for_the_first_write(child, peers)
    child.signal(signal.SIGKILL)
    child.finish()
    assert (tmp_path / "root/var/lib/vpnsync/lock").read_text() == f"{child.pid}\n"
    assert cli(*APPLY).status == 0
    assert len(bodies(peers)) == COUNT
