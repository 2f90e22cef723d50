"""The works that are measured, and the goal of each."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.benchmarks.contenders import ANSIBLE, DOTDROP, TEMPLATE, Task, contenders
from tests.benchmarks.inputs import description, drift, write_bodies
from tests.benchmarks.measure import Run, put_aside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Setting = Callable[[Path, Mapping[str, str]], Iterator[Run]]

FLOOR: Final = "floor: bare Python"
TYPER: Final = "python -c 'import typer'"
VPNSYNC: Final = "vpnsync"
FIRST: Final = "vpnsync, first time"
SIZES: Final = (1, 10, 100, 1000, 10000)

_FLOOR: Final = str(Path(__file__).with_name("floor.py"))


@dataclass(frozen=True)
class Work:
    """One line of the table: what is to be done, by whom, and how fast it must be.

    beside: the run that ratios are to. goal: the most that vpnsync may take, as a multiple of that.
    ahead: whom it must be ahead of, and by which factor. memory: the most MiB.
    size: peers, where the line is about how it grows.
    """

    title: str
    setting: Setting
    beside: str | None = FLOOR
    goal: float | None = None
    ahead: Mapping[str, float] = field(default_factory=dict)
    memory: float | None = None
    size: int = 0
    is_spelt_out: bool = True


def _vpnsync(folder: Path, environment: Mapping[str, str], *words: str) -> Run:
    return Run(VPNSYNC, [_program("vpnsync", environment), *words], folder, environment)


def _program(name: str, environment: Mapping[str, str]) -> str:
    return str(Path(environment["VIRTUAL_ENV"]) / "bin" / name)


def _place(folder: Path) -> list[str]:
    return ["--config", str(folder / "vpns.toml"), "--root", str(folder / "root"), "--platform", "linux"]


def _peers(folder: Path) -> Path:
    return folder / "root" / "etc" / "ppp" / "peers"


def _first_time(run: Run) -> Run:
    """Return the same run as somebody does it who has just edited the description: nothing is kept of it."""
    kept = Path(run.environment["XDG_CACHE_HOME"])
    return Run(
        FIRST, run.command, run.folder, run.environment, lambda: shutil.rmtree(kept, ignore_errors=True)
    )


def _floor(work: str, folder: Path, environment: Mapping[str, str], peers: Path) -> Run:
    command = [_program("python", environment), "-I", _FLOOR, work, str(folder / "vpns.toml"), str(peers)]
    return Run(FLOOR, command, folder, environment)


def _described(folder: Path, count: int, *, has_defaults: bool, has_secrets: bool = False) -> None:
    (folder / "password").write_text("made up\n")
    text = description(count, has_defaults=has_defaults, has_secrets=has_secrets)
    (folder / "vpns.toml").write_text(text)


def _applied(folder: Path, environment: Mapping[str, str]) -> None:
    import subprocess  # noqa: PLC0415 - what is measured is started otherwise

    command = _vpnsync(folder, environment, "apply", "--yes", *_place(folder)).command
    subprocess.run(command, env=environment, check=True, capture_output=True)


def in_sync(
    count: int, command: str = "plan", *, has_defaults: bool = False, secrets: bool = False
) -> Setting:
    """Nothing to do, beside the floor and every contender."""

    def runs(folder: Path, environment: Mapping[str, str]) -> Iterator[Run]:
        _described(folder, count, has_defaults=has_defaults, has_secrets=secrets)
        _applied(folder, environment)
        yield _floor("plan", folder, environment, _peers(folder))
        run = _vpnsync(folder, environment, command, *_place(folder))
        yield run
        if not secrets:
            yield _first_time(run)
        if not (has_defaults or secrets):
            yield from contenders(folder, Task(count, is_dry=command == "plan"), environment)

    return runs


def drifted(count: int) -> Setting:
    """1 % of the files have been edited by hand."""

    def runs(folder: Path, environment: Mapping[str, str]) -> Iterator[Run]:
        _described(folder, count, has_defaults=False)
        _applied(folder, environment)
        drift(_peers(folder), count)
        yield _floor("plan", folder, environment, _peers(folder))
        run = _vpnsync(folder, environment, "plan", *_place(folder))
        yield run
        yield _first_time(run)
        yield from contenders(folder, Task(count, "drifted"), environment)

    return runs


def edited(count: int) -> Setting:
    """1 % of the peers have been edited in the description, which is planned with for the first time."""

    def runs(folder: Path, environment: Mapping[str, str]) -> Iterator[Run]:
        _described(folder, count, has_defaults=False)
        _applied(folder, environment)
        (folder / "vpns.toml").write_text(description(count, changed=max(count // 100, 1)))
        yield _floor("plan", folder, environment, _peers(folder))
        yield _first_time(_vpnsync(folder, environment, "plan", *_place(folder)))

    return runs


def first_apply(count: int) -> Setting:
    """Every file is to be created, with fsync, by the floor as well."""

    def runs(folder: Path, environment: Mapping[str, str]) -> Iterator[Run]:
        def fresh() -> None:
            for there in ("root", "floor"):
                put_aside(folder / there)

        _described(folder, count, has_defaults=False)
        floor = _floor("apply", folder, environment, folder / "floor")
        run = _vpnsync(folder, environment, "apply", "--yes", *_place(folder))
        yield Run(floor.name, floor.command, folder, environment, fresh)
        yield Run(VPNSYNC, run.command, folder, environment, fresh)

        def forgotten() -> None:
            fresh()
            shutil.rmtree(environment["XDG_CACHE_HOME"], ignore_errors=True)

        yield Run(FIRST, run.command, folder, environment, forgotten)
        yield from contenders(folder, Task(count, "none", is_dry=False), environment)

    return runs


def words_only(*words: str, **more: str) -> Setting:
    """Run a command that needs no description, beside the import of typer alone."""

    def runs(folder: Path, environment: Mapping[str, str]) -> Iterator[Run]:
        yield Run(TYPER, [_program("python", environment), "-c", "import typer"], folder, environment)
        yield _vpnsync(folder, {**environment, **more}, *words)

    return runs


def tab(count: int) -> Setting:
    """Complete the name of a peer, which takes reading the description, beside the import of typer alone."""

    def runs(folder: Path, environment: Mapping[str, str]) -> Iterator[Run]:
        _described(folder, count, has_defaults=False)
        yield Run(TYPER, [_program("python", environment), "-c", "import typer"], folder, environment)
        words = f"vpnsync up --config {folder / 'vpns.toml'} "
        tab = {"_VPNSYNC_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": "4"}
        yield _vpnsync(folder, {**environment, **tab})

    return runs


def imported(count: int) -> Setting:
    """Take over files that were written by hand."""

    def runs(folder: Path, environment: Mapping[str, str]) -> Iterator[Run]:
        write_bodies(_peers(folder), count)
        out = folder / "imported.toml"
        yield _floor("import", folder, environment, _peers(folder))
        words = ["import", "--root", str(folder / "root"), "--platform", "linux", "--output", str(out)]
        run = _vpnsync(folder, environment, *words)
        yield Run(VPNSYNC, run.command, folder, environment, lambda: out.unlink(missing_ok=True))

    return runs


def status(count: int) -> Setting:
    """Say of each peer how it stands."""

    def runs(folder: Path, environment: Mapping[str, str]) -> Iterator[Run]:
        _described(folder, count, has_defaults=False)
        _applied(folder, environment)
        yield _floor("status", folder, environment, _peers(folder))
        yield _vpnsync(folder, environment, "status", *_place(folder))

    return runs


_GOALS: Final = {10: 6.0, 1000: 1.6, 10000: 0.6}
_AHEAD: Final = {10: {DOTDROP: 1, ANSIBLE: 1}, 1000: {TEMPLATE: 3}, 10000: {TEMPLATE: 40, FLOOR: 1}}

WORKS: Final = (
    *(
        Work(
            f"plan, in sync, N = {n}",
            in_sync(n),
            goal=_GOALS.get(n),
            ahead=_AHEAD.get(n, {}),
            memory=90 if n == 10000 else None,
            size=n,
        )
        for n in SIZES
    ),
    *(
        Work(f"the same with [defaults], N = {n}", in_sync(n, has_defaults=True), size=n, is_spelt_out=False)
        for n in SIZES
    ),
    Work("the same with a password from a file in each, N = 1000", in_sync(1000, secrets=True)),
    Work("plan, 1 % of the files edited, N = 1000", drifted(1000), goal=2.0),
    Work("plan, 1 % of the description edited, N = 1000", edited(1000), goal=2.0),
    Work("apply, in sync, N = 10", in_sync(10, "apply"), goal=6.0, ahead=_AHEAD[10]),
    Work("apply, in sync, N = 1000", in_sync(1000, "apply")),
    Work("first apply, N = 1000, with fsync", first_apply(1000), goal=1.5),
    Work("--version", words_only("--version"), TYPER, 1.2),
    Work("--help", words_only("--help"), TYPER, 1.2),
    Work("plan --help", words_only("plan", "--help"), TYPER, 1.2),
    Work("completion of a peer, N = 10", tab(10), TYPER, 1.2),
    Work("completion of a peer, N = 1000", tab(1000), TYPER, 1.2),
    Work(
        "completion of a command",
        words_only(_VPNSYNC_COMPLETE="complete_bash", COMP_WORDS="vpnsync pl", COMP_CWORD="1"),
        TYPER,
        1.2,
    ),
    Work("import, 1000 files", imported(1000)),
    Work("status, 100 peers", status(100)),
)
