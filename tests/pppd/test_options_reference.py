"""The dictionary against the measured option tables, where they are beside this checkout."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conftest import SHARED
from vpnsync.pppd.options import Dictionary, Option, dictionary

TABLES: dict[str, Dictionary] = {
    "apple": dictionary("macos"),
    "linux-2.4.9": dictionary("linux", "2.4.9"),
    "linux-2.5": dictionary("linux", "2.5"),
}
Pair = tuple[dict[str, Any], Option]


def facts(name: str) -> list[dict[str, Any]]:
    """Return the measured table of one pppd."""
    path = SHARED / "reference" / "options" / f"{name}.json"
    if not path.exists():
        pytest.skip("the measured option tables are not beside this checkout")
    return list(json.loads(path.read_bytes())["options"])


def pairs(name: str) -> list[Pair]:
    """Return what was measured of each option word, with what the dictionary says of it."""
    known = TABLES[name].options
    return [(fact, known[fact["name"]]) for fact in facts(name) if fact["kind"] != "bareword"]


@pytest.fixture(params=TABLES)
def both(request: pytest.FixtureRequest) -> list[Pair]:
    """Return the pairs of each table in turn."""
    return pairs(request.param)


@pytest.mark.parametrize("name", TABLES)
def test_every_word_of_the_real_pppd_is_there_and_no_other(name: str) -> None:
    """A word too few turns a line into an unknown one; a word too many passes what pppd refuses."""
    measured = {fact["name"] for fact in facts(name) if fact["kind"] != "bareword"}
    assert set(TABLES[name].options) == measured


@pytest.mark.parametrize("name", TABLES)
def test_every_bareword_is_there(name: str) -> None:
    """Devices, speeds and addresses are recognized without a name."""
    measured = {(f["name"], f["module"].split()[0]) for f in facts(name) if f["kind"] == "bareword"}
    assert {(option.word, option.module) for option in TABLES[name].barewords} == measured


def test_arguments_and_kinds_are_as_measured(both: list[Pair]) -> None:
    """A flag that 2.5.3 turned into a message (replacedefaultroute) is a flag still."""
    assert {o.word: (o.nargs, o.kind.replace("special-flag", "flag")) for _, o in both} == {
        f["name"]: (f["nargs"], f["kind"].replace("special-flag", "flag")) for f, _ in both
    }


def test_limits_are_as_measured(both: list[Pair]) -> None:
    """A word never holds more than 1023 bytes, whatever the option would."""
    for fact, option in both:
        limits = fact.get("arg", {}) if option.word in ("bsdcomp", "deflate") else fact
        expected = (limits.get("min"), limits.get("max"), limits.get("zero_ok", False))
        assert (option.low, option.high, option.zero_ok) == expected, option.word
        assert option.limit == min(fact.get("max_bytes", 1023), 1023), option.word


def test_aliases_are_as_measured(both: list[Pair]) -> None:
    """They decide what is one setting."""
    for fact, option in both:
        assert set(option.equivalent) == set(fact.get("equivalent", [])), option.word


def test_opposites_are_as_measured(both: list[Pair]) -> None:
    """All of them; and besides only words that were measured to touch the same variable."""
    for fact, option in both:
        touching = {*fact.get("same_variable", []), *fact.get("touches_variable_of", [])}
        measured = set(fact.get("opposites", []))
        assert measured <= set(option.opposites) <= measured | touching, option.word


def test_rights_dangers_and_secrets_are_as_measured(both: list[Pair]) -> None:
    """They decide what is shown, hidden and warned about."""
    for fact, option in both:
        assert option.privileged == fact["privileged"], option.word
        assert option.danger == fact.get("danger", ""), option.word
        assert option.secret == fact.get("secret", False), option.word
        assert option.enabled_by == fact.get("enabled_by", ""), option.word


def test_defaults_and_plug_ins_are_as_measured(both: list[Pair]) -> None:
    """Two modules of 2.5 bring defaultroute-metric; either will do."""
    for fact, option in both:
        if option.word != "defaultroute-metric":
            assert option.default == fact.get("default"), option.word
            assert option.module == fact["module"].split()[0], option.word


def test_what_accumulates_is_as_measured(both: list[Pair]) -> None:
    """Of these more than the last line counts."""
    for fact, option in both:
        if fact.get("increments"):
            assert option.fold == "count", option.word
        if fact.get("or_into"):
            assert option.fold == "or", option.word
        if fact.get("repeatable"):
            assert option.fold in ("list", "last-two", "barrier"), option.word


def test_words_of_one_variable_meet_in_it_and_others_do_not(both: list[Pair]) -> None:
    """What one of them sets the other undoes. Each plug-in's variables are its own."""
    written: dict[tuple[str, str], list[Option]] = {}
    for fact, option in both:
        if fact.get("var") and option.writes:
            written.setdefault((option.plugin or "", fact["var"]), []).append(option)
    for variable, options in written.items():
        common = set.intersection(*(set(option.writes) for option in options))
        assert common, variable
