"""Going back: every byte, mode and owner as before, and nothing of anybody else's."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.sync.disk import Disk, Snapshot, snapshot, stamps
from tests.sync.world import LINUX, OURS
from vpnsync.errors import ConflictError
from vpnsync.sync.change import Desired, Scope
from vpnsync.sync.generation import Generation
from vpnsync.sync.history import generations, last_good
from vpnsync.sync.kinds import SCRIPTS, Target, peers_file
from vpnsync.sync.plan import make_plan, make_release
from vpnsync.sync.rollback import undoing
from vpnsync.sync.store import read

if TYPE_CHECKING:
    from collections.abc import Callable

    from vpnsync.sync.change import Plan

UP: Final = Target(SCRIPTS, "office.ip-up")
Step = dict[str, str] | int
"""An apply of these peers (a key with a dot: that script), or a rollback so many generations back."""

descriptions = st.dictionaries(
    st.sampled_from(["home", "office", "theirs", "office.ip-up"]),
    st.sampled_from(["mtu 1400\n", "mtu 1300\npassword x\n", "user \udce9\n", "#!/bin/sh\necho up\n"]),
)
steps = st.lists(descriptions | st.integers(1, 4), max_size=7)


def one_step(disk: Disk, step: Step) -> None:
    """Do it; a rollback beyond the first generation goes to the first."""
    if isinstance(step, int):
        if disk.numbers():
            disk.roll_back(disk.numbers()[-min(step, len(disk.numbers()))])
        return
    access = disk.place.file_access
    targets = {
        Target(SCRIPTS, name) if "." in name else peers_file(name): text for name, text in step.items()
    }
    desired = {
        target: Desired(text.encode("utf-8", "surrogateescape"), access(target.kind))
        for target, text in targets.items()
    }
    disk.carry_out(make_plan(desired, read(disk.place, LINUX), disk.scope()))


@settings(deadline=None, max_examples=60)
@given(todo=steps)
@example(todo=[{"theirs": "mtu 1400\n"}, {}, 2, 1, 1])
def test_each_generation_leads_back_to_exactly_what_was_before_it(todo: list[Step]) -> None:
    """Whatever was applied, adopted, deleted and rolled back in between; no file without a header goes."""
    with tempfile.TemporaryDirectory() as folder:
        disk = Disk(Path(folder))
        disk.peers.mkdir(parents=True)
        (disk.peers / "theirs").write_text("mtu 0x578\n# mine\n")
        (disk.peers / "theirs").chmod(0o644)
        before: dict[int, tuple[Snapshot, Snapshot]] = {}
        for step in todo:
            was = disk.everything()
            one_step(disk, step)
            for number in set(disk.numbers()) - before.keys():
                before[number] = was
        for number in sorted(before, reverse=True):
            disk.roll_back(number)
            peers, scripts = disk.everything()
            stays = {name: file for name, file in peers.items() if b"# vpnsync: " not in file[3]}
            assert (peers, scripts) == (stays | before[number][0], before[number][1])


def test_rolled_back_twice_is_as_if_never(disk: Disk) -> None:
    """A rollback can be rolled back."""
    disk.apply(office="mtu 1400\n")
    first = disk.everything()
    disk.apply({UP: "#!/bin/sh\n"}, lab="novj\n")
    second = disk.everything()
    disk.roll_back()
    assert disk.everything() == first
    disk.roll_back()
    assert disk.everything() == second


def test_going_back_to_where_one_is_does_nothing(disk: Disk) -> None:
    """No generation, no write, no new time of a change."""
    disk.apply(office="mtu 1400\n")
    disk.roll_back()
    before = stamps(disk.root)
    plan = disk.way_back(1)
    disk.carry_out(plan)
    assert (plan.changes, plan.unchanged, stamps(disk.root)) == ((), ("office",), before)


def test_owner_and_mode_come_back(disk: Disk) -> None:
    """Debian's members of dip could dial before it was adopted, so they can again."""
    disk.peers.mkdir(parents=True)
    (disk.peers / "office").write_text("mtu 1400\n")
    (disk.peers / "office").chmod(0o644)
    if os.geteuid() == 0:
        os.chown(disk.peers / "office", 65534, 30)
    before = disk.everything()
    disk.apply(office="mtu 1400\n")
    disk.roll_back()
    assert disk.everything() == before


