"""`--quiet`: nothing but what went wrong; the exit status says the rest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.program import Terminal, run

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Result

    Cli = Callable[..., Result]

ROOT = ("--root", "root", "--platform", "linux")
OFFICE = 'version = 1\n[peers.office]\nprotocol = "custom"\npassword = "sesame"\n'


@pytest.fixture
def peers(cli: Cli, tmp_path: Path) -> Path:
    """Describe one peer, of which there is something to warn; return the directory of the peers files."""
    del cli
    (tmp_path / "vpns.toml").write_text(OFFICE)
    return tmp_path / "root/etc/ppp/peers"


def test_what_goes_well_says_nothing(cli: Cli, peers: Path) -> None:
    """So that cron writes no mail, and a script shows just its own words."""
    silent = {
        ("plan", "--detailed-exitcode", *ROOT): 2,
        ("validate",): 0,
        ("apply", "--yes", *ROOT): 0,
        ("plan", *ROOT): 0,
        ("apply", *ROOT): 0,
        ("down", "office", "--root", "root"): 0,
        ("status", *ROOT): 0,
        ("status", "office", *ROOT): 3,
        ("release", "office", *ROOT): 0,
        ("rollback", "--yes", *ROOT): 0,
        ("import", "--output", "new.toml", *ROOT): 0,
    }
    for words, status in silent.items():
        done = cli(*words, "--quiet")
        assert (done.status, done.out, done.err) == (status, "", ""), words
    assert (peers / "office").exists()
    assert Path("new.toml").exists()


def test_what_goes_wrong_is_said(cli: Cli, peers: Path) -> None:
    """All of it, and nothing else."""
    peers.mkdir(parents=True)
    (peers / "odd name").write_text("novj\n")
    (peers / "wrong").write_text("idle\n")
    complaint = "vpnsync: vpns.toml: cannot use this description"
    wrong = {
        ("apply", "--yes", "nobody", *ROOT): "vpnsync: no such peer [unknown-peer]",
        ("import", "--output", "new.toml", *ROOT): 'vpnsync: odd name: not imported: "odd name"',
        ("validate", "--strict"): complaint,
        ("up", "office", *ROOT): "vpnsync: office cannot be dialed",
        ("release", "office", *ROOT): "vpnsync: ",
        ("rollback", "--yes", *ROOT): "vpnsync: nothing to go back to",
        ("status", "--watch", *ROOT): "Usage:",
    }
    for words, start in wrong.items():
        done = cli(*words, "-q")
        assert (done.status != 0, done.out, done.err.startswith(start)) == (True, "", True), done.err
        assert "Using" not in done.err
    assert cli("show", "office").err.startswith("Using"), "it holds for one run"
    done = cli("doctor", *ROOT, "-q")
    verdicts = {line.split()[0] for line in done.out.splitlines() if not line.startswith(" ")}
    assert (done.status, done.err, verdicts) == (1, "", {"problem"})


def test_a_document_that_is_asked_for_comes(cli: Cli, peers: Path) -> None:
    """Without the words for people beside it."""
    del peers
    done = cli("plan", "--json", "--quiet", *ROOT)
    assert (json.loads(done.out)["summary"]["create"], done.err) == (1, "")


def test_nobody_is_asked_about_what_they_have_not_seen(peers: Path, tmp_path: Path) -> None:
    """At a terminal the plan is shown all the same, and the question below it."""
    del peers
    terminal = Terminal("apply", "--quiet", *ROOT, cwd=tmp_path)
    terminal.wait_for("?")
    terminal.type("n\n")
    assert "+ office" in terminal.finish().out
    run("apply", "--yes", *ROOT, cwd=tmp_path)
    terminal = Terminal("rollback", "--quiet", *ROOT, cwd=tmp_path)
    terminal.wait_for("?")
    terminal.type("n\n")
    assert "- office" in terminal.finish().out
