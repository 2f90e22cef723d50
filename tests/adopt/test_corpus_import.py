"""Peers files of many people: what pppd accepts is imported with 0 option changes, the rest is refused."""

from __future__ import annotations

import csv
import json
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.program import run
from tests.pppd.test_corpus import COMPLAINTS
from vpnsync.pppd.options import PLATFORMS, dictionary
from vpnsync.pppd.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result
    from vpnsync.pppd.options import Platform
    from vpnsync.pppd.statements import Statement


@pytest.fixture
def outcome(corpus: Path, cli: Callable[..., Result], tmp_path: Path) -> dict[str, dict[str, Any]]:
    """Import the whole corpus, by the command; return platform -> what it said."""
    documents: dict[str, dict[str, Any]] = {}
    for platform in PLATFORMS:
        peers = tmp_path / platform / "etc/ppp/peers"
        peers.mkdir(parents=True)
        for file in (corpus / platform).iterdir():
            (peers / file.stem).write_bytes(file.read_bytes())
        place = ("--root", platform, "--platform", platform, "--pppd", "2.4.9")
        result = cli("import", "--json", "--output", f"{platform}.toml", *place)
        documents[platform] = json.loads(result.out)
        plan = json.loads(cli("plan", "--json", "--config", f"{platform}.toml", *place).out)
        assert [change for change in plan["changes"] if change["options"]] == []
    return documents


def _rows(corpus: Path) -> list[tuple[str, str, str, bool]]:
    """Return platform, name, verdict, and whether the file is empty."""
    with (corpus / "INDEX.tsv").open(encoding="utf-8", newline="") as index:
        entries = list(csv.DictReader(index, delimiter="\t", quoting=csv.QUOTE_NONE))
    files = [(entry, corpus / entry["file"]) for entry in entries]
    return [(e["platform"], file.stem, e["verdict"], not file.read_bytes().strip()) for e, file in files]


def test_what_pppd_accepts_is_imported_with_no_option_change(
    corpus: Path, outcome: dict[str, dict[str, Any]], capfd: pytest.CaptureFixture[str]
) -> None:
    """The promise of import, on files that nobody wrote for it."""
    imported = {(on, peer["name"]) for on in PLATFORMS for peer in outcome[on]["imported"]}
    accepted = [row for row in _rows(corpus) if row[2] == "accepted"]
    empty = {row[:2] for row in accepted if row[3]}
    missing = {row[:2] for row in accepted} - imported - empty
    with capfd.disabled():
        print(  # noqa: T201
            f"\n{len(accepted) - len(missing) - len(empty)} of {len(accepted)} accepted files imported with"
            f" 0 option changes, {len(empty)} empty one skipped"
        )
    assert missing == set()
    assert [outcome[on]["summary"]["option_changes"] for on in PLATFORMS] == [0, 0]
    skipped = {
        (on, left["name"]) for on in PLATFORMS for left in outcome[on]["left_out"] if not left["refused"]
    }
    assert skipped == empty


