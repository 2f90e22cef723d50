"""The Tab key: commands, options, peers, as each shell asks for them."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.program import PROGRAM, environment
from tests.tools import needed
from vpnsync.cli.complete import words

if TYPE_CHECKING:
    from pathlib import Path

PEERS = """\
version = 1
[peers.office]
[peers.office-2]
[peers.home]
[peers."$(touch pwned)"]
[peers."a'b"]
[peers."x y"]
[peers."`touch pwned`"]
"""


def offered(folder: Path, line: str, **env: str) -> list[str]:
    """Return what fish would be offered behind a line that has been typed."""
    asked = {
        "_VPNSYNC_COMPLETE": "complete_fish",
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        "_TYPER_COMPLETE_ARGS": line,
    }
    done = subprocess.run(
        PROGRAM,
        env=environment(HOME=str(folder / "home"), **asked, **env),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )
    assert done.stderr == ""
    return [row.split("\t")[0] for row in done.stdout.splitlines() if row]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a description, some of whose peers are traps."""
    (tmp_path / "vpns.toml").write_text(PEERS)
    return tmp_path


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("vpnsync sch", ["schema"]),
        ("vpnsync plan ", ["home", "office", "office-2"]),
        ("vpnsync plan o", ["office", "office-2"]),
        ("vpnsync plan office o", ["office-2"]),
        ("vpnsync plan --platform ", ["macos", "linux"]),
        ("vpnsync plan --platform=m", ["macos"]),
        ("vpnsync plan --platform macos h", ["home"]),
        ("vpnsync plan --no-s", ["--no-secrets"]),
        ("vpnsync show h", ["home"]),
        ("vpnsync show home ", []),
        ("vpnsync up h", ["home"]),
        ("vpnsync status office-", ["office-2"]),
        ("vpnsync explain nodefaultr", ["nodefaultroute", "nodefaultroute-first", "nodefaultroute6"]),
        ("vpnsync plan --config other.toml ", ["lab"]),
        ("vpnsync plan --config nowhere.toml ", []),
        ("vpnsync release --root root ", ["by-hand"]),
        ("vpnsync import --root root ", ["by-hand"]),
        ("vpnsync import --root nowhere ", []),
    ],
)
def test_what_is_offered_fits(folder: Path, line: str, words: list[str]) -> None:
    """Only what may stand there, of the description that the line itself names."""
    (folder / "other.toml").write_text("peers.lab = {}")
    (folder / "root/etc/ppp/peers").mkdir(parents=True)
    (folder / "root/etc/ppp/peers/by-hand").touch()
    assert offered(folder, line) == words


@pytest.mark.parametrize(
    "text", [b"not TOML", b"\xff\xfe", b"peers = 3", b"a = " + b"[" * 100_000, b"#" * 2**21, None]
)
def test_a_description_that_cannot_be_read_offers_nothing(tmp_path: Path, text: bytes | None) -> None:
    """A complaint between two keys typed would only be in the way; a pipe would make the shell hang."""
    if text is None:
        os.mkfifo(tmp_path / "vpns.toml")
    else:
        (tmp_path / "vpns.toml").write_bytes(text)
    assert offered(tmp_path, "vpnsync plan ") == []


def test_the_description_is_found_as_for_any_command(folder: Path) -> None:
    """By the environment, too."""
    (folder / "other.toml").write_text("[peers.lab]\n")
    assert offered(folder, "vpnsync plan ", VPNSYNC_CONFIG="other.toml") == ["lab"]


def test_words_of_pppd_are_offered_for_both_platforms() -> None:
    """Who explains a word found in somebody's file need not know where it works."""
    assert words("loopl") == ["looplocal"]
    assert "defaultroute-metric" in words("default")


def test_the_tab_key_waits_for_nothing_heavy(folder: Path) -> None:
    """Each press starts the program anew; so does `--help`."""
    heavy = "{'pydantic', 'deepdiff', 'rich', 'keyring', 'tomli_w'}"
    script = (
        "import sys; from vpnsync.cli.main import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "finally: loaded = {name.split('.')[0] for name in sys.modules if sys.modules[name]}\n"
        f"sys.stderr.write(repr(loaded & {heavy}))"
    )
    tab = {"_VPNSYNC_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": "vpnsync plan "}
    for env, arguments in ((tab, []), ({}, ["plan", "--help"]), ({}, ["--help"])):
        done = subprocess.run(
            [sys.executable, "-c", script, *arguments],
            env=environment(**env),
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stderr == "set()"
        assert ("office" in done.stdout) == (env == tab or arguments == ["plan", "--help"])


@pytest.fixture
def shell_environment(folder: Path) -> dict[str, str]:
    """Return an environment in which `vpnsync` is the program under test."""
    program = folder / "bin" / "vpnsync"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.join(PROGRAM)} "$@"\n')
    program.chmod(0o755)
    path = f"{program.parent}:{os.environ['PATH']}"
    return environment(PATH=path, HOME=str(folder), TERM="xterm", LC_ALL="C.UTF-8")


SHELLS = {
    "bash": "source <(_VPNSYNC_COMPLETE=source_bash vpnsync); COMP_WORDS=(vpnsync plan ''); COMP_CWORD=2;"
    " _vpnsync_completion vpnsync; printf '%s\\n' \"${COMPREPLY[@]}\"",
    "fish": "_VPNSYNC_COMPLETE=source_fish vpnsync | source; complete -C 'vpnsync plan '",
    # zsh completes at a terminal only: here its own function reports what it is given.
    "zsh": 'compdef() { :; }; _arguments() { print -l -- "$@"; };'
    ' eval "$(_VPNSYNC_COMPLETE=source_zsh vpnsync)";'
    " words=(vpnsync plan ''); CURRENT=3; _vpnsync_completion",
}


@pytest.mark.parametrize("shell", SHELLS)
def test_a_real_shell_is_offered_peers_and_runs_none_of_them(
    folder: Path, shell_environment: dict[str, str], shell: str
) -> None:
    """A description from somewhere else may hold names that are commands to a shell."""
    program = needed(shell)
    bare = {"bash": ["--norc"], "zsh": ["-f"], "fish": ["--no-config"]}[shell]
    done = subprocess.run(
        [program, *bare, "-c", SHELLS[shell]],
        env=shell_environment,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert [name in done.stdout for name in ("home", "office", "office-2")] == [True, True, True], done.stderr
    assert ("touch" in done.stdout, (folder / "pwned").exists()) == (False, False)
