"""The proof of an import: a table that would change the file is taken out, and the words are named."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from vpnsync.adopt.carry import Adopted
from vpnsync.cli.disk import peers_in, read_peers
from vpnsync.cli.importing import Import
from vpnsync.cli.machine import open_place
from vpnsync.cli.output import replace
from vpnsync.pppd.options import dictionary

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result


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


def test_what_somebody_else_writes_meanwhile_is_not_reported_as_proved(
    cli: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bytes that were proved are the bytes that are there, or the plan is made once more."""
    peers = tmp_path / "root/etc/ppp/peers"
    peers.mkdir(parents=True)
    (peers / "office").write_text("mtu 1400\nnoauth\n")

    def replaced(path: Path, text: bytes, before: bytes | None, *, mode: int) -> None:
        replace(path, text.replace(b"1400", b"1300"), before, mode=mode)

    monkeypatch.setattr("vpnsync.cli.importing.replace", replaced)
    result = cli("import", "--root", "root", "--platform", "linux", "--json")
    assert json.loads(result.out)["summary"]["option_changes"] == 1
