"""Who is signalled, and who is not: pids are given anew, and files in a run directory may lie."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import time
from typing import TYPE_CHECKING

import psutil
import pytest

from vpnsync.link.live import Live, calls, end, live_pppds
from vpnsync.link.machine import Machine
from vpnsync.link.pidfiles import read_pid_files
from vpnsync.pppd.options import dictionary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LINUX = dictionary("linux")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Return a machine whose pppd is a program that only sleeps."""
    for name in ("usr/sbin", "run"):
        (tmp_path / name).mkdir(parents=True)
    pppd = tmp_path / "usr/sbin/pppd"
    pppd.write_text("#!/bin/sh\ntrap 'exit 5' TERM\nwhile :; do sleep 0.05; done\n")
    pppd.chmod(0o755)
    return Machine("linux", tmp_path)


@pytest.fixture
def office(machine: Machine) -> Iterator[subprocess.Popen[bytes]]:
    """Start that pppd for a peer; reap it when it is gone."""
    with subprocess.Popen([machine.pppd, "user", "call", "lab", "call", "office"]) as process:
        end_of_patience = time.monotonic() + 10
        while not calls(live_pppds(machine, LINUX), "office"):
            assert time.monotonic() < end_of_patience
            time.sleep(0.01)
        yield process
        process.kill()


@pytest.mark.usefixtures("office")
def test_a_command_line_is_read_as_pppd_reads_it(machine: Machine) -> None:
    """`user call` is a user of that name: what stands behind is no option but a word of its own."""
    (live,) = live_pppds(machine, LINUX)
    assert live.names == ("office",)


@pytest.mark.parametrize("has_pidfd", ["kernel", "python", ""])
def test_a_link_is_ended(
    machine: Machine,
    office: subprocess.Popen[bytes],
    monkeypatch: pytest.MonkeyPatch,
    has_pidfd: str,
) -> None:
    """With a descriptor of the process where the system has them (Linux since 5.3), else by its pid."""

    def refuse(_: int) -> int:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))

    if has_pidfd == "python":
        monkeypatch.setattr(os, "pidfd_open", refuse, raising=False)
    elif not has_pidfd:
        monkeypatch.delattr(os, "pidfd_open", raising=False)
    (live,) = calls(live_pppds(machine, LINUX), "office")
    assert end(live, 10)
    assert office.wait(10) == 5


def test_a_link_is_found_whose_pppd_was_removed(machine: Machine, office: subprocess.Popen[bytes]) -> None:
    """An upgrade may take the program away while it runs."""
    machine.pppd.unlink()
    assert [live.pid for live in calls(live_pppds(machine, LINUX), "office")] == [office.pid]


def test_a_pid_that_is_somebody_elses_now_is_not_signalled(office: subprocess.Popen[bytes]) -> None:
    """Between the look and the signal, pppd may have ended."""
    stale = Live(psutil.Process(office.pid), ("office",), ("/usr/sbin/pppd", "call", "office"))
    assert end(stale, 0.1)
    assert office.poll() is None


def test_another_machines_pppd_is_none_of_this_ones(machine: Machine, tmp_path: Path) -> None:
    """Of the same name, but not the same program."""
    other = tmp_path / "other/pppd"
    other.parent.mkdir()
    shutil.copy(machine.pppd, other)
    with subprocess.Popen([other, "call", "office"]) as process:
        time.sleep(0.1)
        assert live_pppds(machine, LINUX) == []
        process.kill()


@pytest.mark.parametrize(
    ("name", "content", "interface"),
    [
        ("ppp0.pid", "77\n", "ppp0"),
        ("ppp-vpnsync-office.pid", "77\nppp0\n", "ppp0"),
        ("ppp-vpnsync-office.pid", "77\n", None),
        ("ppp0.pid", "77", None),
        ("ppp0.pid", "77\n../../etc\n", None),
        ("ppp0.pid", "seventy-seven\n", None),
        ("ppp0.pid", "7" * 40 + "\n", None),
        ("ppp0.pid", "77\n" + "x" * 200 + "\n", None),
        ("eth9.pid", "77\n", None),
        ("ppp0.txt", "77\n", None),
    ],
)
def test_a_pid_file_says_which_interface(
    machine: Machine, name: str, content: str, interface: str | None
) -> None:
    """As the reference has them; what is no pid file says nothing."""
    (machine.root or machine.pppd).joinpath("run", name).write_text(content)
    files = read_pid_files(machine, ["ppp0"])
    assert {pid: file.interface for pid, file in files.items()} == ({77: interface} if interface else {})


@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_what_stands_in_a_pid_files_place_is_not_read(machine: Machine, tmp_path: Path, kind: str) -> None:
    """Nor waited for."""
    path = tmp_path / "run/ppp0.pid"
    (tmp_path / "victim").write_text("77\n")
    if kind == "link":
        path.symlink_to(tmp_path / "victim")
    else:
        os.mkfifo(path) if kind == "pipe" else path.mkdir()
    assert read_pid_files(machine, ["ppp0"]) == {}
