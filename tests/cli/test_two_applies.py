"""Two applies at once: one wins, the others say so, and the result is whole."""

from __future__ import annotations

import os
import signal
import time
from functools import partial
from typing import TYPE_CHECKING, Final

from tests.cli.fork import Child, preload
from tests.cli.peers import bodies, describe, many
from tests.sync.disk import temporaries

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

COUNT: Final = 60
TIMES: Final = 50
APPLY: Final = ("apply", "--root", "root", "--yes")


def test_a_second_apply_names_the_process_that_is_at_it(cli: Callable[..., Result], tmp_path: Path) -> None:
    """And touches nothing; the first one then finishes as if alone."""
    peers = tmp_path / "root/etc/ppp/peers"
    describe(tmp_path, **many(COUNT, "mtu = 1400"))
    first = Child(*APPLY, cwd=tmp_path)
    while first.is_running() and not list(peers.glob("peer*")):
        time.sleep(0.0002)
    first.signal(signal.SIGSTOP)
    second = cli(*APPLY)
    first.signal(signal.SIGCONT)
    assert (second.status, str(first.pid) in second.err) == (1, True)
    done = first.finish()
    assert (done.status, done.err) == (0, "Using vpns.toml\n")
    assert (len(bodies(peers)), temporaries(tmp_path)) == (COUNT, [])


def _wait_at(gate: int, shut: int) -> None:
    """Wait until nobody holds the gate shut any more."""
    os.close(shut)
    os.read(gate, 1)


def test_of_applies_at_once_one_wins_and_the_result_is_whole(
    cli: Callable[..., Result], tmp_path: Path
) -> None:
    """Cron and a person, at the same minute: the loser names the winner, or finds nothing to do."""
    for attempt in range(6):
        root = tmp_path / f"root{attempt // 2}"  # missing at first, and then full
        describe(tmp_path, **many(COUNT, f"mtu = {1300 + attempt}"))
        gate, shut = os.pipe()
        wait = partial(_wait_at, gate, shut)
        racers = [Child("apply", "--root", root, "--yes", cwd=tmp_path, prepare=wait) for _ in range(3)]
        os.close(shut)
        os.close(gate)
        ends = {racer.pid: racer.finish() for racer in racers}
        assert set(bodies(root / "etc/ppp/peers").values()) == {f"mtu {1300 + attempt}\n"}
        assert sum("Applied" in end.out for end in ends.values()) == 1
        holders = [f"process {pid} [busy]\n" for pid, end in ends.items() if end.status == 0]
        for end in ends.values():
            refused = end.status == 1 and any(holder in end.err for holder in holders)
            said = "Applied" in end.out or "othing" in end.out + end.err
            assert refused or (end.status == 0 and said), end.err
        assert temporaries(tmp_path) == []
        assert cli("plan", "--root", root, "--detailed-exitcode").status == 0


def test_of_two_descriptions_applied_at_once_one_is_there_as_a_whole(
    cli: Callable[..., Result], space: Path
) -> None:
    """Fifty times: each of the two was applied to its end, or told why not; and nothing is mixed."""
    os.chdir(space)
    preload()
    refusals = 0
    for attempt in range(TIMES):
        mtus = (1000 + 2 * attempt, 1001 + 2 * attempt)
        (space / "vpns.toml").unlink(missing_ok=True)
        files = [describe(space, **many(20, f"mtu = {mtu}")).rename(space / f"{mtu}.toml") for mtu in mtus]
        gate, shut = os.pipe()
        wait = partial(_wait_at, gate, shut)
        racers = [Child(*APPLY, "-c", file, cwd=space, prepare=wait) for file in files]
        os.close(shut)
        os.close(gate)
        ends = [racer.finish() for racer in racers]
        winners = {f"mtu {mtu}\n" for mtu, end in zip(mtus, ends, strict=True) if "Applied" in end.out}
        (stands,) = set(bodies(space / "root/etc/ppp/peers").values())
        assert stands in winners
        for racer, other, end in zip(racers, racers[::-1], ends, strict=True):
            busy = f"as process {other.pid} [busy]\n" in end.err
            late = "changed since the plan was made: nothing was touched" in end.err
            assert end.status == (0 if "Applied" in end.out else 1), end.err
            assert (end.status == 1) == (busy or late), f"{racer.pid}: {end.err}"
            refusals += end.status
        assert temporaries(space) == []
    assert refusals > TIMES // 5, "they hardly ever met"
    assert cli("plan", "-c", files[0], "--root", "root", "--detailed-exitcode").status in (0, 2)
