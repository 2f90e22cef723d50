"""What stands in /etc/ppp/peers besides peers files: left out with its reason, never half-read."""

from __future__ import annotations

import json
import os
import random
import tomllib
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

NOISE = random.Random(7)  # noqa: S311 - noise, not a key


@pytest.fixture
def peers(no_peers: Path) -> Path:
    """Return a directory of peers files under `root`, with one that can be imported."""
    (no_peers / "good").write_text("noauth\nmtu 1400\n")
    return no_peers


def left_out(cli: Callable[..., Result], *names: str) -> dict[str, tuple[bool, str]]:
    """Import; return what was left out: name -> (refused, reason). `good` always comes through."""
    result = cli("import", *names, "--root", "root", "--json")
    document = json.loads(result.out)
    assert [peer["name"] for peer in document["imported"]] == ([] if names else ["good"])
    found = {one["name"]: (one["refused"], one["reason"]) for one in document["left_out"]}
    assert result.status == (1 if any(refused for refused, _ in found.values()) else 0)
    return found


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (bytes(range(256)) * 4, "NUL bytes"),
        (NOISE.randbytes(1024 * 1024), "NUL bytes"),
        (NOISE.randbytes(1024 * 1024 + 1), "larger than 1024 KiB"),
        (NOISE.randbytes(1024 * 1024).replace(b"\0", b"x"), "no peers file has more"),
        (b"word " * 200_000, "holds 200000 words"),
        (b"debug\n" * 100_000, "holds 100000 words"),
        (b"x" * 1_000_000, "unrecognized option 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...'"),
        (b"\x7fELF\x02\x01\x01 no nul", "pppd refuses it"),
        (b"ABORT BUSY\n'' ATZ\nOK ATDT1\nCONNECT ''\n", "it seems to be a chat script"),
        (b"#! /bin/sh\nexec pppd call x\n", "it seems to be a script"),
        (b"# Secrets for authentication using CHAP\nalice * sesame *\n", "pppd refuses it"),
        (b"-----BEGIN CERTIFICATE-----\nMIIB\n", "pppd refuses it"),
    ],
    ids=[
        "binary",
        "noise",
        "big-noise",
        "text-noise",
        "words",
        "options",
        "one-word",
        "elf",
        "chat",
        "sh",
        "chap",
        "pem",
    ],
)
def test_what_is_no_peers_file_is_refused(
    cli: Callable[..., Result], peers: Path, text: bytes, reason: str
) -> None:
    """The others are imported all the same, and the reason is a line."""
    (peers / "odd").write_bytes(text)
    refused, told = left_out(cli)["odd"]
    assert (refused, reason in told, len(told) < 200) == (True, True, True)


def test_what_is_no_file_is_left_out(cli: Callable[..., Result], peers: Path) -> None:
    """No link is followed, no pipe waited for, no directory entered.

    Behind a link there may be a peers file, which is lost then. A directory is none, unless one names it.
    """
    (peers / "link").symlink_to("good")
    (peers / "loop").symlink_to("loop")
    (peers / "directory").mkdir()
    os.mkfifo(peers / "pipe")
    found = left_out(cli)
    assert {name for name, (refused, _) in found.items() if refused} == {"link", "loop"}
    assert "symbolic link" in found["link"][1]
    assert (found["directory"], found["pipe"]) == ((False, "is a directory"), (False, "is no regular file"))
    assert left_out(cli, "directory")["directory"][0]


def test_names_that_no_peer_can_have_are_told(cli: Callable[..., Result], peers: Path) -> None:
    """The file is fine; its name has to change, which only its owner can do."""
    for name in ("a b", "-x", "é", "a" * 65, "tab\tbed"):
        (peers / name).write_text("noauth\n")
    found = left_out(cli)
    assert len(found) == 5
    assert {refused and "rename the file" in reason for refused, reason in found.values()} == {True}


def test_twins_that_differ_in_case_alone_do_not_both_come_through(
    cli: Callable[..., Result], peers: Path, tmp_path: Path
) -> None:
    """A description with both would be refused by every later command."""
    (peers / "Good").write_text("noauth\n")
    result = cli("import", "--root", "root")
    assert result.status == 1
    assert '! good  not imported: differs from "Good" only in case; rename the file' in result.out
    assert list(tomllib.loads((tmp_path / "vpns.toml").read_text())["peers"]) == ["Good"]


def test_backups_are_left_alone_unless_asked_for(cli: Callable[..., Result], peers: Path) -> None:
    """Nobody wants to hear of `office~`; who names it is told why not."""
    for name in ("good~", "good.bak", ".hidden"):
        (peers / name).write_text("noauth\n")
    assert left_out(cli, "good~") == {"good~": (False, "is an editor's backup")}
    assert left_out(cli) == {}


def test_files_of_another_description_are_left_to_it(cli: Callable[..., Result], peers: Path) -> None:
    """Two ids on one machine: each owns its own."""
    (peers / "theirs").write_text(f"# vpnsync: id=other peer=theirs digest={'0' * 32} settings=\nnoauth\n")
    refused, reason = left_out(cli)["theirs"]
    assert (refused, 'id "other"' in reason) == (False, True)


def test_our_own_file_is_taken_back_when_its_description_is_lost(
    cli: Callable[..., Result], peers: Path, tmp_path: Path
) -> None:
    """After `rm vpns.toml`, import brings the peers back; the header is no part of them."""
    cli("import", "--root", "root")
    cli("apply", "--root", "root", "--yes", "--adopt")
    (tmp_path / "vpns.toml").unlink()
    assert left_out(cli) == {}
    assert "vpnsync: id=" not in (tmp_path / "vpns.toml").read_text()
    assert cli("plan", "--root", "root", "--detailed-exitcode").status == 0
    del peers
