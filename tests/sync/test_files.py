"""What the first line of a file says, and whom a file belongs to."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sync.world import LINUX, OURS, PRIVATE, edited, foreign, texts, written
from vpnsync.pppd.settings import read_settings
from vpnsync.sync.files import Access, with_header

names = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,63}", fullmatch=True)
identities = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", fullmatch=True)
accesses = st.builds(Access, st.integers(0, 0o7777), st.integers(0, 9), st.integers(0, 9))


@settings(deadline=None, max_examples=60)
@given(body=st.binary(max_size=60) | texts.map(str.encode), name=names, identity=identities)
def test_a_header_says_what_was_put_into_it(body: bytes, name: str, identity: str) -> None:
    """From it follows whose a file is: a wrong answer deletes somebody's file."""
    file = with_header(body, name=name, identity=identity, dictionary=LINUX, access=PRIVATE)
    assert file.mark is not None
    assert (file.mark.id, file.mark.peer, file.mark.kept) == (identity, name, None)
    assert (file.body, file.is_edited) == (body, False)
    assert file.is_ours(name, identity)


@settings(deadline=None, max_examples=60)
@given(body=st.binary(max_size=60) | texts.map(str.encode))
def test_a_header_changes_no_setting(body: bytes) -> None:
    """An adopted file must dial exactly as it did before."""
    file = with_header(body, name="office", identity=OURS, dictionary=LINUX, access=PRIVATE)
    assert file.settings == read_settings(body, "linux", LINUX)


@settings(deadline=None, max_examples=60)
@given(body=st.binary(min_size=1, max_size=40), at=st.integers(0, 39), other=st.integers(1, 255))
def test_one_byte_changed_by_hand_is_noticed(body: bytes, at: int, other: int) -> None:
    """Else an edit would be overwritten without a word."""
    file = with_header(body, name="office", identity=OURS, dictionary=LINUX, access=PRIVATE)
    at = len(file.text) - len(body) + at % len(body)
    changed = file.text[:at] + bytes([file.text[at] ^ other]) + file.text[at + 1 :]
    assert foreign(changed).is_edited


@pytest.mark.parametrize(("name", "identity"), [("lab", OURS), ("office", "work"), ("Office", OURS)])
def test_only_the_same_peer_of_the_same_description_is_ours(name: str, identity: str) -> None:
    """A copy and another description's file are not ours to delete."""
    assert not written("office", "mtu 1400\n").is_ours(name, identity)


@pytest.mark.parametrize("text", ["", "mtu 1400\n", "# vpnsync\n", "# vpnsync: id=x peer=office\nmtu 1400\n"])
def test_a_file_without_our_header_has_no_mark(text: str) -> None:
    """A remark that merely mentions vpnsync makes nothing ours."""
    assert foreign(text).mark is None


def test_a_header_further_down_is_a_remark() -> None:
    """Somebody who pastes one of our files below their own lines still owns the file."""
    pasted = foreign(b"noauth\n" + written("office", "mtu 1400\n").text)
    assert (pasted.mark, pasted.body) == (None, pasted.text)


def test_the_access_kept_by_adoption_is_in_the_header() -> None:
    """Without it the next apply would take the file away from the group that dials with it."""
    file = written("office", "mtu 1400\n", kept=(0o640, 30))
    assert file.mark is not None
    assert file.mark.kept == (0o640, 30)
    assert file.access == Access(0o640, PRIVATE.uid, 30)


def test_fingerprints_tell_settings_and_not_spellings() -> None:
    """They tell edited options from pending ones, so a respelling must not look like an edit."""
    plain, other = written("office", "mtu 1400\nnovj\n"), written("office", "-vj\nmtu 0x578\n")
    assert plain.mark is not None
    assert other.mark is not None
    assert plain.mark.settings == other.mark.settings
    assert plain.mark.settings != written("office", "mtu 1300\nnovj\n").mark.settings  # type: ignore[union-attr]


def test_the_header_of_one_text_is_always_the_same() -> None:
    """A header that changed by itself would make every apply write every file."""
    assert written("office", "mtu 1400\nidle 60\n").text == written("office", "mtu 1400\nidle 60\n").text


def test_a_file_shows_neither_text_nor_settings() -> None:
    """A repr in a traceback or a log would give the password away."""
    file = edited(written("office", "mtu 1400\n"), "password swordfish\n")
    assert "swordfish" not in repr(file) + repr(file.settings) + repr(file.mark)


@settings(deadline=None, max_examples=80)
@given(actual=accesses, desired=accesses)
def test_access_is_at_fault_exactly_when_looser_or_owned_otherwise(actual: Access, desired: Access) -> None:
    """A stricter mode is somebody's choice; a looser one gives the password away."""
    looser = any(actual.mode & bit and not desired.mode & bit for bit in (1 << n for n in range(12)))
    group_matters = bool(actual.mode & 0o070)
    other = actual.uid != desired.uid or (group_matters and actual.gid != desired.gid)
    assert bool(actual.faults(desired)) == (looser or other)
