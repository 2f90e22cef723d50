"""`release`: the header goes, the file stays."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.peers import body, describe
from tests.sync.disk import snapshot, stamps

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result


def test_release_takes_the_header_off_and_nothing_else(cli: Callable[..., Result], office: Path) -> None:
    """The peer dials on as before."""
    cli("apply", "--root", "root", "--yes")
    text, before = body(office / "office"), snapshot(office)["office"]
    assert cli("release", "office", "--root", "root").status == 0
    assert snapshot(office)["office"] == (*before[:3], text.encode())


def test_a_released_file_survives_its_description(cli: Callable[..., Result], tmp_path: Path) -> None:
    """That is what it is for."""
    describe(tmp_path, office="mtu = 1400")
    cli("apply", "--root", "root", "--yes")
    cli("release", "office", "--root", "root")
    describe(tmp_path)
    result = cli("apply", "--root", "root", "--yes", "--prune")
    assert (result.status, "unmanaged" in result.out) == (0, True)
    assert (tmp_path / "root/etc/ppp/peers/office").read_text() == "mtu 1400\n"


def test_status_says_of_a_released_file_that_it_is_unmanaged(
    cli: Callable[..., Result], tmp_path: Path
) -> None:
    """As a plan does: the file has not drifted, it is nobody's to drift from."""
    describe(tmp_path, office='mtu = 1400\nroutes = ["10.20.0.0/16"]')
    where = ("--root", "root", "--platform", "linux")
    cli("apply", *where, "--yes")
    cli("release", "office", *where)
    peer = tmp_path / "root/etc/ppp/peers/office"
    for text, said in ((peer.read_text(), "unmanaged"), ("mtu 1300\n", "unmanaged (settings differ)")):
        peer.write_text(text)
        assert f"applied:      {said}\n" in cli("status", "office", *where).out
        assert json.loads(cli("status", "--json", *where).out)["peers"][0]["applied"] == "unmanaged"


def test_a_released_file_can_be_adopted_again(cli: Callable[..., Result], tmp_path: Path) -> None:
    """By a header alone, since it agrees."""
    describe(tmp_path, office="mtu = 1400")
    cli("apply", "--root", "root", "--yes")
    before = snapshot(tmp_path / "root/etc/ppp/peers")
    cli("release", "office", "--root", "root")
    result = cli("apply", "--root", "root", "--yes", "--adopt")
    assert (result.status, snapshot(tmp_path / "root/etc/ppp/peers")) == (0, before)


def test_released_scripts_are_named_and_adopted_again_while_they_are_the_same(
    cli: Callable[..., Result], tmp_path: Path
) -> None:
    """Else no plan would succeed any more; what somebody else has written root does not take for its own."""
    describe(tmp_path, office='routes = ["10.20.0.0/16"]', lab="mtu = 1400")
    linux = ("--root", "root", "--platform", "linux")
    cli("apply", *linux, "--yes")
    folder = tmp_path / "root/etc/ppp/vpnsync"
    before = snapshot(folder)
    released = cli("release", "office", *linux)
    assert all(f"{folder.name}/office.ip-{event}" in released.out for event in ("up", "down"))
    assert "no longer managed" in released.out
    planned = cli("plan", *linux)
    assert "office.ip-up  adopt: not written by vpnsync" in planned.out
    assert "needs --adopt" in cli("apply", *linux, "--yes").err
    assert (cli("apply", *linux, "--yes", "--adopt").status, snapshot(folder)) == (0, before)
    cli("release", "office", *linux)
    (folder / "office.ip-up").write_text((folder / "office.ip-up").read_text() + "true\n")
    assert "was not written by vpnsync" in cli("apply", *linux, "--yes", "--adopt").err


def test_an_edited_file_is_released_with_its_edits(cli: Callable[..., Result], tmp_path: Path) -> None:
    """Often they are the reason."""
    describe(tmp_path, office="mtu = 1400")
    cli("apply", "--root", "root", "--yes")
    path = tmp_path / "root/etc/ppp/peers/office"
    path.write_text(path.read_text() + "# by hand\nnovj\n")
    assert cli("release", "office", "--root", "root").status == 0
    assert path.read_text() == "mtu 1400\n# by hand\nnovj\n"


def test_a_peer_that_is_no_longer_described_can_be_released(
    cli: Callable[..., Result], tmp_path: Path
) -> None:
    """Else the only way to keep the file would be to describe it again."""
    describe(tmp_path, office="mtu = 1400")
    cli("apply", "--root", "root", "--yes")
    describe(tmp_path)
    assert cli("release", "office", "--root", "root").status == 0
    assert (tmp_path / "root/etc/ppp/peers/office").read_text() == "mtu 1400\n"


@pytest.mark.parametrize("name", ["./office", "../office", "office/", ""])
def test_what_is_no_name_is_said_to_be_none(cli: Callable[..., Result], office: Path, name: str) -> None:
    """`./office: is not there` would be a lie beside a file of that name."""
    cli("apply", "--root", "root", "--yes")
    before = stamps(office)
    result = cli("release", name, "--root", "root")
    assert (result.status, "a peer's name is" in result.err, stamps(office)) == (1, True, before)


HEADER = "# vpnsync: id={} peer={} digest=0123456789abcdef0123456789abcdef settings= (x)\n"


@pytest.mark.parametrize(
    "header",
    ["", HEADER.format("work", "office"), HEADER.format("vpnsync", "lab")],
    ids=["hand-written", "another id's", "copied"],
)
def test_what_is_not_ours_is_not_released(cli: Callable[..., Result], tmp_path: Path, header: str) -> None:
    """Another description would lose its file, and not know why."""
    describe(tmp_path, office="mtu = 1400")
    peers = tmp_path / "root/etc/ppp/peers"
    peers.mkdir(parents=True)
    (peers / "office").write_text(f"{header}mtu 1400\n")
    before = stamps(peers)
    result = cli("release", "office", "--root", "root")
    assert (result.status, result.out, stamps(peers)) == (1, "", before)
    assert str(peers / "office") in result.err
