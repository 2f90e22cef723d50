"""What is shipped: built once, installed as people install it, and run there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import textwrap
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.cli.program import Terminal
from tests.tools import needed

if TYPE_CHECKING:
    from collections.abc import Sequence

HOME: Final = Path(__file__).parents[1]
BIN: Final = Path(sys.executable).parent
AMONG_SOURCES: Final = (
    ".venv",
    ".git",
    ".*_cache",
    ".hypothesis",
    "__pycache__",
    "build",
    "dist",
    "site",
    "*.egg-info",
)
PLAIN: Final = 'version = 1\n[peers.a]\nprotocol = "custom"\npassword = "open sesame"\n'
SOUND: Final = PLAIN.replace('"open sesame"', '{ env = "A" }')


def run(command: Sequence[str | Path], cwd: Path, **env: str) -> str:
    """Run a program without anything of this checkout in its environment; return what it prints."""
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV", "VPNSYNC", "COV"))
    }
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**kept, **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == int(env.get("STATUS", "0")), done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the sources: building leaves its own files among them."""
    copy = tmp_path_factory.mktemp("sources") / "vpnsync"
    shutil.copytree(HOME, copy, ignore=shutil.ignore_patterns(*AMONG_SOURCES))
    return copy


@pytest.fixture(scope="session")
def dist(sources: Path) -> Path:
    """Return the folder of the sdist, and of the wheel that was built from it."""
    run([needed("pyproject-build"), "--outdir", "dist"], sources)
    return sources / "dist"


@pytest.fixture(scope="session")
def wheel(dist: Path) -> Path:
    """Return the wheel."""
    (found,) = dist.glob("*.whl")
    return found


def works(program: Path, folder: Path) -> None:
    """See that an installed vpnsync does a newcomer's first steps, outside of this checkout."""
    folder.mkdir(exist_ok=True)
    assert run([program, "--version"], folder).startswith("vpnsync ")
    run(
        [program, "init", "--peer", "a", "--protocol", "pptp", "--server", "h", "--password-from", "env:A"],
        folder,
    )
    assert (folder / "vpns.schema.json").read_text().startswith("{")
    where = ["--root", "root", "--platform", "linux"]
    assert "1 to create" in run([program, "apply", "--yes", *where], folder, A="open sesame")
    run([program, "plan", "--detailed-exitcode", *where], folder, A="open sesame")


def test_what_is_drawn_from_the_program_is_current() -> None:
    """A schema or a manual page of yesterday's keys would teach them."""
    run([sys.executable, HOME / "packaging/generate.py", "--check"], HOME, PYTHONPATH=str(HOME))


@pytest.mark.parametrize("page", sorted((HOME / "packaging/man").iterdir()), ids=lambda page: page.name)
def test_a_manual_page_is_sound_and_fits_its_terminal(page: Path, tmp_path: Path) -> None:
    """A request that roff does not know would be printed, or swallow its line."""
    mandoc = needed("mandoc")
    run([mandoc, "-T", "lint", "-W", "error", page], tmp_path)
    shown = run([mandoc, "-T", "utf8", "-O", "width=78", page], tmp_path)
    assert max(len(re.sub(".\b", "", row)) for row in shown.splitlines()) <= 80


def test_the_wheel_holds_what_runs_and_the_manual(wheel: Path) -> None:
    """And no test, no script, nothing of the checkout."""
    names = zipfile.ZipFile(wheel).namelist()
    for name in (
        "vpnsync/py.typed",
        "vpnsync/config/data/vpns.schema.json",
        "vpnsync/pppd/data/options.json",
    ):
        assert name in names
    pages = {Path(name).name for name in names if "/share/man/man" in name}
    assert pages == {path.name for path in (HOME / "packaging/man").iterdir()}
    assert {name.split("/")[0].split("-")[0] for name in names} == {"vpnsync"}


def test_the_sdist_holds_what_a_packager_needs(dist: Path) -> None:
    """Tests, example, hooks, changelog."""
    (path,) = dist.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for name in (
        "tests/conftest.py",
        "examples/vpns.toml",
        "CHANGELOG.md",
        "LICENSE",
        "packaging/man/vpnsync.1",
    ):
        assert name in names


def test_pip_installs_it_into_a_clean_environment(wheel: Path, tmp_path: Path) -> None:
    """With what it depends on, and the manual where `man` finds it."""
    run([sys.executable, "-m", "venv", "clean"], tmp_path)
    run([tmp_path / "clean/bin/pip", "install", "-q", wheel], tmp_path)
    works(tmp_path / "clean/bin/vpnsync", tmp_path / "desk")
    assert (tmp_path / "clean/share/man/man1/vpnsync.1").exists()
    assert (tmp_path / "clean/share/man/man5/vpns.toml.5").exists()


def test_pipx_installs_it_with_the_manual(wheel: Path, tmp_path: Path) -> None:
    """As the README says."""
    places = {"PIPX_HOME": "home", "PIPX_BIN_DIR": "bin", "PIPX_MAN_DIR": "man"}
    env = {name: str(tmp_path / place) for name, place in places.items()}
    run([needed("pipx"), "install", "--python", sys.executable, wheel], tmp_path, **env)
    works(tmp_path / "bin/vpnsync", tmp_path / "desk")
    assert (tmp_path / "man/man1/vpnsync-apply.1").exists()


