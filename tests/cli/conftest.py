"""What the tests of the commands share: descriptions, disks, and folders that anybody may enter."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from fcntl import LOCK_EX, LOCK_SH, flock
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.dials import Dials
from tests.cli.fork import NOBODY
from tests.cli.host import Host, missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import Result

OFFICE = """\
version = 1
[peers.office]
protocol = "pptp"
server = "vpn.example.net"
user = "alice"
password = { env = "OFFICE_PASSWORD" }
mtu = 1400
"""


@pytest.fixture
def no_peers(cli: Callable[..., Result], tmp_path: Path) -> Path:
    """Return the empty directory of the peers files under `root`, in the current folder."""
    del cli
    peers = tmp_path / "root/etc/ppp/peers"
    peers.mkdir(parents=True)
    return peers


@pytest.fixture
def office(cli: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Describe one peer in the current folder; return the directory of its peers file under `root`."""
    del cli  # it makes the current folder and the environment what they should be
    (tmp_path / "vpns.toml").write_text(OFFICE)
    monkeypatch.setenv("OFFICE_PASSWORD", "open sesame")
    return tmp_path / "root/etc/ppp/peers"


@pytest.fixture
def space() -> Iterator[Path]:
    """Return a folder in memory, where there is one: a thousand fsyncs of a disk take minutes."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture
def public() -> Iterator[Path]:
    """Return a folder that every user of the machine may enter, and that nobody owns."""
    before = os.umask(0o022)  # what the test puts there is for others to read
    with tempfile.TemporaryDirectory(prefix="vpnsync-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        yield folder
    os.umask(before)


@pytest.fixture
def needs_root() -> None:
    """Skip what only root can set up."""
    if os.geteuid() != 0:
        pytest.skip("only root can set this up")


@pytest.fixture
def small_disk(tmp_path: Path, needs_root: None) -> Iterator[Path]:
    """Return a disk of 256 KiB, which is easily full."""
    del needs_root
    disk = tmp_path / "disk"
    disk.mkdir()
    mount, umount = shutil.which("mount"), shutil.which("umount")
    command = [str(mount), "-t", "tmpfs", "-o", "size=256k,mode=755", "vpnsync-test", str(disk)]
    if not mount or not umount or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("this machine mounts no small disk for a test")
    yield disk
    subprocess.run([umount, "-l", disk], check=True)


@pytest.fixture(scope="session")
def machine_with_users() -> Iterator[Host]:
    """Make a machine with users and a real sudo. Where CI says it must be there, its absence is a failure."""
    lacking = missing()
    if lacking and os.environ.get("VPNSYNC_REQUIRE_SUDO"):
        pytest.fail(lacking)
    if lacking:
        pytest.skip(lacking)
    with tempfile.TemporaryDirectory(prefix="vpnsync-") as name:
        host = Host(Path(name))
        yield host
        host.close()


@pytest.fixture
def nobody_dials() -> Iterator[int]:
    """Hold that no test of another worker dials meanwhile; return the lock's descriptor.

    Links are looked for among all processes, which the machines of all tests have in common.
    """
    with Path(__file__).open("rb") as lock:
        flock(lock, LOCK_SH)
        yield lock.fileno()


@pytest.fixture
def host(machine_with_users: Host, nobody_dials: int) -> Host:
    """Return a machine with users, as it was at first."""
    del nobody_dials
    machine_with_users.reset()
    return machine_with_users


@pytest.fixture
def free(host: Host) -> Host:
    """Return the same machine; Alice may be root without a password."""
    host.free()
    return host


@pytest.fixture
def dials(free: Host, nobody_dials: int) -> Iterator[Dials]:
    """Return what plays the pppd of that machine; afterwards none may be left."""
    flock(nobody_dials, LOCK_EX)  # but this test
    dials = Dials(free)
    yield dials
    assert dials.end_all() == []
