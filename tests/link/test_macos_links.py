"""What keeps a Mac from dialing, and what is seen of its links (see mac.py)."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.program import Terminal, started
from tests.link.mac import DIAL, L2TP, STARTED

if TYPE_CHECKING:
    from tests.link.mac import Mac


@pytest.mark.parametrize("name", ["offcie", "../office"])
@pytest.mark.parametrize("command", ["up", "down", "status", "logs"])
def test_a_typing_error_is_no_link_that_is_down(mac: Mac, command: str, name: str) -> None:
    """The nearest name is offered."""
    mac.describe(*L2TP)
    result = mac.run(command, name)
    assert (result.status, name in result.err, result.out) == (1, True, "")


def test_what_is_missing_is_said_before_anything_is_dialed(mac: Mac) -> None:
    """69; and PPTP is gone from macOS."""
    mac.describe('protocol = "pptp"')
    result = mac.run("up", "office")
    assert (result.status, "PPTP.ppp" in result.err, "10.15" in result.err) == (69, True, True)
    mac.plug_in("PPTP.ppp")
    mac.answer(-1, STARTED)
    assert mac.run("up", "office", "--detach").status == 0
    mac.run("down", "office")
    (mac.root / "usr/sbin/pppd").unlink()
    assert mac.run("up", "office").status == 69


def test_what_differs_from_the_disk_is_not_dialed(mac: Mac, tmp_path: Path) -> None:
    """78; a person at the terminal may apply it first."""
    mac.describe(*L2TP)
    with (tmp_path / "vpns.toml").open("a") as stream:
        stream.write("mtu = 1300\n")
    result = mac.run("up", "office")
    assert (result.status, "vpnsync apply office" in result.err) == (78, True)
    terminal = Terminal("up", "office", "--detach", *mac.options(), cwd=tmp_path)
    terminal.wait_for("[y/N]")
    terminal.type("y\n")
    assert terminal.finish().status == 0
    assert "mtu 1300" in (mac.root / "etc/ppp/peers/office").read_text()
    mac.run("down", "office")


def test_what_means_the_same_is_dialed_whatever_it_looks_like(mac: Mac) -> None:
    """A remark is no drift; a file of somebody else's is told, and dialed only where it means the same."""
    mac.describe(*L2TP)
    path = mac.root / "etc/ppp/peers/office"
    ours = path.read_text()
    theirs = ours.partition("\n")[2]
    for text, status, words in (
        (f"{ours}# a remark\n", 0, ""),
        (theirs, 0, "not written by vpnsync: vpnsync apply office"),
        (f"{theirs}mtu 1400\n", 78, "run: vpnsync apply office"),
    ):
        path.write_text(text)
        result = mac.run("up", "office", "--detach")
        mac.run("down", "office")
        assert (result.status, words in result.err) == (status, True), result.err


def test_a_detached_pppd_holds_nothing_of_vpnsyncs(mac: Mac, monkeypatch: pytest.MonkeyPatch) -> None:
    """No terminal, no lock, no pipe that somebody could write into; its log, and what it was handed."""
    monkeypatch.setenv("OFFICE_PASSWORD", "open sesame")
    monkeypatch.setenv("OFFICE_PSK", "open too")
    mac.describe(*DIAL)
    assert mac.run("up", "office", "--detach").status == 0
    (pid,) = mac.pids()
    held = {int(one.name): str(one.readlink()) for one in Path(f"/proc/{pid}/fd").iterdir()}
    assert held.pop(0) == "/dev/null"
    assert {held.pop(1), held.pop(2)} == {str(mac.root / "var/db/vpnsync/log/office.log")}
    assert [text.partition(":")[0] for text in held.values()] == ["pipe"]
    (pipe,) = held
    assert os.read(os.open(f"/proc/{pid}/fd/{pipe}", os.O_RDONLY | os.O_NONBLOCK), 99) == b""
    assert sorted(path.name for path in (mac.root / "var/db/vpnsync/log").iterdir()) == [
        "office.last",
        "office.log",
    ]
    mac.run("down", "office")


def test_a_missing_peers_file_is_no_link_without_options(mac: Mac) -> None:
    """Apple's pppd would go on, and run PPP on the terminal."""
    mac.describe(*L2TP)
    (mac.root / "etc/ppp/peers/office").unlink()
    assert mac.run("up", "office").status == 78
    assert "not applied" in mac.run("status").out


