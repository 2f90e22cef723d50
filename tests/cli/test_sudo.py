"""`sudo vpnsync`: root drops to the person before anything of the person's is touched."""

from __future__ import annotations

import json
import os
import shutil
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

import vpnsync
from tests.cli.host import OFFICE, VPNSYNC
from tests.cli.peers import body

if TYPE_CHECKING:
    from tests.cli.host import Host
    from tests.real_pppd import RealPppd

SUDO: Final = ("sudo", "-n")
DOAS: Final = ("doas", "-n")


def spy(host: Host, *command: str) -> list[str]:
    """Return what a shell command prints that runs for a secret of Alice's, line by line."""
    script = f'{{ {"; ".join(command)}; }} > "{host.home("alice")}/seen"; echo pw'
    host.describe(f"password = {{ command = {json.dumps(['sh', '-c', script])} }}\n")
    result = host.run(*SUDO, *VPNSYNC, "apply", "--yes")
    assert result.status == 0, result.err
    return (host.home("alice") / "seen").read_text().splitlines()


@pytest.mark.parametrize("start", [SUDO, DOAS], ids=["sudo", "doas"])
def test_what_is_the_persons_is_read_by_the_person(free: Host, start: tuple[str, ...]) -> None:
    """Even where root itself may not read it: a home on another machine is like that."""
    free.is_root_bound = True
    denied = free.run(*start, "cat", free.home("alice") / "vpns.toml")
    assert "Permission denied" in denied.err
    assert free.run(*start, *VPNSYNC, "validate", "--strict").status == 0
    result = free.run(*start, *VPNSYNC, "apply", "--yes")
    assert (result.status, result.err) == (0, "Using vpns.toml\n")
    assert body(free.peers / "office") == 'password "open sesame"\nmtu 1400\n'


def test_what_is_roots_is_written_by_root(free: Host) -> None:
    """The person may not even list the directory."""
    assert free.run(*SUDO, *VPNSYNC, "apply", "--yes").status == 0
    assert "Permission denied" in free.run("ls", "/etc/ppp/peers").err
    status = (free.peers / "office").stat()
    assert (stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid) == (0o600, 0, 0)
    again = free.run(*SUDO, *VPNSYNC, "plan", "--detailed-exitcode", "--json")
    assert (again.status, json.loads(again.out)["summary"]["unchanged"]) == (0, 1)


def test_a_command_has_the_persons_ids_and_groups(free: Host) -> None:
    """And not one of root's, of which a real, effective and saved one is kept apart."""
    uid, alice = free.uid("alice"), free.home("alice").stat().st_gid
    seen = spy(free, "grep -E '^(Uid|Gid|Groups):' /proc/self/status")
    numbers = {line.split(":")[0]: set(line.split(":")[1].split()) for line in seen}
    assert numbers == {"Uid": {str(uid)}, "Gid": {str(alice)}, "Groups": {str(alice)}}


def test_a_command_has_the_persons_home_and_names(free: Host) -> None:
    """From the user database: what sudo is told to set is another matter."""
    home = str(free.home("alice"))
    assert spy(free, "echo $HOME $USER $LOGNAME", "pwd", "umask")[:2] == [f"{home} alice alice", home]
    wrong = free.run(*SUDO, "HOME=/root", "USER=root", "LOGNAME=root", *VPNSYNC, "apply", "--yes")
    assert wrong.status == 0, wrong.err
    assert (free.home("alice") / "seen").read_text().splitlines()[0] == f"{home} alice alice"


def test_a_command_finds_the_persons_agents(free: Host) -> None:
    """Keyrings listen below the runtime directory, which sudo does not tell; another's is not taken."""
    runtime = free.folder / "run/user" / str(free.uid("alice"))
    runtime.mkdir(parents=True)
    assert spy(free, "echo $XDG_RUNTIME_DIR") == [""]
    os.chown(runtime, free.uid("alice"), -1)
    assert spy(free, "echo $XDG_RUNTIME_DIR") == [f"/run/user/{free.uid('alice')}"]
    shutil.rmtree(free.folder / "run/user")


def test_a_command_has_no_way_back_and_nothing_of_roots_open(free: Host) -> None:
    """An open directory, or a right that is only asleep, would be as good as root."""
    seen = spy(
        free,
        "grep -E '^Cap(Inh|Prm|Eff|Amb):' /proc/self/status",
        "ls /proc/self/fd | sort -n | tr '\\n' ' '",
    )
    assert {line.split(":")[1].strip() for line in seen[:4]} == {"0" * 16}
    assert [number for number in seen[4].split() if int(number) > 3] == []


