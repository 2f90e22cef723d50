"""Import and rollback between two sets of rights: root reads or writes /etc/ppp, the person all else."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from tests.cli.host import VPNSYNC

if TYPE_CHECKING:
    from tests.cli.host import Host

OLD = 'pty "pptp vpn.example.net --nolaunchpppd"\nnoauth\nuser alice\npassword "open sesame"\n'


@pytest.fixture
def old(free: Host) -> Host:
    """Return a machine with a peers file that somebody wrote by hand."""
    path = free.peers / "old"
    path.write_text(OLD)
    path.chmod(0o600)
    return free


def is_carried_over(host: Host) -> bool:
    """Whether the description is Alice's, and readable by her alone."""
    path = host.home("alice") / "new.toml"
    status = path.stat()
    return (
        status.st_uid == host.uid("alice")
        and stat.S_IMODE(status.st_mode) == 0o600
        and "[peers.old]" in path.read_text()
    )


@pytest.mark.parametrize("start", ["sudo", "doas"])
def test_behind_sudo_the_description_becomes_the_persons(old: Host, start: str) -> None:
    """A file in the home that only root may edit is no way to begin."""
    result = old.run(start, "-n", *VPNSYNC, "import", "--output", "new.toml")
    assert (result.status, result.out.splitlines()[-1]) == (0, "1 peer, 0 option changes."), result.err
    assert "sesame" not in result.out + result.err
    assert is_carried_over(old)


def test_a_person_imports_through_sudo(old: Host) -> None:
    """Root only reads, and tells it over a pipe."""
    terminal = old.terminal(*VPNSYNC, "import", "--output", "new.toml")
    result = terminal.finish()
    assert result.status == 0, result.out
    assert "sesame" not in result.out
    assert is_carried_over(old)


def test_without_a_terminal_the_exact_command_is_told(old: Host) -> None:
    """Nobody is there to type a password."""
    result = old.run(*VPNSYNC, "import", "--output", "new.toml")
    assert (result.status, result.out) == (1, "")
    assert "run: sudo" in result.err
    assert result.err.rstrip().endswith("import --output new.toml")
    assert not (old.home("alice") / "new.toml").exists()


def test_roots_half_does_not_print_files_on_a_terminal(old: Host) -> None:
    """The switch is vpnsync's own: what it prints has passwords in it."""
    result = old.terminal("sudo", "-n", *VPNSYNC, "import", "--root-half").finish()
    assert (result.status, "sesame" in result.out) == (1, False)


def test_a_person_rolls_back_through_sudo(old: Host) -> None:
    """Generations are root's; the way back needs nothing of the person's."""
    assert old.run("sudo", "-n", *VPNSYNC, "apply", "--yes").status == 0
    assert (old.peers / "office").exists()
    terminal = old.terminal(*VPNSYNC, "rollback")
    terminal.wait_for("[y/N]")
    terminal.type("y\n")
    assert terminal.finish().status == 0
    assert sorted(path.name for path in old.peers.iterdir()) == ["old"]
    listed = old.terminal(*VPNSYNC, "history").finish()
    assert (listed.status, "rollback" in listed.out) == (0, True)
