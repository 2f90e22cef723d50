"""The Tab key: commands, options, peers, as each shell asks for them."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.program import PROGRAM, Terminal, environment, run
from tests.conftest import Result
from tests.tools import needed
from vpnsync.cli.complete import words
from vpnsync.cli.starter import reference

if TYPE_CHECKING:
    from collections.abc import Callable
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
    """Return what fish would be offered behind a line that has been typed, without what explains it."""
    return [row.split("\t")[0] for row in explained(folder, line, **env)]


def explained(folder: Path, line: str, **env: str) -> list[str]:
    """Return the same as fish reads it: word, Tab, explanation."""
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
    return [row for row in done.stdout.splitlines() if row]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a description, some of whose peers are traps."""
    (tmp_path / "vpns.toml").write_text(PEERS)
    return tmp_path


PLACES_OF_SECRETS = [
    *("keychain", "system-keychain", "command:", "file:"),
    *("env:", "prompt", "existing", "none"),
]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("vpnsync sch", ["schema"]),
        ("vpnsync plan ", ["home", "office", "office-2"]),
        ("vpnsync plan o", ["office", "office-2"]),
        ("vpnsync plan office o", ["office-2"]),
        ("vpnsync plan --platform ", ["macos", "linux"]),
        ("vpnsync plan --platform=m", ["--platform=macos"]),  # fish and zsh replace the whole word
        ("vpnsync plan --platform macos h", ["home"]),
        ("vpnsync plan --no-s", ["--no-secrets"]),
        ("vpnsync show h", ["home"]),
        ("vpnsync show home ", []),
        ("vpnsync up h", ["home"]),
        ("vpnsync status office-", ["office-2"]),
        ("vpnsync explain nodefaultr", ["nodefaultroute", "nodefaultroute-first", "nodefaultroute6"]),
        ("vpnsync explain plain", ["plain-text-secret"]),
        ("vpnsync apply office --up ", ["home", "office", "office-2"]),
        ("vpnsync apply --up=h", ["--up=home"]),
        ("vpnsync init --password-from e", ["env:", "existing"]),
        ("vpnsync init --shared-secret-from ", PLACES_OF_SECRETS),
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


def test_the_generations_that_are_kept_are_offered_with_what_they_were(
    folder: Path, cli: Callable[..., Result]
) -> None:
    """Nobody knows a number by heart; a number that is typed already is enough."""
    where = ["--root", "root", "--platform", "linux"]
    for pty in ("true", "false"):
        (folder / "vpns.toml").write_text(f'version = 1\n[peers.a]\nprotocol = "custom"\npty = "{pty}"\n')
        assert cli("apply", *where, "--yes").status == 0
    typed = f"vpnsync {{}} {shlex.join(where)} "
    assert offered(folder, typed.format("rollback")) == ["2", "1"]
    assert offered(folder, typed.format("history") + "2") == ["2"]
    assert offered(folder, typed.format("history") + "2 ") == []
    assert offered(folder, typed.format("history --forget")) == ["2", "1", "--all"]
    assert offered(folder, typed.format("history --forget --all")) == []
    assert offered(folder, "vpnsync rollback ", VPNSYNC_ROOT="root") == ["2", "1"]
    (first,) = explained(folder, typed.format("rollback") + "1")
    assert re.fullmatch(r"1\tapply of 2[0-9]{3}-[0-9-]{5} [0-9:]{8}: a", first)


def test_a_history_that_only_root_may_read_offers_nothing(folder: Path) -> None:
    """No question and no complaint, in the middle of a line."""
    (folder / "root/var/lib/vpnsync/generations").mkdir(parents=True)
    (folder / "root/var/lib/vpnsync").chmod(0o777)  # not vpnsync's alone, so not to be read either
    assert offered(folder, "vpnsync rollback --root root --platform linux ") == []


@pytest.mark.parametrize("place", PLACES_OF_SECRETS)
def test_a_place_of_a_secret_that_is_offered_is_one(place: str) -> None:
    """With something behind the colon, where there is one."""
    reference(place + "X" * place.endswith(":"), "office", "password")


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
        "finally: loaded = {name for name in sys.modules if sys.modules[name]}\n"
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
    keys = {"VISUAL": "emacs", "EDITOR": "emacs"}
    return environment(PATH=path, HOME=str(folder), TERM="xterm", LC_ALL="C.UTF-8", **keys)


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


