"""The program with faults, many times over: each run is a fork of one process that has all loaded."""

from __future__ import annotations

import collections
import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.cli.fork import Child, preload
from tests.cli.program import environment
from tests.conftest import Result
from tests.sync.disk import Disk
from vpnsync.cli.main import main, reported
from vpnsync.config.secrets import Secrets
from vpnsync.errors import ConflictError
from vpnsync.sync import kinds
from vpnsync.sync.kinds import Target
from vpnsync.sync.lock import held

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vpnsync.config.complaints import Key
    from vpnsync.sync.change import Plan

SCRIPTS: Final = "scripts"
"""The one argument of a run that applies scripts and a peers file, as the sync room does it."""

_SERVER: Final = "from tests.cli.faulty import serve; serve()"


class Faulty:
    """Starts runs of the program in which one call goes wrong (faults.c)."""

    def __init__(self, shim: Path) -> None:
        self._server = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", _SERVER],
            # Without a cache: each run makes the very calls of the one before it.
            env=environment(LD_PRELOAD=str(shim), PYTHONDONTWRITEBYTECODE="1", XDG_CACHE_HOME="/dev/null"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, cwd: Path, env: Mapping[str, str], is_on_terminal: bool = False) -> Result:
        """Run the program in a folder, with these variables."""
        assert self._server.stdin
        assert self._server.stdout
        order = json.dumps([arguments, str(cwd), dict(env), is_on_terminal])
        print(order, file=self._server.stdin, flush=True)
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


def apply_scripts() -> int:
    """Update a script and a peers file, make a script and delete one; a description has no say in it."""
    disk = Disk(Path("root"))
    up, down = Target(kinds.SCRIPTS, "office.ip-up"), Target(kinds.SCRIPTS, "office.ip-down")

    def plan() -> Plan:
        return disk.plan({up: "#!/bin/sh\nnew\n", down: "#!/bin/sh\nnew\n"}, office="mtu 1300\n")

    def apply() -> int:
        seen = plan()
        with held(disk.place):
            if (again := plan()).changes != seen.changes:
                raise ConflictError(str(disk.root), "changed since the plan was made")
            disk.carry_out(again)
        return 0

    return reported(apply)


def prepared(env: Mapping[str, str]) -> None:
    """Give the program its variables, and the defect that one of them asks for."""
    os.environ.update(env)
    if env.get("VPNSYNC_TEST_DEFECT") == "1":
        real = Secrets.value

        def value(self: Secrets, reference: object, key: Key) -> str:
            secret = real(self, reference, key)
            raise RuntimeError(len(secret))

        Secrets.value = value  # type: ignore[method-assign]


def serve() -> None:
    """Be that process: one run a line."""
    preload()
    for line in sys.stdin:
        arguments, folder, env, is_on_terminal = json.loads(line)
        program = apply_scripts if arguments == [SCRIPTS] else main
        prepare = partial(prepared, env)
        child = Child(
            *arguments, cwd=Path(folder), prepare=prepare, program=program, is_on_terminal=is_on_terminal
        )
        result = child.finish()
        sys.stdout.write(json.dumps([result.status, result.out, result.err]) + "\n")
        sys.stdout.flush()
