"""Long work says how far it has come, to a person who waits at a terminal and to nobody else."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.program import Terminal, run
from vpnsync.cli.counting import _Count

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

PEER = """[peers.{name}]
protocol = "pptp"
server = "vpn.example"
password = {{ command = ["sh", "-c", "sleep 0.3; echo {name}"] }}
"""
COUNTED = "Opening the secrets of peers: 3 of 4"


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    """Return a folder with a description whose secrets take a while each."""
    (tmp_path / "vpns.toml").write_text("version = 1\n" + "".join(PEER.format(name=name) for name in "abcd"))
    return tmp_path


def test_slow_work_is_counted_on_a_terminal(slow: Path) -> None:
    """The line is gone once the work is done: what stays on the screen is the plan."""
    result = Terminal("plan", "--root", "r", cwd=slow).finish()
    assert result.status == 0
    before, counted, after = result.out.rpartition(COUNTED)
    assert counted, result.out
    assert "1 of 4" in before, "the first may be the one that takes its time"
    assert "\r\x1b[K" in after.partition("create")[0]


@pytest.mark.parametrize("plain", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
def test_a_plain_terminal_gets_no_line_that_moves(slow: Path, plain: dict[str, str]) -> None:
    """Who reads with other means than eyes has no use for one."""
    result = Terminal("plan", "--root", "r", cwd=slow, env=plain).finish()
    assert "Opening" not in result.out
    assert "\x1b" not in result.out


def test_nothing_is_counted_through_a_pipe(slow: Path) -> None:
    """A log is no place for it."""
    result = run("plan", "--root", "r", cwd=slow)
    assert (result.status, result.err) == (0, "Using vpns.toml\n")


def test_quick_work_is_not_counted(tmp_path: Path) -> None:
    """A line that flickers says nothing to anybody."""
    (tmp_path / "vpns.toml").write_text('version = 1\n[peers.a]\nprotocol = "custom"\npty = "true"\n')
    result = Terminal("apply", "--root", "r", "--yes", cwd=tmp_path).finish()
    assert result.status == 0
    assert "Writing" not in result.out
    assert "\x1b[K" not in result.out


def test_who_asks_for_quiet_gets_no_count(slow: Path) -> None:
    """Nor does a program that calls from Python."""
    call = "from vpnsync import load, plan; plan(load('vpns.toml', root='r'))"
    for result in (
        Terminal("plan", "--quiet", "--root", "r", cwd=slow).finish(),
        Terminal("-c", call, cwd=slow, start=(sys.executable,)).finish(),
    ):
        assert (result.status, "Opening" in result.out) == (0, False)


def test_secrets_that_validate_opens_are_counted(slow: Path) -> None:
    """They take as long there."""
    result = Terminal("validate", cwd=slow).finish()
    assert result.status == 0
    assert COUNTED in result.out


def test_every_loop_over_all_peers_is_counted(
    cli: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 10 000 peers, each of these takes a second or more."""
    counted: dict[str, int] = {}

    def step(count: _Count) -> None:
        counted[count.doing] = counted.get(count.doing, 0) + 1

    monkeypatch.setattr(_Count, "step", step)
    monkeypatch.setattr("vpnsync.cli.counting.is_colourful", lambda _: True)
    rows = "".join(f'[peers.{name}]\nprotocol = "pptp"\nserver = "vpn.example"\n' for name in "abc")
    (tmp_path / "vpns.toml").write_text(f"version = 1\n{rows}")
    found = {}
    for command in (
        "apply --yes --root r",
        "plan --root r",
        "status --root r",
        "rollback --yes --root r",
        "validate",
    ):
        counted.clear()
        assert cli(*command.split(), "--platform", "linux").status == 0
        found[command.partition(" ")[0]] = dict(counted)
    assert found == {
        "apply": {"Checking": 3, "Comparing": 6, "Showing": 3, "Writing": 3},
        "plan": {"Checking": 3, "Comparing": 3},
        "status": {"Checking": 3, "Comparing": 3, "Looking for links": 3},
        "rollback": {"Comparing": 6, "Showing": 3, "Writing": 3},
        "validate": {"Checking": 9, "Looking over": 6},
    }
    (tmp_path / "r/etc/ppp/peers").mkdir(parents=True, exist_ok=True)
    for name in "abc":
        (tmp_path / "r/etc/ppp/peers" / name).write_text("mtu 1400\n")
    counted.clear()
    assert cli("import", "--root", "r", "--platform", "linux", "--output", "o.toml").status == 0
    assert counted["Reading"] == 3
