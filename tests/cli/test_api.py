"""`from vpnsync import load, plan, apply`: the same path as the command line, for programs."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING

import pytest

import vpnsync
from tests.cli.program import run
from vpnsync import Description, VpnsyncError, api, apply, load, plan
from vpnsync.errors import ConflictError, DescriptionError, RightsError, SecretError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Cli = Callable[..., Result]

OFFICE = """\
version = 1
[peers.office]
protocol = "custom"
password = { env = "OFFICE" }
autostart = true
[peers.mac]
protocol = "custom"
platforms = ["macos"]
"""


@pytest.fixture
def office(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Description:
    """Return a description that was read as a program would, in a bare environment."""
    del cli
    monkeypatch.setenv("OFFICE", "open sesame")
    (tmp_path / "vpns.toml").write_text(OFFICE)
    return load(root="root", platform="linux")


def test_it_does_what_the_command_line_does(cli: Cli, office: Description, tmp_path: Path) -> None:
    """Either can go on where the other has stopped."""
    assert (office.path.name, office.peers, office.skipped) == (
        "vpns.toml",
        ("office",),
        {"mac": "only for macOS"},
    )
    told = json.loads(cli("plan", "--json", "--root", "root", "--platform", "linux").out)["changes"]
    found = plan(office)
    assert [(change.action, str(change.path)) for change in found.changes] == [
        (change["action"], change["path"]) for change in told
    ]
    assert apply(office, enable=True).changes == found.changes
    assert cli("plan", "--detailed-exitcode", "--root", "root", "--platform", "linux").status == 0
    assert not plan(office)
    assert not apply(office)
    assert (tmp_path / "root/etc/systemd/system/multi-user.target.wants/vpnsync-office.service").is_symlink()


def test_it_says_nothing_and_shows_no_secret(office: Description, capfd: pytest.CaptureFixture[str]) -> None:
    """What a program prints is its own affair."""
    capfd.readouterr()
    shown = repr((office, plan(office), apply(office)))
    assert (capfd.readouterr(), "sesame" in shown) == (("", ""), False)


def test_what_the_command_line_would_refuse_is_raised(
    office: Description, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the same words, and before the first write."""
    (tmp_path / "root/etc/ppp/peers").mkdir(parents=True)
    (tmp_path / "root/etc/ppp/peers/office").write_text("mtu 1400\n")
    with pytest.raises(ConflictError, match="office: needs --adopt"):
        apply(office)
    with pytest.raises(ConflictError, match="nobody: neither described"):
        plan(office, "nobody")
    apply(office, "office", adopt=True)
    monkeypatch.delenv("OFFICE")
    with pytest.raises(SecretError, match="not set"):
        plan(office)
    assert not plan(office, secrets=False)
    (tmp_path / "vpns.toml").write_text("version = 2\n")
    with pytest.raises(DescriptionError, match="must be 1"):
        load()
    assert issubclass(DescriptionError, VpnsyncError)


def test_on_somebodys_behalf_root_reads_nothing(
    cli: Cli, needs_root: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command line would drop to the person; a program of root's cannot."""
    del cli, needs_root
    monkeypatch.setenv("SUDO_UID", "1")
    with pytest.raises(RightsError, match="on behalf of daemon"):
        load("vpns.toml")


def test_a_platform_that_there_is_not_is_an_error_too(office: Path) -> None:
    """A program may have it from a file of its own; a KeyError would say nothing."""
    del office
    with pytest.raises(VpnsyncError, match='"bsd" is none of macos, linux'):
        load("vpns.toml", platform="bsd")  # type: ignore[arg-type] # as from an untyped program
    with pytest.raises(VpnsyncError, match=r'"9" is none of 2\.4\.9, 2\.5'):
        load("vpns.toml", pppd="9")  # type: ignore[arg-type] # the same


def test_to_import_it_costs_nothing() -> None:
    """Until one of its names is asked for."""
    script = "import sys, vpnsync; print({'pydantic', 'typer', 'vpnsync.api'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = vpnsync.nonsense  # type: ignore[attr-defined] # that is the point


def test_the_example_runs(tmp_path: Path) -> None:
    """It is the first that a programmer copies."""
    (tmp_path / "vpns.toml").write_text(OFFICE)
    lines = str(api.__doc__).split("\n")
    example = textwrap.dedent("\n".join(line for line in lines if line.startswith("    ")))
    start = (sys.executable, "-c", example)
    done = run(cwd=tmp_path, start=start, env={"OFFICE": "open sesame"})
    assert done.out.startswith(f"create {tmp_path}/image/etc/ppp/peers/office not there yet\n"), done.err
    assert (done.err, (tmp_path / "image/etc/ppp/peers/office").exists()) == ("", True)
