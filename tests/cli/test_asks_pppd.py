"""`validate --pppd`: the installed pppd is asked, by root's half, and no secret is given to it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.host import VPNSYNC
from tests.cli.peers import describe

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.host import Host
    from tests.conftest import Result

pytestmark = [pytest.mark.pppd, pytest.mark.usefixtures("pppd")]
PLUGIN = 'options = [["plugin", "/nowhere/evil.so"], ["connect", "touch ran"]]'


@pytest.mark.parametrize(
    "words", [("--pppd",), ("--pppd", "office"), ("office", "--pppd"), ("--pppd", "--strict")]
)
def test_without_a_version_the_installed_one_is_asked(
    cli: Callable[..., Result], tmp_path: Path, words: tuple[str, ...]
) -> None:
    """Wherever it stands among the words: a name behind it is a name."""
    describe(tmp_path, office="mtu = 1400")
    result = cli("validate", *words)
    assert (result.status, result.err) == (0, "Using vpns.toml\n")
    assert result.out == "vpns.toml: 1 peer, nothing wrong.\npppd accepts 1 of 1 peer.\n"


@pytest.mark.parametrize(
    ("words", "status"), [(("--pppd", "2.5"), 0), (("--pppd=2.4.9",), 0), (("--pppd", "2.6"), 64)]
)
def test_with_a_version_nobody_is_asked(
    cli: Callable[..., Result], tmp_path: Path, words: tuple[str, ...], status: int
) -> None:
    """As everywhere else: as if on a machine that has it."""
    describe(tmp_path, office="mtu = 1400")
    result = cli("validate", *words)
    assert (result.status, "accepts" in result.out) == (status, False)


def test_what_it_was_not_asked_about_is_told(cli: Callable[..., Result], tmp_path: Path) -> None:
    """A check that says nothing of what it left out is trusted too far."""
    describe(tmp_path, office=PLUGIN)
    result = cli("validate", "--pppd")
    told = "pppd was not asked about what it would act on while it reads:\n  office: plugin\n"
    assert (result.status, result.err) == (0, f"Using vpns.toml\n{told}")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["vpns.toml"]


def test_as_json_it_is_one_document(cli: Callable[..., Result], tmp_path: Path) -> None:
    """What validate says anyway, and what pppd said."""
    describe(tmp_path, office=PLUGIN, lab='password = "SESAME"')
    result = cli("validate", "--pppd", "--json")
    document = json.loads(result.out)
    assert (result.status, "SESAME" in result.out + result.err, document["complaints"]) == (0, False, [])
    assert document["pppd"] == {
        "path": "/usr/sbin/pppd",
        "peers": [
            {"name": "office", "accepted": True, "reason": None, "not_asked": ["plugin"]},
            {"name": "lab", "accepted": True, "reason": None, "not_asked": []},
        ],
    }


def test_what_is_wrong_anyway_is_told_without_asking(cli: Callable[..., Result], tmp_path: Path) -> None:
    """And the document is whole."""
    describe(tmp_path, office="mtu = 5")
    result = cli("validate", "--pppd", "--json")
    assert (result.status, "pppd" in json.loads(result.out)) == (1, False)


def test_another_platforms_files_are_not_asked_about(cli: Callable[..., Result], tmp_path: Path) -> None:
    """Linux's pppd knows nothing of Apple's options."""
    describe(tmp_path, office="mtu = 1400")
    result = cli("validate", "--pppd", "--platform", "macos")
    assert (result.status, "only Linux's own pppd can be asked" in result.err) == (1, True)


def test_no_secret_is_given_to_it(free: Host) -> None:
    """Root's half and pppd check a stand-in: a password has no say in whether a file is sound."""
    free.describe('password = { file = "secret" }\n')
    shown = free.terminal(*VPNSYNC, "validate", "--pppd").finish()
    assert shown.status == 0, shown.out
    assert "pppd accepts 1 of 1 peer." in shown.out
    asked = free.run("sudo", "-n", *VPNSYNC, "validate", "--pppd", "--no-secrets")
    assert (asked.status, "sesame" in asked.out + asked.err) == (0, False)


def test_what_it_refuses_is_an_error_with_its_reason(free: Host) -> None:
    """Here /etc/ppp/options forbids what the peer wants: no dictionary can know."""
    options = free.folder / "etc/ppp/options"
    before = options.read_text()
    free.describe("default_route = true\n")
    try:
        options.write_text(f"{before}\nnodefaultroute\n")
        result = free.run("sudo", "-n", *VPNSYNC, "validate", "--pppd")
        document = json.loads(free.run("sudo", "-n", *VPNSYNC, "validate", "--pppd", "--json").out)
    finally:
        options.write_text(before)
    assert result.status == 1
    assert "peers.office: " in result.err
    assert "defaultroute option is disabled" in result.err
    (peer,) = document["pppd"]["peers"]
    assert (peer["accepted"], "disabled" in peer["reason"]) == (False, True)


def test_without_root_and_a_terminal_the_exact_command_is_told(free: Host) -> None:
    """Only root may have pppd read a file as it would when dialing."""
    result = free.run(*VPNSYNC, "validate", "--pppd")
    assert (result.status, "/usr/sbin/pppd: cannot be asked without root" in result.err) == (1, True)
    assert "run: sudo " in result.err
    assert "validate --pppd" in result.err
