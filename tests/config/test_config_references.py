"""Secret references: where a secret comes from, when it is opened, and what is said without it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.config.desk import write

if TYPE_CHECKING:
    from tests.config.desk import Cli

PEER = 'version = 1\n[peers.office]\nprotocol = "custom"\n'
FILE = Path("machine/etc/ppp/peers/office")


def argv(*words: str) -> str:
    """Return a command reference for these words."""
    return f"{{ command = {json.dumps(list(words))} }}"


def python(code: str) -> str:
    """Return a command reference that runs a piece of Python."""
    return argv(sys.executable, "-c", code)


def apply(cli: Cli, text: str, *arguments: str) -> tuple[int, str]:
    """Apply a description to an empty machine; return the status and what was said."""
    write(text)
    result = cli("apply", "--yes", "--root", "machine", *arguments)
    return result.status, result.err


def written(cli: Cli, reference: str) -> str:
    """Return the lines that a peer with this password becomes, without the header."""
    assert apply(cli, f"{PEER}password = {reference}\n") == (0, "Using vpns.toml\n")
    return FILE.read_text(encoding="utf-8").split("\n", 1)[1]


def test_an_environment_variable_is_a_source(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """CI has its secrets there."""
    monkeypatch.setenv("OFFICE_PASSWORD", "s3cr et")
    assert written(cli, '{ env = "OFFICE_PASSWORD" }') == 'password "s3cr et"\n'


@pytest.mark.parametrize("end", ["", "\\n", "\\r\\n", "\\nsecond line\\n"])
def test_the_first_line_of_a_programs_output_is_a_source(cli: Cli, end: str) -> None:
    """`pass show` prints the password first, and notes behind it."""
    assert written(cli, python(f"print('s3cr et', end='{end}')")) == 'password "s3cr et"\n'


def test_a_program_runs_without_a_shell(cli: Cli) -> None:
    """A description's word must stay one word, whatever stands in it."""
    wild = "$HOME `id` *; echo x >stolen"
    assert (
        written(cli, argv(sys.executable, "-c", "import sys; print(sys.argv[1])", wild))
        == f'password "{wild}"\n'
    )
    assert not Path("stolen").exists()


def test_a_file_is_found_beside_the_description(cli: Cli) -> None:
    """A dotfiles repo works from whatever directory vpnsync is called in."""
    Path("dotfiles").mkdir()
    Path("dotfiles/secret.txt").write_text("s3cr et\n", encoding="utf-8")
    Path("dotfiles/vpns.toml").write_text(f'{PEER}password = {{ file = "secret.txt" }}\n', encoding="utf-8")
    result = cli("apply", "--yes", "--root", "machine", "--config", "dotfiles/vpns.toml")
    assert result.status == 0
    assert FILE.read_text(encoding="utf-8").endswith('password "s3cr et"\n')


def test_a_file_of_the_home_directory_is_found(cli: Cli) -> None:
    """`~` is what people write."""
    home = Path("home")
    home.mkdir()
    (home / "secret.txt").write_text("s3cr et", encoding="utf-8")
    assert written(cli, '{ file = "~/secret.txt" }') == 'password "s3cr et"\n'


FAILING = [
    ('{ env = "NO_SUCH_VARIABLE" }', "NO_SUCH_VARIABLE", "not set"),
    ('{ file = "missing.txt" }', "missing.txt", "No such file"),
    ('{ file = "." }', "file", "irectory"),
    ('{ file = "empty.txt" }', "empty.txt", "empty"),
    ('{ command = ["no-such-program-here"] }', "no-such-program-here", "there is no program"),
    ('{ command = ["false"] }', "false", "status 1"),
    ('{ command = ["sh", "-c", "exit 7"] }', "sh", "status 7"),
    ('{ command = ["true"] }', "true", "empty"),
    ('{ command = ["echo"] }', "echo", "empty"),
    ('{ keychain = "office-vpn", account = "alice" }', "office-vpn", "keyring"),
    ("{ existing = true }", "existing", "no password"),
]


@pytest.mark.parametrize(("reference", "source", "reason"), FAILING)
def test_a_source_that_fails_is_named_with_the_peer_and_the_reason(
    cli: Cli, reference: str, source: str, reason: str
) -> None:
    """Exit 1, nothing written, and enough said to act on."""
    Path("empty.txt").touch()
    status, error = apply(cli, f"{PEER}password = {reference}\n")
    assert status == 1
    told = next(line for line in error.splitlines() if "peers.office.password" in line)
    assert source in told
    assert reason in error
    assert not FILE.exists()


def test_all_sources_that_fail_are_told_at_once_and_nothing_is_written(cli: Cli) -> None:
    """A half-applied description is worse than none."""
    text = "version = 1\n"
    for place, (reference, _, _) in enumerate(FAILING):
        text += f'[peers.p{place}]\nprotocol = "custom"\npassword = {reference}\n'
    Path("empty.txt").touch()
    status, error = apply(cli, f'{text}[peers.good]\nprotocol = "custom"\n')
    assert status == 1
    assert all(f"peers.p{place}.password" in error for place in range(len(FAILING)))
    assert not list(Path("machine").rglob("good"))


@pytest.mark.parametrize("reference", ['{ file = "pipe" }', '{ command = ["sleep", "20"] }'])
def test_a_source_that_never_answers_is_given_up(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, reference: str
) -> None:
    """Else an apply out of cron would wait for ever."""
    monkeypatch.setattr("vpnsync.config.secrets.TIME_LIMIT", 0.2)
    os.mkfifo("pipe")
    status, error = apply(cli, f"{PEER}password = {reference}\n")
    assert (status, "peers.office.password" in error, "gave no answer within" in error) == (1, True, True)


