"""Who is told of name servers on Linux: whoever is in charge of them at that moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.hooks.desk import START, scripts_of
from tests.hooks.stage import Stage

if TYPE_CHECKING:
    from pathlib import Path

Call = tuple[str, ...]
PEER = START + '[peers.office]\ndns = "peer"\non_up = ["true"]\n'
ALL = START + '[peers.office]\ndns = { servers = ["10.20.0.53", "fd00::53"] }\n'
SOME = START + (
    '[peers.office.dns]\nservers = ["10.20.0.53"]\ndomains = ["client1.internal", "20.10.in-addr.arpa"]\n'
)


def stage_with(tmp_path: Path, text: str, resolv_conf: str) -> Stage:
    """Return a stage with a description's scripts and a resolv.conf."""
    stage = Stage(tmp_path / "stage", scripts_of(text))
    stage.resolv_conf.write_text(resolv_conf)
    return stage


def told(stage: Stage, event: str) -> list[Call]:
    """Return what a script calls, but for the log."""
    stage.script(event)
    return stage.calls()


@pytest.mark.parametrize(
    ("text", "domains", "is_default"),
    [(ALL, ["~."], "yes"), (SOME, ["~client1.internal", "~20.10.in-addr.arpa"], "no")],
)
def test_systemd_resolved_gets_servers_and_domains_of_the_link(
    tmp_path: Path, text: str, domains: list[str], is_default: str
) -> None:
    """With domains, it asks these servers for those names and no others for them: split DNS."""
    stage = stage_with(tmp_path, text, "nameserver 127.0.0.53\noptions edns0\n")
    servers = ["10.20.0.53", "fd00::53"] if text == ALL else ["10.20.0.53"]
    assert told(stage, "up") == [
        ("resolvectl", "dns", "ppp0", *servers),
        ("resolvectl", "domain", "ppp0", *domains),
        ("resolvectl", "default-route", "ppp0", is_default),
    ]
    assert told(stage, "down") == [("resolvectl", "revert", "ppp0")]
    assert stage.resolv_conf.read_text() == "nameserver 127.0.0.53\noptions edns0\n"


def test_resolved_hears_of_the_interface_a_moment_later(tmp_path: Path) -> None:
    """Pppd runs the script as soon as the interface is there; resolved learns of it from the kernel."""
    stage = stage_with(tmp_path, ALL, "nameserver 127.0.0.53\n")
    late = '#!/bin/sh\n[ -e late ] || { >late; echo "Link 9 not known" >&2; exit 1; }\necho "$*" >>told\n'
    stage.program("resolvectl", late)
    assert told(stage, "up") == []
    assert (stage.folder / "told").read_text().splitlines()[0] == "dns ppp0 10.20.0.53 fd00::53"


def test_what_resolved_does_not_take_is_in_the_log(tmp_path: Path) -> None:
    """Names that do not resolve are the first thing that anybody asks about."""
    stage = stage_with(tmp_path, ALL, "nameserver 127.0.0.53\n")
    stage.program("resolvectl", "#!/bin/sh\necho 'Access denied' >&2\nexit 1\n")
    stage.program("sleep", "#!/bin/sh\n")
    said = [call[-1] for call in told(stage, "up")]
    assert said[0] == "office: systemd-resolved does not take dns 10.20.0.53 fd00::53: Access denied"


@pytest.mark.parametrize(("text", "more"), [(ALL, ("-x",)), (SOME, ())])
def test_resolvconf_gets_a_record_of_its_own(tmp_path: Path, text: str, more: Call) -> None:
    """Debian's and openresolv alike; the record's name is one that both put first."""
    stage = stage_with(tmp_path, text, "nameserver 192.0.2.1\n")
    (stage.bin / "resolvectl").unlink()
    assert told(stage, "up") == [("resolvconf", "-a", "tun0.vpnsync.ppp0", *more)]
    assert told(stage, "down") == [("resolvconf", "-d", "tun0.vpnsync.ppp0")]


def test_the_record_holds_the_servers(tmp_path: Path) -> None:
    """It is read from standard input, as a piece of a resolv.conf."""
    stage = stage_with(tmp_path, ALL, "nameserver 192.0.2.1\n")
    stage.program("resolvconf", "#!/bin/sh\ncat >record\n")
    stage.script("up")
    assert (stage.folder / "record").read_text() == "nameserver 10.20.0.53\nnameserver fd00::53\n"


