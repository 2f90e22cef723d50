"""What a peers file asks for that is not on the machine."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from vpnsync.link.machine import Machine
from vpnsync.link.needs import lacks
from vpnsync.pppd.settings import read_settings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Return a Linux machine with pppd, pptp, one plug-in and one serial device."""
    for name in ("usr/sbin/pppd", "usr/sbin/pptp", "usr/lib/pppd/2.4.9/pppoe.so", "dev/ppp", "dev/ttyUSB0"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o755)
    return Machine("linux", tmp_path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('pty "pptp 192.0.2.1 --nolaunchpppd"', None),
        ('pty "exec pptp 192.0.2.1 --nolaunchpppd"', None),
        ('pty "sstpc --nolaunchpppd host"', "apt install sstp-client"),
        ('pty "/usr/sbin/pppoe -I eth0"', "apt install pppoe"),
        ('pty "/opt/own/program -x"', "/opt/own/program is not installed"),
        ('pty "if test -e x; then cat; fi"', None),
        ('pty "umask 077; exec pptp x"', None),
        ('pty "env -i /opt/own/program"', None),
        ('pty "$PROGRAM"', None),
        ('pty "unfinished \'"', None),
        ('connect "chat -v -f x"', "chat is not installed"),
        ("plugin pppoe.so", None),
        ("plugin rp-pppoe.so", "no plug-in rp-pppoe.so"),
        ("plugin /opt/own.so", "no plug-in /opt/own.so"),
        ("/dev/ttyUSB0 115200", None),
        ("ttyUSB1 115200", "no device /dev/ttyUSB1"),
    ],
)
def test_a_lack_is_named_with_the_way_to_get_it(machine: Machine, text: str, words: str | None) -> None:
    """Of itself, pppd would say that the line was hung up; what cannot be told is left to it."""
    found = lacks(read_settings(f"{text}\n".encode(), "linux"), machine)
    assert bool(found) == (words is not None)
    assert (words or "") in "".join(f"{lack.what}: {lack.remedy}" for lack in found)


@pytest.mark.parametrize("name", ["usr/sbin/pppd", "dev/ppp"])
def test_without_pppd_and_without_its_device_nothing_can_be_dialed(
    machine: Machine, tmp_path: Path, name: str
) -> None:
    """Containers have the one and not the other."""
    (tmp_path / name).unlink()
    (lack,) = lacks(read_settings(b"", "linux"), machine)
    assert name in lack.what


def test_a_program_that_only_root_may_run_is_there(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Debian's pppoe is 4754 root:dip; pppd runs it as root, whoever asks what is missing."""
    monkeypatch.setattr(os, "access", lambda *_: False)
    settings = read_settings(b'pty "/usr/sbin/pptp 192.0.2.1 --nolaunchpppd"\n', "linux")
    (tmp_path / "usr/sbin/pptp").chmod(0o4754)
    assert lacks(settings, machine) == []
    (tmp_path / "usr/sbin/pptp").chmod(0o644)
    assert [lack.what for lack in lacks(settings, machine)] == ["the program /usr/sbin/pptp is not installed"]
