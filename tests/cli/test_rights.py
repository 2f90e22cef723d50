"""The managed directories without root: a clear message with the exact command, before any question."""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING

import pytest

from tests.cli.fork import NOBODY, run_as_nobody
from tests.cli.peers import describe
from tests.sync.disk import stamps

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Result


@pytest.fixture
def program(public: Path) -> Path:
    """Put a program of the name on disk that anybody may start."""
    path = public / "bin/vpnsync"
    path.parent.mkdir()
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def command(result: Result) -> list[str]:
    """Return the words of the one command that a message proposes."""
    (line,) = [line for line in result.err.splitlines() if "sudo " in line]
    return shlex.split(line[line.index("sudo ") :])


@pytest.mark.parametrize(
    "arguments",
    [
        ("apply",),
        ("apply", "--yes", "--prune", "office"),
        ("apply", "--platform", "macos", "--host", "a host"),
        ("release", "office"),
    ],
    ids=" ".join,
)
def test_without_root_the_exact_command_is_told(
    public: Path, program: Path, arguments: tuple[str, ...]
) -> None:
    """It is copied and run; sudo clears the environment, so the description stands in it."""
    description = describe(public, office="mtu = 1400")
    result = run_as_nobody(*arguments, cwd=public, name=str(program))
    assert (result.status, "Traceback" in result.err) == (1, False)
    told = command(result)
    assert told[:2] == ["sudo", str(program)]
    assert told[2 : 2 + len(arguments)] == list(arguments)
    assert told[2 + len(arguments) :] == ["--config", str(description)]
    assert "/etc/ppp/peers" in result.err


def test_the_description_that_was_named_stays_the_one(public: Path, program: Path) -> None:
    """Twice `--config` in a command makes one wonder."""
    describe(public, office="mtu = 1400")
    for option in (("-c", "vpns.toml"), ("--config=vpns.toml",)):
        told = command(run_as_nobody("apply", *option, cwd=public, name=str(program)))
        assert told[3:] == list(option)


def test_the_message_comes_before_any_question(public: Path, program: Path) -> None:
    """To be asked, to say yes, and then to be refused, is no way to treat people."""
    describe(public, office="mtu = 1400")
    result = run_as_nobody("apply", cwd=public, name=str(program))
    assert "sudo" in result.err
    assert "terminal" not in result.err
    assert "?" not in result.out + result.err


def test_under_a_root_no_rights_are_needed(public: Path) -> None:
    """For CI, images and tests: owners are then the caller's own."""
    describe(public, office="mtu = 1400")
    for arguments in (("apply", "--yes"), ("plan", "--detailed-exitcode"), ("release", "office")):
        result = run_as_nobody(*arguments, "--root", "root", cwd=public)
        assert (result.status, result.err.count("sudo")) == (0, 0), arguments
    owners = {(path.stat().st_uid, path.stat().st_gid) for path in (public / "root").rglob("*")}
    assert owners == {(NOBODY, NOBODY)} if os.geteuid() == 0 else {(os.geteuid(), os.getegid())}


def test_what_needs_no_root_asks_for_none(public: Path) -> None:
    """show, validate and init never look at the managed directories."""
    describe(public, office="mtu = 1400")
    for arguments in (("show", "office"), ("validate",), ("init", "-c", "new.toml")):
        result = run_as_nobody(*arguments, cwd=public)
        assert (result.status, "sudo" in result.err) == (0, False), result.err


def test_a_refused_apply_leaves_no_trace(public: Path, program: Path) -> None:
    """Neither a lock nor a directory."""
    describe(public, office="mtu = 1400")
    before = stamps(public)
    run_as_nobody("apply", "--yes", cwd=public, name=str(program))
    assert stamps(public) == before
