"""`history`: what is kept, for people and as JSON, and how to get rid of it."""

from __future__ import annotations

import json
import os
import time
from typing import TYPE_CHECKING

import pytest

from tests.cli.machine import Machine
from tests.cli.peers import describe
from tests.cli.program import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

ROOT = ("--root", "root", "--platform", "linux")
SECRET = 'password = { env = "OFFICE" }'


@pytest.fixture
def folder(cli: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Apply three times; return the directory of the generations."""
    monkeypatch.setenv("OFFICE", "open sesame")
    for lines in ("mtu = 1400", "mtu = 1300", "mtu = 1200"):
        describe(tmp_path, office=f"{lines}\n{SECRET}", lab="mtu = 1400")
        assert cli("apply", "--yes", *ROOT).status == 0
    return tmp_path / "root/var/lib/vpnsync/generations"


def ids(cli: Callable[..., Result]) -> list[int]:
    """Return the ids that are listed."""
    return [one["id"] for one in json.loads(cli("history", "--json", *ROOT).out)["generations"]]


def test_without_any_apply_there_is_no_history(cli: Callable[..., Result], tmp_path: Path) -> None:
    """And asking for it makes no directory."""
    result = cli("history", *ROOT)
    assert (result.status, result.out) == (0, "No generation is kept: each apply makes one.\n")
    assert not (tmp_path / "root").exists()


@pytest.fixture
def tokyo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be where the clocks are nine hours ahead."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()


@pytest.mark.usefixtures("tokyo")
def test_people_read_the_time_on_their_wall_and_programs_read_utc(
    cli: Callable[..., Result], folder: Path
) -> None:
    """The newest first: it is what one looks for."""
    document = json.loads((folder / "3.json").read_text())
    (folder / "3.json").write_text(json.dumps({**document, "time": "2026-01-02T20:30:40Z"}))
    shown = cli("history", *ROOT).out.splitlines()
    assert shown[1] == "   3  2026-01-03 05:30:40  apply, 1 file       office"
    assert shown[-1].endswith("apply, 2 files      lab, office")
    document = json.loads(cli("history", "--json", *ROOT).out)
    assert (document["format_version"], document["generations"][0]["time"]) == (1, "2026-01-02T20:30:40Z")
    assert [one["id"] for one in document["generations"]] == [3, 2, 1]


def test_of_many_peers_a_few_are_named(cli: Callable[..., Result], tmp_path: Path) -> None:
    """The line of an apply of three hundred peers would fill the screen."""
    names = sorted(f"client-{number}" for number in range(300))
    describe(tmp_path, **dict.fromkeys(names, "mtu = 1400"))
    cli("apply", *ROOT, "--yes")
    (line,) = cli("history", *ROOT).out.splitlines()[1:]
    first = ", ".join(names[:8])
    assert line.endswith(f"  apply, 300 files    {first} and 292 more")
    shown = Terminal("history", *ROOT, cwd=tmp_path).finish().out
    assert "apply, 300 files    client-0, client-1 and 298 more" in shown


def test_as_json_every_file_is_told(cli: Callable[..., Result], tmp_path: Path, folder: Path) -> None:
    """By name for people, by path for programs."""
    assert folder.exists()
    document = json.loads(cli("history", "--json", "1", *ROOT).out)
    (one,) = document["generations"]
    assert (document["root"], document["unreadable"]) == (str(tmp_path / "root"), [])
    assert (one["command"], one["description"], one["peers"]) == ("apply", "vpnsync", ["lab", "office"])
    peers = tmp_path / "root/etc/ppp/peers"
    assert one["changes"] == [
        {"name": name, "path": str(peers / name), "action": "create"} for name in ("lab", "office")
    ]


def test_one_generation_is_shown_file_by_file(cli: Callable[..., Result], folder: Path) -> None:
    """Before one goes back one wants to know what that would touch."""
    assert folder.exists()
    shown = cli("history", "3", *ROOT).out
    assert "update  " in shown
    assert "etc/ppp/peers/office  was 0600" in shown
    assert "`vpnsync rollback 3`" in shown


def test_no_secret_is_shown(cli: Callable[..., Result], folder: Path) -> None:
    """It is in there, or going back would not work."""
    assert "open sesame" in (folder / "3.json").read_text()
    for arguments in ((), ("--json",), ("3",), ("--json", "3")):
        result = cli("history", *arguments, *ROOT)
        assert (result.status, "sesame" in result.out + result.err) == (0, False)


def test_a_spoilt_generation_is_listed_with_its_reason(cli: Callable[..., Result], folder: Path) -> None:
    """Whoever wonders why the way back is lost finds it here."""
    (folder / "2.json").write_text('{"format_version": 2}')
    assert "   2  was written by a newer vpnsync (format 2)\n" in cli("history", *ROOT).out
    assert json.loads(cli("history", "--json", *ROOT).out)["unreadable"] == [
        {"id": 2, "reason": "was written by a newer vpnsync (format 2)"}
    ]
    result = cli("history", "2", *ROOT)
    assert (result.status, "newer" in result.err) == (1, True)


@pytest.mark.parametrize(("what", "left"), [(("2",), [3]), (("--all",), []), (("3",), [])])
def test_forgetting_takes_a_generation_and_all_before_it(
    cli: Callable[..., Result], folder: Path, what: tuple[str, ...], left: list[int]
) -> None:
    """What is kept of older ones holds the same password."""
    result = cli("history", "--forget", *what, "--yes", *ROOT)
    assert (result.status, ids(cli)) == (0, left)
    assert sorted(path.name for path in folder.iterdir()) == [f"{number}.json" for number in left]


@pytest.mark.parametrize(
    ("arguments", "status"),
    [("--forget", 64), ("--all", 64), ("--forget --all 2", 64), ("--forget 9", 1), ("x", 64), ("0", 64)],
)
def test_what_is_not_clear_forgets_nothing(
    cli: Callable[..., Result], folder: Path, arguments: str, status: int
) -> None:
    """It cannot be had again."""
    assert folder.exists()
    result = cli("history", *arguments.split(), "--yes", *ROOT)
    assert (result.status, ids(cli)) == (status, [3, 2, 1])


def test_with_nothing_kept_there_is_nothing_to_forget(cli: Callable[..., Result], tmp_path: Path) -> None:
    """Which is what was asked for."""
    result = cli("history", "--forget", "--all", "--yes", *ROOT)
    assert (result.status, result.out) == (0, "No generation is kept.\n")
    assert not (tmp_path / "root").exists()


def test_forgetting_too_prints_one_json_document(cli: Callable[..., Result], folder: Path) -> None:
    """A script that asks for JSON gets JSON: what went, and what is left. It is never asked."""
    result = cli("history", "--forget", "2", "--json", *ROOT)
    assert (result.status, result.out, "--yes" in result.err, ids(cli)) == (1, "", True, [3, 2, 1])
    document = json.loads(cli("history", "--forget", "2", "--json", "--yes", *ROOT).out)
    assert (document["format_version"], document["forgotten"]) == (1, [1, 2])
    assert [one["id"] for one in document["generations"]] == ids(cli) == [3]
    assert folder.exists()
    cli("history", "--forget", "--all", "--yes", *ROOT)
    assert json.loads(cli("history", "--forget", "--all", "--json", *ROOT).out)["forgotten"] == []


def test_without_a_terminal_forgetting_refuses_to_guess(
    cli: Callable[..., Result], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cron job that asks a question would hang, or be answered by whatever is on its input."""
    with (folder / "1.json").open() as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        result = cli("history", "--forget", "--all", *ROOT)
    assert (result.status, "--yes" in result.err, ids(cli)) == (1, True, [3, 2, 1])


@pytest.mark.parametrize(("keys", "left"), [("n\n", [3, 2, 1]), ("y\n", [3])])
def test_a_person_is_asked_before_anything_is_forgotten(
    cli: Callable[..., Result], tmp_path: Path, folder: Path, keys: str, left: list[int]
) -> None:
    """And told how much it is."""
    assert folder.exists()
    terminal = Terminal("history", "--forget", "2", *ROOT, cwd=tmp_path)
    assert "Forget 2 generations, 1 to 2?" in terminal.wait_for("?")
    terminal.type(keys)
    assert (terminal.finish().status, ids(cli)) == (int(keys == "n\n"), left)


@pytest.mark.usefixtures("needs_root")
def test_without_root_the_exact_command_is_told(public: Path) -> None:
    """What is kept is root's alone, so "none" would be a lie."""
    machine = Machine(public)
    description = describe(public, office="mtu = 1400")
    description.chmod(0o644)
    os.chown(public, 0, 0)
    assert machine.start("apply", "--yes").finish().status == 0
    for arguments in (("history",), ("history", "--forget", "--all", "--yes"), ("rollback", "1")):
        result = machine.start(*arguments, is_nobody=True).finish()
        assert (result.status, "Traceback" in result.err) == (1, False)
        assert f"{' '.join(arguments)}\n" in result.err.partition("run: sudo ")[2]
    assert machine.start("rollback", "--yes").finish().status == 0
    assert list(machine.peers.iterdir()) == []
