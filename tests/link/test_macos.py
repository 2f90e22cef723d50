"""up, down, status, logs and doctor on a Mac that is played (see mac.py)."""

from __future__ import annotations

import json
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.cli.program import PROGRAM, Terminal, environment
from tests.link.mac import STARTED

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result
    from tests.link.mac import Mac

L2TP = ('protocol = "l2tp"', 'allow = ["plain-text-secret"]', 'password = "open sesame"')
DIAL = (
    'protocol = "l2tp"',
    'secret_storage = "dial"',
    'password = { env = "OFFICE_PASSWORD" }',
    'shared_secret = { env = "OFFICE_PSK" }',
)


def test_up_status_down(mac: Mac) -> None:
    """The whole way, with a pid file that comes late."""
    mac.describe(*L2TP)
    up = mac.run("up", "office", "--detach")
    assert (up.status, up.out.split(", ")[0]) == (0, f"office is up: {mac.loopback} 127.0.0.1")
    assert "office: connecting" in up.err
    assert mac.argv() == ["call", "office", "linkname", "vpnsync-office", "nodetach"]
    (row,) = json.loads(mac.run("status", "--json").out)["peers"]
    assert (row["applied"], row["link"], row["interface"]) == ("in sync", "up", mac.loopback)
    assert mac.run("status", "office").status == 0
    down = mac.run("down", "office")
    assert (down.status, down.out) == (0, "office is down.\n")
    assert mac.run("status", "office").status == 3
    assert mac.run("down", "office").out == "office is not up.\n"


def test_secrets_are_handed_over_behind_the_peers_file(mac: Mac, monkeypatch: pytest.MonkeyPatch) -> None:
    """The plug-in that knows l2tpipsecsharedsecret is loaded there."""
    monkeypatch.setenv("OFFICE_PASSWORD", 'a "b c')
    monkeypatch.setenv("OFFICE_PSK", "tab\there")
    mac.describe(*DIAL)
    assert mac.run("up", "office", "--detach").status == 0
    argv = mac.argv()
    assert argv[-2] == "file"
    assert argv[-1].startswith("/dev/fd/")
    assert (mac.root / "handed").read_text() == 'password "a \\"b c"\nl2tpipsecsharedsecret "tab\\there"\n'
    assert mac.environment().keys() <= {"PATH", "LC_ALL", "LC_CTYPE"}
    mac.run("down", "office")


