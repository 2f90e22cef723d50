"""Whether git tracks a description: plain-text secrets in it would be everybody's who has the repo."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


def is_tracked(path: Path) -> bool:
    """Ask git; without git or a repository, it is not."""
    try:
        real = path.resolve()
    except OSError:  # standard input, which somebody else has opened
        return False
    # No hook of the repository's shall run for this question.
    command = [
        "git",
        "-C",
        str(real.parent),
        "-c",
        "core.fsmonitor=false",
        "ls-files",
        "--error-unmatch",
        real.name,
    ]
    try:
        done = subprocess.run(  # noqa: S603 - the person's own git
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=10,
            # Variables may hold secrets, and GIT_DIR and its like are about another repository.
            env={name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0
