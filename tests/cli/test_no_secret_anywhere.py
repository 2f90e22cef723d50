"""Every command, in success and in each kind of failure, shows no secret and hands none to any program."""

from __future__ import annotations

import shutil
import stat
from typing import TYPE_CHECKING, Final, NamedTuple

import pytest
from typer.main import get_command

from tests.cli.faulty import Faulty
from tests.cli.shims import build
from vpnsync.cli.app import program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MARK: Final = "zqSESAMEqz"
ROOT: Final = ("--root", "root", "--platform", "linux")
PEERS: Final = "root/etc/ppp/peers"

ROWS: Final[dict[str, list[tuple[str, ...]]]] = {
    "init": [(), ("-c", "new.toml")],
    "validate": [(), ("--strict",), ("--no-secrets",), ("--pppd",), ("nobody",)],
    "plan": [ROOT, ("--no-secrets", *ROOT), ("nobody", *ROOT)],
    "apply": [ROOT, ("--yes", *ROOT), ("--yes", "--adopt", "--overwrite", "--prune", *ROOT)],
    "show": [("office",), ("lab",), ("nobody",)],
    "release": [("office", *ROOT), ("nobody", *ROOT)],
    "history": [ROOT, ("1", *ROOT), ("9", *ROOT), ("--forget", "--all", "--yes", *ROOT)],
    "rollback": [("--yes", "--overwrite", *ROOT), ("9", "--yes", *ROOT), ROOT],
    "import": [
        ("--output", "new.toml", *ROOT),
        ("--secrets", "keep", "--output", "new.toml", *ROOT),
        ("office", *ROOT),
    ],
    "explain": [("password",), ("nosuchword",)],
    "schema": [()],
    "up": [("office", *ROOT), ("nobody", *ROOT)],  # there is no pppd under that root
    "down": [("office", *ROOT), ("nobody", *ROOT), ("--all", *ROOT)],
    "status": [ROOT, ("office", *ROOT)],
    "logs": [("office", *ROOT), ("nobody", *ROOT)],
    "doctor": [ROOT],
}
"""Arguments of each command; where it has --json or -v, each is tried with them as well."""

OFFICE: Final = f"""\
version = 1
[peers.office]
protocol = "custom"
user = "alice"
password = "{MARK}"
pty = "dial --password {MARK}"
[peers.lab]
protocol = "custom"
password = {{ env = "LAB_PASSWORD" }}
[peers.shop]
protocol = "custom"
password = {{ command = ["cat", "secret"] }}
[peers.home]
protocol = "custom"
password = {{ file = "secret" }}
"""


def described(text: str) -> Callable[[Path], object]:
    """Return what makes this the description."""
    return lambda folder: (folder / "vpns.toml").write_text(text)


def with_secret(text: str) -> Callable[[Path], object]:
    """Return what puts this where a file and a command have their secret from."""
    return lambda folder: (folder / "secret").write_text(text)


def otherwise(old: str, new: str) -> Callable[[Path], object]:
    """Return what describes something else in one place."""
    assert old in OFFICE
    return described(OFFICE.replace(old, new))


def edited(folder: Path) -> None:
    """Edit a file by hand, and put another there in a hurry."""
    peers = folder / PEERS
    with (peers / "office").open("a") as stream:
        stream.write(f'password {MARK} rest\npassword"{MARK}"\n# password {MARK}\nnovj\n')
    (peers / "theirs").write_text(f"password {MARK}\nconnect 'chat assword: {MARK}'\n")
    (peers / "theirs").chmod(0o600)


def spoilt(folder: Path) -> None:
    """Leave half a generation and half a file, and let the disk hold something else than a directory."""
    kept = folder / "root/var/lib/vpnsync/generations/1.json"
    kept.write_text(kept.read_text()[:-60])
    shutil.rmtree(folder / PEERS)
    (folder / PEERS).write_text(MARK)
    (folder / PEERS).chmod(0o600)


PLAIN: Final = f'password = "{MARK}"'
SCENES: Final[dict[str, Callable[[Path], object]]] = {
    "in sync": lambda folder: folder,
    "first apply": lambda folder: shutil.rmtree(folder / "root"),
    "another password": otherwise(PLAIN, f'password = "x{MARK}"'),
    "other secrets": with_secret(f"y{MARK}\n"),
    "edited by hand": edited,
    "spoilt disk": spoilt,
    "broken TOML": otherwise(PLAIN, PLAIN[:-1]),
    "wrong type": otherwise(PLAIN, f'password = ["{MARK}"]'),
    "wrong key": otherwise(PLAIN, f'pasword = "{MARK}"'),
    "wrong reference": otherwise(PLAIN, f'password = {{ enw = "{MARK}" }}'),
    "wrong option": described(f'{OFFICE}options = {{ password = "{MARK}", passwort = "{MARK}" }}\n'),
    "too long": with_secret(MARK * 30),
    "two lines": with_secret(f"{MARK}\n{MARK}\n"),
    "a NUL": with_secret(f"{MARK}\0{MARK}"),
    "a command that fails": otherwise('"cat", "secret"', '"sh", "-c", "cat secret; exit 3"'),
    "a defect": lambda folder: (folder / "DEFECT").touch(),
}