def test_a_secret_that_cannot_be_had_stops_the_dialing(mac: Mac, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is started."""
    monkeypatch.delenv("OFFICE_PASSWORD", raising=False)
    mac.describe(*DIAL)
    result = mac.run("up", "office")
    assert (result.status, "peers.office.password" in result.err) == (1, True)
    assert not (mac.root / "argv").exists()


@pytest.mark.parametrize("value", ["nul\0", "x" * 256], ids=["NUL", "too long"])
def test_a_secret_that_pppd_would_cut_is_refused(mac: Mac, tmp_path: Path, value: str) -> None:
    """It would be wrong, and nobody would know why; and it is never shown."""
    (tmp_path / "secret").write_text(value)
    mac.describe('protocol = "l2tp"', 'secret_storage = "dial"', 'password = { file = "secret" }')
    result = mac.run("up", "office")
    assert (result.status, "peers.office.password" in result.err, value in result.err) == (1, True, False)


@pytest.mark.parametrize(
    ("status", "lines", "words"),
    [
        (8, "", "the connection could not be made"),
        (19, "MS-CHAP authentication failed: Access denied\n", "the server refused user or password"),
        (25, "", "the server cannot be reached"),
        (16, "", "the line was hung up"),
        (0, "", "the link ended normally"),
    ],
)
def test_ups_status_is_pppds(mac: Mac, status: int, lines: str, words: str) -> None:
    """And it is explained; the line in `status` afterwards too."""
    mac.describe(*L2TP)
    mac.answer(status, lines)
    result = mac.run("up", "office")
    assert (result.status, words in result.err) == (status, True)
    assert (words in mac.run("status").out) == (status != 0)


def test_a_refused_password_is_not_tried_again(mac: Mac) -> None:
    """pppd, told to persist, would."""
    mac.describe(*L2TP, "reconnect = true")
    mac.answer(-1, "MS-CHAP authentication failed: Access denied\n")
    result = mac.run("up", "office", "--detach")
    assert result.status == 19


def test_what_is_not_up_in_time_is_ended(mac: Mac) -> None:
    """Five is pppd's own status for being asked."""
    mac.describe(*L2TP)
    mac.answer(-1, "L2TP connecting to server 'x' (192.0.2.1)...\n")
    result = mac.run("up", "office", "--timeout", "0.1")
    assert (result.status, "was not up within 0.1 seconds" in result.err) == (5, True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_exactly_this_link(mac: Mac, tmp_path: Path, number: signal.Signals) -> None:
    """Nothing is left, and the status says why."""
    mac.describe(*L2TP)
    with subprocess.Popen(
        [*PROGRAM, "up", "office", *mac.options()],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as up:
        assert up.stdout
        assert up.stderr
        up.stdout.readline()
        up.send_signal(number)
        assert up.wait(20) == 5
        assert b"you ended it (pppd ended with 5)" in up.stderr.read()
    assert mac.pids() == []


def test_a_spinner_turns_on_a_terminal_alone(mac: Mac, tmp_path: Path) -> None:
    """Plain lines elsewhere, and with NO_COLOR."""
    mac.describe(*L2TP)
    shown = []
    for env in ({}, {"NO_COLOR": "1"}):
        terminal = Terminal("up", "office", *mac.options(), cwd=tmp_path, env=env)
        terminal.wait_for("office is up")
        terminal.type("\x03")
        shown.append(terminal.finish().out)
    assert ["\033[" in text for text in shown] == [True, False]
    assert all("office: connecting" in text for text in shown)


def test_pppds_own_lines_are_shown_on_request_and_never_raw(mac: Mac) -> None:
    """The server says what it likes."""
    mac.describe(*L2TP)
    mac.answer(1, "something \033[2J odd\n")
    assert "something" not in mac.run("up", "office").err.partition("pppd said")[0]
    shown = mac.run("up", "office", "--verbose").err
    assert "  | something \\x1b[2J odd" in shown
    assert "\033" not in shown


def test_up_as_json(mac: Mac) -> None:
    """One document, whether it worked or not."""
    mac.describe(*L2TP)
    up = json.loads(mac.run("up", "office", "--detach", "--json").out)
    assert (up["format_version"], up["state"], up["local"], up["status"]) == (1, "up", "127.0.0.1", 0)
    again = json.loads(mac.run("up", "office", "--detach", "--json").out)
    assert again["state"] == "up"
    mac.run("down", "office")
    mac.answer(19, "MS-CHAP authentication failed: Access denied\n")
    down = json.loads(mac.run("up", "office", "--json").out)
    assert (down["state"], down["status"]) == ("down", 19)
    assert down["keys"] == ["peers.office.password", "peers.office.user"]


def test_a_key_is_named_where_it_stands(mac: Mac, tmp_path: Path) -> None:
    """An inherited password is not changed on the peer."""
    mac.describe(*L2TP)
    text = (tmp_path / "vpns.toml").read_text()
    text = text.replace('user = "alice"\n', "").replace("[peers", '[defaults]\nuser = "alice"\n[peers', 1)
    (tmp_path / "vpns.toml").write_text(text)
    mac.answer(19)
    assert "vpns.toml: peers.office.password or defaults.user" in mac.run("up", "office").err


def test_a_second_up_beside_a_first(mac: Mac, tmp_path: Path) -> None:
    """One dials, the other one says so."""
    mac.describe(*L2TP)
    terminal = Terminal("up", "office", *mac.options(), cwd=tmp_path)
    terminal.wait_for("office is up")
    again = mac.run("up", "office")
    assert (again.status, again.out.startswith("office is up already")) == (0, True)
    assert len(mac.pids()) == 1
    terminal.type("\x03")
    terminal.finish()


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


def test_doctor(mac: Mac) -> None:
    """Every check says ok, warning or problem; a problem is exit 1."""
    mac.describe(*L2TP)
    result = mac.run("doctor")
    assert result.status == 0, result.out
    assert "pppd 2.4.2" in result.out
    assert "L2TP.ppp" in result.out
    mac.describe('protocol = "pptp"')
    result = mac.run("doctor")
    assert result.status == 1
    assert "office: there is no plug-in PPTP.ppp" in result.out
    assert "L2TP on macOS" in result.out


@pytest.mark.parametrize(
    ("file", "text", "words", "status"),
    [
        ("options", "nodefaultroute\n", "makes pppd refuse defaultroute of office", 1),
        ("options", "mtu 1200\nrefuse-eap\n", "holds for every call: mtu, refuse-eap", 0),
        ("postoptions", "noauth\n", "holds for every call: noauth", 0),
        ("options", "lock\nauth\n", "nothing that changes a peer", 0),
    ],
)
def test_doctor_reads_what_every_call_reads(mac: Mac, file: str, text: str, words: str, status: int) -> None:
    """A peer's own file does not show it."""
    mac.describe(*L2TP, "default_route = true")
    (mac.root / "etc/ppp" / file).write_text(text)
    result = mac.run("doctor")
    assert (result.status, words in result.out) == (status, True), result.out


def test_doctor_looks_for_the_sources_of_secrets(mac: Mac, monkeypatch: pytest.MonkeyPatch) -> None:
    """None of them is opened."""
    monkeypatch.setenv("OFFICE_PASSWORD", "open sesame")
    monkeypatch.delenv("OFFICE_PSK", raising=False)
    mac.describe(*DIAL)
    document = json.loads(mac.run("doctor", "--json").out)
    told = {check["what"]: check["verdict"] for check in document["checks"]}
    assert told['peers.office.password: { env = "OFFICE_PASSWORD" } can be asked'] == "ok"
    (lack,) = [what for what in told if "OFFICE_PSK" in what]
    assert told[lack] == "problem"
    assert "open sesame" not in str(document)


def test_doctor_asks_the_network_only_on_request(mac: Mac) -> None:
    """A name that does not exist stays unasked without --network."""
    mac.describe(*L2TP)
    assert "resolve" not in mac.run("doctor").out
    result = mac.run("doctor", "--network")
    assert "vpn.example.net" in result.out


def test_a_plan_in_sync_does_not_look_for_links(cli: Callable[..., Result], mac: Mac) -> None:
    """Only a change can matter to a link that is up; then it is told."""
    del cli
    mac.describe(*L2TP)
    mac.run("up", "office", "--detach")
    assert "is up" not in mac.run("plan").out
    mac.describe(*L2TP, "mtu = 1300")
    assert "mtu" not in mac.run("plan").out
    mac.run("down", "office")
