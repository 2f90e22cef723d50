"""What becomes of secrets in an import: they stay, are kept as text, or go into a real keyring."""

from __future__ import annotations

import re
import stat
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest

from tests.cli.program import Terminal, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

OFFICE = 'noauth\nuser alice\n# was: password tulip\npassword "open sesame"\n'
PLAIN = {"PYTHON_KEYRING_BACKEND": "keyrings.alt.file.PlaintextKeyring"}
ENCRYPTED = {"PYTHON_KEYRING_BACKEND": "keyrings.alt.file.EncryptedKeyring"}
LENIENT = (sys.executable, "-m", "vpnsync")
"""The program as people start it: keyrings.alt uses what Python will take away, and warns of it."""
FREE = ("import", "--secrets", "keychain", "--root", "root")


@pytest.fixture
def peers(no_peers: Path) -> Path:
    """Return a directory of peers files under `root`, with one of them."""
    (no_peers / "office").write_text(OFFICE)
    return no_peers


def ring(folder: Path, **backend: str) -> dict[str, str]:
    """Return the environment of a keyring in a folder of its own."""
    return {**backend, "HOME": str(folder), "XDG_DATA_HOME": str(folder / "data")}


def peer(path: Path) -> dict[str, object]:
    """Return the imported peer as TOML has it."""
    found: dict[str, object] = tomllib.loads(path.read_text())["peers"]["office"]
    return found


def test_by_default_they_stay_where_they_are(cli: Callable[..., Result], peers: Path, tmp_path: Path) -> None:
    """The description goes into a repository; the next plan is at rest all the same."""
    del peers
    result = cli("import", "--root", "root")
    assert peer(tmp_path / "vpns.toml")["password"] == {"existing": True}
    everything = result.out + result.err + (tmp_path / "vpns.toml").read_text()
    assert [word for word in ("sesame", "tulip") if word in everything] == []
    assert cli("apply", "--root", "root", "--yes", "--adopt").status == 0


@pytest.mark.parametrize("before", [None, "version = 1\n"])
def test_kept_as_text_the_file_is_private_and_a_warning_says_so(
    cli: Callable[..., Result], peers: Path, tmp_path: Path, before: str | None
) -> None:
    """Also where the file was open to everybody until now. Nothing on the screen repeats them."""
    del peers
    path = tmp_path / "vpns.toml"
    if before:
        path.write_text(before)
        path.chmod(0o644)
    result = cli("import", "--root", "root", "--secrets", "keep")
    assert peer(path)["password"] == "open sesame"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "plain text (mode 0600): keep it out of git" in result.err
    assert "sesame" not in result.out + result.err


def test_a_warning_of_plain_text_is_only_given_where_there_is_some(
    cli: Callable[..., Result], peers: Path
) -> None:
    """A warning that is not true is not read the next time; a secret in a command line is listed too."""
    (peers / "office").write_text("noauth\nuser alice\n")
    assert "plain text" not in cli("import", "--root", "root", "--secrets", "keep").err
    (peers / "lab").write_text("connect \"chat '' AT ogin: x word: sesame\"\nnoauth\n")
    result = cli("import", "--root", "root", "--secrets", "keep", "--output", "other.toml")
    assert "plain text" in result.err
    assert "connect is in the description as plain text" in result.out


def test_kept_text_means_the_same_to_pppd(cli: Callable[..., Result], peers: Path) -> None:
    """Quotes, backslashes, a newline, UTF-8: the file that comes of it has the very same password."""
    (peers / "office").write_text('password "a\\"b\\\\c #d\\n é\'"\nnoauth\n')
    assert cli("import", "--root", "root", "--secrets", "keep").status == 0
    (peers / "office").unlink()
    assert cli("apply", "--root", "root", "--yes").status == 0
    assert 'password "a\\"b\\\\c #d\\n é\'"' in (peers / "office").read_text()


@pytest.mark.parametrize(
    "line", ["connect \"chat '' AT ogin: x word: sesame\"", 'pty "dial --password sesame"']
)
@pytest.mark.parametrize("mode", ["existing", "keychain"])
def test_a_command_line_with_a_secret_stays_in_the_file_and_is_warned_of(
    cli: Callable[..., Result], peers: Path, tmp_path: Path, line: str, mode: str
) -> None:
    """No keyring can hold a chat script; every user of the machine sees it while it runs."""
    (peers / "office").write_text(f"{line}\nnoauth\n")
    result = cli("import", "--root", "root", "--secrets", mode)
    assert result.status == 0
    assert peer(tmp_path / "vpns.toml")[line.split(maxsplit=1)[0]] == {"existing": True}
    assert "[secret-in-command]" in result.out
    assert "sesame" not in result.out + result.err
    assert cli("apply", "--root", "root", "--yes", "--adopt").status == 0


def test_the_keyring_gets_them_and_gives_them_back(peers: Path, tmp_path: Path) -> None:
    """Import, then plan and apply in processes of their own, all with the keyring in a file."""
    env = ring(tmp_path, **PLAIN)
    result = run(*FREE, cwd=tmp_path, env=env)
    assert (result.status, "password is in the keyring" in result.out) == (0, True)
    assert peer(tmp_path / "vpns.toml")["password"] == {"keychain": "vpnsync/office", "account": "alice"}
    assert "sesame" not in result.out + result.err + (tmp_path / "vpns.toml").read_text()
    (peers / "office").unlink()
    assert run("apply", "--root", "root", "--yes", cwd=tmp_path, env=env).status == 0
    assert 'password "open sesame"' in (peers / "office").read_text()
    assert run("plan", "--root", "root", "--detailed-exitcode", cwd=tmp_path, env=env).status == 0


