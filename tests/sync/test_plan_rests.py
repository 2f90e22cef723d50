"""Whatever the start: a plan reaches its goal, then rests, and touches nothing of anybody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sync.world import (
    OURS,
    carried_out,
    edited,
    foreign,
    plan_of,
    release_of,
    scope,
    texts,
    wanted,
    written,
)
from vpnsync.pppd.settings import read_settings
from vpnsync.sync.files import Access, File

if TYPE_CHECKING:
    from vpnsync.sync.change import Actual, Desired

accesses = st.builds(
    Access,
    st.sampled_from([0o600, 0o640, 0o644, 0o400, 0]),
    st.sampled_from([0, 7]),
    st.sampled_from([0, 30]),
)
descriptions = st.dictionaries(st.sampled_from(["home", "lab", "office"]), texts.map(wanted))


@st.composite
def disks(draw: st.DrawFn) -> dict[str, Actual]:
    """Draw files of all origins under the described names: ours, edited, copied, hand-written."""
    found: dict[str, Actual] = {}
    for name in draw(st.sets(st.sampled_from(["home", "lab", "office", "old"]))):
        text, other, access = draw(texts), draw(texts), draw(accesses)
        found[name] = draw(
            st.sampled_from(
                [
                    written(name, text, access),
                    edited(written(name, text, access), other),
                    written("elsewhere", text, access),
                    foreign(text, access),
                ]
            )
        )
    return found


foreigners = st.dictionaries(
    st.sampled_from(["dialup", "gsm"]),
    st.builds(foreign, texts, accesses)
    | st.builds(lambda text, access: written("gsm", text, access, identity="work"), texts, accesses),
)


@settings(deadline=None, max_examples=120)
@given(desired=descriptions, managed=disks(), theirs=foreigners)
def test_a_plan_reaches_its_goal_and_then_rests(
    desired: dict[str, Desired], managed: dict[str, Actual], theirs: dict[str, File]
) -> None:
    """From any start: ours become the description, theirs stay, a second run is idle."""
    actual = {**managed, **theirs}
    reached = carried_out(plan_of(desired, actual, scope()), actual)
    for name, goal in desired.items():
        file = reached[name]
        assert isinstance(file, File)
        assert file.settings == read_settings(goal.body, "linux")
        assert file.is_ours(name, OURS)
        kept = file.mark.kept if file.mark else None
        assert not file.access.faults(Access(kept[0], 0, kept[1]) if kept else goal.access)
    again = plan_of(desired, reached, scope())
    assert (again.changes, again.unchanged) == ((), tuple(sorted(desired)))


@settings(deadline=None, max_examples=80)
@given(desired=descriptions, managed=disks(), theirs=foreigners, prune=st.booleans())
def test_no_plan_deletes_what_vpnsync_did_not_write(
    desired: dict[str, Desired], managed: dict[str, Actual], theirs: dict[str, File], *, prune: bool
) -> None:
    """A file without our header is somebody's only copy."""
    plan = plan_of(desired, {**managed, **theirs}, scope(prune=prune, skipped={"old": "other host"}))
    for change in plan.changes:
        assert change.name not in theirs
        if change.after is None:
            assert change.before is not None
            assert change.before.is_ours(change.name, OURS)
            assert change.name not in desired


@settings(deadline=None, max_examples=60)
@given(desired=descriptions, managed=disks(), theirs=foreigners)
def test_every_file_is_accounted_for(
    desired: dict[str, Desired], managed: dict[str, Actual], theirs: dict[str, File]
) -> None:
    """What a plan does not mention, its reader believes not to exist."""
    plan = plan_of(desired, {**managed, **theirs}, scope())
    told = [*(change.name for change in plan.changes), *plan.unchanged, *plan.unmanaged]
    assert sorted(told) == sorted({*desired, *managed, *theirs})


@settings(deadline=None, max_examples=60)
@given(text=texts, access=accesses)
def test_an_adopted_file_that_agrees_is_given_back_whole(text: str, access: Access) -> None:
    """Adopting and releasing must not cost a byte."""
    before = foreign(text, access)
    (change,) = plan_of({"office": wanted(text)}, {"office": before}, scope()).changes
    assert change.after is not None
    (back,) = release_of("office", {"office": change.after}, scope()).changes
    assert back.after is not None
    assert back.after.text == before.text