def test_what_the_person_and_what_the_disk_lacks_is_told_at_once(free: Host) -> None:
    """Each half knows of one kind alone; to mend one, and then to hear of the other, is no way."""
    free.describe(
        'password = { env = "NOT_SET" }\n[peers.lab]\nprotocol = "custom"\npassword = { existing = true }\n'
    )
    result = free.run(*SUDO, *VPNSYNC, "apply", "--yes")
    assert (result.status, list(free.peers.iterdir())) == (1, [])
    assert "peers.office.password: " in result.err
    assert "peers.lab.password: { existing = true }: there is no password in the file to keep" in result.err


def test_a_home_is_the_one_of_the_person(free: Host) -> None:
    """`~/` and ~/.config are hers, wherever she stands."""
    text = f'{OFFICE}password = {{ file = "~/secret" }}\n'
    path = free.write("alice", ".config/vpnsync/vpns.toml", text)
    result = free.run(*SUDO, *VPNSYNC, "apply", "--yes", cwd=Path("/"))
    assert (result.status, str(path) in result.err) == (0, True)
    assert 'password "open sesame"' in body(free.peers / "office")


def test_standard_input_is_read_by_the_person(free: Host) -> None:
    """It was opened by whoever typed the command; root's half has none of it."""
    free.describe("debug = true\n")
    command = " ".join(map(str, (*SUDO, *VPNSYNC, "apply", "--yes", "--config", "-")))
    result = free.run("sh", "-c", f"cat vpns.toml | {command}")
    assert (result.status, result.err) == (0, "Using /dev/stdin\n")
    assert (free.peers / "office").exists()


def test_a_variable_that_sudo_removed_is_explained(free: Host) -> None:
    """It was set, as far as the person can see."""
    free.describe('password = { env = "OFFICE_PASSWORD" }\n')
    result = free.run(*SUDO, *VPNSYNC, "apply", "--yes", env={"OFFICE_PASSWORD": "open sesame"})
    assert (result.status, list(free.peers.iterdir())) == (1, [])
    assert "peers.office.password" in result.err
    assert "run vpnsync without sudo" in result.err
    kept = free.run(
        "sudo",
        "-n",
        "--preserve-env=OFFICE_PASSWORD",
        *VPNSYNC,
        "apply",
        "--yes",
        env={"OFFICE_PASSWORD": "open sesame"},
    )
    assert kept.status == 0
    assert 'password "open sesame"' in body(free.peers / "office")


def test_the_managed_root_is_not_taken_from_the_environment(free: Host) -> None:
    """A variable that slipped through sudo says where root writes: it must be said aloud."""
    elsewhere = free.home("alice") / "elsewhere"
    result = free.run(*SUDO, f"VPNSYNC_ROOT={elsewhere}", *VPNSYNC, "apply", "--yes")
    assert (result.status, f"say --root {elsewhere}" in result.err) == (1, True)
    assert not elsewhere.exists()
    assert list(free.peers.iterdir()) == []
    assert free.run(*SUDO, *VPNSYNC, "apply", "--yes", "--root", elsewhere).status == 0
    assert (elsewhere / "etc/ppp/peers/office").owner() == "root"


def test_which_description_may_come_from_the_environment(free: Host) -> None:
    """It is read as the person, who may read it anyhow."""
    free.is_root_bound = True
    other = free.write("alice", "other/vpns.toml", OFFICE)
    result = free.run(*SUDO, f"VPNSYNC_CONFIG={other}", *VPNSYNC, "plan")
    assert (result.status, str(other) in result.err) == (0, True)
    free.write("bob", "vpns.toml", OFFICE)
    theirs = free.run(*SUDO, f"VPNSYNC_CONFIG={free.home('bob')}/vpns.toml", *VPNSYNC, "plan")
    assert (theirs.status, "permission denied" in theirs.err) == (1, True)


@pytest.mark.parametrize("command", ["plan", "apply", "release", "validate", "show"])
def test_a_faulty_description_is_told_once(free: Host, command: str) -> None:
    """By the half that reads it, with its own status; root's half adds nothing."""
    free.write("alice", "vpns.toml", "version = 2\n")
    arguments = ("office",) if command in ("release", "show") else ()
    result = free.run(*SUDO, *VPNSYNC, command, *arguments)
    assert (result.status, result.out, result.err.count("vpnsync: ")) == (1, "", 1)
    free.write("alice", "vpns.toml", "not toml")
    broken = free.run(*SUDO, *VPNSYNC, command, *arguments)
    assert (broken.status, broken.err.count("not TOML"), "Traceback" in broken.err) == (1, 1, False)


def test_a_half_that_dies_is_explained(free: Host) -> None:
    """Nothing was changed, and it says so."""
    free.describe('password = { command = ["sh", "-c", "kill -9 $PPID"] }\n')
    result = free.run(*SUDO, *VPNSYNC, "apply", "--yes")
    assert (result.status, list(free.peers.iterdir())) == (1, [])
    assert "runs as alice" in result.err
    assert "SIGKILL" in result.err


