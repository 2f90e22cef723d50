"""No secret is ever shown: not as text, not as JSON, not by repr()."""

from __future__ import annotations

import contextlib
import io
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sync.world import edited, foreign, plan_of, scope, texts, wanted, written
from vpnsync.cli.report import show_plan
from vpnsync.pppd.options import dictionary
from vpnsync.pppd.words import quote
from vpnsync.sync.explain import as_json, option_changes
from vpnsync.sync.files import File

if TYPE_CHECKING:
    from vpnsync.sync.change import Actual, Plan

# Long, and of letters that no option word and no sentence of ours is made of.
secrets = st.text(st.sampled_from("QXZ7 \"#\\'$\té"), min_size=8, max_size=24).filter(
    lambda text: sum(char in "QXZ7" for char in text) >= 6 and text == text.strip()
)


def shown(plan: Plan) -> str:
    """Return everything that a plan can be made to say."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        show_plan(plan)
    said = [json.dumps(as_json(plan, None, []), ensure_ascii=False), repr(plan), repr(plan.changes)]
    said += [repr(option_changes(change)) + str(option_changes(change)) for change in plan.changes]
    return printed.getvalue() + "\n".join(said)


def leaks(secret: str, text: str) -> list[str]:
    """Return the pieces of a secret, of four characters, that stand in a text."""
    letters = "".join(char if char in "QXZ7" else " " for char in secret).split()
    return [piece for piece in letters if len(piece) >= 4 and piece in text]


def starts(old: str) -> list[Actual]:
    """Return one file of each origin with the same text."""
    return [foreign(old), written("office", old), edited(written("office", "mtu 1400\n"), old)]


@settings(deadline=None, max_examples=80)
@given(old=secrets, new=secrets, before=texts, after=texts, kind=st.integers(0, 2))
def test_no_plan_shows_a_password(old: str, new: str, before: str, after: str, kind: int) -> None:
    """Plans are pasted into tickets and kept in CI logs."""
    actual = {"office": starts(f"{before}password {quote(old)}\n")[kind]}
    said = shown(plan_of({"office": wanted(f"password {quote(new)}\n{after}")}, actual, scope()))
    assert leaks(old, said) + leaks(new, said) == []


@settings(deadline=None, max_examples=60)
@given(secret=secrets, text=texts, gone=st.booleans())
def test_no_created_or_deleted_file_shows_its_password(secret: str, text: str, *, gone: bool) -> None:
    """These plans show every option of a file."""
    body = f"{text}password {quote(secret)}\n"
    plan = (
        plan_of({}, {"office": written("office", body)}, scope())
        if gone
        else plan_of({"office": wanted(body)}, {}, scope())
    )
    assert leaks(secret, shown(plan)) == []


@pytest.mark.parametrize(
    "line",
    [
        "password ZQXXQZ 7XQZZX QQXZ7Z",
        "password ZQXXQZ#7XQZZX",
        "password 'ZQXXQZ 7XQZZX",
        'password "QXZ" ZQXXQZ',
        "password\n# the new one\nZQXXQZ 7XQZZX",
        "plugin vendor.so vendor-secret ZQXXQZ",
        "plugin vendor.so vpn-passwd 'ZQXXQZ 7XQZZX'",
        "passwd ZQXXQZ",
        'pty "dial --password ZQXXQZ --host x"',
        'pty "dial --password=ZQXXQZ --host x"',
        "pty \"dial --password 'ZQXXQZ 7XQZZX' x\"",
        'pty "dial --api-key ZQXXQZ --host x"',
        'pty "dial --cookie=ZQXXQZ --credentials 7XQZZX"',
        "pty \"curl -H 'X-Api-Key: ZQXXQZ' -H 'Cookie: QQXZ7Z' x\"",
    ],
)
def test_a_clumsily_written_secret_is_hidden_too(line: str) -> None:
    """Hand-written files forget quotes; the rest of the password then looks like options."""
    said = shown(plan_of({"office": wanted("mtu 1400\n")}, {"office": foreign(f"{line}\n")}, scope()))
    assert [piece for piece in ("ZQXXQZ", "7XQZZX", "QQXZ7Z") if piece in said] == []


@pytest.mark.parametrize(
    "word", [word for word, option in dictionary("macos").options.items() if option.secret and option.nargs]
)
def test_every_secret_option_of_the_dictionary_is_hidden(word: str) -> None:
    """An IPsec secret opens the same door as a password."""
    known = dictionary("macos")
    before = File(f'{word} "ZQXXQZ"\n'.encode(), foreign("").access, known)
    plan = plan_of({"office": wanted("mtu 1400\n")}, {"office": before}, scope())
    assert "(hidden)" in shown(plan)
    assert "ZQXXQZ" not in shown(plan)


def test_two_secrets_show_the_same_mask_whatever_they_are() -> None:
    """Else a mask would tell whether two peers share a password, or how long it is."""
    before = written("office", "password a\n")
    long, short = (
        as_json(plan_of({"office": wanted(f"password {new}\n")}, {"office": before}, scope()), None, [])
        for new in ("swordfish", "x")
    )
    assert long == short
