"""Putting back: what somebody else wrote in the meantime is nobody's to overwrite."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.sync.disk import snapshot
from tests.sync.world import LINUX
from vpnsync.errors import WriteError
from vpnsync.sync.carry_out import Run
from vpnsync.sync.directories import opened

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sync.disk import Disk


def replaced_by_link(path: Path) -> None:
    """Put a link where the file was."""
    path.unlink()
    path.symlink_to("elsewhere")


@pytest.mark.parametrize("meddle", [lambda path: path.write_text("mtu 1200\n"), replaced_by_link])
def test_a_change_of_somebody_elses_survives_the_putting_back(disk: Disk, meddle: object) -> None:
    """An admin's editor may save between our rename and our failure."""
    disk.apply(home="mtu 1400\n", office="mtu 1400\n")
    plan = disk.plan(home="mtu 1300\n", office="mtu 1300\n")
    disk.carry_out(plan)
    assert callable(meddle)
    meddle(disk.peers / "home")
    after = snapshot(disk.peers)["home"]
    with opened(disk.place, LINUX, ()) as directories:
        run = Run(directories, 1, lambda: None)
        run.done = list(plan.changes)
        with pytest.raises(
            WriteError, match=r"home: was changed by somebody else meanwhile(.|\n)*put back as before: office"
        ):
            run.stop(OSError(28, "No space left on device"), None)
    assert snapshot(disk.peers)["home"] == after
    assert b"mtu 1400" in snapshot(disk.peers)["office"][3]
