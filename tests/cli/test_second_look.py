"""What a second look at root's half and at hostile descriptions has found."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.sync.disk import Disk
from vpnsync.cli.person import behind
from vpnsync.config import secrets
from vpnsync.errors import RightsError, WriteError
from vpnsync.sync import carry_out

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

HEAD = "version = 1\n"
PEER = HEAD + '[peers.office]\nprotocol = "custom"\npty = "true"\n'


def test_rights_that_fail_at_the_very_end_put_everything_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without --root an EACCES is an error about rights, which is a failure like any other."""
    disk = Disk(tmp_path / "root")
    disk.apply(office="mtu 1400\n")

    def refused(*_: object) -> None:
        raise RightsError("generations", "cannot be read without root")

    monkeypatch.setattr(carry_out, "finish", refused)
    with pytest.raises(WriteError, match="put back as before: office"):
        disk.apply(office="mtu 1222\n")
    assert b"mtu 1400" in (disk.peers / "office").read_bytes()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_polite_signal_puts_back_what_was_begun(tmp_path: Path, number: signal.Signals) -> None:
    """A logout or a shutdown must leave one description, whole."""
    many = "".join(f'[peers.p{i}]\nprotocol = "custom"\nmtu = 1400\n' for i in range(300))
    (tmp_path / "vpns.toml").write_text(HEAD + many)
    command = [sys.executable, "-m", "vpnsync", "apply", "--root", "root", "--yes"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "vpns.toml").write_text(HEAD + many.replace("1400", "1300"))
    peers = tmp_path / "root/etc/ppp/peers"
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as apply:
        while apply.poll() is None and "mtu 1300" not in (peers / "p0").read_text():
            time.sleep(0.002)
        apply.send_signal(number)
        said = apply.communicate()[1]
    mtus = {path.read_text().split("mtu ")[1][:4] for path in peers.iterdir()}
    assert len(mtus) == 1, (apply.returncode, said)
    assert "Traceback" not in said


def test_two_persons_behind_root_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Doas may keep what the caller has set: SUDO_UID=0 must not make root the person."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(RightsError, match="DOAS_USER"):
        behind({"SUDO_UID": "0", "DOAS_USER": "nobody"})


def test_git_gets_no_variable_that_may_be_a_secret(
    cli: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked about a file, and needs nothing of a peer's."""
    (tmp_path / "bin").mkdir()
    git = tmp_path / "bin/git"
    git.write_text(f"#!/bin/sh\nenv > {tmp_path}/seen\nexit 1\n")
    git.chmod(0o755)
    monkeypatch.setenv("PATH", f"{git.parent}:/usr/bin:/bin")
    monkeypatch.setenv("OFFICE_PW", "open sesame")
    other = '[peers.lab]\nprotocol = "custom"\npassword = { env = "OFFICE_PW" }\n'
    (tmp_path / "vpns.toml").write_text(f'{PEER}password = "plain"\n{other}')
    assert cli("validate").status == 0
    assert "sesame" not in (tmp_path / "seen").read_text()


def test_a_command_that_never_stops_talking_costs_a_line(cli: Callable[..., Result], tmp_path: Path) -> None:
    """`yes` would fill all memory in the minute that it is given."""
    (tmp_path / "vpns.toml").write_text(PEER + 'password = { command = ["yes", "sesame"] }\n')
    assert cli("apply", "--root", "root", "--yes").status == 0
    assert '"sesame"' in (tmp_path / "root/etc/ppp/peers/office").read_text()
    (tmp_path / "vpns.toml").write_text(PEER + 'password = { command = ["sh", "-c", "sleep 30 & echo x"] }\n')
    started = time.monotonic()
    assert cli("apply", "--root", "root", "--yes").status == 0
    assert time.monotonic() - started < secrets.TIME_LIMIT / 3


@pytest.mark.parametrize(
    "text",
    [f"{PEER}mtu = {'9' * 5000}\n", f"{PEER}[peers.office.options]\n{'.'.join('a' * 3000)} = 1\n"],
    ids=["number", "key"],
)
def test_what_python_itself_cannot_hold_is_no_traceback(
    cli: Callable[..., Result], tmp_path: Path, text: str
) -> None:
    """Limits of the language are limits of the description."""
    (tmp_path / "vpns.toml").write_text(text)
    result = cli("validate")
    assert (result.status, "Traceback" in result.err, len(result.err) < 1000) == (1, False, True)


@pytest.mark.parametrize(
    "line",
    [
        '[peers.office.options]\n"password hunter2SECRET" = true',
        "[peers.office.options]\npassword.hunter2SECRET = true",
        "password = { file = 1, hunter2SECRET = 2 }",
        "password = { hunter2SECRET = 2 }",
    ],
)
def test_a_secret_in_the_place_of_a_key_is_not_told(
    cli: Callable[..., Result], tmp_path: Path, line: str
) -> None:
    """Whoever forgets a `=` has written it there."""
    (tmp_path / "vpns.toml").write_text(f"{PEER}{line}\n")
    for more in ((), ("--json",)):
        result = cli("validate", *more)
        assert result.status == 1
        assert "hunter2" not in result.out + result.err
