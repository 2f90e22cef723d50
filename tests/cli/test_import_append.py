"""Import into a description that is there already: not a byte of it changes, and nothing of it leaks."""

from __future__ import annotations

import os
import stat
import tomllib
from typing import TYPE_CHECKING

import pytest

from tests.cli.test_import import OFFICE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

BEFORE = """\
# mine
version = 1   # of the format

[defaults]
user = 'bob'
mtu = 1200
[peers.home]
protocol    =    "custom"   \t
"""


@pytest.fixture
def peers(no_peers: Path) -> Path:
    """Return a directory of peers files under `root`, with one of them."""
    (no_peers / "office").write_text(OFFICE)
    return no_peers


@pytest.mark.parametrize(
    "before",
    [
        BEFORE.encode(),
        BEFORE.encode().rstrip(b"\n"),
        BEFORE.encode() + b"# the end",
        BEFORE.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + BEFORE.encode(),
        BEFORE.encode() + b"\n\n\n",
        BEFORE.encode() + b'[peers.home.options]\n"ipparam" = """a\n\nb"""',
        BEFORE.encode().replace(b"[peers.home]\nprotocol", b"[peers]\nhome.protocol"),
    ],
    ids=["plain", "no-final-newline", "comment-at-end", "crlf", "bom", "blank-lines", "long-text", "dotted"],
)
def test_every_byte_stays(cli: Callable[..., Result], peers: Path, tmp_path: Path, before: bytes) -> None:
    """It is the person's own text, with its comments and its habits; ours only follows it."""
    del peers
    path = tmp_path / "vpns.toml"
    path.write_bytes(before)
    result = cli("import", "--root", "root")
    assert (result.status, result.out.splitlines()[-1]) == (0, "1 peer, 0 option changes.")
    after = path.read_bytes()
    assert after.startswith(before)
    assert list(tomllib.loads(after.decode("utf-8-sig"))["peers"]) == ["home", "office"]
    assert (b"\r\n" in before) == (b"\r\n" in after[len(before) :])
    assert cli("plan", "office", "--root", "root").status == 0


def test_defaults_do_not_reach_the_new_peer(cli: Callable[..., Result], peers: Path, tmp_path: Path) -> None:
    """`mtu` of [defaults] would change a file that says nothing of it: it is taken away by name."""
    (peers / "office").write_text("noauth\n")
    (tmp_path / "vpns.toml").write_text(BEFORE)
    cli("import", "--root", "root")
    assert tomllib.loads((tmp_path / "vpns.toml").read_text())["peers"]["office"]["unset"] == ["mtu", "user"]
    assert cli("show", "office").out == "noauth\n"


def test_what_overrules_a_default_by_itself_needs_no_further_word(
    cli: Callable[..., Result], peers: Path, tmp_path: Path
) -> None:
    """A negative, an alias or a value of the peer's own is enough; a list and `X = false` would be clumsy."""
    (peers / "office").write_text("noauth\nnodefaultroute\nmtu 1400\nnovj\n")
    inherited = "defaultroute = true\nmtu = 1200\n-vj = true\ndebug = true\n"
    (tmp_path / "vpns.toml").write_text(f"version = 1\n[defaults.options]\n{inherited}")
    assert cli("import", "--root", "root").status == 0
    office = tomllib.loads((tmp_path / "vpns.toml").read_text())["peers"]["office"]
    assert (office["default_route"], office["mtu"]) == (False, 1400)
    assert office["options"] == {"noauth": True, "novj": True, "debug": False}


def test_a_described_name_is_reported_and_left_out(
    cli: Callable[..., Result], peers: Path, tmp_path: Path
) -> None:
    """The description says what it shall be; the others are imported all the same."""
    (peers / "home").write_text("mtu 999\n")
    (peers / "HOME").write_text("mtu 999\n")
    (tmp_path / "vpns.toml").write_text(BEFORE)
    result = cli("import", "--root", "root")
    assert "= home  not imported: is described in vpns.toml already" in result.out
    assert '! HOME  not imported: differs from "home" only in case; rename the file' in result.out
    assert (result.status, "1 peer, 0 option changes." in result.out) == (1, True)


def test_a_link_is_followed_and_stays_one(cli: Callable[..., Result], peers: Path, tmp_path: Path) -> None:
    """Dotfiles are links into a repository; mode and place of the file behind it stay."""
    del peers
    real = tmp_path / "dotfiles/vpns.toml"
    real.parent.mkdir()
    real.write_text(BEFORE)
    real.chmod(0o644)
    (tmp_path / "vpns.toml").symlink_to(real)
    assert cli("import", "--root", "root").status == 0
    assert (tmp_path / "vpns.toml").is_symlink()
    assert real.read_text().startswith(BEFORE)
    assert stat.S_IMODE(real.stat().st_mode) == 0o644


@pytest.mark.usefixtures("needs_root")
def test_the_file_stays_its_owners(cli: Callable[..., Result], peers: Path, tmp_path: Path) -> None:
    """Root, by whatever way, must not take a person's own file away from them."""
    del peers
    path = tmp_path / "vpns.toml"
    path.write_text(BEFORE)
    os.chown(path, 65534, 65534)
    cli("import", "--root", "root")
    assert (path.stat().st_uid, path.stat().st_gid) == (65534, 65534)
    assert path.stat().st_size > len(BEFORE)


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        ("version = 1\npeers = { home = { protocol = 'custom' } }\n", "are its peers an inline table"),
        ("version = 1\n[peers.home]\npasword = 'sesame'\n", 'unknown key, did you mean "password"?'),
        ("version = 1\n[peers.home\n", "not TOML"),
        ("# mine\n", "version: is required"),
    ],
)
def test_what_nothing_can_be_added_to_stays_as_it_is(
    cli: Callable[..., Result], peers: Path, tmp_path: Path, before: str, reason: str
) -> None:
    """And the message says what is the matter with it."""
    del peers
    (tmp_path / "vpns.toml").write_text(before)
    result = cli("import", "--root", "root")
    assert result.status == 1
    assert reason in result.err
    assert "sesame" not in result.err + result.out
    assert (tmp_path / "vpns.toml").read_text() == before


def test_a_place_where_no_file_can_be_is_told(
    cli: Callable[..., Result], peers: Path, tmp_path: Path
) -> None:
    """A folder, a pipe that nobody feeds, a folder that is not there."""
    del peers
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for place in ("folder", "pipe", "/dev/null", "not/there.toml", "link"):
        (tmp_path / "link").symlink_to("link") if place == "link" else None
        result = cli("import", "--root", "root", "--output", place)
        assert (result.status, place in result.err, result.out) == (1, True, ""), place
