"""What the system's service manager is told, and that a failure of its own has words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vpnsync.link import services

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file to which a played launchctl and systemctl write their arguments; one job is odd."""
    script = (
        '#!/bin/sh\necho "${0##*/} $*" >> "${0%/*}/told"\ncase $* in *odd*) echo Nope >&2; exit 3;; esac\n'
    )
    for name in ("launchctl", "systemctl"):
        (tmp_path / name).write_text(script)
        (tmp_path / name).chmod(0o755)
    monkeypatch.setattr(services, "_PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(services, "_RUNS_SYSTEMD", tmp_path)
    return tmp_path / "told"


def test_launchd_is_told_of_each_job(told: Path) -> None:
    """Also behind one that it does not take; the first reason is told."""
    assert services.enable_launchd(["vpnsync.odd", "vpnsync.office"]) == "launchctl: Nope"
    lines = [f"launchctl enable system/vpnsync.{name}" for name in ("odd", "office")]
    assert told.read_text().splitlines() == lines


def test_systemd_reads_its_units_anew(told: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it runs at all: in a container, nobody does."""
    assert services.reload_systemd() is None
    assert told.read_text() == "systemctl daemon-reload\n"
    monkeypatch.setattr(services, "_RUNS_SYSTEMD", told / "nowhere")
    assert services.reload_systemd() is None
    assert told.read_text().count("\n") == 1


def test_a_program_that_is_missing_or_does_not_run_is_no_defect(
    told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files are written all the same."""
    told.with_name("systemctl").write_bytes(b"\x7fELF")
    assert services.reload_systemd() == "systemctl: OSError"
    monkeypatch.setattr(services, "_PATH", str(told.with_name("nowhere")))
    assert services.reload_systemd() == "there is no systemctl"
