"""Measure everything, and write the table and the plot: see README.md."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.measure import measured
from tests.benchmarks.report import goals, plot, table
from tests.benchmarks.works import WORKS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.benchmarks.measure import Figure
    from tests.benchmarks.works import Work

_HERE = Path(__file__).parent


def main() -> None:
    """Run every work, or those that are named."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "only", nargs="*", help="only the works whose title one of these regular expressions finds"
    )
    parser.add_argument("--contenders", type=Path, help="the folder that install-contenders was given")
    parser.add_argument("--output", type=Path, default=_HERE, help="where speed.md and speed.svg go")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vpnsync-speed-") as temporary:
        installed = _installed(Path(os.path.realpath(temporary)) / "installed")
        found: list[tuple[Work, Mapping[str, Figure]]] = []
        for work in WORKS:
            if not given.only or any(re.search(text, work.title) for text in given.only):
                sys.stderr.write(f"{work.title}\n")
                folder = installed.parent / str(len(found))  # all go at the end: see put_aside
                found.append((work, _figures(work, folder, installed, given.contenders)))
    text = table(found)
    sys.stdout.write(text)
    if not given.only:
        (given.output / "speed.md").write_text(f"# How fast vpnsync is\n\n{text}")
        plot(found, given.output / "speed.svg")
        if given.output == _HERE:
            _show_in_readme(goals(found))


def _show_in_readme(text: str) -> None:
    path = _HERE.parents[1] / "README.md"
    start, end = "<!-- speed: python -m tests.benchmarks writes this -->\n", "<!-- speed ends -->\n"
    before, _, rest = path.read_text().partition(start)
    path.write_text(f"{before}{start}{text}{end}{rest.partition(end)[2]}")


def _installed(folder: Path) -> Path:
    """Install this clone as its users do: not editable, and with nothing beside it that others need."""
    sys.stderr.write("installing\n")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    subprocess.run([folder / "bin" / "pip", "install", "-q", _HERE.parents[1]], check=True)
    return folder


def _figures(work: Work, folder: Path, installed: Path, contenders: Path | None) -> Mapping[str, Figure]:
    folder.mkdir()
    return measured([*work.setting(folder, _environment(folder, installed, contenders))])


def _environment(folder: Path, installed: Path, contenders: Path | None) -> Mapping[str, str]:
    """Return an environment without anything of the person's."""
    own = [str(path) for path in sorted(contenders.glob("*/bin"))] if contenders else []
    home = folder / "home"
    home.mkdir()
    return {
        "PATH": os.pathsep.join([*own, "/usr/sbin", "/usr/bin", "/sbin", "/bin"]),
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "LC_ALL": "C.UTF-8",
        "VIRTUAL_ENV": str(installed),
    }


if __name__ == "__main__":
    main()