def test_the_resolvconf_of_systemd_is_not_in_charge_where_resolved_is_not(tmp_path: Path) -> None:
    """Debian's systemd-resolved brings a resolvconf, which is resolvectl by another name."""
    stage = stage_with(tmp_path, ALL, "nameserver 192.0.2.1\n")
    (stage.bin / "resolvconf").unlink()
    (stage.bin / "resolvconf").symlink_to("resolvectl")
    assert told(stage, "up") == []
    assert stage.resolv_conf.read_text().splitlines()[1:] == [
        "# vpnsync: ppp0",
        "nameserver 10.20.0.53",
        "nameserver fd00::53",
        "# vpnsync }",
        "nameserver 192.0.2.1",
    ]


@pytest.mark.parametrize("before", ["nameserver 192.0.2.1", "", None, "# a\n\nsearch b\n"])
def test_a_plain_resolv_conf_comes_back_byte_for_byte(tmp_path: Path, before: str | None) -> None:
    """Even one that is not there, or has no last newline."""
    stage = stage_with(tmp_path, ALL, before or "")
    for name in ("resolvectl", "resolvconf"):
        (stage.bin / name).unlink()
    if before is None:
        stage.resolv_conf.unlink()
    stage.script("up")
    assert "nameserver 10.20.0.53\nnameserver fd00::53\n" in stage.resolv_conf.read_text()
    stage.script("down")
    after = stage.resolv_conf.read_text() if stage.resolv_conf.exists() else None
    assert (after, stage.calls()) == (before, [])


def test_a_resolv_conf_that_is_a_link_stays_one(tmp_path: Path) -> None:
    """Whoever keeps it elsewhere finds it there."""
    stage = stage_with(tmp_path, ALL, "")
    for name in ("resolvectl", "resolvconf"):
        (stage.bin / name).unlink()
    (stage.folder / "real").write_text("nameserver 192.0.2.1\n")
    stage.resolv_conf.unlink()
    stage.resolv_conf.symlink_to("real")
    stage.script("up")
    assert stage.resolv_conf.is_symlink()
    stage.script("down")
    assert (stage.folder / "real").read_text() == "nameserver 192.0.2.1\n"


def test_a_resolv_conf_whose_target_is_gone_is_made_for_as_long_as_the_link(tmp_path: Path) -> None:
    """The link itself is somebody's, and stays."""
    stage = stage_with(tmp_path, ALL, "")
    for name in ("resolvectl", "resolvconf"):
        (stage.bin / name).unlink()
    stage.resolv_conf.unlink()
    stage.resolv_conf.symlink_to("real")
    stage.script("up")
    assert "nameserver 10.20.0.53" in (stage.folder / "real").read_text()
    stage.script("down")
    assert (stage.resolv_conf.is_symlink(), (stage.folder / "real").exists()) == (True, False)


@pytest.mark.parametrize(
    ("resolv_conf", "has_resolved", "calls"),
    [
        ("nameserver 127.0.0.53\n", True, [("resolvectl", "dns", "ppp0", "10.0.0.1", "10.0.0.2")]),
        ("nameserver 192.0.2.1\n", False, [("resolvconf", "-a", "tun0.vpnsync.ppp0", "-x")]),
    ],
)
def test_what_the_server_names_is_handed_to_who_is_in_charge(
    tmp_path: Path, resolv_conf: str, calls: list[Call], *, has_resolved: bool
) -> None:
    """Pppd itself only writes a file that neither of them reads."""
    stage = stage_with(tmp_path, PEER, resolv_conf)
    if not has_resolved:
        (stage.bin / "resolvectl").unlink()
    stage.script("up", DNS1="10.0.0.1", DNS2="10.0.0.2")
    assert [call for call in stage.calls() if call[0].startswith("resolv")][:1] == calls


def test_a_server_that_names_none_changes_nothing(tmp_path: Path) -> None:
    """Nor does one where the system's own script looks after a plain file."""
    stage = stage_with(tmp_path, PEER, "nameserver 127.0.0.53\n")
    stage.script("up")
    assert [call for call in stage.calls() if call[0].startswith("resolv")] == []


def test_peer_means_what_pppd_negotiates_and_the_peers_file_calls_no_script(tmp_path: Path) -> None:
    """It is the same wherever it is read; what more is needed, `up` sees to."""
    del tmp_path
    assert scripts_of(START + '[peers.office]\ndns = "peer"\n[peers.lab]\ndns = "none"\n') == {}
