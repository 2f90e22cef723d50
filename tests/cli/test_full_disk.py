"""A full disk, at each step that can meet one: old files whole, no leftovers, and a way on."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.cli.peers import bodies, describe, many
from tests.cli.program import run, run_with_small_files
from tests.sync.disk import snapshot, temporaries

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

LONG = 'logfile = "/var/log/' + "x" * 900 + '"\npty = "/bin/' + "x" * 900 + '"'
LIMIT = 1900
"""Bytes: more than what is kept of the small files, less than the long one."""
FULL = os.strerror(errno.ENOSPC)


def fill(disk: Path, *, pages: int) -> Path:
    """Fill a disk but for so many pages; return the file that does it."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as stream:
        with contextlib.suppress(OSError):
            while True:
                stream.write(bytes(4096))
        stream.truncate(stream.tell() // 4096 * 4096 - pages * 4096)
    return filler


@pytest.fixture
def applied(cli: Callable[..., Result], tmp_path: Path, small_disk: Path) -> Path:
    """Apply eight small peers and an old one; then describe the eight anew, and two new ones.

    Each file takes a page. A replaced one gives its page back, so only the new ones need more.
    """
    describe(tmp_path, **many(8, "mtu = 1400"), old="mtu = 1400")
    assert cli("apply", "--root", small_disk, "--yes").status == 0
    describe(tmp_path, **many(8, "mtu = 1300"), xnew="mtu = 1300", ynew="mtu = 1300")
    return small_disk


def apply_all(cli: Callable[..., Result], root: Path) -> Result:
    """Apply with every consent."""
    return cli("apply", "--root", root, "--yes", "--prune")


def test_a_disk_that_becomes_full_loses_nothing(cli: Callable[..., Result], applied: Path) -> None:
    """Wherever it becomes so: a set is applied as a whole, for one's routes may lead through another."""
    peers = applied / "etc/ppp/peers"
    before, pages, told = snapshot(peers), 0, ""
    filler = fill(applied, pages=pages)
    while (result := apply_all(cli, applied)).status:
        assert (result.status, snapshot(peers), temporaries(applied)) == (1, before, [])
        assert FULL in result.err
        told += result.err
        pages += 1
        filler.unlink()
        filler = fill(applied, pages=pages)
    assert f"{applied}/var/lib/vpnsync/generations: {FULL}: what is to be replaced cannot be kept" in told
    assert f"{peers / 'peer000'}: {FULL}" in told
    assert f"{peers / 'ynew'}: {FULL}\n  put back as before: peer000" in told
    assert set(bodies(peers)) == {*many(8, ""), "xnew", "ynew"}


def test_a_full_disk_without_room_for_the_lock_is_named(cli: Callable[..., Result], applied: Path) -> None:
    """The very first byte that apply writes is its own process id."""
    before = snapshot(applied / "etc/ppp/peers")
    (applied / "var/lib/vpnsync/lock").unlink()
    filler = fill(applied, pages=0)
    result = apply_all(cli, applied)
    assert (result.status, snapshot(applied / "etc/ppp/peers")) == (1, before)
    assert FULL in result.err
    assert f"{applied}/" in result.err
    filler.unlink()
    assert apply_all(cli, applied).status == 0


def test_a_full_disk_without_the_directories_is_named(
    cli: Callable[..., Result], tmp_path: Path, small_disk: Path
) -> None:
    """No more files may be made: the very first step."""
    mount = shutil.which("mount")
    subprocess.run([str(mount), "-o", "remount,nr_inodes=4", small_disk], check=True)
    describe(tmp_path, office="mtu = 1400")
    for number in range(3):
        (small_disk / f"filler{number}").touch()
    result = cli("apply", "--root", small_disk, "--yes")
    assert (result.status, FULL in result.err, f"{small_disk}/" in result.err) == (1, True, True)
    subprocess.run([str(mount), "-o", "remount,nr_inodes=64", small_disk], check=True)
    assert cli("apply", "--root", small_disk, "--yes").status == 0


def test_a_read_only_disk_is_named(cli: Callable[..., Result], applied: Path) -> None:
    """A disk with faults is mounted so."""
    mount = shutil.which("mount")
    before = snapshot(applied / "etc/ppp/peers")
    subprocess.run([str(mount), "-o", "remount,ro", applied], check=True)
    result = apply_all(cli, applied)
    assert (result.status, snapshot(applied / "etc/ppp/peers")) == (1, before)
    assert os.strerror(errno.EROFS) in result.err
    assert f"{applied}/" in result.err


def test_a_file_that_cannot_grow_puts_the_others_back(tmp_path: Path) -> None:
    """A quota or a limit of the shell: the write itself fails, in the middle of the set."""
    describe(tmp_path, alpha="mtu = 1400", omega="mtu = 1400", zulu="mtu = 1400")
    assert run("apply", "--root", "root", "--yes", cwd=tmp_path).status == 0
    describe(tmp_path, alpha="mtu = 1300", gone="mtu = 1300", omega=LONG)
    peers = tmp_path / "root/etc/ppp/peers"
    before = snapshot(peers)
    command = ("apply", "--root", "root", "--yes", "--prune")
    result = run_with_small_files(LIMIT, *command, cwd=tmp_path)
    assert (result.status, snapshot(peers), temporaries(tmp_path)) == (1, before, [])
    assert f"{peers / 'omega'}: {os.strerror(errno.EFBIG)}" in result.err
    assert ("put back as before: alpha" in result.err, "Traceback" in result.err) == (True, False)
    assert run(*command, cwd=tmp_path).status == 0
    assert sorted(bodies(peers)) == ["alpha", "gone", "omega"]