def edit(path: Path) -> None:
    """Add a line by hand."""
    path.write_text(path.read_text() + "novj\n")


def test_an_edit_since_takes_a_consent(disk: Disk) -> None:
    """Somebody meant something by it; it is told, and kept like everything that is replaced."""
    disk.apply(office="mtu 1400\n")
    disk.apply(office="mtu 1300\n")
    edit(disk.peers / "office")
    edited = disk.everything()
    (change,) = disk.way_back().changes
    assert (change.consents, "edited by hand since vpnsync wrote it" in change.reasons) == (
        ("--overwrite",),
        True,
    )
    disk.roll_back()
    assert snapshot(disk.peers)["office"][3].endswith(b"mtu 1400\n")
    disk.roll_back()
    assert disk.everything() == edited


def test_without_an_edit_no_consent_is_needed(disk: Disk) -> None:
    """Not even for what goes: going back is what was asked for."""
    disk.apply(office="mtu 1400\n")
    disk.apply(office="mtu 1300\n", lab="novj\n")
    assert [(change.action, change.consents) for change in disk.way_back().changes] == [
        ("delete", ()),
        ("update", ()),
    ]


def replaced(path: Path) -> None:
    """Put somebody else's file there."""
    path.write_text("mtu 1200\n")


def put_in_its_place(path: Path) -> None:
    """Put somebody else's file where ours was deleted."""
    path.unlink(missing_ok=True)
    path.write_text("mtu 1200\n")


@pytest.mark.parametrize("meddle", [replaced, put_in_its_place])
def test_somebody_elses_file_is_left_alone_and_told(disk: Disk, meddle: Callable[[Path], None]) -> None:
    """Rolling back is no way around the rule that what vpnsync did not write is not touched."""
    disk.apply(office="mtu 1400\n", lab="novj\n")
    disk.apply(lab="noauth\n")
    meddle(disk.peers / "office")
    plan = disk.way_back(2)
    assert [change.name for change in plan.changes] == ["lab"]
    assert f"{disk.peers}/office: is not vpnsync's any more, and stays as it is" in plan.notes
    disk.carry_out(plan)
    assert (disk.peers / "office").read_text() == "mtu 1200\n"


def test_an_obstacle_in_the_way_stops_everything(disk: Disk) -> None:
    """A link is neither followed nor replaced."""
    disk.apply(office="mtu 1400\n", lab="novj\n")
    disk.apply(lab="noauth\n")
    (disk.peers / "office").symlink_to("lab")
    with pytest.raises(ConflictError, match="office: is a symbolic link"):
        disk.way_back()


def test_another_descriptions_files_stay_as_they_are(disk: Disk) -> None:
    """Two ids on one machine: going back with one must not undo the other's work."""
    disk.apply(office="mtu 1400\n")
    scope = Scope(disk.root, "work", LINUX)
    desired = {peers_file("lab"): Desired(b"novj\n", disk.place.file_access())}
    disk.carry_out(make_plan(desired, read(disk.place, LINUX), scope))
    disk.roll_back(1)
    assert sorted(snapshot(disk.peers)) == ["lab"]


def released(disk: Disk) -> Plan:
    """Take the header off the one file."""
    return make_release("office", read(disk.place, LINUX), disk.scope())


def test_a_release_can_be_rolled_back(disk: Disk) -> None:
    """It was done by vpnsync, and nobody has touched the file since."""
    disk.apply(office="mtu 1400\n")
    before = disk.everything()
    disk.carry_out(released(disk))
    disk.roll_back()
    assert disk.everything() == before


def test_a_released_file_is_never_deleted(disk: Disk) -> None:
    """It was released in order to stay, whatever was before it."""
    disk.apply(office="mtu 1400\n")
    disk.carry_out(released(disk))
    plan = disk.way_back(1)
    assert (plan.changes, "office: is not vpnsync's any more" in " ".join(plan.notes)) == ((), True)


