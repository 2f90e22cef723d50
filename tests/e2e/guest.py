"""The guest in which the calls are made: booted once, it runs all the chosen tests and reports each.

Outside, a test of this folder is not run but looked up: the guest's own pytest has run it there,
and its reports are shown as if they had been made here.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE: Final = Path(__file__).parent
PROJECT: Final = HERE.parents[1]
INSIDE: Final = "VPNSYNC_E2E_INSIDE"
"""Set in the guest's environment."""

FOLDER: Final = "VPNSYNC_E2E"
"""Names the folder that `prepare` has filled."""

REQUIRED: Final = "VPNSYNC_REQUIRE_E2E"
"""Set where a guest that does not start is a failure."""

# Asked once: the tests take such variables away, so that none of the person's own matters.
IS_INSIDE: Final = bool(os.environ.get(INSIDE))
"""Whether this is the guest."""

_LIMIT: Final = 600
_DIED: Final = 125
_TRIES: Final = 2
"""One crash of the guest's kernel in about a hundred runs is its own affair."""


def missing() -> str | None:
    """Say why no guest can be started here, or None."""
    folder = os.environ.get(FOLDER)
    if not folder:
        return f"no guest to make calls in: run tests/e2e/prepare FOLDER, then set {FOLDER}=FOLDER"
    if not (Path(folder) / "xstate.so").exists():
        return f"{FOLDER}={folder}: tests/e2e/prepare has not filled it"
    if os.geteuid() != 0:
        return "only root may start the guest, which reads all of this machine"
    return None if shutil.which("timeout") else "there is no program `timeout`"


class Guest:
    """One boot of the guest, or two where it crashed."""

    def __init__(self) -> None:
        self.reports: dict[str, list[dict[str, Any]]] = {}
        self.said = ""
        self._thread: threading.Thread | None = None

    def start(self, names: Sequence[str]) -> None:
        """Begin to run tests, by their node ids, beside whatever is run out here meanwhile."""
        self._thread = threading.Thread(target=self.run, args=(names,), daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Wait until every test has been run."""
        if self._thread is not None:
            self._thread.join()

    def run(self, names: Sequence[str]) -> None:
        """Run tests, by their node ids, and keep what is reported of each."""
        for _ in range(_TRIES):
            left = [name for name in names if not self._is_complete(name)]
            if left and self._boot(left) != _DIED:
                break

    def _boot(self, names: Sequence[str]) -> int:
        with tempfile.TemporaryDirectory(prefix="vpnsync-e2e-") as out:
            command = [
                str(HERE / "boot"),
                os.environ[FOLDER],
                str(_LIMIT),
                out,
                sys.executable,
                "-B",  # no byte code: its own tests shall not be found in what was written
                "-m",
                "pytest",
            ]
            reports = Path(out) / "reports"
            reports.mkdir()
            # Nothing of this run's own options: coverage, caches and the like are for this side.
            options = ["-q", "-p", "no:cacheprovider", "--basetemp", "/tmp/e2e", *names]
            done = subprocess.run(
                [*command, *options],
                cwd=PROJECT,
                env={"PATH": os.environ["PATH"], INSIDE: "1"},
                check=False,
                capture_output=True,
                stdin=subprocess.DEVNULL,
            )
            self.said = (done.stdout + done.stderr).decode(errors="replace")
            for path in sorted(reports.iterdir()):
                report = json.loads(path.read_text())
                self.reports.setdefault(report["nodeid"], []).append(report)
            return done.returncode

    def _is_complete(self, name: str) -> bool:
        return any(report["when"] == "teardown" for report in self.reports.get(name, ()))