def test_uv_installs_it_as_a_tool(wheel: Path, tmp_path: Path) -> None:
    """The other usual way."""
    places = {"UV_TOOL_DIR": "tools", "UV_TOOL_BIN_DIR": "bin", "UV_CACHE_DIR": "cache"}
    env = {name: str(tmp_path / place) for name, place in places.items()}
    run([needed("uv"), "tool", "install", "--python", sys.executable, wheel], tmp_path, **env)
    works(tmp_path / "bin/vpnsync", tmp_path / "desk")


def git(folder: Path, *words: str) -> str:
    """Run git as somebody."""
    who = ["-c", "user.name=bob", "-c", "user.email=bob@example.com", "-c", "init.defaultBranch=main"]
    return run(["git", *who, "-c", "commit.gpgsign=false", *words], folder)


def test_pre_commit_refuses_a_secret_in_plain_text(sources: Path, tmp_path: Path) -> None:
    """In whichever of several descriptions; a sound one passes."""
    program = needed("pre-commit")
    hooks, repo = tmp_path / "hooks", tmp_path / "repo"
    shutil.copytree(sources, hooks, ignore=shutil.ignore_patterns("dist", *AMONG_SOURCES))
    git(hooks, "init", "-q")
    git(hooks, "add", "-A")
    git(hooks, "commit", "-qm", "hooks")
    revision = git(hooks, "rev-parse", "HEAD").strip()
    for place in ("a b", "c"):
        (repo / place).mkdir(parents=True)
        (repo / place / "vpns.toml").write_text(SOUND)
    config = f"repos:\n- repo: {hooks}\n  rev: {revision}\n  hooks:\n  - id: vpnsync-validate\n"
    (repo / ".pre-commit-config.yaml").write_text(config)
    git(repo, "init", "-q")
    git(repo, "add", "-A")
    env = {"PRE_COMMIT_HOME": str(tmp_path / "cache")}
    assert "Passed" in run([program, "run", "--all-files"], repo, **env)
    (repo / "a b/vpns.toml").write_text(PLAIN)
    git(repo, "add", "-A")
    said = run([program, "run", "--all-files"], repo, STATUS="1", **env)
    assert ("plain-text-secret" in said, "c/vpns.toml: 1 peer, nothing wrong" in said) == (True, True)
    assert "open sesame" not in said


def test_the_action_shows_what_a_pull_request_changes(tmp_path: Path) -> None:
    """Its last step, as it stands there; what it cannot compare, it names."""
    script = textwrap.dedent((HOME / "docs/github-action.yml").read_text().rpartition("run: |\n")[2])
    path, summary = tmp_path / "vpns.toml", tmp_path / "summary"
    lab = '[peers.lab]\nprotocol = "custom"\nhosts = ["lab-1"]\nuser = "a b"\n'
    path.write_text(SOUND + lab)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "before")

    def step(text: str, hosts: str = "", status: str = "0") -> str:
        path.write_text(text)
        summary.unlink(missing_ok=True)
        env = {
            "BASE": "HEAD",
            "DESCRIPTION": "vpns.toml",
            "GITHUB_STEP_SUMMARY": str(summary),
            "HOSTS": hosts,
        }
        search = f"{BIN}:{os.environ['PATH']}"
        run(["bash", "-e", "-c", script], tmp_path, PATH=search, STATUS=status, **env)
        return summary.read_text() if summary.exists() else ""

    text = step(f"{SOUND}mtu = 1400\n{lab}")
    assert [text.count(row) for row in ("### linux", "### macos", "nothing changes")] == [1, 1, 0]
    assert len(re.findall(r"^\+ +\+ mtu 1400$", text, re.MULTILINE)) == 2
    changed = SOUND + lab.replace("a b", "a  b")
    assert step(changed).count("- not compared: lab: not for host ") == 2
    text = step(changed, "gate lab-1")
    assert (text.count("### "), len(re.findall(r"^\+ +\+ user a  b$", text, re.MULTILINE))) == (4, 2)
    assert step(PLAIN.replace("password", "pasword"), status="1") == ""


def test_the_formula_names_the_sdist_by_its_digest(dist: Path, tmp_path: Path) -> None:
    """Homebrew installs nothing else under that name."""
    (sdist,) = dist.glob("*.tar.gz")
    where = "https://vpnsync.example"
    text = run(
        [sys.executable, HOME / "packaging/homebrew.py", where, f"{where}/vpnsync.tar.gz", sdist], HOME
    )
    assert ("@" in text.replace("python@", ""), 'sha256 "' in text) == (False, True)
    (tmp_path / "vpnsync.rb").write_text(text)
    assert "Syntax OK" in run([needed("ruby"), "-c", "vpnsync.rb"], tmp_path)


def test_the_formula_tries_what_asks_nothing(tmp_path: Path) -> None:
    """`brew test` may run at a terminal, where nobody would answer."""
    trial = (HOME / "packaging/vpnsync.rb.in").read_text().partition("test do\n")[2]
    calls = re.findall(r'system bin/"vpnsync", ((?:.*,\n)*.*)', trial)
    assert len(calls) == 2
    for call in calls:
        done = Terminal(*re.findall(r'"([^"]*)"', call), cwd=tmp_path).finish()
        assert done.status == 0, done.out
