"""Secrets at the command line: read only when needed, all before the first write, never shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.peers import describe
from tests.sync.disk import snapshot

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result


def test_a_secret_that_cannot_be_read_stops_everything(cli: Callable[..., Result], tmp_path: Path) -> None:
    """Half a set of peers is worse than the old one; peer, source and reason are named."""
    describe(
        tmp_path,
        first="mtu = 1400",
        office='password = { env = "NOT_SET" }',
        pin='password = { file = "no" }',
    )
    result = cli("apply", "--root", "root", "--yes")
    assert result.status == 1
    assert "peers.office.password" in result.err
    assert "NOT_SET" in result.err
    assert "peers.pin.password" in result.err
    assert "No such file" in result.err
    assert result.err.splitlines()[1].endswith("cannot read these secrets; nothing was written [no-secret]")
    assert not (tmp_path / "root").exists()


def test_a_plan_without_a_secret_points_to_one_that_needs_none(
    cli: Callable[..., Result], tmp_path: Path
) -> None:
    """A plan never writes, and so has nothing to reassure of; there is another that can be had."""
    describe(tmp_path, office='password = { env = "NOT_SET" }')
    result = cli("plan", "--root", "root")
    first, *_, last = result.err.splitlines()[1:]
    assert (result.status, first) == (1, "vpnsync: cannot read these secrets [no-secret]")
    assert last == "  `vpnsync plan --no-secrets` compares by presence, and opens none"
    assert cli("plan", "--root", "root", "--no-secrets").status == 0


@pytest.mark.parametrize("command", ["plan", "validate"])
def test_no_secrets_opens_no_store(cli: Callable[..., Result], tmp_path: Path, command: str) -> None:
    """A plan in CI has no access to the password store, and must not even knock."""
    describe(tmp_path, office='password = { command = ["touch", "knocked"] }')
    root = ("--root", "root") if command == "plan" else ()
    assert cli(command, "--no-secrets", *root).status == 0
    assert not (tmp_path / "knocked").exists()
    cli(command, *root)
    assert (tmp_path / "knocked").exists()


def test_show_opens_no_store(cli: Callable[..., Result], tmp_path: Path) -> None:
    """It hides them anyway."""
    describe(tmp_path, office='password = { command = ["touch", "knocked"] }')
    assert cli("show", "office").status == 0
    assert not (tmp_path / "knocked").exists()


def test_no_secrets_compares_by_presence_and_says_so(
    cli: Callable[..., Result], office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever reads "nothing to do" must know what was not looked at."""
    cli("apply", "--root", "root", "--yes")
    monkeypatch.setenv("OFFICE_PASSWORD", "another")
    blind = cli("plan", "--root", "root", "--no-secrets", "--detailed-exitcode")
    assert blind.status == 0
    assert "secrets" in blind.out + blind.err
    assert cli("plan", "--root", "root", "--detailed-exitcode").status == 2
    (office / "office").write_text((office / "office").read_text().replace('password "open sesame"\n', ""))
    assert cli("plan", "--root", "root", "--no-secrets", "--detailed-exitcode").status == 2


def test_peers_that_are_not_asked_for_need_no_secret(cli: Callable[..., Result], tmp_path: Path) -> None:
    """One locked store must not keep the others from being applied."""
    describe(tmp_path, lab="mtu = 1400", office='password = { env = "NOT_SET" }')
    assert cli("apply", "--root", "root", "--yes", "lab").status == 0
    assert sorted(snapshot(tmp_path / "root/etc/ppp/peers")) == ["lab"]


def test_existing_keeps_what_the_file_holds(cli: Callable[..., Result], tmp_path: Path) -> None:
    """How a hand-written password is taken over without being typed again."""
    peers = tmp_path / "root/etc/ppp/peers"
    peers.mkdir(parents=True)
    (peers / "office").write_text('password "open sesame"\nmtu 1200\n')
    describe(tmp_path, office="password = { existing = true }\nmtu = 1400")
    result = cli("apply", "--root", "root", "--yes", "--adopt")
    assert (result.status, "sesame" in result.out + result.err) == (0, False)
    assert b'password "open sesame"\n' in (peers / "office").read_bytes()
    assert cli("plan", "--root", "root", "--detailed-exitcode").status == 0


@pytest.mark.parametrize("command", ["plan", "apply", "show", "validate", "release"])
def test_no_command_shows_a_plain_text_secret(
    cli: Callable[..., Result], tmp_path: Path, command: str
) -> None:
    """Plain text in the description is warned about, not repeated."""
    describe(tmp_path, office='password = "open sesame"\n[peers.office.options]\nremotename = "x"')
    cli("apply", "--root", "root", "--yes")
    arguments = {"show": ("office",), "release": ("office", "--root", "root"), "validate": ()}
    result = cli(command, *arguments.get(command, ("--root", "root")))
    assert result.status == 0
    assert "sesame" not in result.out + result.err


def test_a_secret_in_the_value_of_pty_is_hidden_wherever_it_is_shown(
    cli: Callable[..., Result], tmp_path: Path
) -> None:
    """A dialer takes its password as an argument; plan and show speak of the same line."""
    describe(tmp_path, office='pty = "sstpc --password sesame vpn.example.net"')
    for command in (("plan", "--root", "root"), ("plan", "--json", "--root", "root"), ("show", "office")):
        result = cli(*command)
        assert (result.status, "sesame" in result.out) == (0, False), command
