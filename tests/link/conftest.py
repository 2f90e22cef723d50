"""A Mac to dial from."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

import pytest

from tests.hooks.conftest import machine
from tests.link.mac import Mac

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.conftest import Result


__all__ = ["machine"]


@pytest.fixture
def mac(tmp_path: Path, cli: Callable[..., Result]) -> Iterator[Mac]:
    """Return a Mac on which L2TP works; afterwards none of its pppds may be left."""
    if sys.platform != "linux":
        pytest.skip("the played pppd is looked for in /proc")
    mac = Mac(tmp_path / "mac", cli)
    yield mac
    left = mac.pids()
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert left == []
