"""The rules of the house: who may import what, and what each command loads."""

from __future__ import annotations

import ast
import os
import sys
from pathlib import Path

import pytest

from tests import imports
from vpnsync.cli.handover import Callee, Draft, Handover
from vpnsync.cli.message import to_json
from vpnsync.cli.plugins import leave_out

PACKAGE = Path(__file__).parents[1] / "vpnsync"

ROOMS = {
    "errors": set(),
    "pppd": {"errors"},
    "config": {"pppd", "errors"},
    "render": {"config", "pppd", "errors"},
    "sync": {"pppd", "errors"},
    "lint": {"config", "pppd", "render"},
    "rivals": {"config", "pppd", "render", "lint"},
    "link": {"pppd", "sync", "errors"},
    "adopt": {"config", "pppd", "render", "errors"},
    "explain": {"config", "pppd", "render", "errors"},
    "cli": {"config", "pppd", "render", "sync", "lint", "rivals", "adopt", "explain", "link", "errors"},
    "api": {"cli", "pppd", "sync", "errors"},
}
LIBRARIES = {
    "pydantic": {"config", "render", "lint", "adopt"},
    "pydantic_core": {"config"},
    "deepdiff": {"sync"},
    "typer": {"cli"},
    "keyring": {"config"},
    "tomli": {"config", "cli"},
    "tomli_w": {"adopt"},
    "psutil": {"link"},
    "rich": {"cli"},
}
PURE = ("pppd", "render", "adopt", "explain")
"""Rooms that open nothing (but the dictionary's own data), print nothing, and look at no clock."""
PURE_FILES = (
    *("link/diagnose.py", "link/diagnosis.py", "link/lines.py", "link/phases.py"),
    *("link/statuses.py", "link/causes/"),
)
"""Files of other rooms that do as little."""


def _imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    found = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return found | {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }


def _sources() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE or path.stem in ROOMS)


def _room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", _sources(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_imports_only_the_rooms_it_may(path: Path) -> None:
    """The data flow is one-way; an import against it is how a pure core starts to read files."""
    rooms = {name.split(".")[1] for name in _imports(path) if name.startswith("vpnsync.")}
    assert rooms - {_room(path)} <= ROOMS[_room(path)]


