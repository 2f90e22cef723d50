"""The person's own commands: whose rights they have, what they are told, and that nothing waits for them."""

from __future__ import annotations

import pwd
import time
from typing import TYPE_CHECKING, Final

import pytest

from tests.hooks.desk import START

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.hooks.machine import Machine

NOBODY: Final = pwd.getpwnam("nobody")
DESCRIBED: Final = START + "[peers.office]\non_{event} = {{ command = {command}, user = 'nobody' }}\n"


def run(machine: Callable[[str], Machine], command: str, event: str = "up", *, su: bool = False) -> Machine:
    """Run a command of nobody's, in /run/out, where that user may write; return the machine afterwards."""
    made = machine(DESCRIBED.format(event=event, command=command))
    made.path("/run/out").mkdir()
    made.path("/run/out").chmod(0o777)
    if su:
        made.program("/run/bin/setpriv", "#!/bin/sh\nexit 1\n")
    made.script(event, "office", "ppp0", 100, DNS1="10.0.0.1", DNS2="10.0.0.2", SECRET="open sesame")
    return made


def written(machine: Machine) -> list[str]:
    """Return what the command has written, once its last line is there."""
    path, end = machine.path("/run/out/told"), time.monotonic() + 10
    while not (path.exists() and path.read_text().endswith("done\n")):
        assert time.monotonic() < end, "the command did not run"
        time.sleep(0.01)
    return path.read_text().splitlines()


@pytest.mark.parametrize("su", [False, True], ids=["setpriv", "su"])
@pytest.mark.parametrize("event", ["up", "down"])
def test_a_command_has_the_rights_of_its_user_and_no_other(
    machine: Callable[[str], Machine], event: str, *, su: bool
) -> None:
    """Uid, gid and groups: all of them the user's own."""
    line = '["sh", "-c", "{ id -u; id -g; id -G; echo done; } >/run/out/told"]'
    made = run(machine, line, event, su=su)
    assert written(made)[:3] == [str(NOBODY.pw_uid), str(NOBODY.pw_gid), str(NOBODY.pw_gid)]


@pytest.mark.parametrize("su", [False, True], ids=["setpriv", "su"])
def test_a_command_is_told_what_is_up_and_nothing_of_roots(
    machine: Callable[[str], Machine], *, su: bool
) -> None:
    """What pppd, or somebody before it, has in its environment is not for everybody."""
    lines = written(run(machine, '["sh", "-c", "{ env; echo done; } >/run/out/told"]', su=su))
    told = dict(line.split("=", 1) for line in lines if "=" in line)
    assert {name: value for name, value in told.items() if name.startswith("VPNSYNC_")} == {
        "VPNSYNC_PEER": "office",
        "VPNSYNC_INTERFACE": "ppp0",
        "VPNSYNC_LOCAL": "10.8.0.10",
        "VPNSYNC_REMOTE": "10.8.0.1",
        "VPNSYNC_DNS": "10.0.0.1 10.0.0.2",
    }
    assert (told["USER"], told["HOME"], "SECRET" in told) == ("nobody", NOBODY.pw_dir, False)


def test_nothing_waits_for_a_command(machine: Callable[[str], Machine]) -> None:
    """The link is up, and the system's own script is next, whatever the person's program does."""
    started = time.monotonic()
    run(machine, '["sleep", "30"]')
    assert time.monotonic() - started < 10


def test_a_command_that_fails_is_in_the_log_and_breaks_nothing(machine: Callable[[str], Machine]) -> None:
    """Its status is told, not its words, which may hold anything."""
    made = run(machine, '["sh", "-c", "echo secret; exit 7"]')
    end = time.monotonic() + 10
    while not made.said() and time.monotonic() < end:
        time.sleep(0.01)
    assert made.said() == "office: on_up of nobody ended with status 7\n"
