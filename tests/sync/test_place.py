"""The managed directories: created where missing, never reached through a link."""

from __future__ import annotations

import grp
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.sync.world import LINUX
from vpnsync.errors import ConflictError
from vpnsync.pppd.options import PLATFORMS
from vpnsync.sync.place import Place
from vpnsync.sync.store import read

if TYPE_CHECKING:
    from tests.sync.disk import Disk

HAS_DIP = any(group.gr_name == "dip" for group in grp.getgrall())


def test_missing_directories_are_planned_outermost_first(disk: Disk) -> None:
    """A plan that hid them would be no plan."""
    planned = [path.relative_to(disk.root) for path, _ in disk.place.missing()]
    assert planned == [Path(), Path("etc"), Path("etc/ppp"), Path("etc/ppp/peers")]
    disk.apply(office="mtu 1400\n")
    assert disk.place.missing() == []


def test_debians_peers_directory_is_dips(tmp_path: Path) -> None:
    """Debian gives 2750 root:dip, so that members of dip may dial; elsewhere it is 0755."""
    modes = {}
    for platform in PLATFORMS:
        modes[platform] = dict(Place(platform, tmp_path).missing())[tmp_path / "etc/ppp/peers"].mode
    assert modes == {"linux": 0o2750 if HAS_DIP else 0o755, "macos": 0o755}


def test_without_a_root_everything_is_roots() -> None:
    """A peers file that a person owns is one that the person's programs can rewrite."""
    assert Place("linux").file_access() == Place("macos").file_access()
    access = Place("linux").file_access()
    assert (access.mode, access.uid, access.gid) == (0o600, 0, 0)


def test_under_a_root_everything_is_the_callers(tmp_path: Path) -> None:
    """No root needed, so nothing may need root."""
    access = Place("linux", tmp_path, "dip").file_access()
    assert (access.mode, access.uid, access.gid) == (0o640, os.geteuid(), os.getegid())


def test_a_group_makes_files_readable_to_it() -> None:
    """Debian: members of dip may dial."""
    group = grp.getgrgid(os.getegid())
    access = Place("linux", None, group.gr_name).file_access()
    assert (access.mode, access.uid, access.gid) == (0o640, 0, group.gr_gid)


def test_a_group_that_the_machine_lacks_is_named() -> None:
    """A typo in it would otherwise end in a traceback."""
    with pytest.raises(ConflictError, match="no-such-group"):
        Place("linux", None, "no-such-group").file_access()


def test_vpnsyncs_own_directory_is_private(disk: Disk) -> None:
    """What is kept there may hold passwords."""
    with disk.place.open_state() as directory:
        assert stat.S_IMODE(os.fstat(directory).st_mode) == 0o700
    assert disk.place.state == disk.root / "var/lib/vpnsync"


@pytest.mark.parametrize("at", ["etc", "etc/ppp", "etc/ppp/peers"])
@pytest.mark.parametrize("kind", ["file", "link"])
def test_what_is_no_directory_is_named(disk: Disk, tmp_path: Path, at: str, kind: str) -> None:
    """The reader has to find the one path that is wrong."""
    path = disk.root / at
    path.parent.mkdir(parents=True)
    path.write_text("") if kind == "file" else path.symlink_to(tmp_path)
    with pytest.raises(ConflictError) as caught:
        read(disk.place, LINUX)
    assert f"{path}: " in caught.value.text()
    assert ("symbolic link" in caught.value.text()) == (kind == "link")


@pytest.mark.parametrize("below", [(), ("generations",)], ids=["state", "below it"])
def test_a_state_directory_that_others_may_read_is_mended(disk: Disk, below: tuple[str, ...]) -> None:
    """What is kept there may hold passwords."""
    with disk.place.open_state("generations"):
        pass
    path = disk.place.state.joinpath(*below)
    path.chmod(0o755)
    with disk.place.open_state("generations"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700


@pytest.mark.parametrize("below", [(), ("generations",)], ids=["state", "below it"])
@pytest.mark.parametrize("wrong", ["writable", "another's"])
def test_a_state_directory_of_others_is_refused(disk: Disk, below: tuple[str, ...], wrong: str) -> None:
    """Root would put back what somebody else has put there."""
    with disk.place.open_state("generations"):
        pass
    path = disk.place.state.joinpath(*below)
    if wrong == "writable":
        path.chmod(0o720)
    elif os.geteuid() == 0:
        os.chown(path, 65534, -1)
    else:
        pytest.skip("only root can give a directory away")
    for opened in (disk.place.open_state("generations"), disk.place.find_state("generations")):
        with pytest.raises(ConflictError, match=rf"{path}: .*cannot be trusted"), opened:
            pass


@pytest.mark.parametrize("at", ["var/lib/vpnsync", "var/lib/vpnsync/generations"])
def test_a_link_in_the_place_of_the_state_directory_is_not_followed(
    disk: Disk, tmp_path: Path, at: str
) -> None:
    """Root would keep passwords wherever somebody pointed it."""
    (disk.root / at).parent.mkdir(parents=True)
    (disk.root / at).parent.chmod(0o700)
    (disk.root / at).symlink_to(tmp_path)
    for opened in (disk.place.open_state("generations"), disk.place.find_state("generations")):
        with pytest.raises(ConflictError, match=rf"{disk.root / at}: is a symbolic link"), opened:
            pass
