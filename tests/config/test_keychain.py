"""Reading and storing secrets through real backends of the keyring library."""

from __future__ import annotations

import traceback
from secrets import token_hex
from typing import TYPE_CHECKING

import keyring
import pytest
from keyring.backends import fail
from keyrings.alt.file import EncryptedKeyring, PlaintextKeyring

from tests.config.backends import Locked, NotStarted, Talkative
from vpnsync.config.keychain import read, store
from vpnsync.errors import SecretError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from keyring.backend import KeyringBackend


# keyrings.alt's own use of what Python will take away.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(autouse=True)
def _own_keyring() -> Iterator[None]:
    """Give the keyring back that was there before."""
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


@pytest.fixture(params=["plain", "encrypted"])
def ring(request: pytest.FixtureRequest, tmp_path: Path) -> KeyringBackend:
    """Return a keyring in a file of the test's own, in use."""
    chosen = PlaintextKeyring() if request.param == "plain" else EncryptedKeyring()
    chosen.keyring_key = "a password of its own"
    chosen.file_path = str(tmp_path / "keyring.cfg")
    keyring.set_keyring(chosen)
    used: KeyringBackend = chosen
    return used


@pytest.mark.parametrize("secret", ["x", "two words", "schlüssel", "a\\b\"c'", "a" * 255, " edge ", "%(x)s"])
def test_what_is_stored_is_read_again(ring: KeyringBackend, secret: str) -> None:
    """Byte for byte: pppd compares no less exactly."""
    store("vpnsync/office", "CORP\\alice", secret)
    assert read("vpnsync/office", "CORP\\alice") == secret
    assert ring.get_password("vpnsync/office", "CORP\\alice") == secret


def test_the_same_secret_again_is_no_news(ring: KeyringBackend) -> None:
    """An import that is run twice must not fail on its own work."""
    store("office", "alice", "x")
    store("office", "alice", "x")
    assert ring.get_password("office", "alice") == "x"


def test_another_secret_is_never_overwritten(ring: KeyringBackend) -> None:
    """It may be the only copy of what another program put there; the way out is named, the secrets not."""
    store("the office", "alice", "sesame")
    with pytest.raises(SecretError) as caught:
        store("the office", "alice", "tulip")
    assert ring.get_password("the office", "alice") == "sesame"
    assert "keyring del 'the office' alice" in str(caught.value)
    assert not {"sesame", "tulip"} & set(str(caught.value).replace(".", " ").split())


def test_an_entry_that_is_not_there_is_named_with_the_way_to_make_it(ring: KeyringBackend) -> None:
    """Account and command, ready to be typed."""
    del ring
    with pytest.raises(SecretError) as caught:
        read("office", "CORP\\alice")
    assert 'no entry for account "CORP\\alice"' in str(caught.value)
    assert "keyring set office 'CORP\\alice'" in str(caught.value)


@pytest.mark.parametrize("ring", ["encrypted"], indirect=True)
def test_a_wrong_password_of_the_keyring_is_told_as_such(ring: KeyringBackend, tmp_path: Path) -> None:
    """A person who mistyped it must know where to look."""
    del ring
    store("office", "alice", "x")
    other = EncryptedKeyring()
    other.file_path = str(tmp_path / "keyring.cfg")
    other.keyring_key = "wrong"
    keyring.set_keyring(other)
    with pytest.raises(SecretError) as caught:
        read("office", "alice")
    assert "was its password wrong?" in str(caught.value)


@pytest.mark.parametrize(
    ("ring", "reason"),
    [
        (fail.Keyring, "there is no keyring on this machine"),
        (Locked, "the keyring is locked"),
        (NotStarted, "cannot be used (InitError)"),
        (Talkative, "cannot be used (RuntimeError)"),
    ],
)
def test_a_keyring_that_fails_is_told_without_the_secret(ring: type[KeyringBackend], reason: str) -> None:
    """Whatever it raises, neither the message nor a traceback of it repeats what it was given."""
    keyring.set_keyring(ring())
    secret = token_hex(8)
    with pytest.raises(SecretError) as caught:
        store("office", "alice", secret)
    assert reason in str(caught.value)
    assert caught.value.__suppress_context__
    assert secret not in "".join(traceback.format_exception(caught.value))
    assert caught.value.hint
