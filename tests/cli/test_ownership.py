"""A description that others could change is refused before any of it is used for root."""

from __future__ import annotations

import os
import shlex
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.cli.fork import NOBODY, run_as_nobody
from tests.cli.host import VPNSYNC
from tests.cli.peers import describe

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.host import Host
    from tests.conftest import Result

pytestmark = pytest.mark.usefixtures("needs_root")


@pytest.fixture
def description(cli: Callable[..., Result], tmp_path: Path) -> Path:
    """Describe a peer in a folder of root's; its command would leave a trace."""
    del cli
    folder = tmp_path / "my dotfiles"
    folder.mkdir(mode=0o755)
    path = describe(folder, office='password = { command = ["touch", "opened"] }')
    path.chmod(0o644)
    return path


def refused(result: Result, path: Path) -> str:
    """Return why a description is refused, and that nothing of it was used."""
    assert (result.status, result.out) == (1, "")
    assert not (path.parent / "opened").exists()
    return "\n".join(line for line in result.err.splitlines() if line.startswith("  "))


@pytest.mark.parametrize("command", ["plan", "apply", "validate", "release"])
@pytest.mark.parametrize("mode", [0o666, 0o664, 0o620])
def test_what_others_may_write_is_refused(
    cli: Callable[..., Result], description: Path, command: str, mode: int
) -> None:
    """Whoever writes it is root, one apply later."""
    os.chown(description, 0, NOBODY)
    description.chmod(mode)
    names = ("office",) if command == "release" else ()
    reason = refused(cli(command, *names, "-c", description), description)
    assert f"{description}: " in reason
    subprocess.run(shlex.split("chmod" + reason.rpartition("chmod")[2]), check=True)
    assert "could change" not in cli("show", "office", "-c", description).err
    assert description.stat().st_mode & 0o022 == 0


@pytest.mark.parametrize("command", ["plan", "apply", "validate"])
def test_what_belongs_to_somebody_else_is_refused(
    cli: Callable[..., Result], description: Path, command: str
) -> None:
    """With the line that makes it one's own."""
    os.chown(description, NOBODY, -1)
    reason = refused(cli(command, "-c", description), description)
    assert f"belongs to nobody, who is not root: chown root '{description}'" in reason


def test_the_directories_above_count_as_well(cli: Callable[..., Result], description: Path) -> None:
    """Who may rename there puts another file in its place."""
    description.parent.chmod(0o777)
    assert f"{description.parent}: everybody may write it" in refused(
        cli("plan", "-c", description), description
    )
    description.parent.chmod(0o1777)  # like /tmp: only the owner of a file renames it
    assert "root takes no" not in cli("release", "nothing", "-c", description).err
    os.chown(description.parent, NOBODY, -1)
    assert f"{description.parent}: belongs to nobody" in refused(cli("plan", "-c", description), description)


def test_the_way_to_a_link_counts_as_well(
    cli: Callable[..., Result], description: Path, tmp_path: Path
) -> None:
    """A link that somebody else may turn round leads to somebody else's file."""
    odd = tmp_path / "odd"
    odd.mkdir()
    (odd / "middle").symlink_to(description)
    (tmp_path / "vpns.toml").symlink_to("odd/middle")
    assert "root takes no" not in cli("release", "nothing", "-c", tmp_path / "vpns.toml").err
    odd.chmod(0o777)
    assert f"{odd}: everybody may write it" in refused(cli("plan", "-c", tmp_path / "vpns.toml"), description)


def test_all_is_told_at_once(cli: Callable[..., Result], description: Path) -> None:
    """Not one chmod after the other."""
    os.chown(description, NOBODY, -1)
    description.chmod(0o666)
    description.parent.chmod(0o777)
    assert refused(cli("plan", "-c", description), description).count("\n") == 2


def test_a_group_of_ones_own_is_nobody_else(free: Host) -> None:
    """Debian gives each user such a group, and a umask that lets it write."""
    path = free.home("alice") / "vpns.toml"
    path.chmod(0o664)
    plan = ("sudo", "-n", *VPNSYNC, "plan", "-c", path)
    assert free.run(*plan).status == 0
    free.as_root("usermod", "-aG", "alice", "bob")
    result = free.run(*plan)
    free.as_root("gpasswd", "-d", "bob", "alice")
    assert (result.status, f"{path}: group alice may write it: chmod g-w" in result.err) == (1, True)


@pytest.mark.parametrize("start", [("sudo", "-n"), ()], ids=["by sudo", "alone"])
def test_a_description_of_a_third_person_is_refused(free: Host, start: tuple[str, ...]) -> None:
    """Neither root's nor Alice's, whoever may read it."""
    path = free.write("bob", "vpns.toml", "version = 1\n", 0o644)
    free.home("bob").chmod(0o755)
    result = free.run(*start, *VPNSYNC, "plan", "-c", path)
    assert (result.status, "belongs to bob, who is neither root nor alice" in result.err) == (1, True)
    assert free.run(*start, *VPNSYNC, "plan", "-c", path, "--root", free.home("alice") / "root").status == 0


def test_under_a_root_it_is_the_callers_affair(public: Path) -> None:
    """Containers and CI mount folders of whomsoever; nothing of the machine's is concerned."""
    path = describe(public, office="mtu = 1400")
    os.chown(path, 1, 1)
    path.chmod(0o666)
    assert run_as_nobody("apply", "--yes", "--root", "root", cwd=public).status == 0
