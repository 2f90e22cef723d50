"""`autostart`: a unit or a plist in the plan like any other file, which starts the link with the machine."""

from __future__ import annotations

import errno
import json
import os
import plistlib
import re
import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.host import VPNSYNC
from tests.tools import needed
from vpnsync.config.load import parse
from vpnsync.config.merge import merge
from vpnsync.pppd.names import NAME_PATTERN
from vpnsync.pppd.options import PLATFORMS, dictionary
from vpnsync.render.peer import render
from vpnsync.render.units import units

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.host import Host
    from tests.conftest import Result

    Cli = Callable[..., Result]

LINUX = ("--root", "root", "--platform", "linux")
OFFICE = 'version = 1\n[peers.office]\nprotocol = "custom"\nplatforms = ["linux", "macos"]\n'
UNIT = "etc/systemd/system/vpnsync-office.service"
LINK = "etc/systemd/system/multi-user.target.wants/vpnsync-office.service"
CALL = ["/usr/sbin/pppd", "call", "office", "linkname", "vpnsync-office", "nodetach"]


def describe(folder: Path, *lines: str) -> Path:
    """Describe `office`; return the folder that plays the machine."""
    (folder / "vpns.toml").write_text(OFFICE + "\n".join(lines) + "\n")
    return folder / "root"


def unit_of(name: str, platform: Literal["macos", "linux"], *, more: str = "") -> str:
    """Return the text of a peer's unit."""
    text = f'version = 1\n[peers."{name}"]\nprotocol = "custom"\nautostart = true\n{more}'
    peer, _ = merge(parse(text), name, platform)
    (unit,) = units(peer, render(peer, dictionary(platform))[0])[0].values()
    return unit


def test_it_comes_with_the_key_and_goes_with_it(cli: Cli, tmp_path: Path) -> None:
    """In the plan like any other file; a second apply is idle, and deleting it takes no more than --yes."""
    root = describe(tmp_path, "autostart = true")
    assert "+ vpnsync-office.service  create" in cli("plan", *LINUX).out
    assert cli("apply", "--yes", *LINUX).status == 0
    assert (root / UNIT).stat().st_mode & 0o7777 == 0o644
    assert cli("plan", "--detailed-exitcode", *LINUX).status == 0
    describe(tmp_path)
    assert "- vpnsync-office.service  delete" in cli("plan", *LINUX).out
    assert (cli("apply", "--yes", *LINUX).status, (root / UNIT).exists()) == (0, False)


def test_nothing_starts_with_the_machine_unless_somebody_says_so(cli: Cli, tmp_path: Path) -> None:
    """A file in a dotfiles repo is one thing, a link at each boot another."""
    root = describe(tmp_path, "autostart = true")
    done = cli("apply", "--yes", *LINUX)
    assert ("vpnsync apply --enable" in done.out, (root / LINK).is_symlink()) == (True, False)
    asked = cli("apply", "--enable", *LINUX)
    assert (asked.status, "no terminal to ask on" in asked.err, (root / LINK).is_symlink()) == (
        1,
        True,
        False,
    )
    told = json.loads(cli("apply", "--enable", "--yes", "--json", *LINUX).out)
    assert told["enabled"] == ["vpnsync-office.service"]
    assert str((root / LINK).readlink()) == "/" + UNIT
    again = cli("apply", "--enable", *LINUX)
    assert (again.status, again.out) == (0, "= 1 unchanged: office\nNothing to do: 1 in sync.\n")


def test_what_started_it_goes_with_the_unit(cli: Cli, tmp_path: Path) -> None:
    """By an apply, by a rollback, and after one that was killed between the two."""
    root = describe(tmp_path, "autostart = true")
    cli("apply", "--enable", "--yes", *LINUX)
    describe(tmp_path)
    cli("apply", "--yes", *LINUX)
    assert not (root / LINK).is_symlink()
    describe(tmp_path, "autostart = true")
    cli("apply", "--enable", "--yes", *LINUX)
    assert cli("rollback", "--yes", *LINUX).status == 0
    assert not (root / LINK).is_symlink()
    (root / LINK).symlink_to("/" + UNIT)
    describe(tmp_path)
    assert (cli("apply", *LINUX).status, (root / LINK).is_symlink()) == (0, False)


