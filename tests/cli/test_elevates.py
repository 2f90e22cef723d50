"""A person types `vpnsync`: root's half alone is started through sudo or doas."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

import vpnsync
from tests.cli.host import OFFICE, PASSWORD, VPNSYNC
from tests.cli.peers import body
from vpnsync.cli.handover import Draft, Handover
from vpnsync.cli.message import to_json

if TYPE_CHECKING:
    from tests.cli.host import Host

BY_ENV: Final = 'password = { env = "OFFICE_PASSWORD" }\n'


def without_sudo(host: Host) -> str:
    """Return a PATH on which there is doas, and no sudo."""
    tools = host.folder / "tools"
    shutil.rmtree(tools, ignore_errors=True)
    tools.mkdir()
    tools.chmod(0o755)
    (tools / "doas").symlink_to(str(shutil.which("doas")))
    return str(tools)


def watched(host: Host) -> tuple[str, Path]:
    """Return a PATH whose sudo first notes its words and its environment, and the file of the notes."""
    bin_, notes = host.home("alice") / "bin", host.home("alice") / "notes"
    real = shutil.which("sudo")
    host.write("alice", "bin/sudo", f'#!/bin/sh\n{{ echo "$*"; env; }} > {notes}\nexec {real} "$@"\n', 0o755)
    return f"{bin_}:/usr/bin:/bin", notes


def test_apply_shows_asks_and_writes(host: Host) -> None:
    """One command, one password, one question; sudo is explained before it asks."""
    terminal = host.terminal(*VPNSYNC, "apply")
    shown = terminal.wait_for("password for alice:")
    assert "/etc/ppp/peers needs root: sudo may ask for your password" in shown
    terminal.type(f"{PASSWORD}\n")
    assert "1 to create" in terminal.wait_for("[y/N]")
    terminal.type("y\n")
    result = terminal.finish()
    assert (result.status, "sesame" in result.out) == (0, False)
    assert body(host.peers / "office") == 'password "open sesame"\nmtu 1400\n'
    assert (host.peers / "office").owner() == "root"


def test_root_reads_nothing_of_the_persons(free: Host) -> None:
    """Even where root may not read it."""
    free.is_root_bound = True
    assert free.terminal(*VPNSYNC, "apply", "--yes").finish().status == 0
    assert 'password "open sesame"' in body(free.peers / "office")


@pytest.mark.parametrize("answer", ["n\n", "\n", "\x04", "\x03"], ids=["no", "enter", "Ctrl-D", "Ctrl-C"])
def test_anything_but_yes_changes_nothing(free: Host, answer: str) -> None:
    """The answer is typed to root's half, and its status is the command's."""
    terminal = free.terminal(*VPNSYNC, "apply")
    terminal.wait_for("[y/N]")
    terminal.type(answer)
    assert terminal.finish().status == (130 if answer == "\x03" else 1)
    assert list(free.peers.iterdir()) == []


def test_a_wrong_password_changes_nothing(host: Host) -> None:
    """Sudo says what is wrong; there is no traceback behind it."""
    terminal = host.terminal(*VPNSYNC, "apply", "--yes")
    terminal.wait_for("password for alice:")
    terminal.type("jabberwocky\n")
    result = terminal.finish()
    assert (result.status, "Traceback" in result.out, list(host.peers.iterdir())) == (1, False, [])


def test_who_may_not_be_root_is_told_so(host: Host) -> None:
    """Bob is no sudoer."""
    host.write("bob", "vpns.toml", OFFICE)
    terminal = host.terminal(*VPNSYNC, "plan", user="bob")
    terminal.wait_for("password for bob:")
    terminal.type(f"{PASSWORD}\n")
    result = terminal.finish()
    assert (result.status, "not in the sudoers file" in result.out) == (1, True)


def test_plan_and_its_exit_status_come_from_roots_half(free: Host) -> None:
    """Scripts on a terminal rely on it."""
    status = free.terminal(*VPNSYNC, "plan", "--detailed-exitcode").finish().status
    assert status == 2
    free.terminal(*VPNSYNC, "apply", "--yes").finish()
    rested = free.terminal(*VPNSYNC, "plan", "--detailed-exitcode").finish()
    assert (rested.status, "1 in sync" in rested.out) == (0, True)
    assert free.terminal(*VPNSYNC, "release", "office").finish().status == 0
    assert (free.peers / "office").read_text() == 'password "open sesame"\nmtu 1400\n'


def test_results_go_where_the_person_sends_them(free: Host, tmp_path: Path) -> None:
    """Only the question and what is said about the way go to the terminal."""
    result = free.terminal(*VPNSYNC, "plan", "--json", out=tmp_path / "out").finish()
    document = json.loads((tmp_path / "out").read_text())
    assert (result.status, document["summary"]["create"], document["root"]) == (0, 1, None)


def test_no_colour_is_heard_by_roots_half(free: Host) -> None:
    """Sudo takes the variable away."""
    assert "\033[" in free.terminal(*VPNSYNC, "plan").finish().out
    assert "\033[" not in free.terminal(*VPNSYNC, "plan", env={"NO_COLOR": "1"}).finish().out


def test_a_variable_is_a_source_and_reaches_no_other_program(free: Host) -> None:
    """Not sudo's words, not its environment: the pipe alone."""
    free.describe(BY_ENV)
    path, notes = watched(free)
    result = free.terminal(
        *VPNSYNC, "apply", "--yes", env={"OFFICE_PASSWORD": "open sesame", "PATH": path}
    ).finish()
    assert result.status == 0, result.out
    assert 'password "open sesame"' in body(free.peers / "office")
    assert "sesame" not in notes.read_text()
    assert "OFFICE_PASSWORD" not in notes.read_text()
    assert "apply --root-half --yes" in notes.read_text()


