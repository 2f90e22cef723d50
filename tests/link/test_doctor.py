"""What the doctor sees of a Linux machine, and of a network that is the test's own."""

from __future__ import annotations

import errno
import os
import socket
from typing import TYPE_CHECKING

import pytest

from vpnsync.link import probe
from vpnsync.link.check import Patient
from vpnsync.link.doctor import checks, network_checks
from vpnsync.link.machine import Machine
from vpnsync.pppd.options import dictionary
from vpnsync.pppd.settings import read_settings

if TYPE_CHECKING:
    from pathlib import Path

LINUX = dictionary("linux")
OFFICE = Patient(
    "office", "pptp", "127.0.0.1", read_settings(b'pty "pptp host"\nrequire-mppe-128\n', "linux", LINUX)
)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Return a Linux machine that has what an office call needs."""
    module = f"lib/modules/{os.uname().release}/modules.dep"
    texts = {
        "usr/sbin/pppd": "#!/bin/sh\necho pppd version 2.4.9\n",
        "usr/sbin/pptp": "#!/bin/sh\n",
        "dev/ppp": "",
        "etc/ppp/options": "lock\n",
        module: "kernel/drivers/net/ppp/ppp_mppe.ko:\n",
    }
    for name, text in texts.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)
    (tmp_path / "etc/ppp").chmod(0o755)
    return Machine("linux", tmp_path)


def found(machine: Machine, home: Path | None = None) -> dict[str, str]:
    """Return what -> verdict."""
    return {check.what: check.verdict for check in checks(machine, LINUX, [OFFICE], home)}


def test_a_machine_that_lacks_nothing_is_well(machine: Machine) -> None:
    """Nobody reads a list that always complains."""
    assert set(found(machine).values()) == {"ok"}


@pytest.mark.parametrize(
    ("name", "words", "verdict"),
    [
        ("usr/sbin/pppd", "there is no", "problem"),
        ("dev/ppp", "there is no", "problem"),
        ("usr/sbin/pptp", "office: the program pptp is not installed", "problem"),
        (f"lib/modules/{os.uname().release}/modules.dep", "ppp_mppe is not to be seen", "warning"),
    ],
)
def test_what_is_missing_is_told(
    machine: Machine, tmp_path: Path, name: str, words: str, verdict: str
) -> None:
    """Each by itself, and with the way out."""
    (tmp_path / name).unlink()
    told = {what: verdict for what, verdict in found(machine).items() if verdict != "ok"}
    assert list(told.values()) == [verdict]
    assert words in next(iter(told))


def test_a_device_with_nothing_behind_it_is_no_ppp(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A container may have been given the node, and its host have no driver."""
    (tmp_path / "dev/ppp").unlink()
    (tmp_path / "dev/ppp").mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    told = [what for what, verdict in found(machine).items() if verdict == "problem"]
    assert told == [f"{tmp_path}/dev/ppp cannot be opened: {os.strerror(errno.EISDIR)}"]


@pytest.mark.parametrize(
    ("text", "words"),
    [("echo pppd version 2.3.1", "pppd 2.3.1"), ("exec /nonexistent", "pppd of unknown version")],
)
def test_another_pppd_is_warned_of(machine: Machine, text: str, words: str) -> None:
    """Its options may be others."""
    machine.pppd.write_text(f"#!/bin/sh\n{text}\n")
    assert found(machine)[words] == "warning"


def test_a_folder_that_others_may_write_is_a_problem(machine: Machine, tmp_path: Path) -> None:
    """What stands there, pppd runs as root."""
    (tmp_path / "etc/ppp").chmod(0o777)
    assert [what for what, verdict in found(machine).items() if verdict == "problem"] != []