def test_who_releases_a_peer_that_starts_with_the_machine_is_told(cli: Cli, tmp_path: Path) -> None:
    """The unit stays, and so does what starts it: nobody should find out at the next boot."""
    root = describe(tmp_path, "autostart = true")
    for enable, told in (((), False), (("--enable",), True)):
        assert cli("apply", "--yes", "--adopt", *enable, *LINUX).status == 0
        said = cli("release", "office", *LINUX).err
        way = f"systemctl --root={root} disable vpnsync-office.service ends that."
        assert (way in said, "starts with the machine" in said) == (told, told)
    assert (root / LINK).is_symlink()
    macos = ("--root", "mac", "--platform", "macos")
    cli("apply", "--yes", *macos)
    assert "launchctl disable system/" in cli("release", "office", *macos).err


def test_a_unit_that_a_rollback_brings_back_is_said_to_start_nothing(cli: Cli, tmp_path: Path) -> None:
    """What enabled it went with it, and generations keep files alone."""
    root = describe(tmp_path, "autostart = true")
    cli("apply", "--yes", "--enable", *LINUX)
    describe(tmp_path)
    cli("apply", "--yes", *LINUX)
    done = cli("rollback", "--yes", *LINUX)
    assert ((root / UNIT).exists(), (root / LINK).is_symlink()) == (True, False)
    way = f"systemctl --root={root} enable vpnsync-office.service"
    assert f"office: starts with the machine once it is enabled: {way}" in done.out
    assert "starts with" not in cli("rollback", "--yes", *LINUX).out, "this one takes it away again"


def test_links_of_others_stay(cli: Cli, tmp_path: Path) -> None:
    """Dangling or not: what is not as vpnsync makes it is not its own."""
    wants = describe(tmp_path, "autostart = true") / LINK
    wants.parent.mkdir(parents=True)
    for name, target in (("other.service", "/nowhere"), ("vpnsync-lab.service", "/opt/lab.service")):
        wants.with_name(name).symlink_to(target)
    cli("apply", "--enable", "--yes", *LINUX)
    describe(tmp_path)
    cli("apply", "--yes", *LINUX)
    assert sorted(path.name for path in wants.parent.iterdir()) == ["other.service", "vpnsync-lab.service"]


def test_a_link_in_the_way_down_is_not_followed(cli: Cli, tmp_path: Path) -> None:
    """Root would write wherever it points to."""
    wants = describe(tmp_path, "autostart = true") / LINK
    wants.parent.parent.mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    wants.parent.symlink_to(tmp_path / "elsewhere")
    done = cli("apply", "--enable", "--yes", *LINUX)
    assert (done.status, "is a symbolic link" in done.err) == (1, True)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_somebody_elses_unit_of_that_name_is_left_alone(cli: Cli, tmp_path: Path) -> None:
    """It is not what would be written, and no peers file, whose settings tell what becomes of them."""
    root = describe(tmp_path, "autostart = true")
    (root / UNIT).parent.mkdir(parents=True)
    (root / UNIT).write_text("[Service]\n")
    done = cli("apply", "--yes", "--adopt", "--overwrite", *LINUX)
    assert (done.status, "was not written by vpnsync" in done.err) == (1, True)
    assert (root / UNIT).read_text() == "[Service]\n"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('secret_storage = "dial"\npassword = { env = "A" }', "hand the secret over"),
        ("password = { prompt = true }", "hand the secret over"),
        ('macos = { options = { userkeychainpassword = "vpn" } }', "nobody is there to unlock it"),
        ('password = { keychain = "vpn", account = "me" }', "a person's keyring is locked"),
    ],
)
def test_what_somebody_must_unlock_is_refused(cli: Cli, tmp_path: Path, line: str, reason: str) -> None:
    """At boot nobody is there."""
    describe(tmp_path, "autostart = true", line)
    done = cli("validate", "--no-secrets")
    assert done.status == 1
    assert re.search(rf"vpns.toml:5: peers.office.autostart: does not go with .*{reason}", done.err)


@pytest.mark.parametrize("line", ["default_route = true", 'dns = "peer"'])
def test_what_up_would_add_at_each_dial_is_in_the_files(cli: Cli, tmp_path: Path, line: str) -> None:
    """Nobody gives pppd scripts at boot, and by itself it does not do all that the key means."""
    text = 'version = 1\n[peers.office]\nprotocol = "pptp"\nserver = "vpn.example.com"\n'
    (tmp_path / "vpns.toml").write_text(f"{text}{line}\n")
    assert "ip-up-script" not in cli("show", "office", "--platform", "linux").out
    (tmp_path / "vpns.toml").write_text(f"{text}{line}\nautostart = true\n")
    assert "ip-up-script" in cli("show", "office", "--platform", "linux").out
    assert cli("apply", "--yes", *LINUX).status == 0
    assert (tmp_path / "root/etc/ppp/vpnsync/office.ip-up").exists()