@pytest.mark.parametrize("path", _sources(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_an_outside_library_keeps_to_its_room(path: Path) -> None:
    """One room knows a library, so that it can be replaced there; click is typer's own affair."""
    tops = {name.split(".")[0] for name in _imports(path)}
    assert "click" not in tops
    assert {library for library in tops & LIBRARIES.keys() if _room(path) not in LIBRARIES[library]} == set()


def _is_pure(path: Path) -> bool:
    return _room(path) in PURE or str(path.relative_to(PACKAGE)).startswith(PURE_FILES)


@pytest.mark.parametrize("path", [p for p in _sources() if _is_pure(p)], ids=lambda path: path.name)
def test_a_pure_room_reaches_for_nothing(path: Path) -> None:
    """What decides about root's files must be testable without any."""
    tops = {name.split(".")[0] for name in _imports(path)}
    assert tops & {"os", "sys", "subprocess", "pathlib", "time", "logging", "tempfile"} == set()
    calls = {
        node.func.id
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert calls & {"open", "print", "input"} == set()


def _loaded(tmp_path: Path, *arguments: str, feed: str = "", must_succeed: bool = True) -> set[str]:
    """Return the modules that one run of vpnsync has loaded."""
    found = imports.run(tmp_path, *arguments, feed=feed)
    assert found["status"] == 0 or not must_succeed
    return set(found["loaded"])


def _forget(tmp_path: Path) -> None:
    """Take away what is kept of descriptions."""
    for kept in tmp_path.glob("cache/vpnsync/*"):
        kept.unlink()


@pytest.mark.parametrize("title", imports.COMMANDS)
def test_a_command_imports_what_imports_txt_says(tmp_path: Path, title: str) -> None:
    """Each one is waited for. Where another is needed, `python -m tests.imports` writes it down."""
    found, kept = imports.imports(tmp_path, title), imports.kept()[title]
    assert {"new": found - kept, "no longer there": kept - found} == {"new": set(), "no longer there": set()}


def test_version_loads_nothing_heavy(tmp_path: Path) -> None:
    """Shell completion and scripts ask for it all the time."""
    assert _loaded(tmp_path, "--version") & {"pydantic", "deepdiff", "rich", "tomli_w"} == set()


def test_a_plan_in_sync_loads_no_diff(tmp_path: Path) -> None:
    """Nothing differs, so nothing is there to be explained."""
    imports.described(tmp_path)
    _forget(tmp_path)
    heavy = {
        "deepdiff",
        "rich",
        "keyring",
        "tomli_w",
        "asyncio",
        "ssl",
        "vpnsync.pppd.texts",
        "vpnsync.explain",
        "psutil",
        "vpnsync.link",
        "vpnsync.pppd.oddities",
        "importlib.metadata",
        "importlib.resources",
    }
    assert _loaded(tmp_path, "plan", "--root", "r", "--detailed-exitcode") & heavy == set()


def test_no_plugin_of_pydantic_sees_a_description(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would get every password in one, and some other package may have brought it without a word."""
    brought = tmp_path / "brought"
    (brought / "prying-1.dist-info").mkdir(parents=True)
    (brought / "prying-1.dist-info" / "METADATA").write_text("Name: prying\nVersion: 1\n")
    (brought / "prying-1.dist-info" / "entry_points.txt").write_text("[pydantic]\npry = prying:plugin\n")
    told = "class plugin:\n    @staticmethod\n    def new_schema_validator(*_): return None, None, None\n"
    (brought / "prying.py").write_text(told)
    monkeypatch.setenv("PYTHONPATH", str(brought), prepend=os.pathsep)
    (tmp_path / "vpns.toml").write_text('version = 1\n[peers.a]\nprotocol = "custom"\npassword = "x"\n')
    loaded = _loaded(tmp_path, "validate")
    assert "pydantic" in loaded
    assert "prying" not in loaded


def test_a_pydantic_that_looks_for_more_there_finds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in the place of a file of pydantic's own must not break with its next version."""
    name = "pydantic.plugin._loader"
    monkeypatch.delitem(sys.modules, name, raising=False)
    leave_out()
    assert list(sys.modules[name].get_plugins()) == []
    assert sys.modules[name].PYDANTIC_ENTRY_POINT_GROUP == "pydantic"
    assert not hasattr(sys.modules[name], "no_such_thing")


READS: frozenset[str] = frozenset({"pydantic", "tomli"})
"""What it takes to read a description."""


@pytest.mark.parametrize(
    ("command", "packages"),
    [
        ("--help", set()),
        ("--version", set()),
        ("schema", set()),
        ("validate", READS),
        ("plan --root r", READS),
        ("apply --root r --yes", READS),
        ("show a", READS),
        ("explain mtu", READS),
        ("release a --root r", READS),
        ("init --peer b --protocol custom --config b.toml", READS | {"tomli_w"}),
        ("import b --root r --output c.toml", READS | {"tomli_w"}),
        ("history --root r", set()),
        ("rollback --root r --yes", {"psutil"}),
        ("status --root r", READS | {"psutil"}),
        ("logs a --root r", READS | {"psutil"}),
        ("down a --root r", READS | {"psutil"}),
        ("up a --root r", READS | {"psutil"}),
        ("doctor --root r", READS | {"psutil"}),
    ],
)
def test_each_command_loads_the_packages_that_it_needs(
    tmp_path: Path, command: str, packages: set[str]
) -> None:
    """None besides, where nothing differs, nothing is kept of an earlier run, and no terminal is there."""
    imports.described(tmp_path)
    (tmp_path / "r/etc/ppp/peers/b").write_text("mtu 1400\n")
    _forget(tmp_path)
    known = {
        "pydantic",
        "tomli",
        "tomli_w",
        "deepdiff",
        "rich",
        "keyring",
        "psutil",
        "asyncio",
        "ssl",
        "numpy",
    }
    assert _loaded(tmp_path, *command.split(), must_succeed=False) & known == packages


def test_a_description_that_has_not_changed_is_not_read_again(tmp_path: Path) -> None:
    """Checking it takes pydantic, and putting files together what only that needs."""
    imports.described(tmp_path)
    for command in (("plan", "--platform", "linux"), ("apply",)):
        _loaded(tmp_path, *command, "--root", "r")
        loaded = _loaded(tmp_path, *command, "--root", "r")
        assert (
            loaded & {"pydantic", "tomli", "vpnsync.config.load", "vpnsync.render", "vpnsync.lint"} == set()
        )


def test_a_difference_is_explained_without_what_deepdiff_can_do_besides(tmp_path: Path) -> None:
    """It would load numpy, where that is installed, and pydantic, to compare objects that we have none of."""
    imports.described(tmp_path)
    path = tmp_path / "r/etc/ppp/peers/a"
    path.write_text(path.read_text().replace("true", "false"))
    loaded = _loaded(tmp_path, "plan", "--root", "r")
    assert "deepdiff" in loaded
    assert loaded & {"numpy", "pydantic"} == set()


@pytest.mark.parametrize("words", ["--help", "plan --help", "--version"])
def test_help_loads_nothing_that_a_run_needs(tmp_path: Path, words: str) -> None:
    """Somebody waits for it, and does nothing else."""
    heavy = {"pydantic", "rich", "tomli", "hashlib", "vpnsync.cli.recall", "vpnsync.pppd.options"}
    assert _loaded(tmp_path, *words.split()) & heavy == set()


def test_roots_half_has_no_code_that_reads_what_is_the_persons(tmp_path: Path) -> None:
    """What is not loaded cannot open a description, a secret store or a path of the person's."""
    message = to_json(Handover("vpns.toml", "vpnsync", "linux", write=lambda: {"a": Draft(("mtu 1400\n",))}))
    for command in (("apply", "--yes"), ("plan",), ("release", "a")):
        loaded = _loaded(tmp_path, *command, "--root-half", "--root", "r", feed=message.decode())
        own = {name for name in loaded if name.startswith("vpnsync.")}
        assert {name for name in own if name.startswith("vpnsync.config.")} == set()
        assert own & {"vpnsync.render", "vpnsync.cli.session", "vpnsync.cli.drafts"} == set()
    assert (tmp_path / "r/etc/ppp/peers/a").read_text() == "mtu 1400\n"


@pytest.mark.parametrize("command", ["up a", "down a", "status", "logs a", "doctor"])
def test_root_knows_of_a_call_only_what_it_was_told(tmp_path: Path, command: str) -> None:
    """Nor can what dials and ends open a description or a secret."""
    pppd = tmp_path / "r/usr/sbin/pppd"
    pppd.parent.mkdir(parents=True)
    pppd.write_text("#!/bin/sh\n")
    pppd.chmod(0o755)
    calls = {"a": Callee("custom", "a", "peers.a")}
    draft = Draft(("mtu 1400\n",))
    handover = Handover("vpns.toml", "vpnsync", "linux", calls=calls, write=lambda: {"a": draft})
    feed = to_json(handover).decode()
    _loaded(tmp_path, "apply", "--yes", "--root-half", "--root", "r", feed=feed)
    for other in (command.replace(" a", " b"), command.replace(" a", " ../a")):
        _loaded(tmp_path, *other.split(), "--root-half", "--root", "r", feed=feed, must_succeed=False)
    words = [*command.split(), "--root-half", "--root", str(tmp_path / "r")]
    loaded = _loaded(tmp_path, *words, feed=feed, must_succeed=False)
    own = {name for name in loaded if name.startswith("vpnsync.")}
    assert "vpnsync.link.machine" in own
    assert {name for name in own if name.startswith(("vpnsync.config.", "vpnsync.render"))} == set()
    assert own & {"vpnsync.cli.session", "vpnsync.cli.drafts", "vpnsync.cli.callees"} == set()
