"""Files that are no peers files: scripts and units, in directories of their own, by the same path."""

from __future__ import annotations

import plistlib
import stat
import subprocess
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sync.disk import snapshot, stamps, temporaries
from tests.sync.world import LINUX, OURS, PRIVATE
from vpnsync.errors import ConflictError, VpnsyncError
from vpnsync.sync.files import with_header
from vpnsync.sync.kinds import PEERS, SCRIPTS, UNITS, Kind, Target
from vpnsync.sync.plan import make_release
from vpnsync.sync.store import read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.sync.disk import Disk
    from vpnsync.sync.change import Plan

UP: Final = Target(SCRIPTS, "office.ip-up")
DOWN: Final = Target(SCRIPTS, "office.ip-down")
UNIT: Final = Target(UNITS["linux"], "vpnsync-office.service")
TEXT: Final = "#!/bin/sh\necho up\n"
PLIST: Final = plistlib.dumps({"Label": "vpnsync.office"})
KINDS: Final = (PEERS, SCRIPTS, *UNITS.values())
names = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,63}", fullmatch=True)


def told(plan: Plan) -> list[tuple[str, str, str]]:
    """Return peer, action and file of each change."""
    return [(change.name, change.action, change.path.name) for change in plan.changes]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.name} {kind.prefix}")
@settings(deadline=None, max_examples=60)
@given(peer=names, identity=names, body=st.sampled_from([TEXT.encode(), PLIST, b"[Unit]\n", b""]))
def test_a_header_says_what_was_put_into_it_and_costs_no_byte(
    kind: Kind, peer: str, identity: str, body: bytes
) -> None:
    """From it follows whose a file is, whatever its kind."""
    file = with_header(body, name=peer, identity=identity, dictionary=LINUX, access=PRIVATE, kind=kind)
    assert (file.body, file.is_edited, file.is_ours(peer, identity)) == (body, False, True)
    assert kind.peer_of(kind.prefix + peer + kind.suffixes[0]) == peer


@pytest.mark.parametrize("peer", ["office", "a--b---c"])
def test_a_marked_plist_is_still_one(peer: str) -> None:
    """Launchd reads no file that is not well-formed, and no comment may hold two hyphens."""
    kind = UNITS["macos"]
    file = with_header(PLIST, name=peer, identity="x--", dictionary=LINUX, access=PRIVATE, kind=kind)
    assert plistlib.loads(file.text) == {"Label": "vpnsync.office"}
    assert file.is_ours(peer, "x--")


def test_a_script_is_written_so_that_it_runs(disk: Disk) -> None:
    """The kernel looks at its first line, so the header is the second; root alone may read it."""
    disk.apply({UP: TEXT}, office="mtu 1400\n")
    path = disk.scripts / "office.ip-up"
    done = subprocess.run([path], capture_output=True, check=True)
    assert (done.stdout, stat.S_IMODE(path.stat().st_mode)) == (b"up\n", 0o700)
    assert path.read_text().splitlines()[1].startswith(f"# vpnsync: id={OURS} peer=office digest=")
    assert stat.S_IMODE(disk.scripts.stat().st_mode) == 0o755


def test_scripts_and_units_in_sync_rest(disk: Disk) -> None:
    """A second apply does nothing, in any directory."""
    more = {UP: TEXT, DOWN: TEXT, UNIT: "[Unit]\n"}
    disk.apply(more, office="mtu 1400\n")
    before = stamps(disk.root)
    plan = disk.plan(more, office="mtu 1400\n")
    disk.carry_out(plan)
    assert (plan.changes, plan.unchanged, stamps(disk.root)) == ((), ("office",), before)


def test_a_script_is_compared_byte_by_byte(disk: Disk) -> None:
    """Nobody can tell in general whether two scripts do the same."""
    disk.apply({UP: TEXT}, office="mtu 1400\n")
    plan = disk.plan({UP: TEXT + "# a remark\n"}, office="mtu 1400\n")
    assert (told(plan), plan.unchanged) == ([("office", "update", "office.ip-up")], ())


def test_all_files_of_a_peer_are_told_together_its_peers_file_first(disk: Disk) -> None:
    """A plan is read peer by peer."""
    plan = disk.plan({UP: TEXT, DOWN: TEXT, UNIT: "[Unit]\n"}, lab="novj\n", office="novj\n")
    files = ["lab", "office", "office.ip-down", "office.ip-up", "vpnsync-office.service"]
    assert [file for _, _, file in told(plan)] == files


def test_a_name_selects_all_files_of_that_peer(disk: Disk) -> None:
    """Half a peer would call a script that is not there."""
    plan = disk.plan({UP: TEXT}, ("office",), lab="novj\n", office="novj\n")
    assert told(plan) == [("office", "create", "office"), ("office", "create", "office.ip-up")]


def test_a_script_that_its_peer_no_longer_needs_goes_without_a_consent(disk: Disk) -> None:
    """The peer is still described; only one that is not is a deletion to agree to."""
    disk.apply({UP: TEXT}, office="mtu 1400\n")
    (change,) = disk.plan(office="mtu 1400\n").changes
    assert (change.action, change.path.name, change.consents) == ("delete", "office.ip-up", ())
    gone = disk.plan()
    assert [change.consents for change in gone.changes] == [("--prune",), ("--prune",)]
    disk.carry_out(gone)
    assert (snapshot(disk.peers), snapshot(disk.scripts)) == ({}, {})


