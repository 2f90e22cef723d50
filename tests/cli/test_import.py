"""`vpnsync import` by the user's door: what it writes, says, and ends with."""

from __future__ import annotations

import json
import stat
import tomllib
from typing import TYPE_CHECKING

import pytest

from tests.cli.program import Terminal, run
from tests.sync.disk import stamps

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

OFFICE = """\
pty "pptp vpn.example.net --nolaunchpppd"
noauth
user alice
password "open sesame"
mtu 1400
"""


@pytest.fixture
def peers(no_peers: Path) -> Path:
    """Return a directory of peers files under `root`, with one of them."""
    (no_peers / "office").write_text(OFFICE)
    return no_peers


def test_it_ends_with_the_proof(cli: Callable[..., Result], peers: Path, tmp_path: Path) -> None:
    """Count and changes on stdout; the file is private, whatever the umask; the peers file is not touched."""
    before = stamps(peers)
    result = cli("import", "--root", "root")
    assert (result.status, result.out.splitlines()[-1]) == (0, "1 peer, 0 option changes.")
    assert stat.S_IMODE((tmp_path / "vpns.toml").stat().st_mode) == 0o600
    assert stamps(peers) == before


@pytest.mark.usefixtures("peers")
def test_it_says_what_comes_next(cli: Callable[..., Result]) -> None:
    """The description is written, the files are not vpnsync's yet; elsewhere it must be named."""
    root = ("--root", "root")
    for more in ((), ("--config", "b.toml")):
        output = ("--output", more[1]) if more else ()
        command = " ".join(("plan", *more, *root))
        assert f"Next: vpnsync {command} shows" in cli("import", *root, *output).err
    assert "Next:" not in cli("import", "--root", "root", "--json", "--output", "c.toml").err


def test_import_plan_apply_and_plan_again(cli: Callable[..., Result], peers: Path) -> None:
    """The way of everybody who comes with hand-written files: only a header is added, then all rests."""
    cli("import", "--root", "root")
    plan = json.loads(cli("plan", "--root", "root", "--json").out)
    assert [(change["action"], change["options"]) for change in plan["changes"]] == [("adopt", [])]
    assert cli("apply", "--root", "root", "--yes", "--adopt").status == 0
    assert (peers / "office").read_text().split("\n", 1)[1] == OFFICE
    assert cli("plan", "--root", "root", "--detailed-exitcode").status == 0
    assert cli("validate").status == 0


def test_editors_check_what_was_written(cli: Callable[..., Result], peers: Path, tmp_path: Path) -> None:
    """By the schema beside it; one that stays as it was begins as it did, and nothing comes beside it."""
    del peers
    cli("import", "--root", "root")
    assert (tmp_path / "vpns.toml").read_text().startswith("#:schema ./vpns.schema.json\n")
    assert json.loads((tmp_path / "vpns.schema.json").read_text())["title"].startswith("vpns.toml")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/vpns.toml").write_text("version = 1\n")
    cli("import", "--root", "root", "--output", "mine/vpns.toml")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["vpns.toml"]


def test_a_second_import_finds_all_described(cli: Callable[..., Result], peers: Path, tmp_path: Path) -> None:
    """It changes nothing, not even the time of the file, and says why."""
    del peers
    cli("import", "--root", "root")
    before = stamps(tmp_path)
    result = cli("import", "--root", "root")
    assert result.status == 0
    assert "office  not imported: is described in vpns.toml already" in result.out
    assert "0 peers, 0 option changes." in result.out
    assert stamps(tmp_path) == before


def test_only_those_that_are_named(cli: Callable[..., Result], peers: Path, tmp_path: Path) -> None:
    """One at a time is how a careful person does it; one name twice is one peer."""
    (peers / "lab").write_text("noauth\n")
    assert cli("import", "lab", "lab", "--root", "root").status == 0
    assert list(tomllib.loads((tmp_path / "vpns.toml").read_text())["peers"]) == ["lab"]


