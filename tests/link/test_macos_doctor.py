"""What `doctor` says of a Mac that is played (see mac.py)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.link.mac import DIAL, L2TP

if TYPE_CHECKING:
    from pathlib import Path

    from tests.link.mac import Mac


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
        ("options", "mtu 1200\nrefuse-eap\n", "also sets mtu 1200, refuse-eap for office", 0),
        ("postoptions", "mtu 1200\n", "behind the peers file, overrules it: mtu 1200 for office", 0),
        ("postoptions", "noauth\n", "nothing that changes a peer", 0),
        ("options", "lock\nauth\n", "nothing that changes a peer", 0),
    ],
)
def test_doctor_reads_what_every_call_reads(mac: Mac, file: str, text: str, words: str, status: int) -> None:
    """A peer's own file does not show it."""
    mac.describe(*L2TP, "default_route = true")
    (mac.root / "etc/ppp" / file).write_text(text)
    result = mac.run("doctor")
    assert (result.status, words in result.out) == (status, True), result.out


def test_doctor_says_that_pptp_is_gone_without_a_peer_that_wants_it(mac: Mac) -> None:
    """A note, no problem: whoever thinks of PPTP on a Mac shall not have to find out."""
    mac.describe(*L2TP)
    document = json.loads(mac.run("doctor", "--json").out)
    (check,) = [check for check in document["checks"] if "PPTP.ppp" in check["what"]]
    assert (check["verdict"], "10.15" in check["what"]) == ("ok", True)
    mac.plug_in("PPTP.ppp")
    assert "10.15" not in mac.run("doctor").out


def test_doctor_needs_no_description(mac: Mac, tmp_path: Path) -> None:
    """A machine is looked at before anything is described for it; a named one that is missing is an error."""
    assert not (tmp_path / "vpns.toml").exists()
    result = mac.run("doctor")
    assert (result.status, "no description here" in result.out, "pppd 2.4.2" in result.out) == (0, True, True)
    assert "`vpnsync init` writes one" in result.out
    assert mac.run("doctor", "--config", "mine.toml").status == 1
    (mac.root / "usr/sbin/pppd").unlink()
    assert mac.run("doctor").status == 1


def test_doctor_points_to_import_where_there_are_files_and_no_description(mac: Mac) -> None:
    """Who comes with ten peers files must not think that they start with an example."""
    peers = mac.root / "etc/ppp/peers"
    peers.mkdir(parents=True, exist_ok=True)
    (peers / "office~").write_text("novj\n")
    assert "vpnsync import" not in mac.run("doctor").out
    (peers / "office").write_text("novj\n")
    out = mac.run("doctor").out
    assert f"{peers} has 1 file that no description names: office\n" in out
    assert "`vpnsync import` writes a description from them" in out
    (peers / "office").unlink()
    mac.describe(*L2TP)
    assert "vpnsync import" not in mac.run("doctor").out


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


@pytest.mark.parametrize(("status", "verdict"), [(0, "ok"), (44, "problem"), (None, "warning")])
def test_doctor_looks_for_items_of_the_system_keychain(mac: Mac, status: int | None, verdict: str) -> None:
    """Without one pppd only warns, and the call then fails with 19."""
    mac.describe('protocol = "l2tp"', 'password = { system_keychain = "office vpn" }')
    if status is not None:
        security = mac.root / "usr/bin/security"
        security.parent.mkdir()
        security.write_text(f'#!/bin/sh\n[ "$3" = "office vpn" ] && exit {status}\n')
        security.chmod(0o755)
    document = json.loads(mac.run("doctor", "--json").out)
    (check,) = [check for check in document["checks"] if "keychain" in check["what"]]
    assert check["verdict"] == verdict
    assert ("-s 'office vpn' -a alice" in str(check["remedy"])) == (verdict == "problem")
