"""A person dials: the person's half opens secrets, root's half alone dials, watches and ends."""

from __future__ import annotations

import os
import shlex
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.cli.host import PASSWORD, VPNSYNC
from tests.cli.peers import body
from tests.cli.test_elevates import without_sudo

if TYPE_CHECKING:
    from tests.cli.dials import Dials
    from tests.cli.host import Host

AT_DIAL_TIME: Final = 'secret_storage = "dial"\npassword = { file = "secret" }\n'
PROMPT: Final = "password = { prompt = true }\n"
UP: Final = (*VPNSYNC, "up", "office")


@pytest.fixture
def applied(free: Host) -> Host:
    """Return a machine on which Alice's peer is applied, without its password."""
    free.describe(AT_DIAL_TIME)
    assert free.terminal(*VPNSYNC, "apply", "--yes").finish().status == 0
    assert "sesame" not in (free.peers / "office").read_text()
    return free


def reapply(host: Host, lines: str) -> None:
    """Describe the peer anew, and apply it."""
    host.describe(lines)
    assert host.terminal(*VPNSYNC, "apply", "--yes").finish().status == 0


def test_up_dials_and_ctrl_c_ends_exactly_that(applied: Host, dials: Dials) -> None:
    """One command, one password; the status is pppd's, through both halves."""
    applied.allow()
    terminal = applied.terminal(*UP)
    shown = terminal.wait_for("password for alice:")
    assert "needs root: sudo may ask for your password" in shown
    terminal.type(f"{PASSWORD}\n")
    terminal.wait_for("office is up: lo 127.0.0.1")
    assert len(dials.pids()) == 1
    terminal.type("\x03")
    result = terminal.finish()
    assert (result.status, dials.pids()) == (5, [])
    assert "you ended it (pppd ended with 5)" in result.out


def test_a_secret_of_the_persons_reaches_pppd_and_no_other_process(applied: Host, dials: Dials) -> None:
    """Root may not read its file; it is in no argument and no environment, root's half included."""
    applied.is_root_bound = True
    terminal = applied.terminal(*UP)
    terminal.wait_for("office is up")
    assert dials.told("handed") == 'password "open sesame"\n'
    assert dials.told("argv").split()[:5] == [
        "/usr/sbin/pppd",
        "call",
        "office",
        "linkname",
        "vpnsync-office",
    ]
    assert len(dials.processes()) > 3
    assert dials.where_seen("open sesame") == []
    terminal.type("\x03")
    assert "sesame" not in terminal.finish().out


def test_a_variable_is_a_source_and_stays_with_the_person(applied: Host, dials: Dials) -> None:
    """Sudo does not get it, nor does pppd."""
    applied.describe('secret_storage = "dial"\npassword = { env = "OFFICE_PASSWORD" }\n')
    terminal = applied.terminal(*UP, "--detach", env={"OFFICE_PASSWORD": "open sesame"})
    assert terminal.finish().status == 0
    assert (dials.told("handed"), "sesame" in dials.told("environ")) == ('password "open sesame"\n', False)
    assert dials.where_seen("open sesame") == []
    assert applied.terminal(*VPNSYNC, "down", "office").finish().status == 0


def test_a_prompt_comes_before_sudos_and_is_not_shown(applied: Host, dials: Dials) -> None:
    """First the VPN's password, then one's own: by then nothing else can be missing."""
    applied.describe(PROMPT)
    applied.allow()
    terminal = applied.terminal(*UP)
    terminal.wait_for("Password for office: ")
    terminal.type("open sesame\n")
    terminal.wait_for("password for alice:")
    terminal.type(f"{PASSWORD}\n")
    terminal.wait_for("office is up")
    assert dials.told("handed") == 'password "open sesame"\n'
    terminal.type("\x03")
    result = terminal.finish()
    assert (result.status, "sesame" in result.out) == (5, False)


@pytest.mark.usefixtures("dials")
def test_nothing_is_asked_for_a_call_that_cannot_be_made(free: Host) -> None:
    """Neither the VPN's password nor one's own."""
    free.allow()
    free.describe(f'{PROMPT}pty = "no-such-program --now"\n')
    result = free.terminal(*UP).finish()
    assert (result.status, "assword" in result.out) == (69, False)
    assert "no-such-program is not installed" in result.out