def test_a_name_that_is_not_there_stops_the_import(
    cli: Callable[..., Result], peers: Path, tmp_path: Path
) -> None:
    """Nothing is written for the others either; all such names are told, with what was meant."""
    del peers
    result = cli("import", "office", "offize", "..", "--root", "root")
    assert result.status == 1
    assert 'offize: unknown file, did you mean "office"?' in result.err
    assert "..: unknown file" in result.err
    assert not (tmp_path / "vpns.toml").exists()


@pytest.mark.parametrize("folder", ["etc/ppp/peers", "etc"])
def test_where_there_is_nothing_nothing_is_written(
    cli: Callable[..., Result], tmp_path: Path, folder: str
) -> None:
    """A machine without peers is no failure."""
    (tmp_path / "root" / folder).mkdir(parents=True)
    result = cli("import", "--root", "root")
    *told, last = result.out.splitlines()
    assert (result.status, last) == (0, "0 peers, 0 option changes.")
    assert len(told) == 1
    assert told[0].startswith("There are no peers files in ")
    assert not (tmp_path / "vpns.toml").exists()


def test_json_is_one_document_and_says_all(cli: Callable[..., Result], peers: Path) -> None:
    """For scripts: what was imported, what was left out and why, without a secret."""
    (peers / "broken").write_text("frob\n")
    (peers / "empty").write_text("")
    result = cli("import", "--root", "root", "--json")
    document = json.loads(result.out)
    assert document["format_version"] == 1
    assert document["summary"] == {"imported": 1, "left_out": 2, "option_changes": 0}
    assert [(one["name"], one["refused"]) for one in document["left_out"]] == [
        ("broken", True),
        ("empty", False),
    ]
    assert document["imported"][0]["secrets"] == [{"key": "password", "kept_in": "existing"}]
    assert (result.status, "sesame" in result.out + result.err) == (1, False)


def test_a_file_of_the_other_platform_is_carried_over_for_it(
    cli: Callable[..., Result], peers: Path, tmp_path: Path
) -> None:
    """Somebody tidies up an old Mac's files on a Linux machine; without the option, the message names it."""
    (peers / "office").write_text('plugin PPTP.ppp\nremoteaddress "vpn.example.net"\nlooplocal\n')
    refused = cli("import", "--root", "root", "--platform", "linux")
    assert (refused.status, "macOS has it" in refused.out) == (1, True)
    assert cli("import", "--root", "root", "--platform", "macos").status == 0
    peer = tomllib.loads((tmp_path / "vpns.toml").read_text())["peers"]["office"]
    assert (peer["protocol"], peer["platforms"]) == ("pptp", ["macos"])


def test_a_word_of_the_other_version_is_not_taken_over(cli: Callable[..., Result], peers: Path) -> None:
    """What the installed pppd does not know would make the next plan fail."""
    (peers / "office").write_text("ipv6cp-noremote\nnoauth\n")
    (peers / "lab").write_text("noauth\n")
    old = cli("import", "--root", "root", "--pppd", "2.4.9", "--output", "old.toml")
    assert (old.status, "1 peer, 0 option changes." in old.out) == (1, True)
    assert "office  not imported: pppd refuses it: unrecognized option 'ipv6cp-noremote'" in old.out
    assert cli("import", "--root", "root", "--pppd", "2.5", "--output", "new.toml").status == 0


def test_a_terminal_gets_short_lines_and_a_pipe_whole_ones(peers: Path, tmp_path: Path) -> None:
    """Reasons are sentences; on 80 columns they are wrapped, and a script greps them whole."""
    (peers / "office").write_text(OFFICE + "idle 1800\npersist\n")
    terminal = Terminal("import", "--root", "root", cwd=tmp_path, env={"COLUMNS": "80"})
    shown = terminal.finish()
    assert shown.status == 0
    assert max(len(line) for line in shown.out.splitlines() if line.startswith(" ")) <= 80
    piped = run("import", "--root", "root", "--output", "other.toml", cwd=tmp_path, env={"COLUMNS": "80"})
    assert max(len(line) for line in piped.out.splitlines()) > 80
    assert "\x1b" not in piped.out


def test_a_reason_is_told_once(cli: Callable[..., Result], peers: Path) -> None:
    """Ten files of one author have the same ten habits."""
    for name in ("one", "two"):
        (peers / name).write_text("user x\nidle 60\nnoauth\n")
    result = cli("import", "--root", "root")
    assert result.out.count("ends the call after so many seconds") == 1
    assert "line 2, idle: as above [idle-hangs-up]" in result.out


