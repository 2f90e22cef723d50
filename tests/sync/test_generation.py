"""A generation as text on disk: everything comes back, and nothing in it is trusted."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import tries
from vpnsync.pppd.options import PLATFORMS
from vpnsync.sync.change import ACTIONS
from vpnsync.sync.files import Access
from vpnsync.sync.generation import Generation, Kept, Side, Unreadable, decode, digest_of, encode
from vpnsync.sync.kinds import PEERS, SCRIPTS, Target, peers_file

WHEN: Final = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
SMALL: Final = Generation(
    7,
    WHEN,
    "dotfiles",
    "apply",
    (Kept(peers_file("office"), "update", Side(b"password swordfish\n", Access(0o600, 0, 0)), "0" * 64),),
)
names = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,63}", fullmatch=True)
targets = names.map(peers_file) | names.map(lambda name: Target(SCRIPTS, f"{name}.ip-up"))
numbers = st.integers(0, 2**32 - 2)
sides = st.builds(Side, st.binary(max_size=60), st.builds(Access, st.integers(0, 0o7777), numbers, numbers))
digests = st.binary().map(digest_of)
files = st.builds(Kept, targets, st.sampled_from(ACTIONS), sides, st.none() | digests) | st.builds(
    Kept, targets, st.just("create"), st.none(), digests
)
generations = st.builds(
    Generation,
    st.just(7),
    st.datetimes(datetime(1970, 1, 1), datetime(9998, 12, 31)).map(  # noqa: DTZ001 - made UTC at once
        lambda time: time.replace(microsecond=0, tzinfo=UTC)
    ),
    names.filter(lambda name: name[0] != "_"),
    st.sampled_from(["apply", "rollback", "release"]),
    st.lists(files, min_size=1, max_size=4, unique_by=lambda kept: kept.target).map(tuple),
)


@tries(150)
@given(generation=generations)
def test_what_is_kept_comes_back(generation: Generation) -> None:
    """Every byte, mode and owner, of files that are no UTF-8 too."""
    for platform in PLATFORMS:
        assert decode(encode(generation), 7, platform) == generation


@tries(300)
@given(text=st.binary() | st.text().map(str.encode), keep=st.integers(0, 2000))
def test_no_text_is_a_crash(text: bytes, keep: int) -> None:
    """Half a file after a power cut, or whatever somebody put there."""
    for hostile in (text, encode(SMALL)[:keep] + text, encode(SMALL)[: keep % 90]):
        assert isinstance(decode(hostile, 7, "linux"), Generation | Unreadable)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def spots(document: Any) -> list[tuple[Any, Any]]:  # noqa: ANN401 - JSON
    """Return every (container, key) of a document."""
    found: list[tuple[Any, Any]] = []
    pairs = document.items() if isinstance(document, dict) else enumerate(document)
    for key, value in list(pairs):
        found.append((document, key))
        if isinstance(value, dict | list):
            found += spots(value)
    return found


@tries(300)
@given(at=st.integers(0, 30), value=json_values)
def test_no_value_in_any_place_is_a_crash(at: int, value: object) -> None:
    """Well-formed, but not what vpnsync writes."""
    document = json.loads(encode(SMALL))
    places = spots(document)
    container, key = places[at % len(places)]
    container[key] = value
    found = decode(json.dumps(document).encode(), 7, "linux")
    if isinstance(found, Generation):
        assert decode(encode(found), 7, "linux") == found


def changed(**fields: object) -> bytes:
    """Return a kept file's text with other fields in it."""
    document = copy.deepcopy(json.loads(encode(SMALL)))
    (file,) = document["files"]
    for name, value in fields.items():
        where = document if name in document else file if name in file else file["before"]
        where[name] = value
    return json.dumps(document).encode()


HOSTILE: Final[dict[str, dict[str, object]]] = {
    "a way out of the directory": {"file": "../../etc/passwd"},
    "an absolute path": {"file": "/etc/passwd"},
    "the directory itself": {"file": "."},
    "the one above": {"file": ".."},
    "a dot file": {"file": ".hidden"},
    "an option": {"file": "-rf"},
    "a NUL": {"file": "a\0b"},
    "a line": {"file": "a\nb"},
    "no name": {"file": ""},
    "a name that is too long": {"file": "x" * 65},
    "a script without its peer": {"kind": "scripts", "file": ".ip-up"},
    "an unknown kind": {"kind": "sudoers"},
    "an unknown action": {"action": "run"},
    "bits beyond a mode": {"mode": 0o10000},
    "a negative mode": {"mode": -1},
    "true for a uid": {"uid": True},
    "nobody at all": {"uid": 2**32 - 1},
    "half a surrogate": {"text": "\ud800"},
    "a text that is none": {"text": 5},
    "an id with a line in it": {"description": "a\nb"},
    "a time that is none": {"time": "yesterday"},
    "a time before time": {"time": "0001-01-01T00:00:00Z"},
    "no files": {"files": []},
    "files that are none": {"files": 5},
    "a digest that is none": {"after": "x"},
    "neither before nor after": {"before": None, "after": None},
}


@pytest.mark.parametrize("fields", HOSTILE.values(), ids=HOSTILE)
def test_what_vpnsync_would_not_have_written_is_not_read(fields: dict[str, object]) -> None:
    """Root would write to a path, or give a file to a user, that somebody else has chosen."""
    assert isinstance(decode(changed(), 7, "linux"), Generation)
    assert decode(changed(**fields), 7, "linux") == Unreadable(7, "is damaged: vpnsync has not written it so")


@pytest.mark.parametrize(
    "text",
    [b"[" * 100_000, b'{"format_version": ' + b"9" * 5000 + b"}", b"NaN", b"[]", b"null", b"\xff\xfe", b'""'],
    ids=["deep", "huge number", "NaN", "list", "null", "no UTF-8", "string"],
)
def test_what_makes_parsers_fail_does_not_make_this_one(text: bytes) -> None:
    """Each of them has been somebody's traceback."""
    assert isinstance(decode(text, 7, "linux"), Unreadable)


def test_a_newer_format_is_told_from_damage() -> None:
    """After a downgrade one wants to know that nothing is broken."""
    found = decode(b'{"format_version": 2, "what": "ever"}', 7, "linux")
    assert found == Unreadable(7, "was written by a newer vpnsync (format 2)")


def test_one_file_twice_is_refused() -> None:
    """Nobody could say which of the two was meant."""
    document = json.loads(encode(SMALL))
    document["files"] *= 2
    assert isinstance(decode(json.dumps(document).encode(), 7, "linux"), Unreadable)


def test_a_kept_text_is_not_shown() -> None:
    """A repr in a traceback or a log would give the password away."""
    assert "swordfish" not in repr(SMALL)
    assert PEERS.name in encode(SMALL).decode()
