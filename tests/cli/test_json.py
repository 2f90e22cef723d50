"""The plan as JSON: the shape that scripts rely on, and no secret in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.peers import describe

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

OPTION = {"option": str, "action": str, "before": object, "after": object}
CHANGE = {
    "name": str,
    "path": str,
    "action": str,
    "reasons": [str],
    "mode": {"before": object, "after": object},
    "options": [OPTION],
}
PLAN = {
    "format_version": int,
    "root": object,
    "changes": [CHANGE],
    "unmanaged": [str],
    "skipped": [{"name": str, "reason": str}],
    "warnings": [str],
    "summary": {"create": int, "update": int, "adopt": int, "delete": int, "unchanged": int},
}


def misfits(document: Any, shape: Any, at: str = "") -> list[str]:  # noqa: ANN401 - JSON is of any type
    """Return where a document lacks a field of the shape, or holds something else there."""
    if isinstance(shape, dict):
        if not isinstance(document, dict):
            return [at]
        missing = [f"{at}.{name}" for name in shape.keys() - document.keys()]
        return missing + [
            m for k, s in shape.items() if k in document for m in misfits(document[k], s, f"{at}.{k}")
        ]
    if isinstance(shape, list):
        if not isinstance(document, list):
            return [at]
        return [m for i, item in enumerate(document) for m in misfits(item, shape[0], f"{at}[{i}]")]
    return [] if isinstance(document, shape) else [at]


@pytest.fixture
def plan(cli: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return a plan in which everything happens at once."""
    monkeypatch.setenv("OLD", "open sesame")
    monkeypatch.setenv("NEW", "shut sesame")
    run = ("--root", "root", "--platform", "linux")
    describe(tmp_path, same="mtu = 1400", gone="mtu = 1400", update='mtu = 1400\npassword = { env = "OLD" }')
    assert cli("apply", "--yes", *run).status == 0
    (tmp_path / "root/etc/ppp/peers/theirs").write_text("mtu 1200\n")
    (tmp_path / "root/etc/ppp/peers/adopt").write_text("mtu 1200\n")
    (tmp_path / "root/etc/ppp/peers/update").chmod(0o644)
    describe(
        tmp_path,
        same="mtu = 1400",
        update='mtu = 1300\nuser = "bob"\npassword = { env = "NEW" }',
        adopt="mtu = 1400",
        create='password = "plain sesame"',
        elsewhere='platforms = ["macos"]',
    )
    result = cli("plan", "--json", *run)
    assert (result.status, "sesame" in result.out + result.err) == (0, False)
    document: dict[str, Any] = json.loads(result.out)
    return document


def test_every_field_is_there(plan: dict[str, Any]) -> None:
    """A script that reads a missing field fails at night."""
    assert misfits(plan, PLAN) == []
    assert plan["format_version"] == 1


def test_each_change_says_what_happens_to_which_file(plan: dict[str, Any], tmp_path: Path) -> None:
    """By name for people, by path for programs."""
    peers = tmp_path / "root/etc/ppp/peers"
    assert plan["root"] == str(tmp_path / "root")
    assert {c["name"]: (c["path"], c["action"]) for c in plan["changes"]} == {
        "adopt": (str(peers / "adopt"), "adopt"),
        "create": (str(peers / "create"), "create"),
        "gone": (str(peers / "gone"), "delete"),
        "update": (str(peers / "update"), "update"),
    }
    assert all(change["reasons"] for change in plan["changes"])


def test_the_rest_of_the_machine_is_told_too(plan: dict[str, Any]) -> None:
    """What a plan does not mention, its reader believes not to exist."""
    assert plan["unmanaged"] == ["theirs"]
    assert [skipped["name"] for skipped in plan["skipped"]] == ["elsewhere"]
    assert "macOS" in plan["skipped"][0]["reason"]
    assert plan["summary"] == {"create": 1, "update": 1, "adopt": 1, "delete": 1, "unchanged": 1}
    warnings = " ".join(plan["warnings"])
    assert "peers.create.password" in warnings


def test_options_are_told_one_by_one_with_secrets_hidden(plan: dict[str, Any]) -> None:
    """A secret's value is never in it."""
    (change,) = [change for change in plan["changes"] if change["name"] == "update"]
    told = {o["option"]: (o["action"], o["before"], o["after"]) for o in change["options"]}
    assert told == {
        "mtu": ("change", 1400, 1300),
        "user": ("add", None, "bob"),
        "password": ("change", "(hidden)", "(hidden)"),
    }


def test_modes_are_told_as_people_write_them(plan: dict[str, Any]) -> None:
    """And null stands for a file that is not there."""
    modes = {
        change["name"]: (change["mode"]["before"], change["mode"]["after"]) for change in plan["changes"]
    }
    assert modes["update"] == ("0644", "0600")
    assert modes["create"] == (None, "0600")
    assert modes["gone"] == ("0600", None)


def test_apply_prints_the_plan_that_it_carried_out(cli: Callable[..., Result], tmp_path: Path) -> None:
    """One document, and nothing else, on stdout."""
    describe(tmp_path, office="mtu = 1400")
    document = json.loads(cli("apply", "--json", "--yes", "--root", "root").out)
    assert misfits(document, PLAN) == []
    assert [change["action"] for change in document["changes"]] == ["create"]
    again = json.loads(cli("apply", "--json", "--root", "root").out)
    assert (misfits(again, PLAN), again["changes"], again["summary"]["unchanged"]) == ([], [], 1)


def test_without_a_root_the_root_is_null(cli: Callable[..., Result], tmp_path: Path) -> None:
    """Nothing is put under anything; no peer is described, so that only reading is tried."""
    describe(tmp_path)
    result = cli("plan", "--json")
    if result.status == 0:
        assert json.loads(result.out)["root"] is None
    else:
        assert "sudo" in result.err


def test_validate_as_json_lists_complaints_by_line(cli: Callable[..., Result], tmp_path: Path) -> None:
    """An editor shows them beside the text."""
    describe(tmp_path, office='mtu = 5\npassword = "open sesame"\nidel = 3')
    result = cli("validate", "--json")
    document = json.loads(result.out)
    assert (result.status, document["format_version"]) == (1, 1)
    assert {(c["line"], c["key"]) for c in document["complaints"]} == {
        (4, "peers.office.mtu"),
        (6, "peers.office.idel"),
    }
    assert "sesame" not in result.out + result.err


def test_a_byte_beyond_utf8_is_no_end_of_the_document(cli: Callable[..., Result], tmp_path: Path) -> None:
    """Old files hold Latin-1, in names and in values; strict readers refuse half a surrogate."""
    describe(tmp_path, office="mtu = 1400")
    peers = tmp_path / "root/etc/ppp/peers"
    peers.mkdir(parents=True)
    (peers / "office").write_bytes(b'user "J\xfcrgen"\nmtu 1400\n')
    (peers / "caf\udce9").write_text("mtu 1400\n")
    result = cli("plan", "--json", "--root", "root")
    document = json.loads(result.out)
    assert document["changes"][0]["options"][0]["option"] == "user"
    assert json.dumps(document, ensure_ascii=False).encode()
