"""Results on stdout, everything else on stderr, and no escape codes but on a terminal that wants them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.peers import describe
from tests.cli.program import PROGRAM, Terminal, environment, run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.conftest import Result

ESCAPE = "\033["


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    ("arguments", "result"),
    [
        (("plan", "--root", "root"), "1 to create"),
        (("apply", "--root", "root", "--yes"), "Applied"),
        (("show", "office"), 'user "alice"'),
        (("validate",), "nothing wrong"),
        (("init", "--config", "new.toml"), "Wrote new.toml"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_results_go_to_stdout_and_the_rest_to_stderr(
    cli: Callable[..., Result], arguments: tuple[str, ...], result: str
) -> None:
    """`vpnsync show office > file` must hold the file and nothing else."""
    done = cli(*arguments)
    assert result in done.out
    assert "Using" not in done.out
    assert result not in done.err


def test_warnings_go_to_stderr(cli: Callable[..., Result], tmp_path: Path) -> None:
    """They are no part of the plan."""
    describe(tmp_path, office='password = "plain"')
    done = cli("plan", "--root", "root")
    assert ("warning: " in done.err, "warning: " in done.out) == (True, False)


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("arguments", [("plan", "offcie"), ("plan", "--frobnicate"), ("show", "nobody")])
def test_errors_leave_stdout_empty(cli: Callable[..., Result], arguments: tuple[str, ...]) -> None:
    """What reads a pipe must not take a complaint for a result."""
    done = cli(*arguments)
    assert (done.out, bool(done.err)) == ("", True)


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    "arguments", [("plan", "--root", "root"), ("plan", "--frobnicate"), ("plan", "-c", "x")]
)
def test_a_pipe_gets_no_escape_codes(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """They end up in tickets and logs."""
    done = run(*arguments, cwd=tmp_path, env={"TERM": "xterm-256color"})
    assert ESCAPE not in done.out + done.err
    assert done.out + done.err


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=["NO_COLOR", "dumb"])
def test_a_terminal_that_wants_no_colour_gets_none(tmp_path: Path, env: Mapping[str, str]) -> None:
    """Some people cannot read them, some terminals cannot show them."""
    shown = Terminal("plan", "--root", "root", cwd=tmp_path, env=env).finish().out
    assert "1 to create" in shown
    assert ESCAPE not in shown


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=["NO_COLOR", "dumb"])
def test_a_usage_error_on_such_a_terminal_has_no_colour_either(
    tmp_path: Path, env: Mapping[str, str]
) -> None:
    """It is printed by a library, which has its own ideas."""
    shown = Terminal("plan", "--frobnicate", cwd=tmp_path, env=env).finish()
    assert shown.status == 64
    assert ESCAPE not in shown.out


@pytest.mark.usefixtures("office")
def test_a_terminal_shows_colours(tmp_path: Path) -> None:
    """What is added and what is taken away are told apart at a glance."""
    shown = Terminal("plan", "--root", "root", cwd=tmp_path).finish().out
    assert "\033[32m+ office" in shown


@pytest.mark.usefixtures("office")
def test_results_in_a_file_have_no_colour_while_errors_on_the_terminal_may(tmp_path: Path) -> None:
    """Each stream is asked for itself."""
    terminal = Terminal("plan", "--root", "root", cwd=tmp_path, out=tmp_path / "plan")
    assert "Using" in terminal.finish().out
    assert ESCAPE not in (tmp_path / "plan").read_text()


def with_streams(redirection: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the program with a redirection of the shell's."""
    command = ["/bin/sh", "-c", f'exec "$@" {redirection}', "sh", *PROGRAM, *arguments]
    return subprocess.run(
        command, cwd=cwd, env=environment(), capture_output=True, text=True, check=False, timeout=20
    )


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("command", ["plan", "apply"])
def test_a_closed_stdin_is_no_terminal(tmp_path: Path, command: str) -> None:
    """Daemons start their children so."""
    done = with_streams("<&-", command, "--root", "root", cwd=tmp_path)
    assert "Traceback" not in done.stderr
    assert done.returncode == {"plan": 0, "apply": 1}[command]
    assert ("--yes" in done.stderr) == (command == "apply")


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("redirection", [">/dev/full", "| :", ">&-"], ids=["full", "gone", "closed"])
def test_a_plan_that_cannot_be_printed_is_no_traceback(tmp_path: Path, redirection: str) -> None:
    """A full disk, `| head`, a closed stream: all of them happen."""
    if redirection == ">/dev/full" and not Path("/dev/full").exists():
        pytest.skip(f"{sys.platform} has no /dev/full")
    done = with_streams(redirection, "plan", "--root", "root", cwd=tmp_path)
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr
    if redirection == ">/dev/full":
        assert (done.returncode, "No space left" in done.stderr) == (1, True)


def test_a_name_from_the_disk_cannot_command_the_terminal(cli: Callable[..., Result], tmp_path: Path) -> None:
    """Whoever may write into the directory could otherwise repaint the plan."""
    describe(tmp_path, office="mtu = 1400")
    peers = tmp_path / "root/etc/ppp/peers"
    peers.mkdir(parents=True)
    (peers / "\033[2Jodd\n+ office").write_text("mtu 1400\n")
    (peers / "office").write_bytes(b'user "\033[2J\\n+ lab"\nmtu 1400\nvendor\033[2J x\n')
    done = cli("plan", "--root", "root")
    assert ("\033" in done.out, done.out.count("\n+ office"), done.out.count("\n+ lab")) == (False, 0, 0)
    assert "odd" in done.out


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("words", [("plan", "--root", "root"), ("apply", "--root", "root"), ("status",)])
def test_a_full_disk_behind_stdout_is_told_without_a_traceback(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    """Nor does Python add a word or a status of its own; what is wrong besides is told all the same."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*PROGRAM, *words],
            cwd=tmp_path,
            env=environment(OFFICE_PASSWORD="x", COLUMNS="80"),
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    name = "no-terminal" if words[0] == "apply" else "no-output"
    assert (done.returncode, f"[{name}]" in done.stderr) == (1, True), done.stderr
    assert "Exception" not in done.stderr
    assert "Traceback" not in done.stderr
