"""The table and the plot that the README shows."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING, Final

from tests.benchmarks.works import FIRST, FLOOR, TYPER, VPNSYNC

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tests.benchmarks.measure import Figure
    from tests.benchmarks.works import Work

    Found = Sequence[tuple[Work, Mapping[str, Figure]]]

_HEAD: Final = (
    "CPU seconds (user and system, children included), medians of whole processes run in turn; "
    "Python {}, {} {}. *Runs*: how many the medians of vpnsync are of; a work that takes long gets fewer."
)
_OWN: Final = (FLOOR, TYPER, VPNSYNC, FIRST)


def table(found: Found) -> str:
    """Return all figures as Markdown."""
    lines = [
        _HEAD.format(platform.python_version(), platform.system(), platform.machine()),
        "",
        "| work | vpnsync | first time | floor | vpnsync : floor | goal | ahead of | wall | memory | runs |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        *(_row(work, figures) for work, figures in found),
        "",
        *_contenders(found),
        "",
        *_others(found),
        "",
        *_growth(found),
    ]
    return "\n".join(lines) + "\n"


def goals(found: Found) -> str:
    """Return the lines that have a goal, for the README."""
    lines = ["| work | CPU seconds | beside | ratio | goal | ahead of |"]
    lines.append("| --- | --- | --- | --- | --- | --- |")
    for work, figures in found:
        own, beside = figures.get(VPNSYNC) or figures[FIRST], figures.get(work.beside or "")
        if work.goal is not None and beside:
            cells = [work.title, _seconds(own), _seconds(beside), f"{own.cpu / beside.cpu:.2f}"]
            lines.append(f"| {' | '.join([*cells, _goal(work, figures), _ahead(work, figures)])} |")
    return "\n".join(lines) + "\n"


def _row(work: Work, figures: Mapping[str, Figure]) -> str:
    own = figures.get(VPNSYNC) or figures[FIRST]
    beside = figures.get(work.beside or "")
    cells = [
        work.title,
        _seconds(figures.get(VPNSYNC)),
        _seconds(figures.get(FIRST)),
        _seconds(beside),
        f"{own.cpu / beside.cpu:.2f}" if beside else "",
        _goal(work, figures),
        _ahead(work, figures),
        _seconds(own, "wall"),
        f"{own.memory:.0f} MiB",
        str(own.rounds),
    ]
    return f"| {' | '.join(cells)} |"


def _seconds(figure: Figure | None, of: str = "cpu") -> str:
    return f"{getattr(figure, of):.3f}" if figure else ""


def _goal(work: Work, figures: Mapping[str, Figure]) -> str:
    """Say whether the goal is met, and whether it is without anything kept of an earlier run."""
    beside = figures.get(work.beside or "")
    if work.goal is None or beside is None:
        return ""
    told = {name: _verdict(work, figures[name], beside) for name in (VPNSYNC, FIRST) if name in figures}
    own, first = told.get(VPNSYNC), told.get(FIRST)
    wanted = f"{work.goal}" + (f", {work.memory:.0f} MiB" if work.memory else "")
    also = f"; first time {first}" if own and first else ""
    return f"{wanted}: {own or first}{also}"


def _verdict(work: Work, own: Figure, beside: Figure) -> str:
    ratio, is_small = own.cpu / beside.cpu, own.memory <= (work.memory or own.memory)
    found = f"{ratio:.2f}" + ("" if is_small else f", {own.memory:.0f} MiB")
    return "met" if ratio <= (work.goal or ratio) and is_small else f"**missed** ({found})"


def _ahead(work: Work, figures: Mapping[str, Figure]) -> str:
    """Say whom it is ahead of, of those it must be, and by which factor."""
    told = []
    for name, factor in work.ahead.items():
        if name in figures:
            times = {own: figures[name].cpu / figures[own].cpu for own in (VPNSYNC, FIRST) if own in figures}
            missed = [
                f"{'first time ' * (own == FIRST)}{by:.2f} x" for own, by in times.items() if by < factor
            ]
            wanted = name if factor == 1 else f"{name} by {factor} x"
            verdict = f"**missed** ({', '.join(missed)})" if missed else f"met ({times[VPNSYNC]:.1f} x)"
            told.append(f"{wanted}: {verdict}")
    return "; ".join(told)


def _others(found: Found) -> list[str]:
    """Return how long the others take for everything else that they can do."""
    works = [(work, figures) for work, figures in found if not work.size]
    names = dict.fromkeys(name for _, figures in works for name in figures if name not in _OWN)
    lines = ["| work | vpnsync | " + " | ".join(names) + " |", "| --- | --- |" + " --- |" * len(names)]
    for work, figures in works:
        if figures.keys() & names.keys():
            cells = [_seconds(figures.get(name)) or "-" for name in (VPNSYNC, *names)]
            lines.append(f"| {work.title} | {' | '.join(cells)} |")
    return lines if names else []


def _contenders(found: Found) -> list[str]:
    """Return how long the others take for a plan in which there is nothing to do."""
    sizes = [(work.size, figures) for work, figures in found if work.size and work.is_spelt_out]
    names = dict.fromkeys(name for _, figures in sizes for name in figures)
    lines = ["| plan, in sync | " + " | ".join(f"N = {size}" for size, _ in sizes) + " |"]
    lines.append("| --- |" + " --- |" * len(sizes))
    for name in names:
        cells = [_seconds(figures.get(name)) or "-" for _, figures in sizes]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def _growth(found: Found) -> list[str]:
    """Say what each peer more costs from 1000 to 10000, and from 100 to 1000: as much where it is linear."""
    by_size = {
        work.size: figures for work, figures in found if work.size in (100, 1000, 10000) and work.is_spelt_out
    }
    if len(by_size) < 3:
        return []
    lines = []
    for name in (VPNSYNC, FIRST):
        low, mid, high = (by_size[size][name] for size in (100, 1000, 10000))
        lines.append(
            f"- {name}: {(high.cpu - mid.cpu) / 9000 * 1e6:.0f} µs more for each peer from 1000 to 10000 "
            f"({(mid.cpu - low.cpu) / 900 * 1e6:.0f} µs from 100 to 1000), "
            f"and {(high.memory - mid.memory) / 9000 * 1024:.1f} KiB "
            f"({(mid.memory - low.memory) / 900 * 1024:.1f} KiB)"
        )
    return ["Growth:", "", *lines]


def plot(found: Found, path: Path) -> None:
    """Draw CPU seconds over the number of peers, for a plan in which there is nothing to do."""
    import matplotlib as mpl  # noqa: PLC0415 - only here, and only in the benchmarks' own extra

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "vpnsync"
    from matplotlib import pyplot as plt  # noqa: PLC0415 - once the backend is chosen

    figure, axes = plt.subplots(figsize=(8, 5))
    sizes = [(work.size, figures) for work, figures in found if work.size and work.is_spelt_out]
    for name in dict.fromkeys(name for _, figures in sizes for name in figures):
        points = [(size, figures[name].cpu) for size, figures in sizes if name in figures]
        style = {VPNSYNC: "o-", FIRST: "o--", FLOOR: "k:"}.get(name, ".-")
        wide = 2.5 if name in _OWN else 1.2
        axes.loglog(*zip(*points, strict=True), style, linewidth=wide, label=name)
    axes.set(xlabel="peers, 25 options each", ylabel="CPU seconds", title="A plan with nothing to do")
    axes.grid(visible=True, which="major", alpha=0.3)
    axes.legend(frameon=False)
    figure.tight_layout()
    figure.savefig(path, format="svg", metadata={"Date": None})
