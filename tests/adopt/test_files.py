"""Golden files: hand-written peers files, the TOML that each becomes, and what is said of it.

In files/PLATFORM stand NAME.peer; NAME.toml, the description that import writes (none: it is left
out); and NAME.said, a line for each finding and for why a file is left out.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from vpnsync.pppd.facts import FACTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Result
    from tests.real_pppd import RealPppd

FOLDER = Path(__file__).with_name("files")
PEERS = sorted(FOLDER.glob("*/*.peer"))
IMPORTED = [path for path in PEERS if path.with_suffix(".toml").exists()]
# TOML cannot hold the password of `latin-1`, which only stays where it is.
LINUX = [path for path in IMPORTED if path.parent.name == "linux" and path.stem != "latin-1"]
SECRETS = (
    "tulip",
    "swan",
    "heron",
    "crane",
    "egret",
    "moss & stone",
    "schlüssel",
    "blue sky",
    "4711",
    "rose#",
)
"""What stands in these files for passwords, in the open or in comments."""


def said(document: dict[str, Any]) -> str:
    """Return what an import said, one thing a line."""
    lines = []
    for peer in document["imported"]:
        lines += [f"secret: {secret['key']}" for secret in peer["secrets"]]
        lines += [f"{found['line']} {found['option']}: {found['name']}" for found in peer["findings"]]
        lines += [f"switched off: {word}" for word in peer["switched_off"]]
        lines += [f"needs: {need}" for need in peer["needs"]]
    for left in document["left_out"]:
        lines += [f"{found['line']} {found['option']}: {found['name']}" for found in left["findings"]]
        lines.append(f"{'refused' if left['refused'] else 'left out'}: {left['reason']}")
    return "".join(f"{line}\n" for line in lines)


def text_of(path: Path) -> str:
    """Return a golden file; one that is not there is empty."""
    return path.read_text() if path.exists() else ""


def _name(path: Path) -> str:
    return f"{path.parent.name}-{path.stem}"


@pytest.fixture
def file(path: Path, tmp_path: Path) -> Path:
    """Lay a peers file out under `root`; return where it stands."""
    file = tmp_path / "root/etc/ppp/peers" / path.stem
    file.parent.mkdir(parents=True)
    file.write_bytes(path.read_bytes())
    file.chmod(0o600)
    return file


@pytest.fixture
def run(path: Path, file: Path, cli: Callable[..., Result]) -> Callable[..., Result]:
    """Run a command on the file's platform."""
    del file
    place = ("--root", "root", "--platform", path.parent.name, "--pppd", "2.4.9")
    return lambda *arguments: cli(*arguments, *place)


@pytest.mark.parametrize("path", PEERS, ids=_name)
def test_a_file_becomes_this_toml_and_is_told_to_be_odd_so(
    path: Path, run: Callable[..., Result], tmp_path: Path
) -> None:
    """The whole of what import does to a file, and that no secret of it is shown anywhere."""
    result = run("import", "--json")
    document = json.loads(result.out)
    written = text_of(tmp_path / "vpns.toml")
    assert said(document) == text_of(path.with_suffix(".said"))
    assert written == text_of(path.with_suffix(".toml"))
    assert document["summary"]["option_changes"] == 0
    shown = result.out + result.err + written
    assert [secret for secret in SECRETS if secret in shown] == []


@pytest.mark.parametrize("path", IMPORTED, ids=_name)
def test_adopting_it_adds_a_header_and_no_more(path: Path, file: Path, run: Callable[..., Result]) -> None:
    """The promise of "0 option changes", kept by plan and apply, and a plan that rests from then on."""
    run("import")
    assert run("apply", "--yes", "--adopt").status == 0
    header, _, rest = file.read_bytes().partition(b"\n")
    assert (header[:11], rest) == (b"# vpnsync: ", path.read_bytes())
    assert run("plan", "--detailed-exitcode").status == 0


@pytest.mark.pppd
@pytest.mark.parametrize("path", LINUX, ids=_name)
def test_what_it_becomes_is_the_same_to_the_real_pppd(
    path: Path, file: Path, run: Callable[..., Result], pppd: RealPppd
) -> None:
    """The description rendered anew, without the old file's text, comes to the same dump."""
    run("import", "--secrets", "keep")
    file.unlink()
    assert run("apply", "--yes").status == 0
    before, after = pppd.ask(path.read_bytes()), pppd.ask(file.read_bytes())
    assert (before.status, bool(before.dump)) == (after.status, bool(after.dump))
    assert told(before.dump) == told(after.dump)


def told(dump: tuple[str, ...]) -> list[str]:
    """Return what a dump says, without the traces of what lost: empty lines, colons, all but two servers."""
    return sorted({line for line in dump if line not in ("", ":")} - {"ms-dns 192.0.2.1"})


def test_every_fact_is_found_in_a_file() -> None:
    """A fact that no file shows is a fact that nobody would notice to be gone."""
    found = {
        line.rpartition(": ")[2] for path in FOLDER.glob("*/*.said") for line in text_of(path).split("\n")
    }
    assert set(FACTS) - found == set()


def test_there_are_files_of_both_dialects() -> None:
    """An empty folder would pass without a word."""
    assert len(PEERS) >= 40
    assert len([path for path in PEERS if path.parent.name == "macos"]) >= 20
