"""Twice as many peers are twice the work, in every command that goes over all of them: nothing is quadratic.

Calls of functions are counted, which is the same on any machine, not the time that they take.
"""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

import pytest

from tests.benchmarks.inputs import description, write_bodies

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import FrameType

    from tests.conftest import Result

SIZES = (10, 20, 40, 80)
WORKS: dict[str, tuple[str, ...]] = {
    "first apply": (),
    "plan": ("apply --yes",),
    "plan of a description that changed": ("apply --yes", "edit"),
    "apply of a description that changed": ("apply --yes", "edit"),
    "rollback": ("apply --yes",),
    "rollback of an update": ("apply --yes", "edit", "apply --yes"),
    "status": ("apply --yes",),
    "validate": (),
    "validate of warnings": ("passwords",),
    "validate of complaints": ("typos",),
    "history": ("apply --yes",),
    "import": ("write",),
}


ROWS = {"passwords": 'password = "x"\n', "typos": "mtuu = 1400\n"}


def _with_rows(text: str, row: str) -> str:
    return text.replace("protocol =", f"{row}protocol =")


def _prepared(cli: Callable[..., Result], folder: Path, count: int, before: tuple[str, ...]) -> None:
    (folder / "vpns.toml").write_text(description(count))
    for step in before:
        if step == "edit":
            (folder / "vpns.toml").write_text(description(count).replace('"30m"', '"31m"'))
        elif step in ROWS:
            (folder / "vpns.toml").write_text(_with_rows(description(count), ROWS[step]))
        elif step == "write":
            write_bodies(folder / f"r{count}/etc/ppp/peers", count)
        else:
            assert cli(*step.split(), "--root", f"r{count}", "--platform", "linux").status == 0


def _calls(run: Callable[[], Result]) -> int:
    """Count the calls, of Python and of C, that a run makes."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    gc.collect()
    gc.disable()  # what is called when garbage is collected comes as it comes
    sys.setprofile(count)
    try:
        result = run()
    finally:
        sys.setprofile(before)
        gc.enable()
    assert result.status in (0, 1), result.err
    return calls


@pytest.mark.parametrize("work", WORKS)
def test_twice_the_peers_are_twice_the_work(
    cli: Callable[..., Result], tmp_path: Path, work: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once all is loaded and warm, each peer more costs what the last one did."""
    # Other processes of the machine come and go.
    monkeypatch.setattr("psutil.process_iter", lambda *_a, **_k: iter(()))
    command = work.split(" of ", maxsplit=1)[0].removeprefix("first ")
    words = {
        "apply": ["--yes"],
        "rollback": ["--yes"],
        "import": ["--output", "o.toml"],
        "validate": ["--json"],
    }.get(command, [])
    found = []
    for count in SIZES:
        _prepared(cli, tmp_path, count, WORKS[work])
        place = [] if command == "validate" else ["--root", f"r{count}"]
        found.append(_calls(lambda: cli(command, *words, *place, "--platform", "linux")))  # noqa: B023
        (tmp_path / "o.toml").unlink(missing_ok=True)
    _, few, more, most = found
    assert most - more == pytest.approx(2 * (more - few), rel=0.002), found
