"""The program starts and says who it is."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from vpnsync import __version__
from vpnsync.__main__ import run

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from tests.conftest import Result


def test_version_is_told(cli: Callable[..., Result]) -> None:
    """A bug report starts with it."""
    result = cli("--version")
    assert (result.status, result.out, result.err) == (0, f"vpnsync {__version__}\n", "")


class _Impatient:
    """Presses Ctrl-C while the program loads."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        """Be asked where a module is."""
        if name == "vpnsync.cli.main":
            raise KeyboardInterrupt


def test_ctrl_c_while_it_loads_is_told_as_any_other(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """130 and a word, no traceback: loading takes a while, and fingers are quick."""
    monkeypatch.delitem(sys.modules, "vpnsync.cli.main")
    monkeypatch.setattr(sys, "meta_path", [_Impatient(), *sys.meta_path])
    assert run() == 130
    assert capsys.readouterr().err == "vpnsync: interrupted\n"
