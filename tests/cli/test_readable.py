"""A secret as plain text, in a description that others can read."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.cli.fork import NOBODY
from tests.cli.peers import describe

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

NAME = "[readable-secret]"
PLAIN = 'password = "SESAME"'


@pytest.fixture
def ours(public: Path) -> Path:
    """Return a folder that everybody may enter, and that is the caller's own."""
    os.chown(public, os.geteuid(), os.getegid())
    return public


def lines(result: Result) -> list[str]:
    """Return what is said about it."""
    assert "SESAME" not in result.out + result.err
    return [line for line in result.err.splitlines() if line.endswith(NAME)]


@pytest.mark.parametrize(
    "command", [("validate",), ("plan", "--root", "r"), ("apply", "--yes", "--root", "r")]
)
def test_it_is_a_warning_that_names_the_key_and_the_way_out(
    cli: Callable[..., Result], ours: Path, command: tuple[str, ...]
) -> None:
    """Dotfiles are 0644 in a home that everybody may enter, more often than not."""
    path = describe(ours, office=PLAIN)
    (told,) = lines(cli(*command, "-c", path))
    assert "peers.office.password: " in told
    assert "chmod go-r" in told
    path.chmod(0o600)
    assert lines(cli(*command, "-c", path)) == []


def test_it_is_an_error_with_strict(cli: Callable[..., Result], ours: Path) -> None:
    """Although plain text as such has been allowed."""
    path = describe(ours, office=f'{PLAIN}\nallow = ["plain-text-secret"]')
    result = cli("validate", "--strict", "-c", path)
    assert (result.status, len(lines(result))) == (1, 1)
    path.chmod(0o600)
    assert cli("validate", "--strict", "-c", path).status == 0


def test_a_reference_is_no_secret(cli: Callable[..., Result], ours: Path) -> None:
    """Everybody may know where it is kept."""
    path = describe(ours, office='password = { env = "NOWHERE" }')
    assert lines(cli("validate", "--no-secrets", "-c", path)) == []


class Rights(NamedTuple):
    """Mode and group of a description, and of the directory above it."""

    mode: int
    gid: int
    above: int
    above_gid: int = 0


READABLE = [Rights(0o644, 0, 0o755), Rights(0o640, NOBODY, 0o755), Rights(0o640, NOBODY, 0o750, NOBODY)]
CLOSED = [
    Rights(0o644, 0, 0o700),
    Rights(0o640, NOBODY, 0o750),
    Rights(0o640, 0, 0o755),
    Rights(0o604, 0, 0o750),
    Rights(0o600, NOBODY, 0o755),
]


@pytest.mark.usefixtures("needs_root")
@pytest.mark.parametrize("rights", [*READABLE, *CLOSED], ids=str)
def test_who_may_not_come_near_it_cannot_read_it(
    cli: Callable[..., Result], ours: Path, rights: Rights
) -> None:
    """The directories on the way count; a group with nobody else in it does not."""
    folder = ours / "dotfiles"
    folder.mkdir()
    path = describe(folder, office=PLAIN)
    for made, mode, gid in ((path, rights.mode, rights.gid), (folder, rights.above, rights.above_gid)):
        os.chown(made, os.geteuid(), gid)
        made.chmod(mode)
    assert bool(lines(cli("validate", "-c", path))) is (rights in READABLE)
