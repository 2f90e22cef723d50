"""An explanation: option by option what differs, and whose doing it is."""

from __future__ import annotations

from typing import Any

import deepdiff
import pytest
from hypothesis import example, given, settings

from tests.sync.world import between, edited, foreign, plan_of, scope, texts, wanted, written
from vpnsync.pppd.hiding import HIDDEN
from vpnsync.sync.explain import option_changes


def told(before: str, after: str) -> list[tuple[str, str, object, object]]:
    """Return an explanation as plain tuples: option, action, before, after."""
    changes = option_changes(between(foreign(before), foreign(after)))
    return [(change.option, change.action, change.before, change.after) for change in changes]


def causes(was: str, disk: str, now: str) -> dict[str, str]:
    """Return option -> cause, for a file written as `was` that is `disk` today and shall be `now`."""
    before = edited(written("office", was), disk)
    (change,) = plan_of({"office": wanted(now)}, {"office": before}, scope()).changes
    return {change.option: change.cause for change in option_changes(change)}


@settings(deadline=None, max_examples=150)
@given(before=texts, after=texts)
@example("user alice\nmtu 1400\n", "mtu 0x578\nuser 'alice'\n")
def test_an_explanation_is_empty_exactly_when_settings_are_equal(before: str, after: str) -> None:
    """A change without an explanation, or the reverse, makes both unbelievable."""
    one, other = foreign(before), foreign(after)
    assert (option_changes(between(one, other)) == []) == (one.settings == other.settings)


@settings(deadline=None, max_examples=150)
@given(before=texts, after=texts)
@example("plugin a.so\nfile /x\nplugin b.so\n", "plugin a.so\nplugin b.so\nfile /x\n")
@example("plugin a.so\nuser bob\nplugin b.so\n", "plugin a.so\nplugin b.so\nuser bob\n")
def test_what_is_told_to_change_is_shown_to_change(before: str, after: str) -> None:
    """`mtu 1400 -> mtu 1400` tells nobody anything."""
    for option, action, old, new in told(before, after):
        if action == "change" and HIDDEN not in repr((old, new)):
            assert old != new, option


@settings(deadline=None, max_examples=60)
@given(was=texts, disk=texts)
@example("debug\n", "debug\ndebug\n")
@example("file /a\nfile /b\n", "file /b\nfile /a\n")
def test_with_the_description_as_it_was_every_difference_was_edited(was: str, disk: str) -> None:
    """Whoever reads "pending" looks for it in the description, and finds nothing."""
    before = edited(written("office", was), disk)
    if before.settings != foreign(was).settings:
        assert set(causes(was, disk, was).values()) == {"edited"}


@settings(deadline=None, max_examples=60)
@given(was=texts, now=texts)
def test_with_the_file_as_it_was_every_difference_is_pending(was: str, now: str) -> None:
    """Nobody wants to be accused of an edit."""
    if foreign(was).settings != foreign(now).settings:
        assert set(causes(was, was, now).values()) == {"pending"}


