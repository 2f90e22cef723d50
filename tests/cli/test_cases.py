"""The golden cases of tests/cases: a description, files before, a command, and what comes of it.

A case is a folder: `vpns.toml`; `before/` and `after/`, the peers files (no `after/`: as before);
`before.modes` and `after.modes`, a line `0644 name` for each that is not 0600; `command.txt`, a
remark that says why anyone cares and the command; `plan.txt`, its stdout; `complaint.txt`, what
is on stderr besides the description's name; `status`.
"""

from __future__ import annotations

import shlex
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.sync.disk import stamps

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Result

FOLDER = Path(__file__).parents[1] / "cases"
CASES = sorted(path for path in FOLDER.iterdir() if path.is_dir())
Files = dict[str, tuple[str, bytes]]


def text_of(case: Path, name: str) -> str:
    """Return a file of a case; one that is not there is empty."""
    return (case / name).read_text() if (case / name).exists() else ""


def described(case: Path, side: str) -> Files:
    """Return the files that a case says are there before or after: name -> mode and bytes."""
    lines = (line.partition(" ") for line in text_of(case, f"{side}.modes").splitlines())
    modes = {name: mode for mode, _, name in lines}
    folder = case / side
    files = sorted(folder.iterdir()) if folder.exists() else []
    return {path.name: (modes.get(path.name, "0600"), path.read_bytes()) for path in files}


def found(peers: Path) -> Files:
    """Return the files that are there."""
    return {
        p.name: (f"{stat.S_IMODE(p.stat().st_mode):04o}", p.read_bytes()) for p in sorted(peers.iterdir())
    }


@pytest.fixture
def peers(case: Path, cli: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lay a case out; return its directory of peers files."""
    del cli
    monkeypatch.setenv("OFFICE_PASSWORD", "open sesame")
    (tmp_path / "vpns.toml").write_bytes((case / "vpns.toml").read_bytes())
    peers = tmp_path / "root/etc/ppp/peers"
    peers.mkdir(parents=True)
    for folder in (peers, peers.parent):
        folder.chmod(0o755)  # whatever the umask: else the plan warns of it
    for name, (mode, text) in described(case, "before").items():
        (peers / name).write_bytes(text)
        (peers / name).chmod(int(mode, 8))
    return peers


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_case(case: Path, peers: Path, cli: Callable[..., Result], tmp_path: Path) -> None:
    """What is said, what is left on disk, and that a second run then rests."""
    _, command = text_of(case, "command.txt").splitlines()
    before = stamps(peers)
    result = cli(*shlex.split(command), "--root", "root")
    assert result.out.replace(str(tmp_path / "root"), "ROOT") == text_of(case, "plan.txt")
    assert result.err.replace(str(tmp_path / "root"), "ROOT") == (
        "Using vpns.toml\n" + text_of(case, "complaint.txt")
    )
    assert result.status == int(text_of(case, "status"))
    expected = described(case, "after" if (case / "after").exists() else "before")
    assert found(peers) == expected
    if not (case / "after").exists():
        assert stamps(peers) == before
    elif command.startswith("apply"):
        again = cli("plan", *(word for word in shlex.split(command)[1:] if word in NAMING), "--root", "root")
        assert (again.out.splitlines()[-1][:14], again.err) == ("Nothing to do:", "Using vpns.toml\n")


NAMING = ("--platform", "macos", "linux", "--host", "desk", "office")


def test_there_are_cases() -> None:
    """An empty folder would pass without a word."""
    assert len(CASES) >= 15
