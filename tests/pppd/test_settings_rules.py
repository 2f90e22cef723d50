"""What holds of the equality of all files, whatever their lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.pppd.lines import (
    BARE,
    BARRIERS,
    DEVICES,
    NOTHING,
    Line,
    foldable,
    lines_of,
    neighbourhoods,
    settings_of,
    spelled,
    text_of,
    variables,
    varied,
)
from vpnsync.pppd.options import PLATFORMS, Platform, dictionary
from vpnsync.pppd.settings import read_settings
from vpnsync.pppd.words import quote

if TYPE_CHECKING:
    from collections.abc import Iterable

quick = settings(deadline=None, max_examples=100)
platforms = pytest.mark.parametrize("platform", PLATFORMS)
KNOWN = {platform: dictionary(platform, "2.4.9") for platform in PLATFORMS}
LINES = {p: neighbourhoods(foldable(KNOWN[p])) for p in PLATFORMS}
SETTERS = {
    p: neighbourhoods([o for o in foldable(KNOWN[p]) if all(e[0] == "=" for e in o.writes.values())])
    for p in PLATFORMS
}
EACH = {p: [line for o in foldable(KNOWN[p]) for line in lines_of(o)] + [*BARE, *DEVICES] for p in PLATFORMS}


def independent(lines: Iterable[Line], platform: Platform) -> list[Line]:
    """Return those lines that write what none before them writes."""
    kept, seen = list[Line](), set[str]()
    for line in lines:
        written = variables(line, platform)
        if not written & seen:
            kept.append(line)
            seen |= written
    return kept


def several(platform: Platform) -> st.SearchStrategy[list[Line]]:
    """Return a few lines that have nothing to do with each other."""
    return st.lists(st.sampled_from(EACH[platform]), min_size=2, max_size=8).map(
        lambda lines: independent(lines, platform)
    )


@platforms
@given(data=st.data())
@quick
def test_layout_and_quoting_are_no_difference(platform: Platform, data: st.DataObject) -> None:
    """A file equals itself, however it is laid out and quoted."""
    lines = data.draw(LINES[platform])
    assert read_settings(data.draw(spelled(lines)), platform, KNOWN[platform]) == settings_of(lines, platform)


@platforms
@given(data=st.data())
@quick
def test_the_order_of_independent_options_is_no_difference(platform: Platform, data: st.DataObject) -> None:
    """People sort their files in many ways."""
    lines = data.draw(several(platform))
    shuffled = data.draw(st.permutations(lines))
    assert settings_of(shuffled, platform) == settings_of(lines, platform)


@platforms
@given(data=st.data())
@quick
def test_another_alias_is_no_difference(platform: Platform, data: st.DataObject) -> None:
    """In any company, in any place."""
    lines, options = data.draw(LINES[platform]), KNOWN[platform].options
    twins = [(w, *(options[w].equivalent if w in options else ())) for w, *_ in lines]
    swapped = [(data.draw(st.sampled_from(t)), *line[1:]) for t, line in zip(twins, lines, strict=True)]
    assert settings_of(swapped, platform) == settings_of(lines, platform)


@platforms
@given(data=st.data())
@quick
def test_an_option_more_is_a_difference(platform: Platform, data: st.DataObject) -> None:
    """Whatever it is and wherever it stands, if nothing else there says the same."""
    *lines, extra = data.draw(several(platform).filter(bool))
    assume(extra != ("escape", ""))
    place = data.draw(st.integers(0, len(lines)))
    assert settings_of([*lines[:place], extra, *lines[place:]], platform) != settings_of(lines, platform)


@platforms
@given(data=st.data())
@quick
def test_what_sets_nothing_is_no_difference(platform: Platform, data: st.DataObject) -> None:
    """`0:0` may stand anywhere."""
    lines = data.draw(LINES[platform])
    place = data.draw(st.integers(0, len(lines)))
    more = [*lines[:place], data.draw(st.sampled_from(NOTHING)), *lines[place:]]
    assert settings_of(more, platform) == settings_of(lines, platform)


@platforms
@given(data=st.data())
@quick
def test_what_is_equal_stays_equal_in_any_company(platform: Platform, data: st.DataObject) -> None:
    """Whatever pppd had read before, and whatever stands around."""
    one, before, after = (data.draw(LINES[platform]) for _ in range(3))
    other = data.draw(varied(one, KNOWN[platform]))
    assume(settings_of(one, platform) == settings_of(other, platform))
    assert settings_of([*before, *one, *after], platform) == settings_of([*before, *other, *after], platform)


@platforms
@given(data=st.data())
@quick
def test_nothing_moves_across_a_barrier(platform: Platform, data: st.DataObject) -> None:
    """What an include or a plug-in does to an option is not known."""
    line = data.draw(
        st.sampled_from([line for line in EACH[platform] if line[0][0].isalpha() and line not in DEVICES])
    )
    barrier = data.draw(st.sampled_from(BARRIERS))
    both = [
        settings_of(lines, platform) for lines in ([line, barrier], [barrier, line], [line, barrier, line])
    ]
    assert both[0] != both[1] != both[2] != both[0]


@platforms
@given(data=st.data())
@quick
def test_the_statements_that_matter_come_to_the_whole(platform: Platform, data: st.DataObject) -> None:
    """What is shown and imported is the file, without what it overrules itself."""
    named = LINES[platform].map(lambda lines: [line for line in lines if line not in BARE])
    parts = data.draw(st.lists(named | st.sampled_from(BARRIERS).map(lambda b: [b]), max_size=4))
    whole = settings_of([line for part in parts for line in part], platform)
    assert settings_of([statement.words for statement in whole.live], platform) == whole


@platforms
@given(data=st.data())
@quick
def test_no_statement_that_matters_could_be_left_out(platform: Platform, data: st.DataObject) -> None:
    """Lines that never did anything are told apart, where each writes anew what it writes."""
    whole = settings_of(data.draw(SETTERS[platform]), platform)
    live = [statement.words for statement in whole.live]
    for place in range(len(live)):
        assert settings_of(live[:place] + live[place + 1 :], platform) != whole


@platforms
@given(data=st.data())
@quick
def test_a_difference_can_always_be_shown(platform: Platform, data: st.DataObject) -> None:
    """By options with their values, or by their order; what is equal has one hash."""
    lines = data.draw(LINES[platform])
    one, other = (settings_of(part, platform) for part in (lines, data.draw(varied(lines, KNOWN[platform]))))
    if one == other:
        assert hash(one) == hash(other)
    else:
        in_order = [[found.word(statement) for statement in found.live] for found in (one, other)]
        assert one.options() != other.options() or in_order[0] != in_order[1]


@given(
    number=st.integers(128, 16384), other=st.integers(128, 16384), junk=st.sampled_from(["", "x", " ", ".5"])
)
@quick
def test_numbers_are_compared_by_value(number: int, other: int, junk: str) -> None:
    """However they are spelled."""
    spelled = [str(number), f"{number:#x}", f"0{number:o}", f" +{number}{junk}", str(number + 2**32)]
    found = [settings_of([("mtu", text)], "linux") for text in spelled]
    assert all(settings == found[0] for settings in found)
    assert (settings_of([("mtu", str(other))], "linux") == found[0]) == (number == other)


@platforms
@given(secret=st.text(st.sampled_from("pqrs#\"' é\\"), min_size=8, max_size=20))
@quick
def test_repr_shows_no_password(platform: Platform, secret: str) -> None:
    """A log line or a traceback must not give it away."""
    found = read_settings(text_of([("user", "bob"), ("password", secret)]), platform, KNOWN[platform])
    assert secret not in repr(found)
    assert quote(secret)[1:-1] not in repr(found)


@platforms
@given(one=st.text("ab", max_size=3), other=st.text("ab", max_size=3))
@quick
def test_without_secrets_only_their_presence_counts(platform: Platform, one: str, other: str) -> None:
    """`--no-secrets` compares without opening a secret store."""
    pair = [settings_of([("password", text)], platform) for text in (one, other)]
    blind = [found.without_secrets() for found in pair]
    assert blind[0] == blind[1] != settings_of([], platform).without_secrets()
    assert (pair[0] == pair[1]) == (one == other)
