"""The program starts and says who it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vpnsync import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Result


def test_version_is_told(cli: Callable[..., Result]) -> None:
    """A bug report starts with it."""
    result = cli("--version")
    assert (result.status, result.out, result.err) == (0, f"vpnsync {__version__}\n", "")
