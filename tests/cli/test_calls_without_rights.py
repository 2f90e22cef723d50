"""Calls without root: what cannot be seen is unknown, never down (see also test_up_elevates.py)."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest

from tests.cli.machine import Machine
from tests.cli.peers import describe


@pytest.fixture
def machine(public: Path, needs_root: None, nobody_dials: int) -> Machine:
    """Return a machine on which one peer is applied."""
    del needs_root, nobody_dials
    os.chown(public, 0, 0)
    machine = Machine(public)
    if machine.start("--version").finish().status:
        pytest.skip("this machine lets nobody play another one")
    describe(public, office="mtu = 1400")
    assert machine.start("apply", "--yes").finish().status == 0
    return machine


def test_status_says_what_it_cannot_know(machine: Machine) -> None:
    """A file that may not be read is not a file that is not there."""
    result = machine.start("status", is_nobody=True).finish()
    assert (result.status, "unknown (needs root)" in result.out) == (0, True)
    assert "not applied" not in result.out
    # sudo finds what is installed for one user by its path alone.
    command = result.err.splitlines()[-1].partition("To see what is unknown, run: sudo ")[2]
    program, *words = shlex.split(command)
    assert (Path(program).is_absolute(), words[-3:-1]) == (True, ["status", "--config"])
    assert (Path(words[-1]).is_absolute(), Path(words[-1]).exists()) == (True, True)
    # Nor is root sent to itself.
    assert "To see" not in machine.start("status").finish().err


def test_logs_are_roots(machine: Machine) -> None:
    """They tell who dials whom, and when."""
    result = machine.start("logs", "office", is_nobody=True).finish()
    assert (result.status, "sudo " in result.err) == (77, True)


def test_down_of_what_is_not_up_needs_no_rights(machine: Machine) -> None:
    """There is nothing to do."""
    result = machine.start("down", "office", is_nobody=True).finish()
    assert (result.status, result.out) == (0, "office is not up.\n")


def test_doctor_goes_on_with_what_it_may_see(machine: Machine) -> None:
    """And says what it may not."""
    result = machine.start("doctor", is_nobody=True).finish()
    assert "Traceback" not in result.err
    assert "unknown (needs root)" in result.out
    assert re.search(r"^ +run: sudo /\S+.* doctor --config /\S+$", result.out, re.MULTILINE)


def test_another_platforms_calls_are_not_made_here(machine: Machine) -> None:
    """The file on disk would be one that this machine's pppd cannot read."""
    result = machine.start("up", "office", "--platform", "macos").finish()
    assert (result.status, "cannot dial as macos does" in result.err) == (69, True)
