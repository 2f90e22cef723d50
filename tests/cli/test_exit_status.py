"""Exit statuses: what scripts go by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.peers import describe

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

NOTHING = "Nothing to do"


@pytest.mark.parametrize(
    ("options", "before", "after"),
    [((), 0, 0), (("--detailed-exitcode",), 2, 0), (("--detailed-exitcode", "--json"), 2, 0)],
)
@pytest.mark.usefixtures("office")
def test_plan_ends_with_2_only_when_asked_to(
    cli: Callable[..., Result], options: tuple[str, ...], before: int, after: int
) -> None:
    """Cron jobs and CI tell "in sync" from "changes pending" by it."""
    assert cli("plan", "--root", "root", *options).status == before
    assert cli("apply", "--root", "root", "--yes").status == 0
    assert cli("plan", "--root", "root", *options).status == after


@pytest.mark.usefixtures("office")
def test_detailed_exitcode_of_a_plan_that_fails_is_1(
    cli: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error must not be taken for "nothing to do" or "changes pending"."""
    monkeypatch.delenv("OFFICE_PASSWORD")
    assert cli("plan", "--root", "root", "--detailed-exitcode").status == 1


def test_an_apply_with_nothing_to_do_needs_no_yes(cli: Callable[..., Result], office: Path) -> None:
    """It runs from cron, where nobody answers."""
    assert cli("apply", "--root", "root", "--yes").status == 0
    written = (office / "office").read_bytes()
    again = cli("apply", "--root", "root")
    assert (again.status, (office / "office").read_bytes()) == (0, written)
    assert NOTHING in again.out


def test_a_description_without_peers_is_in_sync(cli: Callable[..., Result], tmp_path: Path) -> None:
    """The first commit of a dotfiles repo."""
    describe(tmp_path)
    for command in (("plan", "--detailed-exitcode"), ("apply",)):
        assert cli(*command, "--root", "root").status == 0
    assert not (tmp_path / "root").exists()


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("frobnicate",),
        ("plan", "--frobnicate"),
        ("plan", "--yes"),
        ("plan", "--platform", "windows"),
        ("plan", "--pppd", "1.0"),
        ("plan", "--config"),
        ("show",),
        ("show", "office", "lab"),
        ("release",),
        ("release", "office", "lab"),
        ("init", "office"),
        ("apply", "--prune", "--adopt", "--frobnicate"),
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_64(cli: Callable[..., Result], arguments: tuple[str, ...]) -> None:
    """A typo in a script is told apart from a failure of the machine."""
    result = cli(*arguments)
    assert (result.status, result.out) == (64, "")
    assert result.err
    assert "Traceback" not in result.err


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("command", ["plan", "apply", "show", "validate", "init", "release"])
def test_every_command_helps(cli: Callable[..., Result], command: str) -> None:
    """With a purpose and an example, on stdout so that it can be paged."""
    result = cli(command, "--help")
    assert (result.status, result.err) == (0, "")
    assert f"vpnsync {command}" in result.out


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    "arguments",
    [
        ("plan", "--root", "root", "offcie"),
        ("apply", "--root", "root", "--yes", "offcie"),
        ("apply", "--root", "root", "--yes", "office", "offcie"),
        ("plan", "--root", "root", "../office"),
        ("plan", "--root", "root", ""),
        ("validate", "offcie"),
        ("show", "offcie"),
        ("release", "--root", "root", "offcie"),
    ],
    ids=" ".join,
)
def test_a_name_that_nothing_has_is_an_error(
    cli: Callable[..., Result], tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """A typo must not look like success."""
    result = cli(*arguments)
    assert (result.status, result.out) == (1, "")
    assert arguments[-1] in result.err
    assert not (tmp_path / "root/etc").exists()


@pytest.mark.parametrize("command", ["plan", "apply"])
@pytest.mark.parametrize("typo", ["offcie", "OFFICE"])
def test_a_misspelt_name_is_told_with_the_one_that_was_meant(
    cli: Callable[..., Result], tmp_path: Path, command: str, typo: str
) -> None:
    """Only root's half knows every name, but the description's are known anyway."""
    describe(tmp_path, office="mtu = 1400", lab="mtu = 1400")
    result = cli(command, "--root", "root", "lab", typo)
    assert (result.status, result.out) == (1, "")
    assert f"{typo}: neither described nor" in result.err
    assert 'did you mean "office"?' in result.err
