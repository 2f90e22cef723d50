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
import time
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
_BOOT: Final = 60
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
    """One boot of the guest, or two where it crashed; what it reports stands in a folder.

    The folder is read by any process of this run, and written by the one that started the guest.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._thread: threading.Thread | None = None

    def start(self, names: Sequence[str]) -> None:
        """Begin to run tests, by their node ids, beside whatever is run out here meanwhile."""
        self._folder.mkdir(0o700)
        (self._folder / "reports").mkdir()
        self._thread = threading.Thread(target=self._run, args=(names,), daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Wait until every test has been run."""
        until = time.monotonic() + _TRIES * (_LIMIT + _BOOT)
        while not self._done.exists() and time.monotonic() < until:
            time.sleep(0.2)

    def reports(self) -> dict[str, list[dict[str, Any]]]:
        """Return what was reported of each test, by its node id."""
        found: dict[str, list[dict[str, Any]]] = {}
        for path in sorted((self._folder / "reports").glob("*/*")):
            report = json.loads(path.read_text())
            found.setdefault(report["nodeid"], []).append(report)
        return found

    def said(self) -> str:
        """Return what the guest printed when it was last booted."""
        return self._said.read_text(errors="replace") if self._said.exists() else "nothing"

    def clear(self) -> None:
        """Take the folder away, if this process made it."""
        if self._thread is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def _done(self) -> Path:
        return self._folder / "done"

    @property
    def _said(self) -> Path:
        return self._folder / "said"

    def _run(self, names: Sequence[str]) -> None:
        try:
            for boot in range(_TRIES):
                left = [name for name in names if not self._is_complete(name)]
                if left and self._boot(boot, left) != _DIED:
                    break
        finally:
            self._done.touch()

    def _boot(self, boot: int, names: Sequence[str]) -> int:
        with tempfile.TemporaryDirectory(dir=self._folder) as out:
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
            # Nothing of this run's own options: coverage, workers, caches and the like are for this side.
            options = ["-q", "-p", "no:cacheprovider", "--basetemp", "/tmp/e2e", *names]
            done = subprocess.run(
                [*command, *options],
                cwd=PROJECT,
                env={"PATH": os.environ["PATH"], INSIDE: "1"},
                check=False,
                capture_output=True,
                stdin=subprocess.DEVNULL,
            )
            self._said.write_bytes(done.stdout + done.stderr)
            reports.rename(self._folder / "reports" / str(boot))
            return done.returncode

    def _is_complete(self, name: str) -> bool:
        return any(report["when"] == "teardown" for report in self.reports().get(name, ()))
