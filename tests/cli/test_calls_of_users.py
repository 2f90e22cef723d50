"""status, down, logs and doctor as a user: what needs no root asks for none, what does says so."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pytest

from tests.cli.host import PASSWORD, VPNSYNC

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cli.dials import Dials
    from tests.cli.host import Host


DIAL: Final = 'secret_storage = "dial"\npassword = { file = "secret" }\n'


@pytest.fixture
def up(free: Host, dials: Dials) -> Iterator[Host]:
    """Return a machine on which a link of Alice's is up; from now on sudo asks for her password."""
    free.describe(DIAL)
    assert free.run("sudo", *VPNSYNC, "apply", "--yes").status == 0
    assert free.run("sudo", *VPNSYNC, "up", "office", "--detach").status == 0
    free.allow()
    yield free
    dials.end_all()


@pytest.fixture
def refused(free: Host, dials: Dials) -> Host:
    """Return a machine on which a call has failed, because the password was refused."""
    free.describe(DIAL)
    assert free.run("sudo", *VPNSYNC, "apply", "--yes").status == 0
    dials.answer(19, "MS-CHAP authentication failed: Access denied\n")
    assert free.run("sudo", *VPNSYNC, "up", "office").status == 19
    return free


def test_status_sees_links_without_root_and_asks_for_nothing(up: Host) -> None:
    """What only root may see is unknown, and never absent."""
    result = up.terminal(*VPNSYNC, "status").finish()
    assert (result.status, "assword" in result.out) == (0, False)
    assert "unknown (needs root)  up  lo  127.0.0.1" in result.out
    (row,) = json.loads(up.run(*VPNSYNC, "status", "office", "--json").out)["peers"]
    assert (row["applied"], row["link"], row["last_failure"]) == ("unknown", "up", None)
    assert up.run(*VPNSYNC, "status", "office").status == 0


def test_status_behind_sudo_knows_it_all(up: Host) -> None:
    """And opens no secret for it."""
    up.free()
    up.describe('secret_storage = "dial"\npassword = { command = ["false"] }\n')
    (row,) = json.loads(up.run("sudo", *VPNSYNC, "status", "--json").out)["peers"]
    assert (row["applied"], row["link"], row["interface"]) == ("in sync", "up", "lo")


def test_why_the_last_call_failed_is_in_roots_log(refused: Host) -> None:
    """A user is told that the link is down; root also why."""
    assert "down" in refused.run(*VPNSYNC, "status").out
    assert "refused user or password" in refused.run("sudo", *VPNSYNC, "status").out


def test_as_json_the_persons_half_tells_why_nothing_is_dialed(refused: Host) -> None:
    """It runs in a process of its own behind sudo; there is one document all the same."""
    for name, status in (("offcie", 1), ("office", 19)):
        result = refused.run("sudo", *VPNSYNC, "up", name, "--json")
        told = json.loads(result.out)
        assert (told["name"], told["state"], told["status"]) == (name, "down", status)
        assert result.status == status
    refused.describe('secret_storage = "dial"\npassword = { command = ["false"] }\n')
    told = json.loads(refused.run("sudo", *VPNSYNC, "up", "office", "--json").out)
    assert (told["status"], "office.password" in told["cause"]) == (1, True)


def test_down_asks_for_root_and_ends_the_link(up: Host, dials: Dials) -> None:
    """Only where there is something to end."""
    terminal = up.terminal(*VPNSYNC, "down", "office")
    assert "office needs root: sudo may ask" in terminal.wait_for("password for alice:")
    terminal.type(f"{PASSWORD}\n")
    result = terminal.finish()
    assert (result.status, "office is down." in result.out, dials.pids()) == (0, True, [])
    again = up.terminal(*VPNSYNC, "down", "office").finish()
    assert (again.status, again.out) == (0, "Using vpns.toml\noffice is not up.\n")


