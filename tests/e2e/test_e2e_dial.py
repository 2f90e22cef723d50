"""`secret_storage = "dial"`: the password reaches pppd and nothing else."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.calls import describe, pptp

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Result
    from tests.e2e.network import Network

SECRET = r"""a "b'c\d#e$f`g h"""
"""One that every layer between here and pppd could misread."""


@pytest.fixture
def dialed(network: Network, cli: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> Network:
    """Bring up a link whose password is only handed over when dialing."""
    quoted = SECRET.replace("\\", "\\\\").replace('"', '\\"')
    for word in ("PPTP", "*"):
        path = network.one.folder / "ppp/chap-secrets"
        path.write_text(path.read_text() + f'dora\t{word}\t"{quoted}"\t*\n')
    monkeypatch.setenv("OFFICE_PASSWORD", SECRET)
    describe(
        office=pptp(
            network.one, 'secret_storage = "dial"', password='{ env = "OFFICE_PASSWORD" }', user="dora"
        )
    )
    assert cli("apply", "--yes").status == 0
    up = cli("up", "office", "--detach")
    assert up.status == 0, up.err
    return network


def test_the_password_is_nowhere_but_in_pppd(dialed: Network, cli: Callable[..., Result]) -> None:
    """Not in argv, not in an environment, not in a pipe, not in any file."""
    (pid,) = dialed.client_pppds()
    family = [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    for member in family:
        for name in ("cmdline", "environ"):
            assert SECRET[:4].encode() not in Path(f"/proc/{member}/{name}").read_bytes(), name
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        if "pipe:" in str(descriptor.readlink()):
            content = os.open(descriptor, os.O_RDONLY | os.O_NONBLOCK)
            with contextlib.suppress(BlockingIOError):  # empty, and somebody may still write
                assert os.read(content, 4096) == b""
            os.close(content)
    places = ("/mnt/writes", "/run", "/dev/shm")  # all that was ever written in the guest is in these
    files = [
        path
        for place in places
        for path in Path(place).rglob("*")
        if path.is_file() and not path.is_symlink() and "netns" not in path.parts
    ]
    assert len(files) > 5
    assert [path for path in files if SECRET.encode() in path.read_bytes()] == []
    cli("down", "office")


@pytest.mark.usefixtures("dialed")
def test_the_file_on_disk_alone_cannot_dial(cli: Callable[..., Result]) -> None:
    """There is no password in it."""
    text = Path("/etc/ppp/peers/office").read_text()
    assert "password" not in text.partition("\n")[2]
    cli("down", "office")