def test_what_needs_no_root_drops_it(free: Host) -> None:
    """`sudo vpnsync init` would else leave a file that its owner cannot edit."""
    free.is_root_bound = True
    made = free.run(*SUDO, *VPNSYNC, "init", "-c", "new.toml")
    assert (made.status, (free.home("alice") / "new.toml").stat().st_uid) == (0, free.uid("alice"))
    assert free.run(*SUDO, *VPNSYNC, "show", "office").status == 0


@pytest.mark.parametrize("start", [("sudo",), ("doas",), ()], ids=["sudo", "doas", "alone"])
def test_ctrl_c_in_the_middle_of_a_command_ends_both_halves(free: Host, start: tuple[str, ...]) -> None:
    """Root's half waits for the other one, which speaks for both."""
    stubborn = "trap '' INT; echo waiting > /dev/tty; sleep 20"
    free.describe(f"password = {{ command = {json.dumps(['sh', '-c', stubborn])} }}\n")
    terminal = free.terminal(*start, *VPNSYNC, "apply")
    terminal.wait_for("waiting")
    terminal.type("\x03")
    result = terminal.finish()
    assert (result.status, "Traceback" in result.out) == (130, False)
    assert result.out.count("interrupted") == (1 if start else 0)
    assert list(free.peers.iterdir()) == []


@pytest.mark.parametrize("start", [("sudo",), ("doas",)], ids=["sudo", "doas"])
def test_a_command_can_ask_on_the_terminal(free: Host, start: tuple[str, ...]) -> None:
    """`pass` asks for a passphrase there, by stdin or by /dev/tty."""
    ask = "read one; read two < /dev/tty; echo $one $two"
    free.describe(f"password = {{ command = {json.dumps(['sh', '-c', 'echo who? > /dev/tty; ' + ask])} }}\n")
    terminal = free.terminal(*start, *VPNSYNC, "apply", "--yes")
    terminal.wait_for("who?")
    terminal.type("open\nsesame\n")
    assert terminal.finish().status == 0
    assert 'password "open sesame"' in body(free.peers / "office")


def test_an_installation_that_the_person_cannot_read_is_named(host: Host) -> None:
    """Root's own copy in /root would end in the middle of an import."""
    package = Path(vpnsync.__file__).parent
    shutil.copytree(package, host.folder / "closed/vpnsync", dirs_exist_ok=True)
    (host.folder / "closed").chmod(0o700)
    behind = {"SUDO_UID": str(host.uid("alice")), "PYTHONPATH": str(host.folder / "closed")}
    result = host.run(*VPNSYNC, "plan", user="root", env=behind)
    assert (result.status, "Traceback" in result.err) == (1, False)
    assert "closed/vpnsync/__init__.py: cannot be read by alice" in result.err


@pytest.mark.parametrize("who", [{"SUDO_UID": "0"}, {"DOAS_USER": "root"}, {"SUDO_UID": ""}, {}])
def test_without_anybody_behind_it_root_is_the_person(host: Host, who: dict[str, str]) -> None:
    """A plain root login, or root's own sudo."""
    path = host.write("alice", "root.toml", f"{OFFICE}password = {{ command = ['id', '-un'] }}\n")
    os.chown(path, 0, 0)
    options = ("--root", host.folder / "root", "-c", path)
    assert host.run(*VPNSYNC, "apply", "--yes", *options, user="root", env=who).status == 0
    assert 'password "root"' in body(host.folder / "root/etc/ppp/peers/office")
    shutil.rmtree(host.folder / "root")


@pytest.mark.parametrize(
    "who",
    [
        {"SUDO_UID": "4000000"},
        {"SUDO_UID": "alice"},
        {"SUDO_UID": "-1"},
        {"SUDO_UID": " 0"},
        {"DOAS_USER": "carol"},
    ],
    ids=str,
)
@pytest.mark.parametrize("command", ["plan", "validate"])
def test_root_does_not_stand_in_for_somebody_unknown(host: Host, who: dict[str, str], command: str) -> None:
    """Their commands would run as root."""
    result = host.run(*VPNSYNC, command, user="root", cwd=host.home("alice"), env=who)
    assert (result.status, result.out) == (1, "")
    assert f"{next(iter(who))} is '{next(iter(who.values()))}', and there is no such user" in result.err


def test_the_person_need_not_start_pppd_to_know_its_version(free: Host, pppd: RealPppd) -> None:
    """Debian lets only root and dip do that; a word of another version is refused all the same."""
    del pppd
    free.describe("options = { noresolvconf = true, noipx = true, ipx-cp = true }\n")
    as_alice, as_root = (
        free.run(*VPNSYNC, "plan", "--root", "/nowhere", "-c", free.home("alice") / "vpns.toml", user=user)
        for user in ("alice", "root")
    )
    assert as_alice.err == as_root.err
    assert as_alice.err.count("no such option") > 0
