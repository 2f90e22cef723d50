"""What the troubleshooting page quotes is what is really said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest
from pages import HOME, pages
from phrases import phrases

from vpnsync.link.causes import CAUSES

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Result

PAGE: Final = pages()["docs/troubleshooting.md"]
FAILURES: Final = pages()["docs/reference/failures.md"]


def test_every_quoted_message_is_one_of_the_programs() -> None:
    """Somebody who searches for what is on the screen must find it here, and the reverse."""
    sources = " ".join(path.read_text() for path in sorted((HOME / "vpnsync").rglob("*.py")))
    quoted = re.findall(r"^### `([^`]+)`", PAGE, re.MULTILINE)
    assert len(quoted) > 10
    assert [text for text in quoted if text not in sources] == []


def test_what_a_reader_sees_of_pppd_is_what_a_cause_is_found_by() -> None:
    """A message that pppd never says is one that nobody finds the table by."""
    table = PAGE.partition("| you see | it is |\n")[2].partition("\n\n")[0]
    seen = [row.split("|")[1] for row in table.splitlines()[1:]]
    said = [text for cell in seen for text in re.findall(r"`([^`]+)`", cell) if re.search(r"[A-Z=]| ", text)]
    behind = "MS-CHAP authentication failed: "
    found = {
        text for text in said for rule in CAUSES if rule.pattern.search(behind * text.startswith("E=") + text)
    }
    assert (len(found) > 8, [text for text in said if text not in found]) == (True, [])


@pytest.mark.parametrize("page", pages())
def test_what_a_page_has_explained_can_be(page: str, cli: Callable[..., Result]) -> None:
    """The first thing that somebody with a problem types must not be refused."""
    for word in set(re.findall(r"vpnsync explain ([a-z0-9][\w-]*)", pages()[page])):
        assert cli("explain", word).status == 0, word


def test_every_cause_of_a_failed_call_is_told_with_what_pppd_says() -> None:
    """A cause that vpnsync knows and the page does not is one that a reader looks for in vain."""
    said = {text for rule in CAUSES for text in phrases(rule.pattern.pattern)}
    assert {text for text in said if f"`{text}`" not in FAILURES} == set()


def test_what_a_cause_is_found_by_is_what_its_pattern_finds() -> None:
    """The phrases of the page are made of patterns, and must not lead astray."""
    lost = []
    for rule in CAUSES:
        for text in phrases(rule.pattern.pattern):
            trials = [text.replace("...", filler) for filler in ("x", "7", "/etc/ppp/peers/x", "")]
            trials += [
                f"{trial}{more}" for trial in trials for more in (" x: No such file", ": x", " 9", "]")
            ]
            if not any(rule.pattern.search(trial) for trial in trials):
                lost.append(text)
    assert lost == []
