"""A peer renamed by case alone, on a disk that ignores case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.peers import bodies, describe
from tests.cli.program import run, run_with_small_files
from tests.cli.shims import build
from tests.cli.test_full_disk import LIMIT, LONG
from tests.sync.disk import snapshot, temporaries

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """Return what makes a disk ignore case; None where the machine's own does."""
    folder = tmp_path_factory.mktemp("nocase")
    (folder / "Name").touch()
    if (folder / "name").exists():
        return None
    return build("nocase", folder)


@pytest.fixture(params=["new spelling", "old spelling"])
def no_case(request: pytest.FixtureRequest, shim: Path | None) -> Mapping[str, str]:
    """Return the environment in which the disk ignores case."""
    spelling = {"NOCASE_OLD_SPELLING": "1"} if request.param == "old spelling" else {}
    return {"LD_PRELOAD": str(shim), **spelling} if shim else {}


@pytest.fixture
def peers(tmp_path: Path, no_case: Mapping[str, str]) -> Path:
    """Apply a peer, and describe it under the same name in another case."""
    describe(tmp_path, Office="mtu = 1400")
    assert run("apply", "--root", "root", "--yes", cwd=tmp_path, env=no_case).status == 0
    describe(tmp_path, office="mtu = 1300")
    return tmp_path / "root/etc/ppp/peers"


def test_a_peer_renamed_by_case_is_not_deleted(
    tmp_path: Path, peers: Path, no_case: Mapping[str, str]
) -> None:
    """Both names are one file there: what was just written must not be taken for the old one."""
    result = run("apply", "--root", "root", "--yes", "--prune", cwd=tmp_path, env=no_case)
    assert (result.status, result.err) == (0, "Using vpns.toml\n")
    assert (bodies(peers), temporaries(tmp_path)) == ({"office": "mtu 1300\n"}, [])
    again = run("plan", "--root", "root", "--detailed-exitcode", cwd=tmp_path, env=no_case)
    assert again.status == 0


def test_a_peer_renamed_by_case_is_put_back_when_another_fails(
    tmp_path: Path, peers: Path, no_case: Mapping[str, str]
) -> None:
    """Taking the new name back must not take the old file with it."""
    before = snapshot(peers)
    describe(tmp_path, office="mtu = 1300", zoo=LONG)
    command = ("apply", "--root", "root", "--yes", "--prune")
    result = run_with_small_files(LIMIT, *command, cwd=tmp_path, env=no_case)
    assert (result.status, snapshot(peers), temporaries(tmp_path)) == (1, before, [])
    assert "put back as before: office" in result.err
