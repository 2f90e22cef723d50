"""The program with faults, many times over: each run is a fork of one process that has all loaded."""

from __future__ import annotations

import collections
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.cli.fork import Child, preload
from tests.cli.program import environment
from tests.conftest import Result

if TYPE_CHECKING:
    from collections.abc import Mapping

_SERVER: Final = "from tests.cli.faulty import serve; serve()"


class Faulty:
    """Starts runs of the program in which one call goes wrong (faults.c)."""

    def __init__(self, shim: Path) -> None:
        self._server = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", _SERVER],
            env=environment(LD_PRELOAD=str(shim), PYTHONDONTWRITEBYTECODE="1"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, cwd: Path, env: Mapping[str, str]) -> Result:
        """Run the program in a folder, with these variables."""
        assert self._server.stdin
        assert self._server.stdout
        print(json.dumps([arguments, str(cwd), dict(env)]), file=self._server.stdin, flush=True)
        return Result(*json.loads(self._server.stdout.readline()))

    def calls(self, *arguments: str, cwd: Path) -> list[str]:
        """Return every call of a run as `name:count`, in order."""
        path = cwd / "trace"
        assert self.run(*arguments, cwd=cwd, env={"FAULT_TRACE": str(path)}).status == 0
        seen: collections.Counter[str] = collections.Counter()
        found = []
        for name in path.read_text().split():
            seen[name] += 1
            found.append(f"{name}:{seen[name]}")
        return found

    def close(self) -> None:
        """End the process that all runs are forks of."""
        self._server.communicate()


def serve() -> None:
    """Be that process: one run a line."""
    preload()
    for line in sys.stdin:
        arguments, folder, env = json.loads(line)
        child = Child(*arguments, cwd=Path(folder), prepare=lambda env=env: os.environ.update(env))  # type: ignore[misc]
        result = child.finish()
        sys.stdout.write(json.dumps([result.status, result.out, result.err]) + "\n")
        sys.stdout.flush()
