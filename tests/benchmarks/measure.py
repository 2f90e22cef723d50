"""Measure whole processes: CPU seconds of them and their children, wall time and peak memory."""

from __future__ import annotations

import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

BUDGET: Final = 8.0
"""CPU seconds that one contender may take in one measurement, before fewer rounds must do."""
_ROUNDS: Final = (1, 9)
_ONCE: Final = str(Path(__file__).with_name("once.py"))


@dataclass(frozen=True)
class Run:
    """One way to do a work: its command, where it runs, and what must be put right before each run.

    status: the exit status that says that it was done.
    """

    name: str
    command: Sequence[str]
    folder: Path
    environment: Mapping[str, str]
    before: Callable[[], None] = lambda: None
    status: int = 0


@dataclass(frozen=True)
class Figure:
    """Medians of some runs: CPU and wall in seconds, peak memory in MiB of the process, not its children."""

    cpu: float
    wall: float
    memory: float
    rounds: int


def measured(runs: Sequence[Run]) -> dict[str, Figure]:
    """Run all of them in turn, round after round, so that a busy machine is as busy for each."""
    first = {run.name: _once(run) for run in runs}  # also fills what each of them keeps for the next time
    rounds = {name: _rounds(one[0]) for name, one in first.items()}
    found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in rounds}
    for number in range(max(rounds.values())):
        for run in runs:
            if number < rounds[run.name]:
                found[run.name].append(_once(run))
    return {name: _median(one) for name, one in found.items()}


def put_aside(path: Path) -> None:
    """Have a folder not be there, without deleting anything.

    ext4 gives the place of a file that was just deleted to no other one for a while, and looks past all of
    them for each new one: after a thousand deleted ones a new file takes 0.7 ms of CPU instead of 0.02.
    """
    if path.exists():
        path.rename(path.with_name(f"{path.name}-{len([*path.parent.iterdir()])}"))


def _rounds(cpu: float) -> int:
    low, high = _ROUNDS
    return max(low, min(high, int(BUDGET / cpu)))


def _median(runs: list[tuple[float, float, float]]) -> Figure:
    cpu, wall, memory = (statistics.median(column) for column in zip(*runs, strict=True))
    return Figure(cpu, wall, memory, len(runs))


def _once(run: Run) -> tuple[float, float, float]:
    run.before()
    log = run.folder / "stderr"
    command = [sys.executable, "-I", "-S", _ONCE, str(log), *run.command]
    done = subprocess.run(command, env=run.environment, check=True, capture_output=True, text=True)
    cpu, wall, memory, code = map(float, done.stdout.split())
    if code != run.status:
        told = log.read_text()[-2000:]
        raise SystemExit(f"{run.name}: ended with {code}, not {run.status}: {' '.join(run.command)}\n{told}")
    return cpu, wall, memory / 1024