def test_a_pipe_is_read_as_a_file(cli: Cli) -> None:
    """`<(pass show office)` is one; whoever writes may come later, and in pieces."""
    os.mkfifo("pipe")
    writer = subprocess.Popen(["/bin/sh", "-c", "exec > pipe; sleep 0.2; printf s3c; sleep 0.2; echo 'r et'"])
    assert written(cli, '{ file = "pipe" }') == 'password "s3cr et"\n'
    assert writer.wait() == 0


def test_what_a_secret_cannot_be_is_told_without_it(cli: Cli) -> None:
    """256 bytes: pppd would cut it, and a message must not show it."""
    status, error = apply(cli, f"{PEER}password = {python('print(chr(113) * 256)')}\n")
    assert status == 1
    assert "peers.office.password" in error
    assert "256" in error
    assert "qq" not in error


@pytest.mark.parametrize("command", ["plan", "apply", "validate"])
def test_each_source_is_opened_once(cli: Cli, command: str) -> None:
    """A key that must be touched, or a PIN that must be typed, is a matter of once."""
    reference = python("open('opened', 'a').write('x'); print('s3cret')")
    text = "version = 1\n"
    for name in ("a", "b", "c"):
        text += f'[peers.{name}]\nprotocol = "custom"\npassword = {reference}\n'
    write(text)
    rest = {"plan": ["--root", "machine"], "apply": ["--yes", "--root", "machine"], "validate": []}[command]
    assert cli(command, *rest).status == 0
    assert Path("opened").read_text(encoding="utf-8") == "x"


@pytest.mark.parametrize(
    ("rows", "arguments"),
    [
        ("", ["show", "office"]),
        ("", ["plan", "--no-secrets", "--root", "machine"]),
        ("", ["validate", "--no-secrets"]),
        ("", ["plan", "home", "--root", "machine"]),
        ("", ["apply", "home", "--yes", "--root", "machine"]),
        ("", ["validate", "home"]),
        ("enabled = false", ["apply", "--yes", "--root", "machine"]),
        ('platforms = ["macos"]', ["apply", "--yes", "--root", "machine", "--platform", "linux"]),
        ('hosts = ["elsewhere"]', ["plan", "--root", "machine"]),
        ('secret_storage = "dial"', ["apply", "--yes", "--root", "machine"]),
        ("options = { password = false }", ["validate", "--no-secrets"]),
    ],
)
def test_a_secret_that_is_not_needed_is_not_opened(cli: Cli, rows: str, arguments: list[str]) -> None:
    """Nobody types a PIN for a peer of another machine."""
    reference = python("open('opened', 'a').write('x'); print('s3cret')")
    home = '[peers.home]\nprotocol = "custom"\n'
    where = "[defaults]" if "options" in rows else ""
    text = f"{PEER}{rows}\n" + (
        f"{where}\npassword = {reference}\n{home}" if where else f"password = {reference}\n{home}"
    )
    write(text)
    assert cli(*arguments).status == 0
    assert not Path("opened").exists()


def test_no_secret_is_opened_for_a_description_with_complaints(cli: Cli) -> None:
    """First what costs nothing."""
    reference = python("open('opened', 'a').write('x'); print('s3cret')")
    status, _ = apply(cli, f"{PEER}password = {reference}\nmtu = 5\n")
    assert status == 1
    assert not Path("opened").exists()


def test_validate_tells_a_secret_of_this_machine_that_cannot_be_read(cli: Cli) -> None:
    """Before the dial, not at it."""
    write(f'{PEER}password = {{ env = "NO_SUCH_VARIABLE" }}\n')
    result = cli("validate")
    assert result.status == 1
    assert "vpns.toml:4: peers.office.password: " in result.err
    assert "NO_SUCH_VARIABLE" in result.err


def test_existing_keeps_what_the_file_holds(cli: Cli) -> None:
    """A password that was typed into the file once need be nowhere else."""
    assert apply(cli, f'{PEER}password = "s3cr et"\n')[0] == 0
    assert apply(cli, f"{PEER}password = {{ existing = true }}\nmtu = 1400\n")[0] == 0
    body = FILE.read_text(encoding="utf-8").split("\n", 1)[1]
    assert body.splitlines() == ['password "s3cr et"', "mtu 1400"]


@pytest.mark.parametrize(
    "rows", ["password = { prompt = true }", 'secret_storage = "dial"\npassword = "abcdef"']
)
def test_a_secret_for_dial_time_is_not_written(cli: Cli, rows: str) -> None:
    """It can stay out of /etc altogether."""
    assert apply(cli, f"{PEER}{rows}\nmtu = 1400\n")[0] == 0
    assert FILE.read_text(encoding="utf-8").split("\n", 1)[1] == "mtu 1400\n"


def test_a_plain_text_secret_works_and_is_warned_about(cli: Cli) -> None:
    """Whoever begins with it is told the better way, and is not stopped; --strict stops."""
    write(f'{PEER}password = "abcdefgh"\n')
    result = cli("validate")
    assert result.status == 0
    assert "peers.office.password" in result.err
    assert cli("validate", "--strict").status == 1
    assert "abcdefgh" not in result.err + result.out + cli("validate", "--strict").err