def test_a_secret_that_is_in_the_file_needs_nobody(cli: Cli, tmp_path: Path) -> None:
    """Neither do its sources, whenever the file is written anew."""
    describe(tmp_path, "autostart = true", 'password = { command = ["pass", "show", "vpn"] }')
    assert cli("validate", "--no-secrets").status == 0


@given(st.from_regex(NAME_PATTERN.removesuffix("$") + r"\Z"))
def test_any_name_arrives_as_one_word(name: str) -> None:
    """In a command line of systemd's and in XML alike, neither of which is quoted."""
    expected = [word.replace("office", name) for word in CALL]
    (command,) = re.findall(r"^ExecStart=(.*)$", unit_of(name, "linux"), re.MULTILINE)
    assert shlex.split(command) == expected
    assert not set(command) & set("%$\\\"'")
    read = plistlib.loads(unit_of(name, "macos").encode())
    assert (read["Label"], read["RunAtLoad"]) == (f"vpnsync.{name}", True)
    assert read["ProgramArguments"][-len(expected) :] == expected


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_linkname_of_the_files_own_stays(platform: Literal["macos", "linux"]) -> None:
    """`up`, `down` and `status` look for that one."""
    assert "vpnsync-office" not in unit_of("office", platform, more='options = { linkname = "x" }\n')


def test_a_plist_is_whole_with_the_header_in_it(cli: Cli, tmp_path: Path) -> None:
    """The header is a comment behind the first line; two hyphens in the id would end it."""
    text = OFFICE.replace("[peers", '[settings]\nid = "a--b"\n[peers', 1)
    (tmp_path / "vpns.toml").write_text(f"{text}autostart = true\n")
    where = ("--root", "root", "--platform", "macos")
    assert cli("apply", "--enable", "--yes", *where).status == 0
    path = tmp_path / "root/Library/LaunchDaemons/vpnsync.office.plist"
    assert plistlib.loads(path.read_bytes())["Label"] == "vpnsync.office"
    assert cli("plan", "--detailed-exitcode", *where).status == 0


def test_systemd_takes_it(tmp_path: Path) -> None:
    """Each kind: with a network to wait for, and without."""
    program = needed("systemd-analyze")
    paths = []
    for name, more in (("vpn", ""), ("dsl", 'linux = { protocol = "pppoe", interface = "eth0" }\n')):
        text = unit_of(name, "linux", more=more).replace("/usr/sbin/pppd", "/bin/true")
        paths.append(tmp_path / f"vpnsync-{name}.service")
        paths[-1].write_text(text)
    done = subprocess.run(
        [program, "verify", "--man=no", *paths], capture_output=True, text=True, check=False
    )
    ours = [line for line in (done.stdout + done.stderr).splitlines() if "vpnsync-" in line]
    assert (done.returncode, ours) == (0, [])


def test_a_systemd_that_cannot_be_told_is_no_failure(free: Host) -> None:
    """The files are as they should be, and are read when the machine starts."""
    free.describe("autostart = true\n")
    runs = free.folder / "run/systemd/system"
    runs.mkdir(parents=True)
    done = free.run("sudo", "-n", *VPNSYNC, "apply", "--enable", "--yes")
    shutil.rmtree(runs.parent)
    assert (done.status, "warning: " in done.err, "systemctl" in done.err) == (0, True, True)
    link = free.folder / "etc/systemd/system/multi-user.target.wants/vpnsync-office.service"
    assert (link.is_symlink(), link.parent.stat().st_mode & 0o7777) == (True, 0o755)


def test_what_cannot_be_enabled_is_told_and_can_be_tried_again(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files are written by then; so says the exit status, and the next run goes on."""
    root = describe(tmp_path, "autostart = true")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as broken:
        broken.setattr(os, "symlink", full)
        done = cli("apply", "--enable", "--yes", *LINUX)
    assert (done.status, "[write-failed]" in done.err, (root / UNIT).exists()) == (1, True, True)
    assert cli("apply", "--enable", "--yes", *LINUX).status == 0
    describe(tmp_path)
    with monkeypatch.context() as broken:
        broken.setattr(os, "readlink", full)
        assert cli("apply", "--yes", *LINUX).status == 0
    assert (cli("apply", *LINUX).status, (root / LINK).is_symlink()) == (0, False)