def test_logs(mac: Mac, tmp_path: Path) -> None:
    """The file that `up` keeps, its end, and what comes."""
    mac.describe(*L2TP)
    assert "no log" in mac.run("logs", "office").err
    mac.answer(1, "one\ntwo\n")
    mac.run("up", "office")
    assert mac.run("logs", "office").out.count("\n") == 4
    assert "ended 1" in mac.run("logs", "office", "-n", "1").out
    terminal = Terminal("logs", "office", "-f", *mac.options(), cwd=tmp_path)
    terminal.wait_for("ended 1")
    mac.run("up", "office")
    terminal.wait_for("two\n====")
    terminal.type("\x03")
    assert terminal.finish().status == 130


def test_a_log_that_is_long_begins_with_a_whole_line(mac: Mac) -> None:
    """Of a line whose beginning is not read, nobody could say whether it holds a secret."""
    mac.describe(*L2TP)
    mac.answer(16, STARTED)
    mac.run("up", "office")
    (log,) = mac.root.glob("**/log/office.log")
    log.write_text(f'password="{"hush" * 100_000}"\nthe end\n')
    assert mac.run("logs", "office", "-n", "9").out == "the end\n"


def own_log(mac: Mac) -> Path:
    """Describe a peer whose messages go into a log of the person's; return where that will be."""
    path = mac.root / "var/log/own.log"
    path.parent.mkdir()
    mac.describe(*L2TP, 'logfile = "/var/log/own.log"')
    return path


def test_a_log_is_followed_where_it_was_moved_away(mac: Mac, tmp_path: Path) -> None:
    """And waited for where there is none yet: as long as somebody watches, nothing is missed."""
    path = own_log(mac)
    terminal = Terminal("logs", "office", "-f", *mac.options(), cwd=tmp_path)
    terminal.wait_for("own.log")
    path.write_text("first\n")
    terminal.wait_for("first")
    path.rename(path.with_suffix(".1"))
    with path.with_suffix(".1").open("a") as moved:
        moved.write("second \033[2J\n")
    path.write_text("third\n")
    terminal.wait_for("third")
    terminal.type("\x03")
    result = terminal.finish()
    assert result.status == 130
    assert result.out.index("second \\x1b[2J") < result.out.index("third")


def test_what_another_link_was_refused_does_not_end_one_that_is_up(mac: Mac, tmp_path: Path) -> None:
    """Several may write into one log file of the person's."""
    path = own_log(mac)
    terminal = Terminal("up", "office", "-v", *mac.options(), cwd=tmp_path)
    terminal.wait_for("office is up")
    with path.open("a") as log:
        log.write("PAP authentication failed\nanother line\n")
    terminal.wait_for("another line")
    time.sleep(0.5)
    assert mac.run("status", "office").status == 0
    terminal.type("\x03")
    assert terminal.finish().status == 5


def test_status_watches(mac: Mac, tmp_path: Path) -> None:
    """Until Ctrl-C."""
    mac.describe(*L2TP)
    terminal = Terminal("status", "--watch", *mac.options(), cwd=tmp_path)
    terminal.wait_for("down")
    mac.run("up", "office", "--detach")
    terminal.wait_for(f"up  {mac.loopback}")
    terminal.type("\x03")
    assert terminal.finish().status == 130
    mac.run("down", "--all")


def test_status_watches_through_a_pipe(mac: Mac, tmp_path: Path) -> None:
    """No command for a terminal, and as JSON a document a line; `| head -1` ends it without a word."""
    mac.describe(*L2TP)
    for more in ((), ("--json",)):
        with started("status", "--watch", *more, *mac.options(), cwd=tmp_path) as watch:
            line = watch.out.readline()
            watch.out.close()
            assert watch.process.wait(20) == 1
            assert "Traceback" not in watch.err.read()
        assert "\033" not in line
        assert not more or json.loads(line)["peers"][0]["link"] == "down"


def test_every_command_about_links_takes_the_same_machine(mac: Mac) -> None:
    """As if elsewhere is as if elsewhere for all of them."""
    mac.describe(*L2TP)
    mac.answer(1, "one\n")
    where = ("--pppd", "2.5", "--host", "elsewhere")
    for command in (("status",), ("doctor",), ("down", "office"), ("logs", "office")):
        assert mac.run(*command, *where).status == 0
    assert mac.run("up", "office", *where).status == 1


def test_a_plan_says_which_links_are_up(mac: Mac, tmp_path: Path) -> None:
    """What is applied now holds at the next dial only; a plan in sync has nothing to say."""
    mac.describe(*L2TP)
    mac.run("up", "office", "--detach")
    assert "is up" not in mac.run("plan").out
    with (tmp_path / "vpns.toml").open("a") as stream:
        stream.write("mtu = 1300\n")
    assert "office is up: takes effect at the next dial" in mac.run("plan").out
    mac.run("down", "office")
    assert "is up" not in mac.run("plan").out
