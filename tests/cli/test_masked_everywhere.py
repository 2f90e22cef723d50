"""Secrets in places that no option table calls secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

DESCRIBED = {
    "a vendor's word": 'options = [["plugin", "vendor.so"], ["passcode", "SESAME"]]',
    "a variable": 'options = [["set", "VPN_PASSWORD=SESAME"]]',
    "a quoted argument": """pty = 'dial --password "SESAME x" h'""",
    "an escaped blank": r"""pty = 'dial --password x\ SESAME h'""",
    "a variable of a command": 'pty = "env PASSWORD=SESAME dial h"',
    "a chat script": """options = { connect = "chat -v ogin: al assword: SESAME" }""",
}
ON_DISK = [
    'password"SESAME"\n',
    'password "x" SESAME\n',
    'connect "chat -v ogin: al assword: SESAME"\n',
    "passphrase SESAME\n",
]


@pytest.mark.parametrize("row", DESCRIBED.values(), ids=DESCRIBED)
@pytest.mark.parametrize(
    "command", [("show", "office"), ("plan", "--root", "r"), ("plan", "--root", "r", "--json")]
)
def test_a_secret_in_a_place_of_its_own_is_hidden(
    cli: Callable[..., Result], tmp_path: Path, row: str, command: tuple[str, ...]
) -> None:
    """People keep passwords where their tools want them."""
    (tmp_path / "vpns.toml").write_text(f'version = 1\n[peers.office]\nprotocol = "custom"\n{row}\n')
    result = cli(*command)
    assert (result.status, "SESAME" in result.out + result.err, "(hidden)" in result.out) == (0, False, True)


@pytest.mark.parametrize("text", ON_DISK)
def test_a_secret_in_somebody_elses_file_is_hidden(
    cli: Callable[..., Result], tmp_path: Path, text: str
) -> None:
    """The first plan shows files that people wrote in a hurry."""
    (tmp_path / "vpns.toml").write_text('version = 1\n[peers.office]\nprotocol = "custom"\nmtu = 1400\n')
    peers = tmp_path / "r" / "etc" / "ppp" / "peers"
    peers.mkdir(parents=True)
    (peers / "office").write_text(text)
    told = [cli("plan", "--root", "r"), cli("plan", "--root", "r", "--json")]
    assert [(result.status, "SESAME" in result.out + result.err) for result in told] == [(0, False)] * 2


def test_a_reference_is_for_what_pppd_calls_secret(
    cli: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No list of masked words knows a vendor's: its secret would be shown in every plan."""
    monkeypatch.setenv("K", "SESAME")
    options = '[["plugin", "v.so"], ["vendor-code", { env = "K" }]]'
    (tmp_path / "vpns.toml").write_text(
        f'version = 1\n[peers.office]\nprotocol = "custom"\noptions = {options}\n'
    )
    result = cli("plan", "--root", "r")
    assert (result.status, "takes no secret reference" in result.err, "SESAME" in result.out) == (
        1,
        True,
        False,
    )


def test_plain_text_in_a_file_that_git_tracks_is_an_error(cli: Callable[..., Result], tmp_path: Path) -> None:
    """Once pushed, it is everybody's."""
    import subprocess  # noqa: PLC0415 - this test alone

    (tmp_path / "vpns.toml").write_text(
        'version = 1\n[peers.office]\nprotocol = "custom"\npassword = "SESAME"\n'
    )
    assert cli("validate").status == 0
    for command in (["git", "init", "-q"], ["git", "add", "vpns.toml"]):
        subprocess.run(command, cwd=tmp_path, check=True)
    result = cli("validate")
    assert (result.status, "git tracks this file" in result.err, "SESAME" in result.err) == (1, True, False)