@pytest.fixture
def zsh(shell_environment: dict[str, str]) -> Callable[..., Result]:
    """Return a call of a bare zsh, in a home of its own."""
    program = needed("zsh")

    def call(script: str) -> Result:
        done = subprocess.run(
            [program, "-f", "-c", script],
            env=shell_environment,
            cwd=shell_environment["HOME"],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        return Result(done.returncode, done.stdout, done.stderr)

    return call


def test_zsh_finds_what_a_package_puts_where_it_looks(zsh: Callable[..., Result]) -> None:
    """Homebrew's formula writes this text there; compinit reads the very first line, and no other."""
    done = zsh(
        "mkdir there; _VPNSYNC_COMPLETE=source_zsh vpnsync > there/_vpnsync; fpath=(there $fpath);"
        " autoload -Uz compinit; compinit -u -D; print -r -- $_comps[vpnsync]"
    )
    assert (done.out, done.err) == ("_vpnsync\n", "")


def shell_on_a_terminal(folder: Path, env: dict[str, str], *start: str) -> Terminal:
    """Return a shell that waits for a line."""
    shell = Terminal(cwd=folder, env=env, start=[needed(start[0]), *start[1:]])
    shell.type("PS1=REA''DY:\r")
    shell.wait_for("READY:")
    return shell


def test_the_first_tab_of_a_new_zsh_is_answered(
    folder: Path, zsh: Callable[..., Result], shell_environment: dict[str, str]
) -> None:
    """What is installed is only read at the first Tab, which must not be lost by it."""
    installed = zsh("vpnsync --install-completion; true")
    assert "zsh completion installed in" in installed.out, installed.err
    shell = shell_on_a_terminal(folder, shell_environment, "zsh", "-d", "-i")
    shell.type("vpnsync plan hom\t")
    shell.wait_for("plan home")
    shell.type("\x15exit\r")
    shell.finish()


LINES = {
    "vpnsync plan --platform=m": "plan --platform=macos",
    "vpnsync plan --config vp": "--config vpns.toml",
    "vpnsync plan --config=vp": "--config=vpns.toml",
    "vpnsync init --password-from=com": "--password-from=command:",
    "vpnsync rollback vp": "rollback vp",
    "vpnsync plan vp": "plan vp",
}
"""Typed before Tab -> what then stands there."""


@pytest.mark.parametrize(
    ("start", "script"),
    [
        (("bash", "--norc", "-i"), "source <(_VPNSYNC_COMPLETE=source_bash vpnsync)"),
        (
            ("zsh", "-f", "-i"),
            'autoload -Uz compinit; compinit -u -D; eval "$(_VPNSYNC_COMPLETE=source_zsh vpnsync)"',
        ),
    ],
    ids=["bash", "zsh"],
)
def test_a_line_is_completed_as_it_is_typed(
    folder: Path, shell_environment: dict[str, str], start: tuple[str, ...], script: str
) -> None:
    """Shells break words at `=` in their own ways; files are offered where a path is to be said, only."""
    shell = shell_on_a_terminal(folder, shell_environment, *start)
    shell.type(f"{script}; PS1=HE''RE:\r")
    shell.wait_for("HERE:")
    for line, completed in LINES.items():
        shell.type(f"{line}\t\x01echo \x05 @\r")
        shell.wait_for(f"{completed} @\n")
    shell.type("exit\r")
    shell.finish()


@pytest.mark.parametrize("words", [{}, {"COMP_WORDS": "vpnsync plan"}, {"COMP_WORDS": "", "COMP_CWORD": "x"}])
def test_who_asks_as_no_shell_does_is_told_nothing(tmp_path: Path, words: dict[str, str]) -> None:
    """What is printed there would stand in the middle of a line that somebody types."""
    assert run(cwd=tmp_path, env={"_VPNSYNC_COMPLETE": "complete_bash", **words}) == Result(1, "", "")


def test_what_is_shown_to_be_copied_is_what_is_installed(folder: Path, zsh: Callable[..., Result]) -> None:
    """`--show-completion` is for those who keep their dotfiles themselves."""
    shown = zsh("vpnsync --show-completion; true")
    zsh("vpnsync --install-completion; true")
    printed = zsh("_VPNSYNC_COMPLETE=source_zsh vpnsync")
    installed = (folder / ".zfunc" / "_vpnsync").read_text()
    assert installed.strip() == shown.out.strip() == printed.out.strip()
    assert installed.startswith("#compdef vpnsync\n")


@pytest.mark.parametrize(
    ("before", "shell", "text"),
    [("sys.modules['vpnsync.cli.tab'] = None", "zsh", "#compdef vpnsync"), ("", "powershell", "vpnsync")],
)
def test_what_is_not_answered_here_is_so_by_typer(tmp_path: Path, before: str, shell: str, text: str) -> None:
    """Its texts stand in places of its own, which a later typer may move; it knows more shells, too."""
    script = f"import sys; {before}\nfrom vpnsync.cli.main import main\nmain([])"
    done = run(
        cwd=tmp_path, start=(sys.executable, "-c", script), env={"_VPNSYNC_COMPLETE": f"source_{shell}"}
    )
    assert (done.status, text in done.out, done.err) == (0, True, "")
