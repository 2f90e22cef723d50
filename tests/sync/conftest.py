"""What the tests of the sync room share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.sync.disk import Disk

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    """Return an empty root."""
    return Disk(tmp_path / "root")
