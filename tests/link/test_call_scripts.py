"""The scripts of one call: as they were when it was dialed, and those that a peers file does not call."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.link.mac import HEAD
from vpnsync.cli import dialing
from vpnsync.link import interfaces, leftovers
from vpnsync.link.last_call import FOLDER
from vpnsync.link.leftovers import has_leftovers
from vpnsync.link.machine import Machine
from vpnsync.link.network import Lan
from vpnsync.link.scripts import implied_scripts
from vpnsync.pppd.options import dictionary
from vpnsync.pppd.scripts import LOGS
from vpnsync.pppd.settings import read_settings
from vpnsync.sync.place import Place

if TYPE_CHECKING:
    from tests.link.mac import Mac

L2TP = 'protocol = "l2tp"'
HALVES = ("0.0.0.0/1", "128.0.0.0/1")


def implied(text: bytes, halves: tuple[str, ...] = (), protocol: str = "pptp") -> str:
    """Return what is done when a link of such a peers file comes up; "" where nothing is."""
    settings = read_settings(text, "linux", dictionary("linux"))
    found = implied_scripts(settings, "office", protocol, "vpn.example.net", halves)
    assert set(found) in (set(), {"up", "down"})
    whole = found.get("up", b"").decode()
    return whole.partition("work() {\n")[2].partition("\n}")[0]


def test_a_call_keeps_its_scripts_whatever_is_applied_meanwhile(mac: Mac) -> None:
    """What the link has set is then taken back by what belongs to it; pppd is told on its command line."""
    mac.describe(L2TP, 'routes = ["10.20.0.0/16"]')
    assert mac.run("up", "office", "--detach").status == 0
    folder = mac.root / "var/db/vpnsync/called"
    words = ["ip-up", str(folder / "office.ip-up"), "ip-down", str(folder / "office.ip-down")]
    assert mac.argv() == ["call", "office", "linkname", "vpnsync-office", *words, "nodetach"]
    before = (folder / "office.ip-down").read_bytes()
    assert before == (mac.root / "etc/ppp/vpnsync/office.ip-down").read_bytes()
    assert {stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.iterdir())} == {0o700}
    (folder / "lab.ip-down").write_bytes(before)  # as one that was killed has left it
    Path("vpns.toml").write_text(f"{HEAD}{L2TP}\n")
    clears = "end it with `vpnsync down office`, which clears what its scripts have set"
    assert f"office is up: takes effect at the next dial; {clears}" in mac.run("plan").out
    mac.describe(L2TP)
    assert not (mac.root / "etc/ppp/vpnsync/office.ip-down").exists()
    assert (folder / "office.ip-down").read_bytes() == before
    Path("vpns.toml").write_text("version = 1\n[defaults]\nmtu = 1400\n")
    assert mac.run("apply", "--yes", "--prune").status == 0
    assert [path.name for path in sorted(folder.iterdir())] == ["office.ip-down", "office.ip-up"]
    assert mac.run("down", "office").status == 0
    assert list(folder.iterdir()) == [], "scripts of calls that are over"


@pytest.mark.parametrize(
    ("text", "halves", "protocol", "done"),
    [
        (b"defaultroute\n", HALVES, "pptp", ["keep_server", "add_route 0.0.0.0/1", "add_route 128.0.0.0/1"]),
        (b"defaultroute\n", (), "pptp", ["keep_server"]),
        (b"defaultroute\n", (), "pppoe", []),
        (b"usepeerdns\n", (), "custom", ["set_peer_dns"]),
        (b"idle 5\n", (), "pptp", []),
        (b'usepeerdns ip-up-script "/mine"\n', HALVES, "pptp", []),
    ],
)
def test_a_call_gets_the_scripts_that_pppd_lacks(
    text: bytes, halves: tuple[str, ...], protocol: str, done: list[str]
) -> None:
    """The file stays what it is everywhere; a script of somebody's own stays in charge."""
    lines = implied(text, halves, protocol)
    wanted = ("keep_server", "add_route", "set_")
    found = [line.strip() for line in lines.splitlines() if line.strip().startswith(wanted)]
    assert [line.replace(" pptp vpn.example.net", "") for line in found] == done


def test_a_played_machine_has_nothing_to_clear(tmp_path: Path) -> None:
    """What is set, is set on the machine itself, which a test must not touch."""
    assert not has_leftovers(Machine("linux", tmp_path))


@pytest.mark.parametrize("is_gone", [True, False])
def test_what_a_dead_link_left_is_not_said_to_be_gone_unless_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, *, is_gone: bool
) -> None:
    """A resolv.conf that nobody may write keeps its name servers."""
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "link.4194999").write_text("")  # beyond any pid
    done = f"rm {notes}/link.*" if is_gone else "exit 1"
    monkeypatch.setattr(leftovers, "NOTES", {"linux": str(notes)})
    monkeypatch.setattr(leftovers, "clearing", lambda _: done)
    monkeypatch.setattr(dialing, "forget", lambda *_: None)
    monkeypatch.setattr("os.geteuid", lambda: 0)
    dialing.clear_after_dead_links(Place("linux"), dictionary("linux"))
    said = capsys.readouterr().err
    assert ("are taken back" in said, "cannot be taken back" in said) == (is_gone, not is_gone)


def test_the_scripts_write_into_the_log_that_up_reads() -> None:
    """They write only where it is there: of another path, nobody would ever hear of a failure."""
    assert {platform: Place(platform).state / FOLDER for platform in LOGS} == {
        platform: Path(path) for platform, path in LOGS.items()
    }


@pytest.mark.parametrize(("route", "is_near"), [("192.168.0.0/16", True), ("10.20.0.0/16", False)])
def test_up_warns_of_a_network_that_this_machine_is_in(
    mac: Mac, monkeypatch: pytest.MonkeyPatch, route: str, *, is_near: bool
) -> None:
    """The printer at home is far while the link is up, and nobody knows why."""
    monkeypatch.setattr(interfaces, "own_lans", lambda: [Lan("en0", "192.168.7.0/24")])
    mac.describe(L2TP, f'routes = ["{route}"]')
    up = mac.run("up", "office", "--detach")
    assert mac.run("down", "office").status == up.status == 0
    warning = f"office: {route} is also this machine's own network on en0 (192.168.7.0/24)"
    assert (warning in up.err) == is_near
