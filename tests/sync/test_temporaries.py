"""Only what vpnsync itself left behind is cleared away."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.sync.disk import Disk


def test_a_temporary_file_of_ours_is_cleared(disk: Disk) -> None:
    """It may hold a password."""
    disk.apply(home="mtu 1400\n")
    left = disk.peers / ".vpnsync-0123456789abcdef"
    left.write_text("password x\n")
    disk.apply(home="mtu 1300\n")
    assert not left.exists()


def test_what_only_looks_like_one_is_somebody_elses(disk: Disk) -> None:
    """A file that vpnsync did not write is never deleted, and a directory is no obstacle."""
    disk.apply(home="mtu 1400\n")
    notes, folder = disk.peers / ".vpnsync-notes", disk.peers / ".vpnsync-fedcba9876543210"
    notes.write_text("mine\n")
    folder.mkdir()
    disk.apply(home="mtu 1300\n")
    assert (notes.read_text(), folder.is_dir()) == ("mine\n", True)
