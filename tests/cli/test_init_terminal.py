"""`init` at a terminal: a few questions, each answer checked at once."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.program import Terminal

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Result

KEYRING = {
    "PYTHON_KEYRING_BACKEND": "keyrings.alt.file.PlaintextKeyring",
    "PATH": "/nowhere",  # a machine that has `pass` is offered it
    "LOGNAME": "bob",
}
PPTP = ("--peer", "office", "--protocol", "pptp", "--server", "h", "--user", "bob")


def converse(folder: Path, *dialogue: tuple[str, str], options: tuple[str, ...] = ()) -> Result:
    """Answer each question once it is asked; return what was shown."""
    env = {**KEYRING, "HOME": str(folder / "home"), "XDG_DATA_HOME": str(folder / "keyring")}
    terminal = Terminal("init", *options, cwd=folder, env=env)
    for question, answer in dialogue:
        terminal.wait_for(question)
        terminal.shown = ""
        terminal.type(answer + "\n")
    return terminal.finish()


def office(folder: Path) -> dict[str, Any]:
    """Return the peer that was written."""
    found: dict[str, Any] = tomllib.loads((folder / "vpns.toml").read_text())["peers"]["office"]
    return found


def test_enter_takes_what_is_in_brackets(tmp_path: Path) -> None:
    """Only the server cannot be guessed."""
    done = converse(
        tmp_path,
        ("peer [office]: ", ""),
        ("Protocol [pptp]: ", ""),
        ("address: ", "vpn.example.com"),
        ("User [bob]: ", ""),
        ("password live [prompt]: ", ""),
    )
    assert (done.status, "Next:" in done.out) == (0, True)
    password = {"prompt": True}
    assert office(tmp_path) == {
        "protocol": "pptp",
        "server": "vpn.example.com",
        "user": "bob",
        "password": password,
    }


def test_a_wrong_answer_is_asked_again(tmp_path: Path) -> None:
    """The reason stands below it, and the answers before it are kept."""
    done = converse(
        tmp_path,
        ("[office]: ", "../x"),
        ("1 to 64", "office"),
        ("[pptp]: ", "ipsec"),
        ("one of: pptp", "9"),
        ("from 1 to 6", "1"),
        ("address: ", ""),
        ("is required", "a b"),
        ("must be a host name", "198.51.100.9"),
        ("User", "bob"),
        ("[prompt]: ", "command"),
        ("Command", "op 'x"),
        ("no command", "2"),
        ("Command", "op read x"),
    )
    assert done.status == 0
    assert office(tmp_path)["password"] == {"command": ["op", "read", "x"]}


def test_a_secret_for_the_keyring_is_asked_without_echo_and_kept_there_alone(tmp_path: Path) -> None:
    """It is the only secret that init ever asks for."""
    done = converse(
        tmp_path,
        ("[prompt]: ", "keychain"),
        ("not shown", "open sesame"),
        options=PPTP,
    )
    assert (done.status, "open sesame" in done.out, "keyring set" in done.out) == (0, False, False)
    assert office(tmp_path)["password"] == {"keychain": "vpnsync/office"}
    assert "open sesame" not in (tmp_path / "vpns.toml").read_text()
    env = {**KEYRING, "XDG_DATA_HOME": str(tmp_path / "keyring")}
    assert Terminal("validate", cwd=tmp_path, env=env).finish().status == 0


def test_a_secret_may_come_later(tmp_path: Path) -> None:
    """Who has it not at hand is told the command."""
    done = converse(
        tmp_path,
        ("not shown", ""),
        options=(*PPTP, "--password-from", "keychain"),
    )
    assert (done.status, "keyring set vpnsync/office bob" in done.out) == (0, True)


def test_options_are_not_asked_for(tmp_path: Path) -> None:
    """Nor is what a protocol does not have: a modem's SIM card needs no password."""
    options = ("--peer", "office", "--protocol", "serial", "--device", "/dev/ttyUSB0")
    done = converse(tmp_path, ("User: ", ""), ("live [none]: ", ""), options=options)
    assert done.status == 0
    assert office(tmp_path) == {"protocol": "serial", "device": "/dev/ttyUSB0"}


def test_a_wrong_option_is_told_before_any_question(tmp_path: Path) -> None:
    """Nobody answers five questions in vain."""
    done = converse(tmp_path, options=("--server", "a b"))
    assert (done.status, "[office]" in done.out, "--server" in done.out) == (1, False, True)


def test_a_file_that_is_there_is_told_before_any_question(tmp_path: Path) -> None:
    """The same."""
    (tmp_path / "vpns.toml").write_text("mine")
    done = converse(tmp_path)
    assert (done.status, "[office]" in done.out, (tmp_path / "vpns.toml").read_text()) == (1, False, "mine")


def test_a_file_that_appears_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    """The questions may stay open over lunch."""
    terminal = Terminal("init", *PPTP, cwd=tmp_path, env=KEYRING)
    terminal.wait_for("[prompt]: ")
    (tmp_path / "vpns.toml").write_text("mine")
    terminal.type("prompt\n")
    done = terminal.finish()
    assert (done.status, (tmp_path / "vpns.toml").read_text()) == (1, "mine")


@pytest.mark.parametrize(("keys", "status"), [("\x04", 1), ("\x03", 130)], ids=["Ctrl-D", "Ctrl-C"])
def test_who_leaves_early_leaves_nothing(tmp_path: Path, keys: str, status: int) -> None:
    """Half a description would be in the way of the next init."""
    terminal = Terminal("init", cwd=tmp_path, env=KEYRING)
    terminal.wait_for("[office]: ")
    terminal.type(keys)
    done = terminal.finish()
    assert (done.status, list(tmp_path.iterdir()), "Traceback" in done.out) == (status, [], False)
    assert "nothing was written [no-answer]" in done.out
