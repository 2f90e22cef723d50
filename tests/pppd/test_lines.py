"""Read line by line, a file comes to what it comes to as a whole: whatever its lines are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given

from tests.pppd.lines import KNOWN, files
from vpnsync.pppd.lines import judge, read_line
from vpnsync.pppd.statements import parse
from vpnsync.pppd.verdict import contradiction
from vpnsync.pppd.words import encode, quote, split

if TYPE_CHECKING:
    from vpnsync.pppd.options import Dictionary


@given(files())
@example((KNOWN[1], ["vendor x\n", 'user "novj"\n', "mtu\n", 'user "mtu"\n']))
@example((KNOWN[1], ["password\n", 'user "novj"\n', "novj\n"]))
@example((KNOWN[1], ['user "a\n', "novj\n"]))
@example((KNOWN[1], ["user 0 '\\\n", "debug\n"]))
@example((KNOWN[1], ['user "a\\\n', '"\n', "novj\n"]))
def test_line_by_line_the_verdict_is_that_on_the_whole(file: tuple[Dictionary, list[str]]) -> None:
    """No option of root's pppd may come of how the reading was made quick."""
    known, lines = file
    text = encode("".join(lines))
    statements = parse(split(text, known.dialect), known)
    found = judge(lines, known)
    assert found.together == contradiction(statements)
    assert [one[1:] for one in found.statements] == [(one.option, one.problem) for one in statements]
    at = [len(encode("".join(lines[: one.line]))) for one in found.statements]
    ends = [start + len(encode(lines[one.line])) for one, start in zip(found.statements, at, strict=True)]
    assert all(a <= one.start < b for a, one, b in zip(at, statements, ends, strict=True))


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: f"{known.platform}-{known.version}")
def test_of_an_option_that_keeps_any_text_one_sample_is_enough(known: Dictionary) -> None:
    """None refuses a text, or lets later words mean something else: thousands of peers are judged as one."""
    words = [word for word, option in known.options.items() if option.kind == "string"]
    assert len(words) > 40
    for word in words:
        texts = ["", "novj", "0", "a:b", "/x/../y", 'é\n#\\"']
        read = {read_line(f"{word} {quote(text)}\n", known) for text in texts}
        assert {(line.words, line.sample) for line in read if line} == {(2, f'{word} "x"\n')}
        assert {line.kept.value for line in read if line and line.kept} == {*texts}
        problems = {judge([f"{word} {quote(text)}\n", "novj\n"], known) for text in texts}
        assert len(problems) == 1
