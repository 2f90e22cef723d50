"""`init`: a first vpns.toml."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result


def test_what_init_writes_is_sound(cli: Callable[..., Result], tmp_path: Path) -> None:
    """A first file with a complaint would be a bad start."""
    assert cli("init").status == 0
    assert (cli("validate").status, cli("validate", "--strict").status) == (0, 0)
    assert cli("plan", "--root", "root", "--detailed-exitcode").status == 0
    assert stat.S_IMODE((tmp_path / "vpns.toml").stat().st_mode) & 0o077 == 0


def test_the_example_of_init_is_sound_once_enabled(cli: Callable[..., Result], tmp_path: Path) -> None:
    """Following its own remark must lead to a peer."""
    cli("init")
    path = tmp_path / "vpns.toml"
    path.write_text("".join(x for x in path.read_text().splitlines(keepends=True) if "enabled" not in x))
    assert cli("validate", "--no-secrets").status == 0
    assert "create" in cli("plan", "--root", "root", "--no-secrets").out


KINDS: dict[str, Callable[[Path], object]] = {
    "file": lambda path: path.write_text("mine"),
    "directory": lambda path: path.mkdir(),
    "link": lambda path: path.symlink_to("else"),
}


@pytest.mark.parametrize("make", KINDS.values(), ids=KINDS)
def test_init_overwrites_nothing(
    cli: Callable[..., Result], tmp_path: Path, make: Callable[[Path], object]
) -> None:
    """It may be the only description there is."""
    path = tmp_path / "vpns.toml"
    make(path)
    before = path.lstat()
    result = cli("init")
    assert (result.status, result.out) == (1, "")
    assert "vpns.toml" in result.err
    assert path.lstat() == before
    assert not (tmp_path / "else").exists()


def test_init_writes_where_it_is_told(cli: Callable[..., Result], tmp_path: Path) -> None:
    """A dotfiles repo is seldom the current folder."""
    (tmp_path / "dotfiles").mkdir()
    result = cli("init", "--config", "dotfiles/vpns.toml")
    assert (result.status, "dotfiles/vpns.toml" in result.out) == (0, True)
    assert (tmp_path / "dotfiles/vpns.toml").exists()
    assert not (tmp_path / "vpns.toml").exists()


def test_init_into_nowhere_says_so(cli: Callable[..., Result]) -> None:
    """A typo in the path."""
    result = cli("init", "--config", "nowhere/vpns.toml")
    assert (result.status, "nowhere/vpns.toml" in result.err) == (1, True)
    assert "No such file" in result.err