def test_another_secret_of_that_name_is_not_overwritten(peers: Path, tmp_path: Path) -> None:
    """Two machines, one keyring, both with an `office`: that one is left out, the others come."""
    env = ring(tmp_path, **PLAIN)
    run(*FREE, "--output", "first.toml", cwd=tmp_path, env=env)
    (peers / "office").write_text(OFFICE.replace("open", "closed"))
    (peers / "lab").write_text(OFFICE)
    result = run(*FREE, "--output", "second.toml", cwd=tmp_path, env=env)
    assert result.status == 1
    assert "office  not imported: the keyring holds another secret" in result.out
    assert "keyring del vpnsync/office alice" in result.out
    assert "sesame" not in result.out + result.err
    assert [*tomllib.loads((tmp_path / "second.toml").read_text())["peers"]] == ["lab"]
    (peers / "lab").unlink()
    (peers / "office").write_text(OFFICE)
    assert run(*FREE, "--output", "third.toml", cwd=tmp_path, env=env).status == 0


def test_what_was_stored_is_taken_out_again_when_nothing_is_written(peers: Path, tmp_path: Path) -> None:
    """A secret that no description refers to is never found again; one that was there before stays."""
    (peers / "lab").write_text(OFFICE)
    env = ring(tmp_path, **PLAIN)
    assert run(*FREE, "office", cwd=tmp_path, env=env).status == 0
    result = run(*FREE, "--output", "no/such/folder.toml", cwd=tmp_path, env=env)
    assert (result.status, "cannot be written" in result.err) == (1, True)
    stored = next((tmp_path / "data").rglob("*.cfg")).read_text()
    assert re.findall(r"\[vpnsync_2F(\w+)\]\nalice =", stored) == ["office"]


def test_an_empty_secret_stays_in_the_file(peers: Path, tmp_path: Path) -> None:
    """No keyring tells an empty entry from none."""
    (peers / "office").write_text('noauth\npassword ""\n')
    assert run(*FREE, cwd=tmp_path, env=ring(tmp_path, **PLAIN)).status == 0
    assert peer(tmp_path / "vpns.toml")["password"] == {"existing": True}
    (peers / "office").write_bytes(b"noauth\npassword \xff\n")
    latin = run(*FREE, "--output", "latin.toml", cwd=tmp_path, env=ring(tmp_path, **PLAIN))
    assert (latin.status, peer(tmp_path / "latin.toml")["password"]) == (0, {"existing": True})


def test_both_secrets_of_a_macs_peer_go_there(peers: Path, tmp_path: Path) -> None:
    """The shared secret is filed under its own name, beside the user's password."""
    (peers / "office").write_text(
        'plugin L2TP.ppp\nnoauth\nremoteaddress a.example\nuser alice\npassword "open sesame"\n'
        'l2tpipsecsharedsecret "tulip"\n'
    )
    place = (*FREE, "--platform", "macos")
    assert run(*place, cwd=tmp_path, env=ring(tmp_path, **PLAIN)).status == 0
    table = peer(tmp_path / "vpns.toml")
    assert table["shared_secret"] == {"keychain": "vpnsync/office", "account": "l2tpipsecsharedsecret"}


@pytest.mark.parametrize(
    ("backend", "reason"),
    [
        ("keyring.backends.fail.Keyring", "there is no keyring on this machine"),
        ("tests.config.backends.Locked", "the keyring is locked"),
        ("tests.config.backends.NotStarted", "cannot be used"),
        ("tests.config.backends.Talkative", "cannot be used"),
        ("no.such.Backend", "cannot be used"),
        ("keyrings.alt.file.EncryptedKeyring", "cannot be used"),
    ],
)
def test_without_a_keyring_nothing_is_written(peers: Path, tmp_path: Path, backend: str, reason: str) -> None:
    """Missing, locked, broken, or asking for its password where nobody can type: told in a line."""
    del peers
    result = run(*FREE, cwd=tmp_path, env=ring(tmp_path, PYTHON_KEYRING_BACKEND=backend))
    assert (result.status, reason in result.err, result.out) == (1, True, "")
    assert "Traceback" not in result.err
    assert "sesame" not in result.err
    assert not (tmp_path / "vpns.toml").exists()


def test_an_encrypted_keyring_asks_for_its_own_password(peers: Path, tmp_path: Path) -> None:
    """On a terminal: a new one is made, opened again by the next command, and closed to a wrong password."""
    env = ring(tmp_path, **ENCRYPTED)
    first = Terminal(*FREE, cwd=tmp_path, env=env, start=LENIENT)
    first.wait_for("new keyring: ")
    first.type("ring-key\n")
    first.wait_for("confirm")
    first.type("ring-key\n")
    assert first.finish().status == 0
    (peers / "office").unlink()
    # The library asks a second time after a wrong password, and then gives up.
    for keys, status in ((["wrong\n", "wrong\n"], 1), (["ring-key\n"], 2)):
        arguments = ("plan", "--root", "root", "--detailed-exitcode")
        plan = Terminal(*arguments, cwd=tmp_path, env=env, start=LENIENT)
        for count, key in enumerate(keys, 1):
            plan.wait_for("\n".join(["Please enter password for encrypted keyring: "] * count))
            plan.type(key)
        ended = plan.finish()
        assert (ended.status, "sesame" in ended.out, "Traceback" in ended.out) == (status, False, False)