class Run(NamedTuple):
    """One run of the program."""

    words: tuple[str, ...]
    is_on_terminal: bool


def runs() -> list[Run]:
    """Return every run: on a terminal and through a pipe, as JSON and verbose where there is such a thing."""
    found = []
    for name, command in get_command(program()).commands.items():  # type: ignore[attr-defined]
        spelled = {spelling for parameter in command.params for spelling in parameter.opts}
        for arguments in ROWS[name]:
            more = [(), *((flag,) for flag in ("--json", "-v") if flag in spelled)]
            found += [
                Run((name, *flags, *arguments), is_on_terminal)
                for flags in more
                for is_on_terminal in ([False] if flags == ("--json",) else [False, True])
            ]
    return found


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faulty]:
    """Return what runs the program and notes every program that it starts."""
    found = Faulty(build("execs", tmp_path_factory.mktemp("execs")))
    yield found
    found.close()


@pytest.fixture
def applied(space: Path, watched: Faulty) -> Path:
    """Return a folder in which everything has been applied."""
    folder = space / "applied"
    folder.mkdir()
    (folder / "tmp").mkdir()
    with_secret(f"{MARK}\n")(folder)
    described(OFFICE)(folder)
    for path in ("secret", "vpns.toml"):
        (folder / path).chmod(0o600)
    result = watched.run("apply", "--yes", *ROOT, cwd=folder, env={"LAB_PASSWORD": MARK})
    assert result.status == 0, result.err
    assert MARK.encode() in (folder / PEERS / "shop").read_bytes()
    return folder


def test_every_command_is_run_here() -> None:
    """A new one that nobody tries is the one that leaks."""
    assert get_command(program()).commands.keys() == ROWS.keys()  # type: ignore[attr-defined]


@pytest.mark.parametrize("scene", SCENES)
def test_no_secret_anywhere(watched: Faulty, applied: Path, scene: str) -> None:
    """On stdout, on stderr, in the words and the variables of a program, in a file that others can read."""
    SCENES[scene](applied)
    folder, statuses = applied.with_name("copy"), set()
    for run in runs():
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(applied, folder)
        env = {"LAB_PASSWORD": MARK, "EXEC_TRACE": str(folder / "trace"), "TMPDIR": str(folder / "tmp")}
        env |= {
            "XDG_CACHE_HOME": str(folder / "cache"),
            "COLUMNS": "1000",
            "VPNSYNC_TEST_DEFECT": str(int((folder / "DEFECT").exists())),
        }
        result = watched.run(*run.words, cwd=folder, env=env, is_on_terminal=run.is_on_terminal)
        statuses.add(result.status)
        assert MARK not in result.out, f"{run}: {result.out}"
        assert MARK not in result.err, f"{run}: {result.err}"
        assert "Traceback" not in result.err or scene == "a defect", f"{run}: {result.err}"
        trace = folder / "trace"
        assert not trace.exists() or MARK.encode() not in trace.read_bytes(), f"{run}: {trace.read_bytes()!r}"
        assert open_to_others(folder) == [], run
        assert list((folder / "tmp").iterdir()) == [], run
    assert len(statuses) > 1, "a failure is missing, or a success"


def open_to_others(folder: Path) -> list[str]:
    """Return the files with a secret that others than their owner can read, or where none should be."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file() and MARK.encode() in path.read_bytes():
            is_known = path.name in ("vpns.toml", "secret", "new.toml") or "root/" in str(path)
            is_kept = "root/var/lib" in str(path)
            above = {stat.S_IMODE(path.parent.stat().st_mode)} if is_kept else set()
            is_loose = path.stat().st_mode & 0o077 or above - {0o700}
            found += [str(path)] if is_loose or not is_known else []
    return found


def test_the_watch_sees_what_programs_are_given(watched: Faulty, applied: Path) -> None:
    """Else the test above would be green whatever was started."""
    described(OFFICE.replace('"cat"', f'"echo", "{MARK}", "cat"'))(applied)
    env = {"LAB_PASSWORD": MARK, "VISIBLE": "seen", "EXEC_TRACE": str(applied / "trace")}
    watched.run("plan", *ROOT, cwd=applied, env=env)
    trace = (applied / "trace").read_text()
    assert (MARK in trace, "VISIBLE=seen\n" in trace, "LAB_PASSWORD" in trace) == (True, True, False)