def test_down_finds_what_was_dialed_by_hand_and_is_not_described(free: Host, dials: Dials) -> None:
    """By pppd's own argv; a name that nothing has is a typing error."""
    free.as_root("sh", "-c", "setsid /usr/sbin/pppd call ./lab >/dev/null 2>&1 </dev/null &")
    dials.wait_until(lambda: len(dials.pids()) == 1, "pppd to start")
    assert free.terminal(*VPNSYNC, "down", "--all").finish().status == 0
    assert len(dials.pids()) == 1
    result = free.terminal(*VPNSYNC, "down", "./lab").finish()
    assert (result.status, "./lab is down." in result.out, dials.pids()) == (0, True, [])
    odd = free.terminal(*VPNSYNC, "down", "offcie").finish()
    assert (odd.status, 'did you mean "office"?' in odd.out) == (1, True)


def test_a_log_that_cannot_be_written_keeps_no_link_up(up: Host, dials: Dials) -> None:
    """Ending it is what was asked for."""
    up.free()
    log = up.folder / "lib/vpnsync/log/office.log"
    log.unlink()
    log.mkdir()
    result = up.run("sudo", *VPNSYNC, "down", "office")
    assert (result.status, result.out, dials.pids()) == (0, "office is down.\n", [])
    assert "office.log" in result.err


def test_logs_are_read_by_roots_half(refused: Host) -> None:
    """A watch of them ends with Ctrl-C."""
    refused.allow()
    terminal = refused.terminal(*VPNSYNC, "logs", "office", "-f")
    terminal.wait_for("password for alice:")
    terminal.type(f"{PASSWORD}\n")
    terminal.wait_for("MS-CHAP authentication failed: Access denied")
    terminal.type("\x03")
    assert terminal.finish().status == 130


def test_a_watch_of_logs_ends_with_the_person(refused: Host, dials: Dials) -> None:
    """Nobody else could end root's half."""
    terminal = refused.terminal(*VPNSYNC, "logs", "office", "-f")
    terminal.wait_for("Access denied")
    before = len(dials.processes())
    terminal.process.kill()
    dials.wait_until(lambda: len(dials.processes()) < before - 1, "root's half to end")
    terminal.finish()


def test_whose_log_is_shown_is_what_root_applied(free: Host, dials: Dials) -> None:
    """Not what the description says just now: that may name any file of root's."""
    del dials
    free.describe(f"{DIAL}logfile = '/var/lib/office.log'\n")
    assert free.run("sudo", *VPNSYNC, "apply", "--yes").status == 0
    (free.folder / "lib/office.log").write_text("dialed\n")
    assert free.run("sudo", *VPNSYNC, "logs", "office").out == "dialed\n"
    free.describe(f"{DIAL}logfile = '/etc/shadow'\n")
    assert free.run("sudo", *VPNSYNC, "logs", "office").out == "dialed\n"


def test_doctor_asks_for_nothing_and_says_what_it_cannot_see(up: Host) -> None:
    """The sources of secrets are looked for as the person, also behind sudo."""
    result = up.terminal(*VPNSYNC, "doctor").finish()
    assert ("assword for" in result.out, "Traceback" in result.out) == (False, False)
    assert "/etc/ppp/peers: unknown (needs root)" in result.out
    assert 'peers.office.password: { file = "secret" } can be asked' in result.out
    up.free()
    up.is_root_bound = True
    known = up.run("sudo", *VPNSYNC, "doctor").out
    assert ("unknown (needs root)" in known, '{ file = "secret" } can be asked' in known) == (False, True)


@pytest.mark.parametrize("command", [("plan",), ("apply", "--yes")])
def test_a_plan_says_that_a_link_is_up(up: Host, command: tuple[str, ...]) -> None:
    """What is changed now holds from the next call on."""
    up.free()
    up.describe(f"{DIAL}mru = 1300\n")
    assert "office is up: takes effect at the next dial" in up.run("sudo", *VPNSYNC, *command).out


def test_a_rollback_says_that_a_link_is_up(up: Host) -> None:
    """And that taking its file away does not end it."""
    up.free()
    result = up.run("sudo", *VPNSYNC, "rollback", "--yes")
    assert "office is up: deleting its file does not end it; `vpnsync down office` does" in result.out
