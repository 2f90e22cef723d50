"""Run one command and print what it took: CPU seconds, wall seconds, peak KiB, exit status.

    python -I -S once.py STDERR_FILE COMMAND...

A process of its own, and a small one: a child's peak memory begins with that of whoever started it.
"""

from __future__ import annotations

import os
import sys
import time


def main() -> None:
    """Measure, with the environment and the folder as they are."""
    log, *command = sys.argv[1:]
    out = os.open(os.devnull, os.O_RDWR)
    errors = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    streams = [(os.POSIX_SPAWN_DUP2, out, fd) for fd in (0, 1)] + [(os.POSIX_SPAWN_DUP2, errors, 2)]
    began = time.perf_counter()
    pid = os.posix_spawn(command[0], command, os.environ, file_actions=streams)
    _, status, used = os.wait4(pid, 0)
    wall = time.perf_counter() - began
    print(used.ru_utime + used.ru_stime, wall, used.ru_maxrss, os.waitstatus_to_exitcode(status))  # noqa: T201


if __name__ == "__main__":
    main()