def test_behind_sudo_a_prompt_comes_once_the_disk_was_seen(free: Host, dials: Dials) -> None:
    """What is not applied is not dialed: nothing is asked for it. Then the person's half asks."""
    free.describe(PROMPT)
    refused = free.run("sudo", *UP)
    assert (refused.status, "Password for" in refused.err) == (78, False)
    assert free.run("sudo", *VPNSYNC, "apply", "--yes").status == 0
    terminal = free.terminal("sudo", *UP)
    terminal.wait_for("Password for office: ")
    terminal.type("open sesame\n")
    shown = terminal.wait_for("office is up")
    assert shown.count("Using ") == 1
    assert (dials.told("handed"), dials.where_seen("open sesame")) == ('password "open sesame"\n', [])
    terminal.type("\x03")
    assert terminal.finish().status == 5


def test_behind_sudo_the_person_opens_the_secrets(applied: Host, dials: Dials) -> None:
    """With the person's rights: a file that root may not read, a command that says who runs it."""
    applied.is_root_bound = True
    assert applied.terminal("sudo", *UP, "--detach").finish().status == 0
    assert dials.told("handed") == 'password "open sesame"\n'
    assert applied.terminal("sudo", *VPNSYNC, "down", "office").finish().status == 0
    applied.describe('secret_storage = "dial"\npassword = { command = ["id", "-un"] }\n')
    assert applied.run("sudo", *UP, "--detach").status == 0
    assert dials.told("handed") == 'password "alice"\n'
    assert applied.run("sudo", *VPNSYNC, "down", "office").out == "office is down.\n"


def test_a_detached_link_outlives_sudo_and_the_terminal(applied: Host, dials: Dials) -> None:
    """That is what it was detached for."""
    terminal = applied.terminal(*UP, "--detach")
    result = terminal.finish()
    assert (result.status, "office is up: lo" in result.out) == (0, True)
    (pid,) = dials.pids()
    assert os.getsid(pid) == pid
    assert all(b"sudo" not in applied_name for applied_name in map(_comm, dials.processes()))
    down = applied.terminal(*VPNSYNC, "down", "office").finish()
    assert (down.status, "office is down." in down.out) == (0, True)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_the_link_ends_with_the_persons_half(applied: Host, dials: Dials, number: signal.Signals) -> None:
    """Who stops what was typed, stops the call; sudo itself can be stopped by root alone.

    In a shell that lives on, so that no terminal is hung up.
    """
    terminal = applied.terminal("sh", "-c", f"{shlex.join(UP)}; read line")
    terminal.wait_for("office is up")
    (typed,) = [
        pid
        for pid in dials.processes()
        if Path(f"/proc/{pid}/cmdline").read_bytes() == "\0".join([*UP, ""]).encode()
    ]
    assert Path(f"/proc/{typed}").stat().st_uid == applied.uid("alice")
    os.kill(typed, number)
    dials.wait_until(lambda: not dials.pids(), "pppd to end")
    terminal.type("\n")
    terminal.finish()


def test_a_window_that_is_closed_ends_the_link(applied: Host, dials: Dials) -> None:
    """Nobody is there any more who could."""
    terminal = applied.terminal(*UP)
    terminal.wait_for("office is up")
    terminal.close()
    dials.wait_until(lambda: not dials.pids(), "pppd to end")
    terminal.process.wait(10)


def test_doas_is_as_good(applied: Host, dials: Dials) -> None:
    """Where there is no sudo."""
    terminal = applied.terminal(*UP, env={"PATH": without_sudo(applied)})
    terminal.wait_for("office is up")
    terminal.type("\x03")
    assert (terminal.finish().status, dials.pids()) == (5, [])


def test_without_a_terminal_the_exact_command_is_told(applied: Host, dials: Dials) -> None:
    """77, and nothing was opened; the command works as it stands."""
    applied.describe(
        'secret_storage = "dial"\npassword = { command = ["/bin/sh", "-c", ": > opened; echo pw"] }\n'
    )
    result = applied.run(*UP, "--detach")
    assert (result.status, result.out) == (77, "")
    assert not (applied.home("alice") / "opened").exists()
    told = shlex.split(result.err.splitlines()[-1].partition("run: ")[2])
    assert applied.run(*told).status == 0
    down = applied.run(*VPNSYNC, "down", "office")
    assert (down.status, len(dials.pids())) == (77, 1)
    assert applied.run(*shlex.split(down.err.splitlines()[-1].partition("run: ")[2])).status == 0


