"""Text on a terminal: cut or wrapped to its width, in colours that any background leaves legible."""

from __future__ import annotations

import io
import re
import sys
from typing import TYPE_CHECKING, Final

import pytest

from tests.cli.peers import describe
from tests.cli.program import Terminal, run
from vpnsync.cli import screen

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WIDE: Final = "ssh -o ServerAliveInterval=30 gateway.client.example.com pppd notty " + "東京" * 20
MAC: Final = '[peers.mac{}]\nprotocol = "l2tp"\nserver = "a.example"\nplatforms = ["macos"]\n'


class _Screen(io.StringIO):
    """A standard output that is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def patch(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return what makes standard output a terminal of 80 columns: pytest would change it back before."""

    def make() -> None:
        monkeypatch.setattr(sys, "stdout", _Screen())
        monkeypatch.setenv("COLUMNS", "80")

    return make


@pytest.mark.parametrize(("columns", "text"), [(6, "a東京…"), (5, "a東…"), (1, "…"), (20, "a東京都庁")])
def test_a_wide_character_counts_as_two_columns(patch: Callable[[], None], columns: int, text: str) -> None:
    """Else the line is one too long, and the terminal wraps it."""
    patch()
    assert screen.fit("a東京都庁", columns) == text


def test_prose_is_broken_at_blanks_and_a_path_stays_whole(patch: Callable[[], None]) -> None:
    """It is copied from there."""
    path = "/a/" + "long/" * 20
    patch()
    lines = screen.wrapped(f"office: {'word ' * 20}{path} end", "  ")
    assert path in " ".join(lines).split()
    assert all(len(line) <= 80 for line in lines if path not in line)
    assert {line[:2] for line in lines} == {"  "}


def test_a_plan_keeps_to_the_width_of_its_terminal(tmp_path: Path) -> None:
    """Values are cut; reasons of a kind are told once; through a pipe, nothing is cut.

    No colour vanishes on a white or a black background, as yellow, white and bright black do.
    """
    macs = "".join(MAC.format(number) for number in range(30))
    office = f'version = 1\n[peers.a]\nprotocol = "custom"\npty = "{WIDE}"\n'
    (tmp_path / "vpns.toml").write_text(office + macs)
    where = ("--root", "root", "--platform", "linux")
    shown = Terminal("plan", *where, cwd=tmp_path).finish().out
    words = " ".join(shown.split())
    assert ("…" in shown, words.count("only for macOS"), "and 22 more" in words) == (True, 1, True)
    piped = run("apply", "--yes", *where, cwd=tmp_path)
    assert (WIDE in piped.out, "\033" in piped.out) == (True, False)
    (tmp_path / "vpns.toml").write_text(office + "mtu = 1400\n[peers.b]\nprotocol = 'custom'\n")
    (tmp_path / "root/etc/ppp/peers/a").chmod(0o644)
    shown = Terminal("plan", *where, cwd=tmp_path).finish().out
    assert set(re.findall("\033\\[([0-9;]+)m", shown)) - {"0"} == {"1", "32", "35"}


def test_an_error_keeps_to_it_too_and_a_command_in_it_stays_whole(tmp_path: Path) -> None:
    """Each complaint begins a line; what is broken off is further in. Through a pipe each is one line."""
    wrong = "auth_methods = 'x'\npassword = { command = 'x' }\nrefuse-eap = true\n"
    (tmp_path / "vpns.toml").write_text(f'version = 1\n[peers.a]\nprotocol = "custom"\n{wrong}')
    shown = Terminal("validate", cwd=tmp_path, env={"COLUMNS": "80"}).finish().out
    assert max(map(len, re.sub("\033\\[[0-9;]*m", "", shown).splitlines())) <= 80
    assert re.findall(r"^  vpns.toml:(\d)", shown, re.MULTILINE) == ["4", "5", "6"]
    piped = run("validate", cwd=tmp_path).err.splitlines()
    assert (len(piped), max(map(len, piped)) > 80) == (5, True)
    assert [line.split() for line in piped] == [line.split() for line in _joined(shown)]


def test_a_command_in_an_error_stays_whole(
    patch: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is copied from there, and a line that the terminal breaks is copied as one."""
    patch()
    monkeypatch.setattr(sys, "stderr", said := _Screen())
    screen.complain(f"a {'b ' * 50}\n  run: sudo {'c ' * 50}")
    assert f"  run: sudo {'c ' * 50}" in said.getvalue().splitlines()
    assert len(said.getvalue().splitlines()) == 3


def _joined(shown: str) -> list[str]:
    """Return lines without colours and breaks."""
    return re.sub("\n    ", " ", re.sub("\033\\[[0-9;]*m", "", shown)).strip().splitlines()


def test_a_long_name_makes_room_for_the_state(tmp_path: Path) -> None:
    """A name of which half is shown is recognized; a state that is cut says nothing."""
    name = "n" * 64
    describe(tmp_path, office="mtu = 1400", **{name: "mtu = 1400"})
    where = ("--root", "root", "--platform", "linux")
    lines = Terminal("status", *where, cwd=tmp_path).finish().out.replace("\r", "").splitlines()
    (long,) = [line for line in lines if line.startswith("nnn")]
    assert (long.endswith("n…  custom  not applied  down"), len(long) <= 80) == (True, True)
