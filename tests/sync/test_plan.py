"""What must happen to one file, and why: one rule a test."""

from __future__ import annotations

import pytest

from tests.sync.world import OURS, edited, foreign, plan_of, release_of, scope, wanted, written
from vpnsync.errors import ConflictError
from vpnsync.sync.change import Actual, Change, Obstacle, Plan
from vpnsync.sync.files import Access

TEXT = "mtu 1400\nuser alice\n"


def only(plan: Plan) -> Change:
    """Return the one change of a plan."""
    (change,) = plan.changes
    return change


def test_what_is_not_there_is_created() -> None:
    """The first apply on a new machine."""
    change = only(plan_of({"office": wanted(TEXT)}, {}, scope()))
    assert (change.action, change.before, change.consents) == ("create", None, ())
    assert change.after is not None
    assert change.after.is_ours("office", OURS)


@pytest.mark.parametrize(
    "text", [TEXT, "user 'alice' # me\n\nmtu 0x578\n", "mtu 1300\nmtu 1400\nuser alice\n"]
)
def test_what_means_the_same_and_is_ours_is_left_alone(text: str) -> None:
    """Layout, spelling and remarks belong to who wrote them."""
    plan = plan_of({"office": wanted(TEXT)}, {"office": edited(written("office", TEXT), text)}, scope())
    assert (plan.changes, plan.unchanged) == ((), ("office",))


def test_writing_out_a_default_is_a_setting() -> None:
    """/etc/ppp/options may have said otherwise before."""
    plan = plan_of({"office": wanted("mru 1500\n")}, {"office": written("office", "")}, scope())
    assert only(plan).action == "update"


def test_a_new_description_is_an_update_without_consent() -> None:
    """That is what apply is for."""
    change = only(plan_of({"office": wanted(TEXT)}, {"office": written("office", "mtu 1300\n")}, scope()))
    assert (change.action, change.consents) == ("update", ())


def test_an_edit_by_hand_is_overwritten_with_consent_only() -> None:
    """Somebody meant something by it."""
    before = edited(written("office", TEXT), "mtu 1300\nuser alice\n")
    change = only(plan_of({"office": wanted(TEXT)}, {"office": before}, scope()))
    assert (change.action, change.consents) == ("update", ("--overwrite",))
    assert "edited by hand" in " ".join(change.reasons)


def test_a_file_that_agrees_is_adopted_by_a_header_alone() -> None:
    """Remarks and layout of a hand-written file are its author's work."""
    before = foreign("# mine, 2017\nuser\talice\nmtu 0x578\n")
    change = only(plan_of({"office": wanted(TEXT)}, {"office": before}, scope()))
    assert (change.action, change.consents) == ("adopt", ("--adopt",))
    assert change.after is not None
    assert (change.after.body, change.after.is_ours("office", OURS)) == (before.text, True)


def test_a_file_that_differs_is_adopted_as_described() -> None:
    """And the plan says that its settings change."""
    change = only(plan_of({"office": wanted(TEXT)}, {"office": foreign("mtu 1300\n")}, scope()))
    assert (change.action, change.consents) == ("adopt", ("--adopt",))
    assert change.after is not None
    assert change.after.body == TEXT.encode()


def test_a_copy_under_another_name_is_not_ours() -> None:
    """`cp office lab` and a few edits is how people make a second peer."""
    copy = written("office", TEXT)
    change = only(plan_of({"lab": wanted(TEXT)}, {"lab": copy}, scope()))
    assert change.action == "adopt"
    assert "office" in " ".join(change.reasons)
    assert plan_of({}, {"lab": copy}, scope()).unmanaged == ("lab",)


def test_another_descriptions_file_is_an_error_where_it_is_described() -> None:
    """Two descriptions on one machine would write over each other for ever."""
    theirs = written("office", TEXT, identity="work")
    with pytest.raises(ConflictError, match=r"office: .*work"):
        plan_of({"office": wanted(TEXT)}, {"office": theirs}, scope())
    assert plan_of({}, {"office": theirs}, scope()) == Plan(unmanaged=("office",))


