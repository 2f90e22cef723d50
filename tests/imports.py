"""What each command imports: found out by running it, and kept in imports.txt as sets of names.

`python -m tests.imports` writes imports.txt anew; the difference shows what a change costs those who run
a command that does not need it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from textwrap import fill
from typing import Any, Final

KEPT: Final = Path(__file__).with_name("imports.txt")

COMMANDS: Final = {
    "--help": "--help",
    "--version": "--version",
    "plan --help": "plan --help",
    "schema": "schema",
    "validate": "validate",
    "plan": "plan --root r",
    "plan, description kept": "plan --root r",
    "plan --json, description kept": "plan --root r --json",
    "plan, one file edited, description kept": "plan --root r",
    "apply": "apply --root r --yes",
    "apply, description kept": "apply --root r --yes",
    "first apply": "apply --root new --yes",
    "show a": "show a",
    "explain mtu": "explain mtu",
    "release a": "release a --root r",
    "init": "init --peer b --protocol custom --config b.toml",
    "import b": "import b --root r --output c.toml",
    "history": "history --root r",
    "rollback": "rollback --root r --yes",
    "status": "status --root r",
    "logs a": "logs a --root r",
    "down a": "down a --root r",
    "up a": "up a --root r",
    "doctor": "doctor --root r",
}
"""Title -> words. What has "kept" in its title may use what is kept of the description, as the second run."""

# What vpnsync's own modules ask for: the same whatever versions of Python and of the packages there are.
_SCRIPT: Final = """
import builtins, json, sys
asked, real = set(), builtins.__import__
def watch(name, into=None, local=None, wanted=(), level=0):
    found = real(name, into, local, wanted, level)
    if (into or {}).get("__name__", "").partition(".")[0] == "vpnsync" and not name.startswith("vpnsync"):
        inner = {f"{name}.{one}" for one in wanted or ()}
        asked.update({one for one in inner if one in sys.modules} or {name})
    return found
builtins.__import__ = watch
from vpnsync.cli.main import main
status = main(sys.argv[1:])
own = {name for name in sys.modules if name.partition(".")[0] == "vpnsync"}
told = {"status": status, "imports": sorted(asked | own), "loaded": [*sys.modules]}
sys.stderr.write("\\n" + json.dumps(told))
"""


def run(folder: Path, *words: str, feed: str = "") -> dict[str, Any]:
    """Run vpnsync; return its exit status, what its modules import (with themselves), and all loaded ones."""
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, *words],
        input=feed,
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
        env={**os.environ, "XDG_CACHE_HOME": str(folder / "cache")},
    )
    assert "Traceback" not in done.stderr, done.stderr
    found: dict[str, Any] = json.loads(done.stderr.splitlines()[-1])
    return found


def described(folder: Path) -> Path:
    """Describe a peer, and apply it below `r`; return the folder of the peers files."""
    (folder / "vpns.toml").write_text('version = 1\n[peers.a]\nprotocol = "custom"\npty = "true"\n')
    run(folder, "apply", "--root", "r", "--yes")
    return folder / "r/etc/ppp/peers"


def imports(folder: Path, title: str) -> set[str]:
    """Return what one command imports without a terminal; nothing differs unless its title says so."""
    peers = described(folder)
    (peers / "b").write_text("mtu 1400\n")
    if "edited" in title:
        (peers / "a").write_text((peers / "a").read_text().replace("true", "false"))
    if "kept" not in title:
        for kept in folder.glob("cache/vpnsync/*"):
            kept.unlink()
    return set(run(folder, *COMMANDS[title].split())["imports"])


def kept() -> dict[str, set[str]]:
    """Return what imports.txt says of each title, with what all of them import."""
    found: dict[str, set[str]] = {}
    names: set[str] = set()
    for line in KEPT.read_text().splitlines():
        if line.endswith(":"):
            names = found[line.removesuffix(":")] = set()
        names.update(() if line.endswith(":") else line.split())
    always = found.pop("always")
    return {title: names | always for title, names in found.items()}


def _main() -> None:
    found = {}
    for title in COMMANDS:
        with tempfile.TemporaryDirectory() as folder:
            found[title] = imports(Path(folder), title)
    always = set.intersection(*found.values())
    parts = {"always": always, **{title: names - always for title, names in found.items()}}
    KEPT.write_text("\n".join(_paragraph(title, names) for title, names in parts.items()) + "\n")


def _paragraph(title: str, names: set[str]) -> str:
    text = " ".join(sorted(names))
    return f"{title}:\n" + fill(
        text, 108, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False
    )


if __name__ == "__main__":
    _main()