def test_a_released_file_that_was_edited_is_its_editors(disk: Disk) -> None:
    """Not even its header is given back."""
    disk.apply(office="mtu 1400\n")
    disk.carry_out(released(disk))
    edit(disk.peers / "office")
    assert not disk.way_back().changes


def test_a_file_that_went_back_to_whoever_wrote_it_is_never_deleted(disk: Disk) -> None:
    """It was adopted, deleted, and given back without a header: from then on it is not vpnsync's."""
    disk.peers.mkdir(parents=True)
    (disk.peers / "theirs").write_text("mtu 1400\n")
    disk.apply(theirs="mtu 1400\n")
    disk.apply()
    disk.roll_back(1)
    assert (disk.peers / "theirs").read_text() == "mtu 1400\n"
    plan = disk.way_back()
    assert (plan.changes, "theirs: is not vpnsync's any more" in " ".join(plan.notes)) == ((), True)


def interrupted(disk: Disk) -> Path:
    """Make the last generation one of an apply that was killed; return its file."""
    whole = disk.place.state / f"generations/{disk.numbers()[-1]}.json"
    return whole.rename(whole.with_suffix(".unfinished.json"))


def test_undoing_what_finished_an_interrupted_apply_undoes_both(disk: Disk) -> None:
    """Nobody wants the half done state back; who does can still name its generation."""
    disk.apply(lab="novj\n", office="mtu 1400\n")
    good = disk.everything()
    disk.apply(lab="noauth\n", office="mtu 1400\n")  # killed before it came to the office
    interrupted(disk)
    half = disk.everything()
    disk.apply(lab="noauth\n", office="mtu 1300\n")
    assert first_to_undo(disk) == 3, "it has not a file in common with what was killed"
    disk.apply(lab="noauth\nnovj\n", office="mtu 1200\n")
    interrupted(disk)
    disk.apply(lab="idle 60\n", office="mtu 1200\n")
    assert first_to_undo(disk) == 4
    disk.roll_back(3)
    assert disk.everything() == half
    disk.roll_back(2)
    assert disk.everything() == good


def first_to_undo(disk: Disk) -> int:
    """Return the generation before which one goes in order to undo the last apply."""
    kept = generations(disk.place)
    assert isinstance(kept[-1], Generation)
    return undoing(kept, kept[-1]).number


def test_undoing_a_rollback_undoes_nothing_else(disk: Disk) -> None:
    """It goes back to what was before it, half done or not: that is what a second rollback is for."""
    disk.apply(office="mtu 1400\n")
    disk.apply(office="mtu 1300\n")
    interrupted(disk)
    disk.roll_back()
    assert first_to_undo(disk) == 3


def test_the_last_good_files_of_one_peer_come_back_alone(disk: Disk) -> None:
    """A peer that does not dial since the last change is no reason to undo the others'."""
    disk.apply({UP: "#!/bin/sh\n"}, office="mtu 1400\n", lab="novj\n")
    good = disk.everything()
    disk.apply({UP: "#!/bin/sh\nbad\n"}, office="mtu 1300\n", lab="novj\n")
    disk.apply({UP: "#!/bin/sh\nbad\n"}, office="mtu 1300\n", lab="noauth\n")
    plan = last_good(disk.place, LINUX, "office")
    assert {change.name for change in plan.changes} == {"office"}
    disk.carry_out(plan)
    peers, scripts = disk.everything()
    assert (peers["office"], scripts) == (good[0]["office"], good[1])
    assert peers["lab"] != good[0]["lab"]


def test_without_a_generation_of_a_peer_there_is_nothing_good_to_go_back_to(disk: Disk) -> None:
    """And that is said, instead of doing nothing."""
    disk.apply(office="mtu 1400\n")
    with pytest.raises(ConflictError, match="lab: there is no generation"):
        last_good(disk.place, LINUX, "lab")


def test_what_is_planned_names_whose_files_and_what_for(disk: Disk) -> None:
    """The generation that a rollback makes says so itself."""
    disk.apply(office="mtu 1400\n")
    plan = disk.way_back()
    assert (plan.identity, plan.command) == (OURS, "rollback")
