"""Read line by line, a file comes to what it comes to as a whole: whatever its lines are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.pppd.lines import BARE, BARRIERS, DEVICES, lines_of
from vpnsync.pppd.lines import judge, read_line
from vpnsync.pppd.options import dictionary
from vpnsync.pppd.statements import parse
from vpnsync.pppd.verdict import contradiction
from vpnsync.pppd.words import encode, quote, split

if TYPE_CHECKING:
    from vpnsync.pppd.options import Dictionary

KNOWN = [dictionary("macos"), dictionary("linux"), dictionary("linux", "2.4.9")]
HOSTILE = st.text(st.sampled_from("\"'\\#\n\r\t xé0:=/"), max_size=5)
CHANNELS = [
    *("plugin pppoe.so", "plugin2 PPTP.ppp", "plugin x.so", "eth0", "lan", "nic-x", "demand", "noipv6"),
    *("nodefaultroute", "defaultroute", "netmask 0xffff0000", "file a", "pty x", "notty", 'connect "c"'),
    *(
        'user "novj"',
        "user",
        'user "a" novj',
        "password",
        "novj user",
        "password eth9",
        'vendor "user"',
        "mtu",
    ),
]


@st.composite
def files(draw: st.DrawFn) -> tuple[Dictionary, list[str]]:
    """Return the lines of a file, of all options and of none, as vpnsync writes them and as nobody does."""
    known = draw(st.sampled_from(KNOWN))
    usual = st.sampled_from([*known.options.values()]).flatmap(lambda one: st.sampled_from(lines_of(one)))
    odd = st.sampled_from([*BARE, *BARRIERS, *DEVICES])
    written = (usual | odd).map(lambda words: " ".join([words[0], *map(quote, words[1:])]))
    text = st.sampled_from(["user", "pty", "ipparam", "vendor"]).flatmap(
        lambda word: st.builds("{} {}".format, st.just(word), HOSTILE.map(quote) | HOSTILE)
    )
    line = written | text | st.sampled_from(CHANNELS) | HOSTILE
    return known, [f"{one}\n" for one in draw(st.lists(line, max_size=8))]


@given(files())
@example((KNOWN[1], ["vendor x\n", 'user "novj"\n', "mtu\n", 'user "mtu"\n']))
@example((KNOWN[1], ["password\n", 'user "novj"\n', "novj\n"]))
@example((KNOWN[1], ['user "a\n', "novj\n"]))
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
        assert read == {(2, f'{word} "x"\n')}
        problems = {judge([f"{word} {quote(text)}\n", "novj\n"], known) for text in texts}
        assert len(problems) == 1
