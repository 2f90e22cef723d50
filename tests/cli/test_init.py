"""`init`: a first vpns.toml."""

from __future__ import annotations

import json
import stat
import tomllib
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vpnsync.cli.starter import PROTOCOLS, WHERE, Starter

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Cli = Callable[..., Result]

PPTP = ("--peer", "office", "--protocol", "pptp", "--server", "vpn.example.com")
ENDS = {"server": "vpn.example.com", "interface": "eth1", "device": "/dev/ttyUSB0", "pty": "ssh -t h pppd"}


def written(folder: Path) -> dict[str, Any]:
    """Return the description that is there."""
    return tomllib.loads((folder / "vpns.toml").read_text())


def test_what_init_writes_is_sound(cli: Cli, tmp_path: Path) -> None:
    """A first file with a complaint would be a bad start."""
    assert cli("init").status == 0
    assert (cli("validate").status, cli("validate", "--strict").status) == (0, 0)
    assert cli("plan", "--root", "root", "--detailed-exitcode").status == 0
    assert stat.S_IMODE((tmp_path / "vpns.toml").stat().st_mode) & 0o077 == 0


def test_the_example_of_init_is_sound_once_enabled(cli: Cli, tmp_path: Path) -> None:
    """Following its own remark must lead to a peer."""
    cli("init")
    path = tmp_path / "vpns.toml"
    path.write_text("".join(x for x in path.read_text().splitlines(keepends=True) if "enabled" not in x))
    assert cli("validate", "--no-secrets").status == 0
    assert "create" in cli("plan", "--root", "root", "--no-secrets").out


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_each_protocol_has_a_starter_that_validates(cli: Cli, tmp_path: Path, protocol: str) -> None:
    """With its comments taken away, too: they are what one wants next."""
    end = WHERE[protocol]
    result = cli("init", "--peer", "office", "--protocol", protocol, f"--{end}", ENDS[end], "--user", "bob")
    assert result.status == 0, result.err
    assert cli("validate", "--no-secrets").status == 0
    head, table = (tmp_path / "vpns.toml").read_text().split("[peers.office]")
    (tmp_path / "vpns.toml").write_text(f"{head}[peers.office]{table.replace('# ', '')}")
    assert cli("validate", "--no-secrets").status == 0


@pytest.mark.parametrize(
    ("place", "reference"),
    [
        ("keychain", {"keychain": "vpnsync/office"}),
        ("keychain:corp", {"keychain": "corp"}),
        ("command:op read 'op://vpn/my office'", {"command": ["op", "read", "op://vpn/my office"]}),
        ("file:~/a:b", {"file": "~/a:b"}),
        ("env", {"env": "OFFICE_PASSWORD"}),
        ("env:PW", {"env": "PW"}),
        ("prompt", {"prompt": True}),
        ("existing", {"existing": True}),
        ("none", None),
    ],
)
def test_where_the_password_lives_is_one_option(
    cli: Cli, tmp_path: Path, place: str, reference: object
) -> None:
    """It becomes a reference; the password itself is never on a command line."""
    assert cli("init", *PPTP, "--user", "bob", "--password-from", place).status == 0
    assert written(tmp_path)["peers"]["office"].get("password") == reference
    assert cli("validate", "--no-secrets", "--strict").status == 0


def test_both_secrets_of_l2tp_have_their_place(cli: Cli, tmp_path: Path) -> None:
    """Under one service in the keyring, the account tells them apart; so does the variable's name."""
    where = ("init", "--peer", "9x", "--protocol", "l2tp", "--server", "h", "--user", "bob")
    assert cli(*where, "--password-from", "keychain", "--shared-secret-from", "keychain").status == 0
    peer = written(tmp_path)["peers"]["9x"]
    assert peer["shared_secret"] == {"keychain": "vpnsync/9x", "account": "shared_secret"}
    (tmp_path / "vpns.toml").unlink()
    assert cli(*where, "--password-from", "env", "--shared-secret-from", "env").status == 0
    assert written(tmp_path)["peers"]["9x"]["shared_secret"] == {"env": "_9X_SHARED_SECRET"}


@pytest.mark.parametrize(
    ("options", "complaints"),
    [
        (("--server", "h"), ("--peer", "--protocol")),
        (("--peer", "x", "--protocol", "pptp"), ("--server",)),
        (("--peer", "x", "--protocol", "serial", "--device", "ttyUSB0"), ("--device",)),
        (("--peer", "-x", "--protocol", "pptp", "--server", "a b"), ("--peer", "--server")),
        (("--peer", "x", "--protocol", "pppoe", "--server", "h"), ("--server",)),
        ((*PPTP, "--password-from", "vault:x", "--shared-secret-from", "x"), ("--password", "--shared")),
        ((*PPTP, "--password-from", "command:op 'x"), ("--password-from",)),
        ((*PPTP, "--password-from", "env:A B"), ("--password-from",)),
        ((*PPTP, "--shared-secret-from", "prompt"), ("--shared-secret-from",)),
        ((*PPTP, "--user", "x" * 300), ("--user",)),
        ((*PPTP, "--password-from", "keychain"), ("--password-from",)),
    ],
)
def test_wrong_options_are_all_named_and_nothing_is_written(
    cli: Cli, tmp_path: Path, options: tuple[str, ...], complaints: tuple[str, ...]
) -> None:
    """By the options' own names: there is no file yet whose lines could be told."""
    result = cli("init", *options)
    assert (result.status, result.out, list(tmp_path.iterdir())) == (1, "", [])
    lines = result.err.splitlines()[1:]
    assert [option in line for option, line in zip(complaints, lines, strict=True)] == [True] * len(lines)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(user=st.text(min_size=1), service=st.text(min_size=1))
