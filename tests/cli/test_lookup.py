"""Which description is used: the one named, the environment's, the folder's, the person's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.peers import describe
from tests.cli.program import PROGRAM, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result


@pytest.fixture
def places(cli: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """Put a description with a peer of its own in each place where one is looked for."""
    del cli
    places = {
        "given": tmp_path / "given",
        "environment": tmp_path / "environment",
        "folder": tmp_path,
        "xdg": tmp_path / "xdg/vpnsync",
        "home": tmp_path / "home/.config/vpnsync",
    }
    for name, folder in places.items():
        folder.mkdir(parents=True, exist_ok=True)
        describe(folder, **{name: "mtu = 1400"})
    monkeypatch.setenv("VPNSYNC_CONFIG", str(tmp_path / "environment/vpns.toml"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    return {name: folder / "vpns.toml" for name, folder in places.items()}


def used(result: Result) -> str:
    """Return the one peer that a plan speaks of: the name of the place that was used."""
    assert result.status == 0, result.err
    (name,) = [line.split()[1] for line in result.out.splitlines() if "  create: " in line]
    return name


def test_the_description_is_looked_for_in_this_order(
    cli: Callable[..., Result], places: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The nearer to the hand, the sooner it counts."""
    given = str(places["given"])
    for options in (("-c", given), ("--config", given), (f"--config={given}",)):
        assert used(cli("plan", "--root", "root", *options)) == "given"
    assert used(cli("plan", "--root", "root")) == "environment"
    monkeypatch.delenv("VPNSYNC_CONFIG")
    assert used(cli("plan", "--root", "root")) == "folder"
    places["folder"].unlink()
    assert used(cli("plan", "--root", "root")) == "xdg"
    monkeypatch.delenv("XDG_CONFIG_HOME")
    assert used(cli("plan", "--root", "root")) == "home"
    places["home"].unlink()
    nothing = cli("plan", "--root", "root")
    assert nothing.status == 1
    assert "vpns.toml" in nothing.err
    assert "init" in nothing.err


@pytest.mark.parametrize("command", ["plan", "apply", "show", "validate", "release"])
def test_the_file_used_is_named(cli: Callable[..., Result], places: dict[str, Path], command: str) -> None:
    """Else one edits one file and wonders about the other."""
    options = {"plan": ("--root", "r"), "apply": ("--root", "r", "--yes"), "show": ("environment",)}
    options["release"] = ("environment", "--root", "r")
    if command == "release":
        cli("apply", "--root", "r", "--yes")
    result = cli(command, *options.get(command, ()))
    assert (result.status, str(places["environment"]) in result.err) == (0, True)


def test_an_environment_that_names_no_file_is_not_passed_over(
    cli: Callable[..., Result], places: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another description than the one meant would delete its peers."""
    del places
    monkeypatch.setenv("VPNSYNC_CONFIG", "missing.toml")
    result = cli("plan", "--root", "root")
    assert (result.status, "missing.toml" in result.err) == (1, True)


def test_a_relative_xdg_folder_is_ignored(
    cli: Callable[..., Result], places: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The specification says so: it would depend on the current folder."""
    monkeypatch.delenv("VPNSYNC_CONFIG")
    monkeypatch.setenv("XDG_CONFIG_HOME", "xdg")
    places["folder"].unlink()
    assert used(cli("plan", "--root", "root")) == "home"


def test_the_root_can_come_from_the_environment(
    cli: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Image builders set it once."""
    describe(tmp_path, office="mtu = 1400")
    monkeypatch.setenv("VPNSYNC_ROOT", str(tmp_path / "image"))
    assert cli("apply", "--yes").status == 0
    assert (tmp_path / "image/etc/ppp/peers/office").exists()


def test_a_relative_secret_file_starts_at_the_description(
    cli: Callable[..., Result], places: dict[str, Path], tmp_path: Path
) -> None:
    """A dotfiles repo is applied from anywhere."""
    describe(places["given"].parent, given='password = { file = "secret" }')
    (places["given"].parent / "secret").write_text("open sesame\n")
    assert cli("apply", "--yes", "--root", "root", "-c", places["given"]).status == 0
    assert 'password "open sesame"' in (tmp_path / "root/etc/ppp/peers/given").read_text()


def test_a_dash_is_standard_input(tmp_path: Path) -> None:
    """For a description that another program writes; a path in it is one from the folder one stands in."""
    describe(tmp_path, office='password = { file = "secret" }')
    (tmp_path / "secret").write_text("open sesame\n")
    (tmp_path / "vpns.toml").rename(tmp_path / "other")
    piped = ("sh", "-c", 'cat other | "$@"', "sh", *PROGRAM)
    result = run("apply", "--yes", "--root", "root", "--config", "-", cwd=tmp_path, start=piped)
    assert (result.status, "Using /dev/stdin\n" in result.err) == (0, True)
    assert "open sesame" in (tmp_path / "root/etc/ppp/peers/office").read_text()


def test_a_dash_is_no_place_to_write_to(cli: Callable[..., Result], tmp_path: Path) -> None:
    """A file of that name would be a nuisance, and results are no description."""
    result = cli("import", "--root", "root", "--output", "-")
    assert (result.status, "--output -: names no file" in result.err) == (1, True)
    assert not (tmp_path / "-").exists()


def test_a_relative_root_in_a_folder_that_is_gone_is_told(
    cli: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A shell stays in a folder that was deleted elsewhere."""
    path = describe(tmp_path, office="mtu = 1400")
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    for command in (("plan", "--config", path), ("history",), ("rollback",)):
        result = cli(*command, "--root", "root")
        assert (result.status, "root: cannot be the root" in result.err) == (1, True)
