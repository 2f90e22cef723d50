"""The proof of an import: a table that would change the file is taken out, and the words are named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from vpnsync.adopt.carry import Adopted
from vpnsync.cli.disk import peers_in, read_peers
from vpnsync.cli.importing import Import
from vpnsync.cli.machine import open_place
from vpnsync.pppd.options import dictionary

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"protocol": "custom", "options": {"mtu": 1300, "noauth": True}}, "mtu"),
        ({"protocol": "custom", "options": {"mtu": 1400}}, "noauth"),
        ({"protocol": "custom", "options": {"mtu": 1400, "noauth": True}}, None),
    ],
)
def test_the_plan_and_not_the_carrier_has_the_last_word(
    tmp_path: Path, table: dict[str, Any], words: str | None
) -> None:
    """Whatever went wrong before it: what the next apply would change is not written."""
    peers = tmp_path / "root/etc/ppp/peers"
    peers.mkdir(parents=True)
    (peers / "office").write_text("mtu 1400\nnoauth\n")
    place, known = open_place(tmp_path / "root", "linux"), dictionary("linux", "2.4.9")
    actual = peers_in(read_peers(place, known), known)
    run = Import(place, tmp_path / "vpns.toml", known, "existing", actual=actual)
    run.adopted = [Adopted("office", {**table, "platforms": ["linux"]}, (), (), ())]
    run.prove()
    assert [left.reason for left in run.left] == ([f"would not come out the same: {words}"] if words else [])
    assert len(run.adopted) == (words is None)