@pytest.mark.parametrize(
    ("text", "verdict", "words"),
    [
        ("lcp-echo-interval 30\nlcp-echo-failure 4\n", "ok", "lcp-echo-interval 30, lcp-echo-failure 4"),
        ("proxyarp\n", "warning", "also sets proxyarp for office"),
        ("idle 60\npassword s3cret\n", "warning", "also sets idle 60, password for office"),
        ("auth\n", "warning", "also sets auth for office"),
        ("frobnicate\n", "problem", "pppd refuses frobnicate there, and with it every call"),
        ("asyncmap 0\ncrtscts\nhide-password\nmodem\nnoipx\n", "ok", "nothing that changes a peer"),
        ("require-mppe-128\n", "ok", "nothing that changes a peer"),
    ],
)
def test_what_every_call_reads_is_told_by_what_it_breaks(
    machine: Machine, tmp_path: Path, text: str, verdict: str, words: str
) -> None:
    """Whatever a peer does not say itself it gets from there; no value but a number is shown."""
    (tmp_path / "etc/ppp/options").write_text(text)
    told = {what: verdict for what, verdict in found(machine).items() if words in what}
    assert list(told.values()) == [verdict]
    assert "s3cret" not in str(told)


def test_what_a_peer_says_itself_is_not_told(machine: Machine, tmp_path: Path) -> None:
    """The later one wins; where two peers differ, the one that it is about is named."""
    (tmp_path / "etc/ppp/options").write_text("auth\nmtu 500\n")
    own = read_settings(b"noauth\nmtu 1300\n", "linux", LINUX)
    home = Patient("home", "pptp", None, own)
    for peers, told in (
        ([home], []),
        ([home, OFFICE], ["auth, mtu 500 for office"]),
        ([Patient("lab", "pptp", None, OFFICE.settings), OFFICE], ["auth, mtu 500 for every peer"]),
    ):
        warnings = [check.what for check in checks(machine, LINUX, peers, None) if check.verdict == "warning"]
        assert [what.partition(" also sets ")[2] for what in warnings] == told


def test_what_a_peer_has_included_counts_as_its_own(machine: Machine, tmp_path: Path) -> None:
    """Debian's options.pptp says noauth; what cannot be read is not claimed to say nothing."""
    (tmp_path / "etc/ppp/options").write_text("auth\nmtu 500\n")
    work = Patient("work", "custom", None, read_settings(b"file /etc/ppp/options.pptp\n", "linux", LINUX))

    def told() -> list[str]:
        some = [one for one in checks(machine, LINUX, [work], None) if one.verdict != "ok"]
        return [f"{one.what}: {one.remedy}".replace(str(tmp_path), "") for one in some]

    included = tmp_path / "etc/ppp/options.pptp"
    missing = "correct that option, or make the file"
    assert told() == [f"work includes /etc/ppp/options.pptp: No such file or directory: {missing}"]
    os.mkfifo(included)
    assert told() == [f"work includes /etc/ppp/options.pptp: is no plain file: {missing}"]
    included.unlink()
    included.write_text("file /etc/ppp/options.pptp\n")
    assert told() == [f"work includes /etc/ppp/options.pptp: includes others without end: {missing}"]
    for text, said in (
        ("noauth\nmtu 1300\n", []),
        ("noauth\n", ["mtu 500 for work: have the peer say what it wants, or take it out there"]),
        ("mtu 1300\n", ["auth for work: have the peer say options = { noauth = true }"]),
    ):
        included.write_text(text)
        assert [line.partition("/etc/ppp/options also sets ")[2] for line in told()] == said


def test_the_callers_own_ppprc_is_read_too(machine: Machine, tmp_path: Path) -> None:
    """By pppd, and nobody remembers it."""
    (tmp_path / ".ppprc").write_text("mtu 500\n")
    (what,) = [what for what, verdict in found(machine, tmp_path).items() if verdict == "warning"]
    assert what.endswith(".ppprc also sets mtu 500 for office")


def test_the_network_is_asked_for_names_and_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that answers, one that does not, one without a port to try, and a name of nobody."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setitem(probe.PORTS, "pptp", server.getsockname()[1])
        (answer,) = network_checks([OFFICE])
    (silence,) = network_checks([OFFICE])
    others = [Patient("home", "l2tp", "127.0.0.1"), Patient("odd", "pptp", "a..b"), Patient("dsl", "pppoe")]
    verdicts = [check.verdict for check in (answer, silence, *network_checks(others))]
    assert verdicts == ["ok", "problem", "ok", "problem"]
    assert "connection refused" in silence.what
