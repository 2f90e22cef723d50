"""A vpns.toml that cannot be used: a clear complaint, exit 1, nothing lost, no traceback."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.cli.fork import run_as_nobody
from tests.cli.peers import describe
from tests.sync.disk import stamps

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

HEAD = "version = 1\n"
PEER = HEAD + '[peers.office]\nprotocol = "custom"\n'


def in_place(folder: Path, text: str | bytes) -> None:
    """Put a text where the description was."""
    (folder / "vpns.toml").write_bytes(text if isinstance(text, bytes) else text.encode())


@pytest.fixture
def applied(cli: Callable[..., Result], tmp_path: Path) -> Path:
    """Apply a sound description first; return the root, which nothing may touch from then on."""
    describe(tmp_path, office="mtu = 1400")
    assert cli("apply", "--root", "root", "--yes").status == 0
    return tmp_path / "root"


BAD: dict[str, tuple[str | bytes, tuple[str, ...]]] = {
    "broken": (HEAD + "[peers.office\nx = 1\n", ("vpns.toml:2:14", "expected ']' at the end")),
    "broken value": (HEAD + "a = 1\nb = = 2\n", ("vpns.toml:3:5", "not TOML")),
    "cut off": (PEER + 'user = "ali', ("vpns.toml", "end", "not TOML")),
    "twice": (PEER + "mtu = 1400\nmtu = 1300\n", ("vpns.toml:5:", "not TOML")),
    "not UTF-8": (b"version = 1\n# caf\xe9\n", ("vpns.toml:2:6", "UTF-8")),
    "UTF-16": (HEAD.encode("utf-16"), ("vpns.toml", "UTF-8")),
    "NUL": (b"version = 1\n\0\n", ("vpns.toml:2:1", "not TOML")),
    "no version": ("", ("vpns.toml", "version")),
    "wrong type": (PEER + 'mtu = "big"\n', ("vpns.toml:4", "peers.office.mtu")),
    "unknown key": (PEER + "idel = 5\n", ("vpns.toml:4", "peers.office.idel", '"idle"')),
    "duplicate by case": (PEER + '[peers.Office]\nprotocol = "custom"\n', ("peers.Office", "case")),
}


@pytest.mark.parametrize(("text", "said"), BAD.values(), ids=BAD)
@pytest.mark.parametrize("command", ["plan", "apply"])
def test_a_bad_description_is_complained_about_and_touches_nothing(
    cli: Callable[..., Result], applied: Path, command: str, text: str | bytes, said: tuple[str, ...]
) -> None:
    """With file, line and key, so that it can be found."""
    in_place(applied.parent, text)
    before = stamps(applied)
    result = cli(command, "--root", applied, *(["--yes", "--prune"] if command == "apply" else []))
    assert (result.status, result.out) == (1, "")
    assert [piece for piece in said if piece not in result.err] == []
    assert stamps(applied) == before


def test_all_complaints_come_at_once(cli: Callable[..., Result], tmp_path: Path) -> None:
    """Nobody wants to fix them one run at a time."""
    in_place(tmp_path, PEER + 'mtu = 5\nidel = 5\n[peers."a/b"]\nprotocol = "pptp"\n')
    result = cli("plan", "--root", "root")
    for line, key in ((4, "office.mtu"), (5, "office.idel"), (6, "a/b")):
        assert [x for x in result.err.splitlines() if f"vpns.toml:{line}: " in x and key in x], key


@pytest.mark.parametrize(
    "text",
    [
        'password = "open sesame',
        "password = 'open sesame\nmtu = 1400",
        'password = { env = "open sesame" }',
        'password = { evn = "open sesame" }',
        'password = ["open sesame"]',
        'password = "open sesame\\u0000"',
        'pasword = "open sesame"',
        "password = open sesame",
    ],
)
def test_no_complaint_quotes_a_secret(cli: Callable[..., Result], tmp_path: Path, text: str) -> None:
    """A typo next to a password must not publish it."""
    in_place(tmp_path, f"{PEER}{text}\n")
    result = cli("plan", "--root", "root")
    assert (result.status, "sesame" in result.out + result.err) == (1, False)
    assert "vpns.toml" in result.err


def test_no_description_at_all_says_how_to_get_one(cli: Callable[..., Result]) -> None:
    """The very first run."""
    result = cli("apply", "--root", "root")
    assert (result.status, result.out) == (1, "")
    assert "vpns.toml" in result.err
    assert "vpnsync init" in result.err


@pytest.mark.parametrize("options", [(), ("-c", "vpns.toml")])
def test_a_directory_in_its_place_is_named_as_one(
    cli: Callable[..., Result], tmp_path: Path, options: tuple[str, ...]
) -> None:
    """`git clone` into the wrong place does it."""
    (tmp_path / "vpns.toml").mkdir()
    result = cli("plan", "--root", "root", *options)
    assert (result.status, "vpns.toml" in result.err, "directory" in result.err) == (1, True, True)


def test_an_unreadable_description_is_named(public: Path) -> None:
    """0600 and another owner: what sudo leaves behind."""
    path = describe(public, office="mtu = 1400")
    path.chmod(0)
    result = run_as_nobody("plan", "--root", "root", cwd=public)
    assert (result.status, result.out) == (1, "")
    assert "vpns.toml" in result.err
    assert "ermission denied" in result.err
    assert "Traceback" not in result.err


def test_a_description_in_a_locked_folder_is_named(public: Path) -> None:
    """Another person's home."""
    locked = public / "locked"
    locked.mkdir()
    describe(locked, office="mtu = 1400")
    locked.chmod(0)
    result = run_as_nobody("plan", "--root", "root", "-c", "locked/vpns.toml", cwd=public)
    shutil.rmtree(locked, ignore_errors=True)
    assert (result.status, "locked/vpns.toml" in result.err) == (1, True)
    assert "Traceback" not in result.err