def test_any_text_arrives_as_it_was_given(user: str, service: str) -> None:
    """Quotes, backslashes and line ends of a user's name are no TOML."""
    starter = Starter("office", {"protocol": "custom", "user": user, "password": {"keychain": service}})
    found = tomllib.loads(starter.text())["peers"]["office"]
    assert (found["user"], found["password"]) == (user, {"keychain": service})


def test_the_schema_is_beside_it_and_named_in_its_first_line(cli: Cli, tmp_path: Path) -> None:
    """So that an editor finds it without being told, also where there is no network."""
    cli("init", *PPTP)
    assert (tmp_path / "vpns.toml").read_text().startswith("#:schema ./vpns.schema.json\n")
    text = (tmp_path / "vpns.schema.json").read_text()
    assert cli("schema").out == text
    jsonschema.Draft7Validator(json.loads(text)).validate(written(tmp_path))


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.write_text("{}"),
        lambda path: path.write_bytes(b"\xff"),
        lambda path: path.mkdir(),
        lambda path: path.symlink_to("else"),
    ],
    ids=["file", "no text", "directory", "link"],
)
def test_a_schema_that_is_there_is_left_alone(
    cli: Cli, tmp_path: Path, make: Callable[[Path], object]
) -> None:
    """It may be a newer one, or somebody's own; the description is written all the same."""
    path = tmp_path / "vpns.schema.json"
    make(path)
    before = (path.lstat().st_ino, path.lstat().st_mtime_ns)
    result = cli("init")
    assert (path.lstat().st_ino, path.lstat().st_mtime_ns) == before
    assert (result.status, (tmp_path / "else").exists()) == (0, False)
    assert "vpnsync schema" in result.err
    assert (tmp_path / "vpns.toml").exists()


def test_a_schema_that_is_current_is_no_news(cli: Cli, tmp_path: Path) -> None:
    """A second description in one folder."""
    cli("init")
    result = cli("init", "--config", "other.toml")
    assert (result.status, "schema" in result.err, "schema" in result.out) == (0, False, False)
    assert (tmp_path / "other.toml").exists()


KINDS: dict[str, Callable[[Path], object]] = {
    "file": lambda path: path.write_text("mine"),
    "directory": lambda path: path.mkdir(),
    "link": lambda path: path.symlink_to("else"),
}


@pytest.mark.parametrize("make", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("options", [(), PPTP], ids=["example", "options"])
def test_init_overwrites_nothing(
    cli: Cli, tmp_path: Path, make: Callable[[Path], object], options: tuple[str, ...]
) -> None:
    """It may be the only description there is."""
    path = tmp_path / "vpns.toml"
    make(path)
    before = path.lstat()
    result = cli("init", *options)
    assert (result.status, result.out) == (1, "")
    assert "vpns.toml" in result.err
    assert path.lstat() == before
    assert not (tmp_path / "else").exists()
    assert not (tmp_path / "vpns.schema.json").exists()


def test_init_writes_where_it_is_told(cli: Cli, tmp_path: Path) -> None:
    """A dotfiles repo is seldom the current folder; the next commands must find it there."""
    (tmp_path / "dotfiles").mkdir()
    result = cli("init", "--config", "dotfiles/vpns.toml")
    assert (result.status, "dotfiles/vpns.toml" in result.out) == (0, True)
    assert (tmp_path / "dotfiles/vpns.toml").exists()
    assert not (tmp_path / "vpns.toml").exists()
    assert "vpnsync validate --config dotfiles/vpns.toml" in result.err


def test_init_into_nowhere_says_so(cli: Cli) -> None:
    """A typo in the path."""
    result = cli("init", "--config", "nowhere/vpns.toml")
    assert (result.status, "nowhere/vpns.toml" in result.err) == (1, True)
    assert "No such file" in result.err
    assert "mkdir -p nowhere\n" in result.err


@pytest.mark.parametrize(
    ("place", "step"),
    [
        ("command:pass show vpn/office", "pass insert vpn/office"),
        ("keychain", "keyring set vpnsync/office bob"),
        ("file:pw", "edit pw"),
        ("env", "export OFFICE_PASSWORD="),
        ("system-keychain", "Keychain Access"),
    ],
)
def test_the_next_steps_begin_with_the_password(cli: Cli, place: str, step: str) -> None:
    """A description whose secret is nowhere yet does not validate: the way there is told."""
    err = cli("init", *PPTP, "--user", "bob", "--password-from", place).err
    assert 0 < err.index("Next:") < err.index(step) < err.index("vpnsync validate")


def test_what_this_machine_cannot_dial_is_no_next_step(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """L2TP is macOS's: on Linux there is nothing to apply."""
    monkeypatch.setattr("sys.platform", "linux")
    err = cli("init", "--peer", "home", "--protocol", "l2tp", "--server", "h").err
    assert ("vpnsync validate" in err, "vpnsync apply" in err) == (True, False)


def test_the_folder_in_which_it_is_looked_for_is_made(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has ~/.config/vpnsync before there is a description."""
    words = ("--peer", "office", "--protocol", "custom")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "own"))
    assert cli("init", *words, "--config", str(tmp_path / "own/vpnsync/vpns.toml")).status == 0
    assert cli("validate").status == 0
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "file"))
    done = cli("init", *words, "--config", str(tmp_path / "file/vpnsync/vpns.toml"))
    assert (done.status, "cannot be written: Not a directory [write-failed]" in done.err) == (1, True)
