"""Without `--root`: the machine's own directories, as root and as anybody else."""

from __future__ import annotations

import grp
import json
import os
import stat
from typing import TYPE_CHECKING

import pytest

from tests.cli.machine import Machine
from tests.cli.peers import describe
from tests.sync.disk import stamps

if TYPE_CHECKING:
    from pathlib import Path

DIP = next((group.gr_gid for group in grp.getgrall() if group.gr_name == "dip"), None)


@pytest.fixture
def machine(public: Path, needs_root: None) -> Machine:
    """Return a machine with a description of one peer, and nothing below /etc/ppp."""
    del needs_root
    os.chown(public, 0, 0)
    machine = Machine(public)
    if machine.start("--version").finish().status:
        pytest.skip("this machine lets nobody play another one")
    describe(public, office="mtu = 1400")
    return machine


def access(path: Path) -> tuple[int, int, int]:
    """Return mode, owner and group."""
    status = path.stat()
    return stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid


def test_files_are_roots_and_private(machine: Machine) -> None:
    """And the directories are what Debian would make them."""
    result = machine.start("apply", "--yes", "--platform", "linux").finish()
    assert result.status == 0, result.err
    assert access(machine.peers / "office") == (0o600, 0, 0)
    assert access(machine.peers) == ((0o2750, 0, DIP) if DIP is not None else (0o755, 0, 0))
    assert access(machine.peers.parent) == (0o755, 0, 0)
    assert access(machine.folder / "lib/vpnsync") == (0o700, 0, 0)


def test_a_second_apply_touches_nothing(machine: Machine) -> None:
    """The same as under a root."""
    machine.start("apply", "--yes").finish()
    before = stamps(machine.folder)
    result = machine.start("apply", "--json").finish()
    assert (result.status, stamps(machine.folder)) == (0, before)
    document = json.loads(result.out)
    assert (document["root"], document["summary"]["unchanged"]) == (None, 1)


def test_a_group_may_read_the_files(machine: Machine) -> None:
    """Debian: members of dip may dial."""
    group = grp.getgrgid(os.getegid())
    text = (machine.folder / "vpns.toml").read_text()
    settings = f'[settings.linux]\ngroup = "{group.gr_name}"\n'
    (machine.folder / "vpns.toml").write_text(text.replace("[peers", f"{settings}[peers", 1))
    assert machine.start("apply", "--yes", "--platform", "linux").finish().status == 0
    assert access(machine.peers / "office") == (0o640, 0, group.gr_gid)


def test_a_plan_of_what_anybody_may_read_needs_no_root(machine: Machine) -> None:
    """Nothing is asked for that is not needed."""
    result = machine.start("plan", "--detailed-exitcode", is_nobody=True).finish()
    assert (result.status, "sudo" in result.err, "create" in result.out) == (2, False, True)


@pytest.mark.parametrize("options", [(), ("--yes",)])
def test_rights_are_asked_for_after_the_plan_and_before_the_question(
    machine: Machine, options: tuple[str, ...]
) -> None:
    """To say yes and then to be refused is no way to treat people."""
    before = stamps(machine.folder)
    result = machine.start("apply", *options, is_nobody=True).finish()
    assert (result.status, "1 to create" in result.out, stamps(machine.folder)) == (1, True, before)
    assert "sudo " in result.err
    assert "terminal" not in result.err
    assert "?" not in result.err


def test_an_apply_with_nothing_to_do_needs_no_root(machine: Machine) -> None:
    """As far as anybody can see: no peer is described, and none is there."""
    describe(machine.folder)
    result = machine.start("apply", is_nobody=True).finish()
    assert (result.status, "sudo" in result.err) == (0, False)


@pytest.mark.parametrize("what", ["directory", "file"])
@pytest.mark.parametrize("command", ["plan", "apply"])
def test_what_cannot_be_read_is_never_taken_for_absent(machine: Machine, command: str, what: str) -> None:
    """A plan to create what is there already would be a lie."""
    machine.start("apply", "--yes").finish()
    machine.peers.chmod(0o755 if what == "file" else 0o700)
    result = machine.start(command, is_nobody=True).finish()
    assert (result.status, result.out) == (1, "")
    assert "/etc/ppp/peers" in result.err
    assert "root" in result.err
    assert f"vpnsync {command}" in result.err.partition("sudo ")[2]
