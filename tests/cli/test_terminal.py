"""A person at the terminal is asked, and may say no."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.peers import bodies, describe
from tests.cli.program import Terminal
from tests.sync.disk import snapshot

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result


@pytest.fixture
def peers(cli: Callable[..., Result], tmp_path: Path) -> Path:
    """Apply one peer, and describe it anew with a second one."""
    describe(tmp_path, lab="mtu = 1400")
    assert cli("apply", "--root", "root", "--yes").status == 0
    describe(tmp_path, lab="mtu = 1300", office="mtu = 1300")
    return tmp_path / "root/etc/ppp/peers"


def asked(folder: Path, *options: str) -> Terminal:
    """Start apply on a terminal, and wait for its question."""
    terminal = Terminal("apply", "--root", "root", *options, cwd=folder)
    terminal.wait_for("?")
    return terminal


def test_yes_applies_what_was_shown(tmp_path: Path, peers: Path) -> None:
    """The plan comes before the question."""
    terminal = asked(tmp_path)
    assert "1400 -> 1300" in terminal.shown.partition("?")[0]
    terminal.type("y\n")
    assert terminal.finish().status == 0
    assert bodies(peers) == {"lab": "mtu 1300\n", "office": "mtu 1300\n"}


@pytest.mark.parametrize(
    ("keys", "status"),
    [("n\n", 1), ("\n", 1), ("\x04", 1), ("\x03", 130)],
    ids=["no", "enter", "Ctrl-D", "Ctrl-C"],
)
def test_anything_but_yes_changes_nothing(tmp_path: Path, peers: Path, keys: str, status: int) -> None:
    """Declined is 1; only Ctrl-C is 130."""
    before = snapshot(peers)
    terminal = asked(tmp_path)
    terminal.type(keys)
    result = terminal.finish()
    assert (result.status, snapshot(peers), "Traceback" in result.out) == (status, before, False)
    assert not (peers.parent / "lock").exists()


def test_a_person_is_asked_about_what_yes_alone_would_not_do(tmp_path: Path, peers: Path) -> None:
    """And told which files that is about, so that no option is needed."""
    (peers / "lab").write_text((peers / "lab").read_text().replace("1400", "1200"))
    (peers / "office").write_text("mtu 1200\n")
    terminal = asked(tmp_path)
    question = [line for line in terminal.shown.splitlines() if "Plan:" not in line][-3:]
    assert [any(name in line for line in question) for name in ("lab", "office")] == [True, True]
    terminal.type("y\n")
    assert terminal.finish().status == 0
    assert bodies(peers) == {"lab": "mtu 1300\n", "office": "mtu 1300\n"}


def test_with_yes_nobody_is_asked(tmp_path: Path, peers: Path) -> None:
    """Not even on a terminal."""
    result = Terminal("apply", "--root", "root", "--yes", cwd=tmp_path).finish()
    assert (result.status, "?" in result.out) == (0, False)
    assert set(bodies(peers)) == {"lab", "office"}


def test_with_nothing_to_do_nobody_is_asked(tmp_path: Path, peers: Path) -> None:
    """There is nothing to say yes to."""
    describe(tmp_path, lab="mtu = 1400")
    result = Terminal("apply", "--root", "root", cwd=tmp_path).finish()
    assert (result.status, "?" in result.out, peers.exists()) == (0, False, True)


@pytest.mark.parametrize("text", ["mtu 1200\n", ""], ids=["edited", "emptied"])
def test_a_file_changed_while_the_question_was_open_is_not_overwritten(
    tmp_path: Path, peers: Path, text: str
) -> None:
    """What the person agreed to is not what would happen now."""
    terminal = asked(tmp_path)
    (peers / "lab").write_text(text)
    before = snapshot(peers)
    terminal.type("y\n")
    result = terminal.finish()
    assert (result.status, snapshot(peers)) == (1, before)
    assert "lab" in result.out.partition("?")[2]


def test_the_question_goes_to_stderr(tmp_path: Path, peers: Path) -> None:
    """Whoever sends the result to a file still sees what is asked."""
    terminal = Terminal("apply", "--root", "root", cwd=tmp_path, out=tmp_path / "out")
    terminal.wait_for("?")
    terminal.type("y\n")
    assert (terminal.finish().status, set(bodies(peers))) == (0, {"lab", "office"})
    assert "?" not in (tmp_path / "out").read_text()
    assert "1 to create" in (tmp_path / "out").read_text()
