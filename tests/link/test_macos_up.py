"""Dialing on a Mac that is played (see mac.py)."""

from __future__ import annotations

import json
import plistlib
import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.program import PROGRAM, Terminal, environment, started
from tests.link.mac import DIAL, L2TP, STARTED
from vpnsync.explain.troubles import CALLS

if TYPE_CHECKING:
    from tests.link.mac import Mac


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


def test_what_was_to_be_up_and_is_not_has_failed_whatever_the_status(mac: Mac) -> None:
    """Scripts go by the exit status of `up --detach`: 0 is a link."""
    mac.describe(*L2TP)
    mac.answer(0, STARTED)
    up = mac.run("up", "office", "--detach")
    assert (up.status, "office" in up.err, "is up" in up.out) == (1, True, False)


def test_a_pppd_that_does_not_end_is_killed_and_cleared_after(
    mac: Mac, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It had no time to run what takes its routes back."""
    mac.describe(*L2TP)
    pppd = mac.root / "usr/sbin/pppd"
    stuck = pppd.read_text().replace("lambda *_: end(5)", "signal.SIG_IGN").replace("sleep(0.3)", "sleep(60)")
    pppd.write_text(stuck)
    cleared: list[object] = []
    monkeypatch.setattr("vpnsync.link.dial.PATIENCE", 0.5)
    monkeypatch.setattr("vpnsync.cli.dialing.clear_after_dead_links", lambda place, _: cleared.append(place))
    up = mac.run("up", "office", "--timeout", "1")
    assert (up.status, "only when it was killed" in up.err, len(cleared)) == (128 + signal.SIGKILL, True, 2)
    assert "office is not up" in mac.run("down", "office").out


def test_what_the_system_dials_is_a_link_like_any_other(mac: Mac) -> None:
    """By the plist's own words: status and down know it, and up does not dial a second one."""
    mac.describe(*L2TP, "autostart = true")
    plist = mac.root / "Library/LaunchDaemons/vpnsync.office.plist"
    words = plistlib.loads(plist.read_bytes())["ProgramArguments"]
    pppd = str(mac.root) + words[words.index("/usr/sbin/pppd")]
    with subprocess.Popen([pppd, *words[words.index("call") :]]):
        while mac.run("status", "office").status != 0:
            time.sleep(0.05)
        plist.unlink()
        again = mac.run("up", "office")
        assert (again.status, "already" in again.out + again.err) == (0, True)
        assert mac.run("down", "office").out == "office is down.\n"
    up = mac.run("up", "office", "--detach")
    assert (up.status, up.out.startswith("office is up")) == (0, True), "the plist is not what is dialed"
    mac.run("down", "office")


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


@pytest.mark.parametrize(
    ("status", "more", "cause"),
    [
        (16, (), "the server does not answer PPP"),
        (-1, ("--timeout", "0.1"), "was not up within 0.1 seconds: "),
    ],
    ids=["ended by itself", "given up"],
)
def test_status_repeats_what_up_has_said(mac: Mac, status: int, more: tuple[str, ...], cause: str) -> None:
    """Word for word, and whatever becomes of the log."""
    mac.describe(*L2TP)
    mac.answer(status, "Thu Feb  4 17:02:41 2021 : LCP: timeout sending Config-Requests\n")
    up = json.loads(mac.run("up", "office", *more, "--json").out)
    assert up["cause"].startswith(cause)
    assert up["error"] in CALLS
    for path in (mac.root / "private/var/db/vpnsync", mac.root / "var/db/vpnsync"):
        for log in path.glob("log/office.log"):
            log.unlink()
    (row,) = json.loads(mac.run("status", "--json").out)["peers"]
    failure = row["last_failure"]
    assert {key: failure[key] for key in ("error", "cause", "remedy", "keys", "lines")} == {
        key: up[key] for key in ("error", "cause", "remedy", "keys", "lines")
    }
    shown = mac.run("status", "office").out
    assert all(text in shown for text in (up["cause"], up["remedy"], *up["keys"], *up["lines"]))
    assert mac.run("logs", "office").out == ""


@pytest.mark.parametrize(
    "line",
    [
        "Thu Feb  4 17:02:41 2021 : EAP authentication failed",
        "Feb  4 17:02:41 gate pppd[4]: EAP: peer reports authentication failure",
    ],
)
def test_a_refusal_behind_a_stamp_is_none_the_less_one(mac: Mac, line: str) -> None:
    """pppd, told to persist, would lock the account."""
    mac.describe(*L2TP, "reconnect = true")
    mac.answer(-1, f"{line}\n")
    result = mac.run("up", "office", "--detach")
    assert (result.status, "pppd said: EAP" in result.err) == (19, True)
    assert "the server refused user or password" in result.err


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
    assert "was not up within 0.1 seconds" in result.err
    assert result.status in (5, 128 + signal.SIGTERM)  # the latter where it was not even ready for signals


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_exactly_this_link(mac: Mac, tmp_path: Path, number: signal.Signals) -> None:
    """Nothing is left, and the status says why."""
    mac.describe(*L2TP)
    with started("up", "office", *mac.options(), cwd=tmp_path) as up:
        up.out.readline()
        up.process.send_signal(number)
        assert up.process.wait(20) == 5
        assert "you ended it (pppd ended with 5)" in up.err.read()
    assert mac.pids() == []


def test_what_is_not_to_be_hung_up_goes_on(mac: Mac, tmp_path: Path) -> None:
    """As `nohup` promises; anything else still ends it."""
    mac.describe(*L2TP)
    with started("up", "office", *mac.options(), cwd=tmp_path, start=("/usr/bin/nohup", *PROGRAM)) as up:
        up.out.readline()
        up.process.send_signal(signal.SIGHUP)
        with pytest.raises(subprocess.TimeoutExpired):
            up.process.wait(1.5)
        up.process.send_signal(signal.SIGTERM)
        assert up.process.wait(20) == 5


def test_a_stream_that_takes_nothing_ends_the_link(mac: Mac, tmp_path: Path) -> None:
    """Whatever stops vpnsync, no pppd is left that nobody watches."""
    mac.describe(*L2TP)
    with Path("/dev/full").open("w") as full:
        command = [*PROGRAM, "up", "office", *mac.options()]
        done = subprocess.run(
            command,
            cwd=tmp_path,
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=30,
        )
    assert (done.returncode, b"standard output" in done.stderr, mac.pids()) == (1, True, [])


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


def test_as_json_every_change_is_a_line(mac: Mac, tmp_path: Path) -> None:
    """In the foreground too: whoever reads along learns at once that it is up, and then that it is down."""
    mac.describe(*L2TP)
    with started("up", "office", "--json", *mac.options(), cwd=tmp_path) as up:
        first = json.loads(up.out.readline())
        up.process.send_signal(signal.SIGINT)
        rest = [json.loads(line) for line in up.out.read().splitlines()]
    assert (first["state"], first["local"]) == ("up", "127.0.0.1")
    assert [(one["state"], one["status"]) for one in rest] == [("down", 5)]


def test_as_json_what_keeps_it_from_dialing_is_told_too(mac: Mac, tmp_path: Path) -> None:
    """Drift, a lack, a wrong name: each has a document, and the status in it is the exit status."""
    mac.describe(*L2TP)
    with (tmp_path / "vpns.toml").open("a") as stream:
        stream.write("mtu = 1300\n")
    results = [mac.run("up", "office", "--json"), mac.run("up", "offcie", "--json")]
    (mac.root / "usr/sbin/pppd").unlink()
    results.append(mac.run("up", "office", "--json"))
    told = [json.loads(result.out) for result in results]
    assert [(one["state"], one["status"]) for one in told] == [("down", 78), ("down", 1), ("down", 69)]
    assert [result.status for result in results] == [78, 1, 69]
    assert [one["error"] for one in told] == ["drift", "unknown-peer", "cannot-dial-here"]
    assert "is not what the description says" in told[0]["cause"]
    assert told[0]["remedy"] == "run: vpnsync apply office"
    assert all(one.keys() == told[0].keys() for one in told)


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
