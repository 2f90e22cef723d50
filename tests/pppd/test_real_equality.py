"""Files that we call equal come to the same in the real pppd, and those we call different do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from tests.pppd.lines import Line, foldable, neighbourhoods, settings_of, spelled, text_of, varied
from vpnsync.pppd.options import dictionary

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.real_pppd import RealPppd

pytestmark = pytest.mark.pppd
KNOWN = dictionary("linux", "2.4.9")
PAIRS = 500
"""Of files that pppd takes, judged by it, in each of the two properties."""
SKIPPED = {
    "auth_required": "the command line says noauth",
    "detach": "the command line says nodetach",
    "log_to_fd": "not printed; opens a file",
    "passwd": "printed as ??????",
    "privgroup": "looks at this machine",
    "uafname": "looks at this machine",
    "uselogin": "looks at this machine",
    "demand": "wants company",
    "allow-number": "ends pppd with a status of its own",
    "pass_filter": "not printed",
    "active_filter": "not printed",
    "maxoctets_dir": "not printed",
    "dump_options": "the command line says dump",
    "dryrun": "the command line says dryrun",
    "notty": "nothing is printed: the line is where the dump would go",
    "ipxcp_protent.enabled_flag": "not built into every pppd, and then not printed",
    "domain": "each one is added to the name of this machine",
    "ccp_wantoptions[0].mppe": "printed after a variable that is not used",
}
HALF_PRINTED = {
    "mru": "its negative forbids the peer's too, which nothing takes back",
    "predictor1": "the same",
    "xonxoff": "also changes the asyncmap, which nothing takes back",
    "+ipv6": "printed beside `ipv6`, or not, by their order",
}
"""Of these a dump shows the word that won, not what a loser left behind."""


def is_printed(word: str) -> bool:
    """Whether a dump tells all that an option did."""
    option = KNOWN.options[word]
    halves = {word, *option.equivalent, *option.opposites}
    return not set(option.writes) & set(SKIPPED) and not halves & set(HALF_PRINTED)


OPTIONS = [option for option in foldable(KNOWN) if is_printed(option.word)]
FILES = neighbourhoods(OPTIONS, least=2)
NAMES = {option.word: min(option.word, *option.equivalent) for option in OPTIONS if option.equivalent}
KEPT = {
    option.word: -2 if option.fold == "last-two" else 0
    for option in OPTIONS
    if option.fold in ("list", "last-two")
}
SAME = {"bsdcomp 0": "-bsdcomp", "deflate 0": "-deflate"}


def normal(dump: Iterable[str]) -> tuple[set[str], dict[str, list[str]]]:
    """Return what a dump says, without the ways in which it says one thing differently.

    A flag that lost to its negative leaves an empty line, and 0:0 a colon. A word is printed
    as it was spelled, and `debug` as often as it was given. Of servers all are printed and two
    count. A negative is printed as the word that won.
    """
    lines: set[str] = set()
    lists: dict[str, list[str]] = {}
    for line in dump:
        word, *rest = line.split(" ", 1)
        if word in KEPT:
            lists[word] = [*lists.get(word, []), *rest][KEPT[word] :]
        elif word in ("debug", "-d"):
            lines.add(f"debug {len(line.split())}")
        elif line not in ("", ":"):
            plain = " ".join([NAMES.get(word, word), *rest])
            lines.add(SAME.get(plain, plain))
    return lines, lists


def come_to_the_same(pppd: RealPppd, one: bytes, other: bytes) -> bool | None:
    """Whether two files dump the same; None where pppd refuses one of them."""
    told = [pppd.ask(text) for text in (one, other)]
    if not all(verdict.is_accepted for verdict in told):
        return None
    return normal(told[0].dump) == normal(told[1].dump)


@given(data=st.data())
@settings(deadline=None, max_examples=PAIRS)
def test_equal_files_dump_the_same_and_different_ones_do_not(pppd: RealPppd, data: st.DataObject) -> None:
    """The one comparison of the whole program, against the only judge there is: each pair twice.

    Once alone, once behind a prefix, since /etc/ppp/options comes first and sets things: equal files
    must be equal behind any. Two that differ may come to the same behind one, and then differ no more
    in our eyes either.
    """
    before, one = data.draw(FILES), data.draw(FILES)
    other = data.draw(varied(one, KNOWN))
    respelled = data.draw(spelled(other))
    alone = come_to_the_same(pppd, text_of(one), respelled)
    assume(alone is not None)
    equal = settings_of(one, "linux") == settings_of(other, "linux")
    assert equal == alone
    behind = come_to_the_same(pppd, text_of([*before, *one]), text_of(before) + respelled)
    event(f"equal: {equal}, dump alone: {alone}, behind a prefix: {behind}")
    if behind is not None:  # pppd may refuse a file behind another: `nodefaultroute`
        assert behind or not equal
        ours = [settings_of([*before, *lines], "linux") for lines in (one, other)]
        assert behind == (ours[0] == ours[1])


@given(data=st.data())
@settings(deadline=None, max_examples=100)
def test_equal_files_with_a_barrier_dump_the_same(pppd: RealPppd, data: st.DataObject) -> None:
    """An include may hold anything, so nothing is called equal across one; what is, is the same to pppd.

    The other way round does not hold on purpose: this include is empty, which we do not look at.
    """
    one = [*data.draw(FILES), ("file", "/dev/null"), *data.draw(FILES)]
    other = data.draw(varied(one, KNOWN))
    assume(settings_of(one, "linux") == settings_of(other, "linux"))
    assert come_to_the_same(pppd, text_of(one), data.draw(spelled(other))) in (True, None)


@pytest.mark.parametrize(
    "group", sorted({min(o.word, *o.equivalent, *o.opposites) for o in OPTIONS if o.opposites})
)
def test_the_last_of_opposites_wins_in_pppd_too(pppd: RealPppd, group: str) -> None:
    """Each option with each of its negatives, both ways round."""
    for opposite in KNOWN.options[group].opposites:
        lines: list[Line] = [(w, "12") if KNOWN.options[w].nargs else (w,) for w in (group, opposite)]
        for one, other in ((lines, lines[1:]), (lines, lines[::-1]), (lines[:1], lines[1:])):
            equal, same = (
                settings_of(one, "linux") == settings_of(other, "linux"),
                come_to_the_same(pppd, text_of(one), text_of(other)),
            )
            assert same is None or equal == same, (one, other)


@pytest.mark.parametrize("word", sorted(NAMES))
def test_aliases_do_the_same_in_pppd_too(pppd: RealPppd, word: str) -> None:
    """After any of its twins, and in place of it."""
    argument = ("12",) if KNOWN.options[word].nargs else ()
    for twin in KNOWN.options[word].equivalent:
        assert come_to_the_same(pppd, text_of([(word, *argument)]), text_of([(twin, *argument)]))
        assert settings_of([(word, *argument)], "linux") == settings_of([(twin, *argument)], "linux")


def test_secrets_are_compared_though_pppd_hides_them(pppd: RealPppd) -> None:
    """A dump cannot tell two passwords apart; we must."""
    one, other = (list[Line]([("password", text)]) for text in "xy")
    assert come_to_the_same(pppd, text_of(one), text_of(other))
    assert settings_of(one, "linux") != settings_of(other, "linux")