def test_an_edited_script_is_overwritten_with_consent_only(disk: Disk) -> None:
    """Somebody meant something by it."""
    disk.apply({UP: TEXT}, office="mtu 1400\n")
    path = disk.scripts / "office.ip-up"
    path.write_text(path.read_text() + "echo mine\n")
    (change,) = disk.plan({UP: TEXT}, office="mtu 1400\n").changes
    assert (change.action, change.consents) == ("update", ("--overwrite",))


@pytest.mark.parametrize("target", [UP, UNIT], ids=lambda target: target.name)
def test_somebody_elses_script_or_unit_stops_the_plan(disk: Disk, target: Target) -> None:
    """It cannot be adopted, for nobody knows what it does; it is named, and never touched."""
    path = target.path(disk.root)
    path.parent.mkdir(parents=True)
    path.write_text(f"{TEXT}true\n")
    with pytest.raises(ConflictError, match=rf"{path}: was not written by vpnsync"):
        disk.plan({target: TEXT}, office="mtu 1400\n")
    assert not disk.plan().changes


def test_only_directories_of_our_own_are_listed(disk: Disk) -> None:
    """Hundreds of units are none of our business; a forgotten script among ours is."""
    disk.apply({UP: TEXT, UNIT: "[Unit]\n"}, office="mtu 1400\n")
    for path in (disk.scripts / "mine.ip-up", disk.scripts / "notes"):
        path.write_text(TEXT)
    units = UNIT.path(disk.root).parent
    for name in ("ssh.service", "vpnsync-lab.service"):
        (units / name).write_text("[Unit]\n")
    plan = disk.plan({UP: TEXT, UNIT: "[Unit]\n"}, office="mtu 1400\n")
    assert plan.unmanaged == (str(disk.scripts / "mine.ip-up"), str(disk.scripts / "notes"))
    assert {target.name for target in read(disk.place, LINUX) if target.kind is UNIT.kind} == {
        "vpnsync-lab.service",
        "vpnsync-office.service",
    }


def test_a_failure_in_one_directory_puts_back_the_others(disk: Disk) -> None:
    """A peers file and its script are one set."""
    disk.apply({UP: TEXT, DOWN: TEXT}, office="mtu 1400\n")
    plan = disk.plan({UP: TEXT + "echo more\n"}, office="mtu 1300\n")
    (disk.peers / "office").chmod(0o644)
    before = (snapshot(disk.peers), snapshot(disk.scripts))
    with pytest.raises(VpnsyncError, match=r"put back as before: office\.ip-up"):
        disk.carry_out(plan)
    assert ((snapshot(disk.peers), snapshot(disk.scripts)), temporaries(disk.root)) == (before, [])


def test_what_a_peers_file_calls_is_there_before_it_and_goes_after_it(
    disk: Disk, order: Callable[[], list[str]]
) -> None:
    """Killed in between, no peers file may call a script that is not there."""
    disk.apply({UP: TEXT, UNIT: "[Unit]\n"}, office="mtu 1400\n")
    disk.apply()
    files = ["office.ip-up", "office", "vpnsync-office.service"]
    assert order() == [*files, *reversed(files)]


@pytest.fixture
def order(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """Note the names that are put in place or removed, in order."""
    import os  # noqa: PLC0415 - to watch its calls

    seen: list[str] = []
    rename, unlink = os.rename, os.unlink

    def noted_rename(source: str, name: str, **at: int) -> None:
        seen.append(name)
        rename(source, name, **at)

    def noted_unlink(name: str, **at: int) -> None:
        seen.append(name)
        unlink(name, **at)

    monkeypatch.setattr(os, "rename", noted_rename)
    monkeypatch.setattr(os, "unlink", noted_unlink)
    return lambda: [name for name in seen if "office" in name]


def test_release_lets_go_of_all_files_of_a_peer(disk: Disk) -> None:
    """Else the next apply would take away the script that the released file calls."""
    disk.apply({UP: TEXT}, lab="novj\n", office="mtu 1400\n")
    scope = disk.scope()
    disk.carry_out(make_release("office", read(disk.place, LINUX), scope))
    assert ((disk.peers / "office").read_text(), (disk.scripts / "office.ip-up").read_text()) == (
        "mtu 1400\n",
        TEXT,
    )
    assert not disk.plan(lab="novj\n").changes


def test_a_link_in_the_place_of_the_scripts_directory_is_not_followed(disk: Disk, tmp_path: Path) -> None:
    """Root would write what root runs to wherever somebody pointed it."""
    disk.apply(office="mtu 1400\n")
    (tmp_path / "elsewhere").mkdir()
    plan = disk.plan({UP: TEXT}, office="mtu 1300\n")
    disk.scripts.symlink_to(tmp_path / "elsewhere")
    before = snapshot(disk.peers)
    with pytest.raises(VpnsyncError, match="symbolic link"):
        disk.carry_out(plan)
    assert (snapshot(disk.peers), snapshot(tmp_path / "elsewhere")) == (before, {})