def test_what_pppd_refuses_is_refused_for_its_reason_or_carried_for_another_machine(
    corpus: Path, outcome: dict[str, dict[str, Any]], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A device that is not here is no fault of the file; a word that no pppd knows is."""
    left = {(str(on), one["name"]): one["reason"] for on in PLATFORMS for one in outcome[on]["left_out"]}
    carried = {(str(on), peer["name"]): peer for on in PLATFORMS for peer in outcome[on]["imported"]}
    tables = {str(on): tomllib.loads((tmp_path / f"{on}.toml").read_text())["peers"] for on in PLATFORMS}
    refused = [row for row in _rows(corpus) if row[2].startswith("refused")]
    other_reason = []
    for platform, name, verdict, _ in refused:
        found = COMPLAINTS.search(verdict)
        word = next(group for group in found.groups() if group) if found else ""
        here = carried.get((platform, name))
        if here:
            texts = _texts(tables[platform][name]) | {*here["needs"]}
            word = word.removeprefix("/usr/lib/pppd/2.4.9/")  # where the judge looked for plug-ins
            other_reason += [] if any(word in text for text in texts) else [(name, verdict, here)]
            continue
        reason = left[platform, name]
        # `$PORT` had a device put in its place; a card that the judge lacked hid the fault behind it.
        if f"'{word}'" not in reason and "'$" not in reason and not word.startswith("nic-"):
            other_reason.append((name, verdict, reason))
    count = sum((platform, name) in carried for platform, name, *_ in refused)
    with capfd.disabled():
        print(  # noqa: T201
            f"\n{len(refused) - count} of {len(refused)} refused files refused, {count} carried over:"
            " this machine lacks what they name"
        )
    assert other_reason == []


def test_every_word_without_a_name_is_in_its_peer(
    corpus: Path, outcome: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    """A device, an interface, a vendor's word: what settings may fold, but pppd may not know, is not lost."""
    lost = []
    for platform in PLATFORMS:
        known = dictionary(platform, "2.4.9")
        for name, table in tomllib.loads((tmp_path / f"{platform}.toml").read_text())["peers"].items():
            file = read_settings((corpus / platform / f"{name}.peer").read_bytes(), platform, known)
            options = table.get("options", {})
            texts = _texts(table) | ({*options} if isinstance(options, dict) else set())
            for statement in file.statements:
                is_named = statement.option and statement.option.kind != "bareword"
                lost += [] if is_named else [(name, w) for w in _told(statement) if w not in texts]
    assert outcome.keys() == {*PLATFORMS}
    assert lost == []


def _told(statement: Statement) -> list[str]:
    """Return the texts by which a statement without a name stands in a description."""
    kind = statement.option.word if statement.option else ""
    if kind == "IP addresses" and isinstance(statement.meaning, tuple):
        is_looked_up = statement.problem is not None
        return (
            [*statement.words]
            if is_looked_up
            else [side for side in map(str, statement.meaning) if side != "None"]
        )
    return [str(statement.meaning)] if kind else list(statement.words)


@pytest.mark.parametrize("mode", ["keep", "keychain"])
@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_other_ways_with_secrets_leave_out_no_file(
    corpus: Path, tmp_path: Path, platform: Platform, mode: str
) -> None:
    """An empty password, one that is not UTF-8: what suits no keyring stays, and stops nobody else's."""
    peers = tmp_path / "root/etc/ppp/peers"
    peers.mkdir(parents=True)
    for file in (corpus / platform).iterdir():
        (peers / file.stem).write_bytes(file.read_bytes())
    place = ("--root", "root", "--platform", platform, "--pppd", "2.4.9")
    env = {
        "PYTHON_KEYRING_BACKEND": "keyrings.alt.file.PlaintextKeyring",
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path / "data"),
    }
    result = run("import", "--json", "--secrets", mode, *place, cwd=tmp_path, env=env)
    document = json.loads(result.out)
    imported = {peer["name"] for peer in document["imported"]}
    accepted = {
        name
        for on, name, verdict, empty in _rows(corpus)
        if (on, verdict, empty) == (platform, "accepted", False)
    }
    assert accepted - imported == set()
    assert document["summary"]["option_changes"] == 0


def test_no_secret_of_a_file_is_in_its_peer(
    corpus: Path, outcome: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    """But for those passwords that are the user's name, or another text of the file, as well."""
    for platform in PLATFORMS:
        known = dictionary(platform, "2.4.9")
        peers = tomllib.loads((tmp_path / f"{platform}.toml").read_text())["peers"]
        assert peers.keys() == {peer["name"] for peer in outcome[platform]["imported"]}
        for name, table in peers.items():
            text = (corpus / platform / f"{name}.peer").read_bytes()
            statements = read_settings(text, platform, known).statements
            secret = {s.value for s in statements if s.option and s.option.secret}
            public = {s.value for s in statements if s.option and not s.option.secret}
            assert (secret - public) & _texts(table) == set()


def _texts(value: object) -> set[str]:
    """Return every text inside of a TOML value."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return {text for item in value for text in _texts(item)}
    return {str(value)} if isinstance(value, (str, int)) else set()