def test_a_word_that_was_taken_for_an_interface_is_told(cli: Callable[..., Result], peers: Path) -> None:
    """Pppd knows such a word only where it exists; a second one is never dropped in silence."""
    (peers / "office").write_text("plugin pppoe.so\neth0\nuser x\n")
    shown = cli("import", "--root", "root", "--platform", "linux")
    assert "'eth0' was taken for an interface, which must exist here" in shown.out
    (peers / "lab").write_text("plugin pppoe.so\neth0\nuser x\nusepeerdsn\n")
    refused = cli("import", "--root", "root", "--platform", "linux")
    assert (refused.status, "unrecognized option 'usepeerdsn' (line 4)" in refused.out) == (1, True)
    (peers / "lab").write_text("plugin pppoe.so\neth0\nuser x\npw Zq7hunterZ\n")
    hidden = cli("import", "--root", "root", "--platform", "linux")
    assert (hidden.status, "hunter" in hidden.out) == (1, False)


def test_what_is_switched_off_needed_or_odd_in_a_refused_file_is_told(
    cli: Callable[..., Result], peers: Path
) -> None:
    """In words on the screen: five findings of a file that is refused, those of one kind as one line."""
    (peers / "office").write_text("#debug\ncall elsewhere\nfrob\n")
    (peers / "lab").write_text("idle 5\n" * 4 + "user a#b\nmtu 01400\n" * 4 + "frob\n")
    shown = cli("import", "--root", "root", "--platform", "linux").out
    assert "options that a comment switches off stay comments: debug" in shown
    assert "carried over as it is, though pppd says here: unrecognized option 'frob'" in shown
    assert "lab  not imported: pppd refuses it: unrecognized option 'frob' (line 13)" in shown
    findings = [line for line in shown.partition("lab  not")[2].splitlines() if line.startswith("    ")]
    assert (len(findings), findings[-1].split()[::2]) == (6, ["and", "more"])


def test_findings_of_one_kind_are_one_line(cli: Callable[..., Result], peers: Path) -> None:
    """A thousand times the same is read once."""
    (peers / "office").write_text("noauth\n" + "linkname a\\b\n" * 5)
    shown = cli("import", "--root", "root", "--platform", "linux").out
    assert "lines 2, 3 and 3 more, linkname: " in shown


@pytest.mark.parametrize("name", ["office.orig", "office.rpmsave", "office.dpkg-old", "office.swp"])
def test_backups_of_package_managers_are_no_peers(cli: Callable[..., Result], peers: Path, name: str) -> None:
    """Nobody dials office.dpkg-old; asked for by name, it is told to be one."""
    (peers / name).write_text(OFFICE)
    assert name not in cli("import", "--root", "root").out
    assert "backup" in cli("import", name, "--root", "root", "--output", "other.toml").out


def test_an_empty_description_is_a_new_one(cli: Callable[..., Result], peers: Path, tmp_path: Path) -> None:
    """`touch vpns.toml` says nothing yet: the version is written as into a new file."""
    del peers
    (tmp_path / "vpns.toml").write_text("")
    assert cli("import", "--root", "root").status == 0
    assert tomllib.loads((tmp_path / "vpns.toml").read_text())["version"] == 1
    assert cli("validate").status == 0


def test_a_name_with_a_newline_stays_on_its_line(cli: Callable[..., Result], peers: Path) -> None:
    """What a file is called must not look like a line of ours."""
    (peers / "a\n1 peer, 0 option changes.").write_text("noauth\n")
    shown = cli("import", "--root", "root").out
    assert shown.count("\n1 peer, 0 option changes.") == 1


def test_a_path_is_refused_before_rights_are_asked_for(cli: Callable[..., Result]) -> None:
    """A file from another machine lies somewhere; the way to it is --root."""
    done = cli("import", "/home/me/mac/office", "--platform", "macos")
    assert (done.status, "is a path" in done.err) == (64, True)
    assert "put them into DIR/etc/ppp/peers, then import --root DIR" in done.err