def test_existing_is_filled_in_by_root(free: Host) -> None:
    """Only root can read it; it never comes to the person."""
    (free.peers / "office").write_text('password "open sesame"\n')
    free.describe("password = { existing = true }\n")
    result = free.terminal(*VPNSYNC, "apply", "--yes", "--adopt").finish()
    assert (result.status, "sesame" in result.out) == (0, False)
    assert body(free.peers / "office") == 'password "open sesame"\nmtu 1400\n'
    (free.peers / "office").unlink()
    missing = free.terminal(*VPNSYNC, "plan").finish()
    assert (missing.status, "there is no password in the file to keep" in " ".join(missing.out.split())) == (
        1,
        True,
    )


def test_a_secret_that_cannot_be_had_is_told_before_any_password(host: Host) -> None:
    """To type it, and then to hear of a locked store, is no way to treat people."""
    host.describe(BY_ENV)
    result = host.terminal(*VPNSYNC, "apply", "--yes").finish()
    assert (result.status, "[sudo]" in result.out) == (1, False)
    assert "export it before vpnsync is run" in result.out


def test_doas_is_as_good(host: Host) -> None:
    """Where there is no sudo."""
    host.allow(sudo=None)
    terminal = host.terminal(*VPNSYNC, "apply", env={"PATH": without_sudo(host)})
    assert "needs root: doas may ask" in terminal.wait_for("password:")
    terminal.type(f"{PASSWORD}\n")
    terminal.wait_for("[y/N]")
    terminal.type("y\n")
    assert terminal.finish().status == 0
    assert body(host.peers / "office") == 'password "open sesame"\nmtu 1400\n'


def test_without_a_terminal_the_exact_command_is_told(free: Host) -> None:
    """It works as it stands, with whichever of the two is there; no secret was opened for it."""
    free.describe('password = { command = ["/bin/sh", "-c", ": > opened; echo pw"] }\n')
    for path, program in (("/usr/bin:/bin", "sudo"), (without_sudo(free), "doas")):
        result = free.run(*VPNSYNC, "apply", "--yes", env={"PATH": path})
        assert (result.status, result.out) == (1, "")
        told = shlex.split(result.err.splitlines()[-1].partition("run: ")[2])
        assert told[0] == program
        assert not (free.home("alice") / "opened").exists()
        assert free.run(*told).status == 0
        (free.home("alice") / "opened").unlink()


def test_without_standard_input_nothing_is_asked(free: Host) -> None:
    """A script's question would hang where nobody expects one."""
    result = free.terminal("sh", "-c", f"{shlex.join(VPNSYNC)} apply < /dev/null").finish()
    assert (result.status, "[y/N]" in result.out, list(free.peers.iterdir())) == (1, False, [])
    assert "--yes" in result.out


def test_what_root_imports_is_not_the_persons_choice(free: Host) -> None:
    """A module in the current folder, or on a path of hers, runs as her alone."""
    trap = f"import os\nif os.geteuid() == 0: open('{free.folder}/trapped', 'w')\n"
    for path in ("typer.py", "vpnsync/__init__.py", "lib/sitecustomize.py"):
        free.write("alice", path, trap, 0o644)
    hers = {"PYTHONPATH": str(free.home("alice") / "lib")}
    result = free.terminal(sys.executable, "-P", "-m", "vpnsync", "plan", env=hers).finish()
    assert ((free.folder / "trapped").exists(), result.status) == (False, 0)


def test_an_installation_that_root_cannot_import_is_told_before_any_password(host: Host) -> None:
    """A copy for one user alone, by `pip install --user`."""
    source, packages = Path(vpnsync.__file__).parents[1], sysconfig.get_path("purelib")
    hers = {"PYTHONPATH": f"{source}:{packages}"}
    base = Path(sys.base_prefix) / "bin/python3"
    result = host.terminal(base, "-m", "vpnsync", "plan", env=hers).finish()
    assert (result.status, "[sudo]" in result.out) == (1, False)
    assert "vpnsync: is installed where root's Python does not look" in result.out
    assert "pipx" in result.out


def test_what_can_be_read_is_planned_without_root(host: Host) -> None:
    """And shown once, by whoever can go on with it."""
    host.peers.chmod(0o755)
    planned = host.terminal(*VPNSYNC, "plan", "--detailed-exitcode").finish()
    assert (planned.status, "needs root" in planned.out) == (2, False)
    host.free()
    applied = host.terminal(*VPNSYNC, "apply", "--yes").finish()
    assert (applied.status, applied.out.count("1 to create")) == (0, 1)


def test_roots_half_takes_nothing_typed(free: Host) -> None:
    """Nor anything that is no handover."""
    typed = free.terminal(*VPNSYNC, "plan", "--root-half").finish()
    assert (typed.status, "is for vpnsync itself" in typed.out) == (1, True)
    fed = free.run("sudo", "-n", *VPNSYNC, "plan", "--root-half")
    assert (fed.status, "Traceback" in fed.err, "cannot be used" in fed.err) == (1, False, True)


def test_roots_half_asks_nobody_where_there_is_no_terminal(free: Host) -> None:
    """Whatever the handover says."""
    message = to_json(
        Handover("vpns.toml", "vpnsync", "linux", asks=True, write=lambda: {"a": Draft(("novj\n",))})
    )
    free.write("alice", "message", message.decode())
    result = free.run("sh", "-c", f"setsid sudo -n {shlex.join(VPNSYNC)} apply --root-half < message")
    assert (result.status, "there is no terminal to ask on" in result.err) == (1, True)