@pytest.mark.usefixtures("dials")
def test_who_may_read_the_file_may_not_dial_it(applied: Host) -> None:
    """As in Debian's group dip, but for root's own log and locks: 77 as well."""
    applied.peers.chmod(0o755)
    (applied.peers / "office").chmod(0o644)
    result = applied.run(*UP)
    assert (result.status, "up office" in result.err.partition("run: sudo ")[2]) == (77, True)


def test_what_differs_may_be_applied_first(applied: Host, dials: Dials) -> None:
    """By the same two halves, and on one's word; a prompt is not repeated."""
    applied.describe(f"{PROMPT}mru = 1300\n")
    terminal = applied.terminal(*UP)
    terminal.wait_for("Password for office: ")
    terminal.type("open sesame\n")
    shown = terminal.wait_for("[y/N]")
    assert "This is what apply would do first:" in shown
    terminal.type("y\n")
    shown = terminal.wait_for("office is up")
    assert (shown.count("Password for office"), "mru 1300" in body(applied.peers / "office")) == (1, True)
    assert dials.told("handed") == 'password "open sesame"\n'
    terminal.type("\x03")
    assert terminal.finish().status == 5


def test_what_is_declined_is_not_dialed(applied: Host, dials: Dials) -> None:
    """78, and all is as it was."""
    applied.describe("mru = 1300\n")
    terminal = applied.terminal(*UP)
    terminal.wait_for("[y/N]")
    terminal.type("n\n")
    assert terminal.finish().status == 78
    assert (dials.told("argv"), "mru" in body(applied.peers / "office")) == ("", False)


def test_what_does_not_come_up_is_put_back(applied: Host, dials: Dials) -> None:
    """With --try; the status stays pppd's, and the next apply would do it all again."""
    before = body(applied.peers / "office")
    reapply(applied, f"{AT_DIAL_TIME}mru = 1300\n")
    dials.answer(19, "MS-CHAP authentication failed: Access denied\n")
    plain = applied.terminal(*UP).finish()
    assert (plain.status, "mru" in body(applied.peers / "office")) == (19, True)
    result = applied.terminal(*UP, "--try").finish()
    assert result.status == 19
    assert "the server refused user or password" in result.out
    assert "--try: /etc/ppp/peers/office is as it was" in result.out
    assert body(applied.peers / "office") == before


def test_a_first_peer_that_does_not_come_up_stays(applied: Host, dials: Dials) -> None:
    """There is nothing to go back to."""
    dials.answer(16, "")
    result = applied.terminal(*UP, "--try").finish()
    assert (result.status, (applied.peers / "office").exists()) == (16, True)
    assert "there was no such peer" in " ".join(result.out.split())


def test_a_link_that_was_ended_is_not_one_that_failed(applied: Host, dials: Dials) -> None:
    """Ctrl-C changes no file."""
    reapply(applied, f"{AT_DIAL_TIME}mru = 1300\n")
    terminal = applied.terminal(*UP, "--try")
    terminal.wait_for("office is up")
    terminal.type("\x03")
    assert terminal.finish().status == 5
    assert ("mru 1300" in body(applied.peers / "office"), dials.pids()) == (True, [])


def test_apply_dials_once_everything_is_applied(free: Host, dials: Dials) -> None:
    """One question, one sudo."""
    free.describe(AT_DIAL_TIME)
    terminal = free.terminal(*VPNSYNC, "apply", "--up", "office")
    terminal.wait_for("[y/N]")
    terminal.type("y\n")
    shown = terminal.wait_for("office is up")
    assert (shown.count("1 to create"), shown.count("needs root")) == (1, 1)
    assert dials.told("handed") == 'password "open sesame"\n'
    terminal.type("\x03")
    assert terminal.finish().status == 5
    again = free.terminal(*VPNSYNC, "apply", "--up", "office")
    shown = again.wait_for("office is up")
    assert (shown.count("1 in sync"), shown.count("needs root")) == (1, 1)
    again.type("\x03")
    assert again.finish().status == 5


def _comm(pid: int) -> bytes:
    with open(f"/proc/{pid}/comm", "rb") as file:  # noqa: PTH123 - of a process
        return file.read()
