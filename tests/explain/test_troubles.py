"""Each error has a name, each name is explained, and none is explained that there is not."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from vpnsync import errors
from vpnsync.explain.keys import KEYS
from vpnsync.explain.troubles import CALLS, TROUBLES
from vpnsync.link.causes import CAUSES
from vpnsync.link.diagnose import Facts, diagnose
from vpnsync.lint import FACTS
from vpnsync.pppd.options import PLATFORMS, dictionary

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Result
    from vpnsync.pppd.options import Platform

PACKAGE = Path(errors.__file__).parent
CLASSES = {name: kind for name, kind in vars(errors).items() if name.endswith("Error")}


def made() -> list[tuple[str, ast.Call]]:
    """Return each place of the package that makes an error or a complaint: where it is, and the call."""
    return [
        (f"{path.relative_to(PACKAGE)}:{node.lineno}", node)
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and class_of(node) in (*CLASSES, "Complaint")
    ]


def class_of(call: ast.Call) -> str:
    """Return the name of what is called."""
    return call.func.id if isinstance(call.func, ast.Name) else ""


def named(call: ast.Call) -> set[str] | None:
    """Return the names that a place may give; None where it hands on another's."""
    kind = class_of(call)
    given = [keyword.value for keyword in call.keywords if keyword.arg == "name"]
    given += call.args[2:] if kind == "Complaint" else []
    if not given:
        return {"bad-value" if kind == "Complaint" else CLASSES[kind].name}
    return {str(node.value) for node in ast.walk(given[0]) if isinstance(node, ast.Constant)} or None


@pytest.mark.parametrize(("place", "call"), made(), ids=lambda value: value if isinstance(value, str) else "")
def test_wherever_an_error_is_made_it_has_a_name_that_is_explained(place: str, call: ast.Call) -> None:
    """The base class has none: who raises it says which one it is."""
    names = named(call)
    is_said_line_by_line = place.startswith("config/complaints.py")
    assert names is None or names <= TROUBLES.keys() or is_said_line_by_line, f"{place}: {names}"


def test_nothing_is_explained_that_no_message_says() -> None:
    """A name that is gone must go from the explanations, too."""
    told = ("troubles.py", "unreached.py", "hung_up.py")
    source = "".join(path.read_text() for path in PACKAGE.rglob("*.py") if path.name not in told)
    assert [name for name in TROUBLES if f'"{name}"' not in source] == []


def test_each_cause_of_a_failed_call_has_a_name_that_is_explained() -> None:
    """Those that lines of pppd's tell, and those of its statuses, on either platform."""
    statuses = (None, -9, *range(256))
    told = {diagnose(status, (), Facts(platform)).name for status in statuses for platform in PLATFORMS}
    told.add(diagnose(5, ("rcvd [LCP ConfReq id=0x1 <mru 1400>]",), Facts("linux", is_late=True)).name)
    assert {rule.name for rule in CAUSES} | told == {*CALLS, "call-failed"}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_status_that_has_a_meaning_has_a_name(platform: Platform) -> None:
    """`call-failed` says nothing, and is for what pppd itself does not explain."""
    for status in range(256):
        why = diagnose(status, (), Facts(platform))
        assert ("does not explain" in why.cause) == (why.name == "call-failed"), status


def test_a_name_means_one_thing() -> None:
    """`explain` would tell two at once."""
    words = {word for platform in PLATFORMS for word in dictionary(platform).options}
    assert TROUBLES.keys() & {*KEYS, *FACTS, *words} == set()
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in TROUBLES)


@pytest.mark.parametrize("name", TROUBLES)
def test_each_says_what_it_means_and_the_way_out(cli: Callable[..., Result], name: str) -> None:
    """In whole sentences, which fit a terminal."""
    trouble = TROUBLES[name]
    assert all(re.fullmatch(r"([A-Z`-]|pppd|vpns).*\.", text, re.DOTALL) for text in trouble)
    done = cli("explain", name)
    assert (done.status, done.out.startswith(f"{name}: an error\n")) == (0, True)
    assert max(map(len, done.out.splitlines())) <= 80


def test_a_message_ends_its_first_line_with_the_name(cli: Callable[..., Result]) -> None:
    """There it is seen, copied, and found by a search."""
    first, *rest = cli("plan", "--config", "nowhere.toml").err.splitlines()
    reason = "there is no such file (`vpnsync init` writes one)"
    assert first == f"vpnsync: nowhere.toml: {reason} [unreadable-description]"
    assert rest == []


def test_each_complaint_about_a_description_bears_its_own(cli: Callable[..., Result], tmp_path: Path) -> None:
    """The line above them has none: there may be several."""
    peers = '[peers.a]\nprotocol = "custom"\npasword = 1\nmtu = 1\n[peers.b]\noptions = { nope = true }\n'
    (tmp_path / "vpns.toml").write_text(f"version = 1\n{peers}")
    (tmp_path / "bare.toml").write_text(peers)
    assert "begin with the line version = 1 [missing-key]" in cli("validate", "--config", "bare.toml").err
    first, *rest = cli("validate").err.splitlines()[1:]
    assert first == "vpnsync: vpns.toml: cannot use this description"
    assert [line.rpartition(" ")[2] for line in rest] == [
        "[unknown-key]",
        "[bad-value]",
        "[missing-key]",
        "[unknown-option]",
    ]


@pytest.mark.parametrize(
    "words", [("plan", "--foo"), ("plna",), ("show",), ("history", "0"), ("plan", "--platform", "bsd")]
)
def test_a_mistyped_command_has_one_too(cli: Callable[..., Result], words: tuple[str, ...]) -> None:
    """Whoever typed it is the one who needs to be told more."""
    done = cli(*words)
    assert (done.status, done.err.splitlines()[-1].rpartition(" ")[2]) == (64, "[wrong-usage]")
    assert "[wrong-usage]" not in cli().err
