"""What all tests share: the command line as a person uses it, and the real pppd."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.real_pppd import RealPppd
from vpnsync.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable

# What the tests start can be interrupted and hung up, however they were started (`nohup`, `&`):
# what is ignored is inherited, a function of this process is not.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    signal.signal(signal.SIGHUP, lambda *_: None)

SHARED = Path(__file__).parents[2] / "shared"


@dataclass(frozen=True)
class Result:
    """What a run of vpnsync left: exit status, stdout and stderr."""

    status: int
    out: str
    err: str


Cli = "Callable[..., Result]"


@pytest.fixture
def cli(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., Result]:
    """Run vpnsync in-process, by its own door, in an empty folder and a bare environment."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith(("VPNSYNC_", "SUDO_", "XDG_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))

    def run(*arguments: str | Path) -> Result:
        capfd.readouterr()
        status = main([str(argument) for argument in arguments])
        captured = capfd.readouterr()
        return Result(status, captured.out, captured.err)

    return run


@pytest.fixture(scope="session")
def pppd(tmp_path_factory: pytest.TempPathFactory) -> RealPppd:
    """Return the real pppd. Where CI says it must be there, its absence is a failure."""
    missing = RealPppd.missing()
    if missing and os.environ.get("VPNSYNC_REQUIRE_PPPD"):
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)
    return RealPppd(tmp_path_factory.mktemp("pppd"))


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Return the folder of real peers files of many authors, where it is at hand."""
    if not (SHARED / "corpus" / "INDEX.tsv").exists():
        pytest.skip("the corpus of real peers files is not beside this checkout")
    return SHARED / "corpus"
