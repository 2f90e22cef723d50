"""A directory that a kill left half made is finished by the next apply; nobody else's is touched."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Final

import pytest

from tests.sync.disk import temporaries

if TYPE_CHECKING:
    from tests.sync.disk import Disk

HALF_MADE: Final = 0o500


def modes(disk: Disk) -> dict[str, int]:
    """Return the mode of each directory under the root."""
    return {
        str(path.relative_to(disk.root)): stat.S_IMODE(path.stat().st_mode)
        for path in disk.root.rglob("*")
        if path.is_dir()
    }


@pytest.mark.parametrize("at", ["etc", "etc/ppp", "etc/ppp/peers", "var", "var/lib/vpnsync"])
def test_a_directory_that_is_half_made_is_planned_and_finished(disk: Disk, at: str) -> None:
    """Else nobody but root could ever enter it, and who is in dip could not dial."""
    disk.apply(office="mtu 1400\n")
    whole = modes(disk)
    for path in sorted(disk.root.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    half = disk.root / at
    half.mkdir(parents=True)
    for above in half.parents:
        if disk.root in above.parents:
            above.chmod(0o755)  # whatever the umask
    half.chmod(HALF_MADE)
    planned = [path for path, _ in disk.place.missing()]
    assert half in planned or "var" in at
    disk.apply(office="mtu 1400\n")
    assert modes(disk) == whole


def test_a_directory_that_somebody_uses_keeps_its_mode(disk: Disk) -> None:
    """What is in it says that it was not made a moment ago; and a stricter mode is no fault."""
    disk.apply(office="mtu 1400\n")
    for mode in (HALF_MADE, 0o700):
        disk.peers.chmod(mode)
        if os.geteuid() == 0:
            disk.apply(office=f"mtu {1000 + mode}\n")
        assert stat.S_IMODE(disk.peers.stat().st_mode) == mode
    disk.peers.chmod(0o755)
    assert temporaries(disk.root) == []
