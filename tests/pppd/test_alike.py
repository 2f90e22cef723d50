"""What is told of a file by its sample is what reading the whole of it would tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, example, given

from tests.benchmarks.inputs import body
from tests.pppd.lines import KNOWN, files
from vpnsync.pppd.alike import alike
from vpnsync.pppd.settings import read_settings
from vpnsync.pppd.words import encode
from vpnsync.sync.mask import table_of

if TYPE_CHECKING:
    from vpnsync.pppd.options import Dictionary

LINUX = KNOWN[1]


def _shown(table: dict[str, list[object]]) -> list[tuple[str, list[tuple[type, str]]]]:
    return [(word, [(type(value), str(value)) for value in values]) for word, values in table.items()]


@given(files())
@example((LINUX, ['set "A=1"\n', 'set "A=2"\n']))
@example((LINUX, ['set "A=1"\n', 'unset "A"\n']))
@example((LINUX, ['user "a"\n', 'user "a"\n']))
@example((LINUX, ['password "a"\n', "vendor x\n", 'name "a"\n']))
@example((LINUX, ['connect "chat --password x"\n', 'pty "a"\n']))
@example((LINUX, ["user 0 '\\\n", "debug\n"]))
@example((LINUX, ["user\n", 'pty "x"\n']))
@example((LINUX, ["mtu 1400\n", "mru 1\n", 'user "x"\n']))
def test_a_sample_tells_what_the_whole_file_would(file: tuple[Dictionary, list[str]]) -> None:
    """Fingerprints are what drift is known by; a table is what somebody agrees to."""
    known, lines = file
    text = encode("".join(lines))
    found = alike(text, known)
    assume(found)
    assert found
    whole = read_settings(text, known.platform, known)
    assert found.fingerprints() == whole.fingerprints()
    assert [*found.fingerprints()] == [*whole.fingerprints()]
    for is_blind in (False, True):
        assert _shown(table_of(found, is_blind=is_blind)) == _shown(table_of(whole, is_blind=is_blind))


def test_a_second_file_of_a_sample_gets_nothing_of_the_first_one() -> None:
    """They share what is worked out, and each holds a password of its own."""
    texts = [body(1).replace('"user1"', f'"{n}"').encode() + b'password "%d"\n' % n for n in range(2)]
    first, second = (alike(text, LINUX) for text in texts)
    assert first
    assert second
    assert first.sample is second.sample
    for found, text in ((first, texts[0]), (second, texts[1]), (first, texts[0])):
        assert found.fingerprints() == read_settings(text, "linux", LINUX).fingerprints()
        assert table_of(found, is_blind=False)["user"] == [text.split(b'user "')[1][:1].decode()]


@pytest.mark.parametrize(
    "text",
    [
        b"mtu 1400",
        b"mtu 1400\n\nmru 1400\n",
        b"# note\nmtu 1400\n",
        b"mtu\n1400\n",
        b"mtu 1400 mru 1400\n",
        b"mtu 1400\nmtu 1300\n",
        b'set "A=1"\n',
        b'user "a\nb"\n',
        b"mtu 1400\\\n",
        b"mtu 1400 \nuser 'x' # a\n",
    ],
)
def test_what_is_not_line_by_line_is_read_as_a_whole(text: bytes) -> None:
    """The quick way is for what vpnsync itself writes."""
    assert alike(text, LINUX) is None


def test_files_as_vpnsync_writes_them_are_told_by_their_sample() -> None:
    """Of a thousand peers, one is read."""
    found = [alike(body(index).encode(), LINUX) for index in range(3)]
    assert len({one.sample for one in found if one}) == 1
    assert [sorted(one.own) for one in found if one] == [["pty", "user"]] * 3
    assert "user1" not in repr(found)