def test_what_is_no_longer_described_is_deleted_with_consent() -> None:
    """A peer that was taken out of the description must stop working."""
    change = only(plan_of({}, {"office": written("office", TEXT)}, scope()))
    assert (change.action, change.after, change.consents) == ("delete", None, ("--prune",))


def test_a_skipped_peer_keeps_its_file_unless_pruned() -> None:
    """A dotfiles repo describes peers for other machines too."""
    actual = {"office": written("office", TEXT)}
    skipped = {"office": "only for macOS"}
    plan = plan_of({}, actual, scope(skipped=skipped))
    assert plan == Plan(skipped=(("office", "only for macOS"),))
    assert only(plan_of({}, actual, scope(skipped=skipped, prune=True))).action == "delete"


def test_a_skipped_peers_foreign_file_survives_pruning() -> None:
    """Without our header nothing is ever deleted."""
    plan = plan_of({}, {"office": foreign(TEXT)}, scope(skipped={"office": "only for macOS"}, prune=True))
    assert not plan.changes


@pytest.mark.parametrize(
    ("access", "is_change"),
    [
        (Access(0o644, 0, 0), True),
        (Access(0o640, 0, 0), True),
        (Access(0o600, 1000, 0), True),
        (Access(0o400, 0, 0), False),
        (Access(0o000, 0, 0), False),
        (Access(0o600, 0, 1000), False),
    ],
)
def test_looser_access_alone_is_a_change_and_stricter_is_not(access: Access, *, is_change: bool) -> None:
    """A world-readable file with the right words still gives its password away."""
    plan = plan_of({"office": wanted(TEXT)}, {"office": written("office", TEXT, access)}, scope())
    assert [change.action for change in plan.changes] == ["update"] * is_change
    reached = [change.after for change in plan.changes]
    assert reached in ([], [written("office", TEXT)])


def test_all_conflicts_are_told_at_once() -> None:
    """Nobody wants to fix them one run at a time."""
    theirs = written("office", TEXT, identity="work")
    actual: dict[str, Actual] = {"lab": Obstacle("is a directory"), "office": theirs}
    with pytest.raises(ConflictError) as caught:
        plan_of({"lab": wanted(TEXT), "office": wanted(TEXT)}, actual, scope())
    assert "/lab: is a directory" in caught.value.text()
    assert "/office: " in caught.value.text()


def test_names_narrow_a_plan_to_these_peers() -> None:
    """Somebody who names one peer wants nothing else touched."""
    actual = {"old": written("old", TEXT)}
    plan = plan_of({"office": wanted(TEXT), "lab": wanted(TEXT)}, actual, scope(names=("office",)))
    assert only(plan).name == "office"


def test_a_name_that_nothing_has_is_refused() -> None:
    """A typo must not look like success."""
    with pytest.raises(ConflictError, match="offcie"):
        plan_of({"office": wanted(TEXT)}, {}, scope(names=("offcie",)))


def test_released_and_adopted_are_opposites() -> None:
    """Whoever stops using vpnsync gets back the very file that was adopted."""
    before = foreign("# mine\nuser alice\nmtu 1400\n")
    adopted = only(plan_of({"office": wanted(TEXT)}, {"office": before}, scope())).after
    assert adopted is not None
    assert only(release_of("office", {"office": adopted}, scope())).after == before


@pytest.mark.parametrize("actual", [{}, {"office": foreign(TEXT)}, {"office": written("lab", TEXT)}])
def test_only_what_is_ours_can_be_released(actual: dict[str, Actual]) -> None:
    """There is no header of ours to take off."""
    with pytest.raises(ConflictError, match="/etc/ppp/peers/office"):
        release_of("office", actual, scope())