@pytest.mark.parametrize(
    ("disk", "now", "expected"),
    [
        ("mtu 1300\nidle 60\n", "mtu 1400\nidle 120\n", {"mtu": "edited", "idle": "pending"}),
        ("idle 60\n", "mtu 1400\nidle 120\n", {"mtu": "edited", "idle": "pending"}),
        ("mtu 1400\nidle 60\nnovj\n", "mtu 1400\n", {"novj": "edited", "idle": "pending"}),
        ("mtu 1400\nidle 90\n", "mtu 1400\nidle 120\n", {"idle": "both"}),
        ("mtu 1400\nidle 60\nnovj\n", "mtu 1400\nidle 60\nnoauth\n", {"novj": "edited", "noauth": "pending"}),
    ],
)
def test_edited_options_are_told_apart_from_pending_ones(
    disk: str, now: str, expected: dict[str, str]
) -> None:
    """An edit is somebody's wish to keep; what is pending is the description's."""
    assert causes("mtu 1400\nidle 60\n", disk, now) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("mtu 1400\n", "mtu 1300\n", ("mtu", "change", 1400, 1300)),
        ("", "novj\n", ("novj", "add", None, True)),
        ("user bob\n", "", ("user", "remove", "bob", None)),
        (
            "ms-dns 10.0.0.1\n",
            "ms-dns 10.0.0.1\nms-dns 10.0.0.2\n",
            ("ms-dns", "change", "10.0.0.1", ["10.0.0.1", "10.0.0.2"]),
        ),
        ("password a\n", "password b\n", ("password", "change", HIDDEN, HIDDEN)),
        ("", "password b\n", ("password", "add", None, HIDDEN)),
    ],
)
def test_one_difference_is_told_as_one_option(
    before: str, after: str, expected: tuple[str, str, object, object]
) -> None:
    """The reader looks for the word that is in the file."""
    ((option, action, old, new),) = told(before, after)
    shown = [str(value) if str(value) == HIDDEN else value for value in (old, new)]
    assert (option, action, *shown) == expected


def test_aliases_are_told_by_one_name() -> None:
    """`-vj` turning into `novj` is no difference, so it is not one beside another either."""
    assert told("-vj\nmtu 1400\n", "novj\nmtu 1300\n") == [("mtu", "change", 1400, 1300)]


def test_a_new_header_alone_needs_no_explanation() -> None:
    """An adopted file that agrees: 0 option changes."""
    assert option_changes(between(foreign("mtu 1400\n"), written("office", "mtu 1400\n"))) == []


@pytest.mark.parametrize(
    ("after", "options"), [("password other\n", []), ("password other\nnovj\n", ["novj"]), ("", ["password"])]
)
def test_unread_secrets_are_compared_by_presence(after: str, options: list[str]) -> None:
    """`plan --no-secrets` must not cry wolf, nor miss a password that is gone."""
    change = between(foreign("password swordfish\n"), foreign(after), is_blind=True)
    assert [found.option for found in option_changes(change)] == options


def test_a_create_tells_all_options_in_the_order_of_the_file() -> None:
    """The plan of a new peer reads like its file."""
    (change,) = plan_of({"office": wanted("noauth\nuser alice\nmtu 1400\n")}, {}, scope()).changes
    assert [(found.option, found.action) for found in option_changes(change)] == [
        ("noauth", "add"),
        ("user", "add"),
        ("mtu", "add"),
    ]


def test_deepdiff_gets_the_options_that_differ_and_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes longer over what is equal than over what is not."""
    asked: list[tuple[set[str], set[str]]] = []
    real = deepdiff.DeepDiff

    def watched(left: dict[str, object], right: dict[str, object], **more: Any) -> Any:  # noqa: ANN401
        asked.append(({*left}, {*right}))
        return real(left, right, **more)

    monkeypatch.setattr(deepdiff, "DeepDiff", watched)
    same = "noauth\nnovj\nmru 1400\n"
    (change,) = plan_of(
        {"office": wanted(f"{same}mtu 1400\ndebug\n")},
        {"office": written("office", f"{same}mtu 1300\n")},
        scope(),
    ).changes
    assert [one.option for one in option_changes(change)] == ["mtu", "debug"]
    assert asked == [({"mtu"}, {"mtu", "debug"})]


def test_an_option_that_has_lost_its_argument_is_told_by_its_name() -> None:
    """`True == 1` for Python; pppd refuses the one and takes the other."""
    before = written("office", "mtu 1400\nlcp-echo-failure")
    (change,) = plan_of(
        {"office": wanted("mtu 1400\nlcp-echo-failure 1\n")}, {"office": before}, scope()
    ).changes
    assert [(one.option, one.before, one.after) for one in option_changes(change)] == [
        ("lcp-echo-failure", True, 1)
    ]
