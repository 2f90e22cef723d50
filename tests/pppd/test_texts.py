"""The texts: every option of every pppd has one, and one only."""

from __future__ import annotations

import json
from contextlib import suppress
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from vpnsync.pppd.addresses import NeedsMachineError
from vpnsync.pppd.texts import PPPDS, does, example, identity, is_elsewhere
from vpnsync.pppd.values import read

if TYPE_CHECKING:
    from tests.real_pppd import RealPppd
    from vpnsync.pppd.options import Dictionary, Option

every_pppd = pytest.mark.parametrize("known", PPPDS, ids=lambda d: f"{d.platform}-{d.version}")


def options(known: Dictionary) -> list[Option]:
    """Return all that a pppd knows, words without a name included."""
    return [*known.options.values(), *known.barewords]


@every_pppd
def test_every_option_says_what_it_does(known: Dictionary) -> None:
    """In one or two sentences that somebody reads at a glance."""
    for option in options(known):
        text = does(option, known)
        assert 15 <= len(text) <= 220, option.word
        assert text.endswith("."), option.word
        assert text[0].isupper(), option.word


@every_pppd
def test_aliases_share_one_text(known: Dictionary) -> None:
    """What one of them does, all do."""
    for option in known.options.values():
        for alias in option.equivalent:
            assert does(option, known) == does(known.options[alias], known), option.word


@every_pppd
def test_a_value_has_an_example_that_pppd_takes(known: Dictionary) -> None:
    """Unless it is a secret: those are given by reference. A flag has none."""
    for option in options(known):
        value = example(option, known)
        assert (value is None) == (option.nargs == 0 or option.secret), option.word
        if value is not None:
            with suppress(NeedsMachineError):
                read(option, str(value))


@pytest.mark.pppd
def test_the_real_pppd_takes_the_examples(pppd: RealPppd) -> None:
    """All of its own options; but for those that name something this machine may lack."""
    known = PPPDS[1]
    lacking = {"file", "call", "plugin", "+ua", "privgroup", "up_sdnotify"}
    checked = 0
    for option in known.options.values():
        value = example(option, known)
        if value is not None and not option.plugin and option.word not in lacking:
            verdict = pppd.ask(f'{option.word} "{value}"\n')
            # 21: the example of allow-number was understood, and does not allow this very call.
            assert verdict.status in (0, 21), (option.word, verdict)
            checked += 1
    assert checked > 90


def test_no_text_is_for_nothing() -> None:
    """A line that no option leads to is a typo, and its option has none."""
    lines = files("vpnsync.pppd").joinpath("data/explain.json").read_text().splitlines()
    words = [json.loads(line.removesuffix(","))["word"] for line in lines[1:-1]]
    wanted = {identity(option, known): None for known in PPPDS for option in options(known)}
    assert sorted(words) == sorted(wanted)


@pytest.mark.parametrize(
    ("word", "macos", "linux"), [("usepeerdns", "macOS uses", "resolv.conf"), ("demand", "connect", "noipv6")]
)
def test_a_text_is_the_platforms_own_where_they_differ(word: str, macos: str, linux: str) -> None:
    """One sentence for both would be wrong on one of them."""
    there, here = (does(known.options[word], known) for known in PPPDS[:2])
    assert macos in there
    assert linux in here
    assert linux not in there


def test_what_is_not_for_a_file_is_marked() -> None:
    """`vpnsync explain --help` shall propose no peer that never dials."""
    new = PPPDS[-1]
    marked = {word for word, option in new.options.items() if is_elsewhere(option, new)}
    assert marked == {"--version", "-v", "--help", "-h", "show-options", "pppol2tp"}
