"""Which pieces a script has, and what it does with them: one description a feature, each read by a person.

golden/NAME.toml describes the peer `office`; golden/NAME.PLATFORM.ip-up is its script, in which
`<< PIECE >>` stands for what vpnsync/render/sh/PIECE.sh holds.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import pytest

from tests.hooks.desk import scripts_of
from tests.tools import needed
from vpnsync.config.load import load
from vpnsync.pppd import scripts as pieces
from vpnsync.pppd.names import SCRIPTS as FOLDER
from vpnsync.sync.kinds import SCRIPTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Result

GOLDEN: Final = Path(__file__).with_name("golden")
FILES: Final = sorted(GOLDEN.glob("*.ip-*"))
DESCRIPTIONS: Final = sorted(GOLDEN.glob("*.toml"))
PIECES: Final = Path(pieces.__file__).with_name("sh")
Platform = Literal["linux", "macos"]


def parts(golden: Path) -> tuple[str, Platform, str]:
    """Return the description that belongs to a golden file, the platform, and the script's name."""
    name, platform, event = golden.name.split(".")
    text = golden.with_name(f"{name}.toml").read_text()
    return text, "macos" if platform == "macos" else "linux", f"office.{event}"


def with_pieces(text: str) -> str:
    """Return a golden text with its pieces filled in."""
    for path in PIECES.rglob("*.sh"):
        name = path.relative_to(PIECES).with_suffix("")
        text = text.replace(f"<< {name} >>\n", path.read_text())
    return text


@pytest.mark.parametrize("golden", FILES, ids=lambda path: path.name)
def test_a_description_becomes_exactly_this_script(golden: Path) -> None:
    """Root runs it; a person must be able to read it."""
    text, platform, name = parts(golden)
    assert scripts_of(text, platform)[name] == with_pieces(golden.read_text())


@pytest.mark.parametrize("description", DESCRIPTIONS, ids=lambda path: path.name)
def test_every_script_of_a_description_has_its_golden_file(description: Path) -> None:
    """What nobody wrote down by hand, nobody has checked."""
    there = {path.name for path in FILES if path.name.split(".")[0] == description.stem}
    platforms = load(description).document.peers["office"].platforms or ["linux", "macos"]
    made = {
        f"{description.stem}.{on}.{name[7:]}"
        for on in platforms
        for name in scripts_of(description.read_text(), on)
    }
    assert there == made


@pytest.mark.parametrize("golden", FILES, ids=lambda path: path.name)
def test_shellcheck_finds_nothing(golden: Path, tmp_path: Path) -> None:
    """Each `disable` in the pieces says why."""
    text, platform, name = parts(golden)
    path = tmp_path / name
    path.write_text(scripts_of(text, platform)[name])
    done = subprocess.run([needed("shellcheck"), path], check=False, capture_output=True, text=True)
    assert (done.stdout, done.returncode) == ("", 0)


@pytest.mark.parametrize("platform", ["linux", "macos"])
def test_shellcheck_finds_nothing_in_what_clears_after_dead_links(platform: Platform) -> None:
    """It is the same pieces, put together for nobody's link; every `up` and `down` runs it as root."""
    command = [needed("shellcheck"), "-"]
    done = subprocess.run(
        command, input=pieces.clearing(platform), check=False, capture_output=True, text=True
    )
    assert (done.stdout, done.returncode) == ("", 0)


@pytest.mark.parametrize("shell", ["dash", "bash", "busybox"])
@pytest.mark.parametrize("golden", FILES, ids=lambda path: path.name)
def test_any_posix_shell_reads_it(golden: Path, shell: str) -> None:
    """/bin/sh is dash, bash, or busybox, by system."""
    path = needed(shell)
    text, platform, name = parts(golden)
    command = [path, "sh", "-n"] if shell == "busybox" else [path, "-n"]
    subprocess.run(command, input=scripts_of(text, platform)[name], text=True, check=True)


def test_every_piece_is_in_some_golden_file() -> None:
    """One that no feature needs is dead."""
    texts = "".join(path.read_text() for path in FILES)
    names = {str(path.relative_to(PIECES).with_suffix("")) for path in PIECES.rglob("*.sh")}
    assert {name for name in names if f"<< {name} >>" not in texts} == set()


def test_the_peers_file_names_the_scripts_where_they_are_written() -> None:
    """Two rooms know that folder, and neither imports the other."""
    assert "/" + "/".join(SCRIPTS.directory) == FOLDER


def test_show_prints_the_scripts(cli: Callable[..., Result], tmp_path: Path) -> None:
    """Before anything is written, and without root."""
    golden = GOLDEN / "routes.linux.ip-up"
    text, _, _ = parts(golden)
    (tmp_path / "vpns.toml").write_text(text)
    shown = cli("show", "office", "--scripts", "--platform", "linux", "--root", "root")
    assert shown.status == 0
    assert shown.out.startswith(with_pieces(golden.read_text()))
    assert "root/etc/ppp/vpnsync/office.ip-up on linux:" in shown.err
