"""Whether git tracks a description: plain-text secrets in it would be everybody's who has the repo."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from vpnsync.config.secrets import as_person


def is_tracked(path: Path, environment: Mapping[str, str]) -> bool:
    """Ask git, as the person behind sudo; without git or a repository, it is not."""
    real = path.resolve()
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
        done: subprocess.CompletedProcess[bytes] = subprocess.run(  # noqa: S603 - the person's own git
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=10,
            **as_person(environment),
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0
