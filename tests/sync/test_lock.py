"""One apply at a time."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from vpnsync.errors import BusyError, ConflictError
from vpnsync.sync.lock import held

if TYPE_CHECKING:
    from tests.sync.disk import Disk


def test_a_held_lock_names_its_holder(disk: Disk) -> None:
    """Whoever is refused wants to know what to wait for."""
    with held(disk.place), pytest.raises(BusyError) as caught, held(disk.place):
        pass
    assert f"{os.getpid()}" in caught.value.text()
    assert str(disk.place.state / "lock") in caught.value.text()


def test_a_lock_that_was_let_go_is_free(disk: Disk) -> None:
    """The file stays, the lock does not."""
    for _ in range(2):
        with held(disk.place):
            assert (disk.place.state / "lock").read_text() == f"{os.getpid()}\n"


def test_the_lock_is_its_owners_under_any_umask(disk: Disk) -> None:
    """A person without root could not take it a second time."""
    before = os.umask(0o777)
    try:
        with held(disk.place):
            assert (disk.place.state / "lock").stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(before)


def test_the_lock_of_a_dead_process_is_no_obstacle(disk: Disk) -> None:
    """A machine that lost its power leaves the file behind, with a longer number in it."""
    with held(disk.place):
        pass
    (disk.place.state / "lock").write_text("4194303999\n")
    with held(disk.place):
        assert (disk.place.state / "lock").read_text() == f"{os.getpid()}\n"


def test_a_link_in_the_locks_place_is_not_followed(disk: Disk) -> None:
    """Root would empty the file that it points to."""
    target = disk.root.parent / "precious"
    target.write_text("mine")
    with disk.place.open_state():
        (disk.place.state / "lock").symlink_to(target)
    with pytest.raises(ConflictError, match="lock"), held(disk.place):
        pass
    assert target.read_text() == "mine"


def test_two_platforms_under_one_root_share_the_lock(disk: Disk) -> None:
    """Both write the same /etc/ppp/peers."""
    other = replace(disk.place, platform="macos" if disk.place.platform == "linux" else "linux")
    with held(disk.place), pytest.raises(BusyError, match=str(os.getpid())), held(other):
        pass
