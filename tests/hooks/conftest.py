"""Machines on which scripts may do what they like, and a folder that plays a Mac."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.hooks.desk import scripts_of
from tests.hooks.machine import Machine, lacking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def machine() -> Iterator[Callable[[str], Machine]]:
    """Make machines that have the scripts of a description. Where CI says they can be, they must be."""
    made: list[Machine] = []

    def make(description: str) -> Machine:
        missing = lacking()
        if missing and os.environ.get("VPNSYNC_REQUIRE_PPPD"):
            pytest.fail(missing)
        if missing:
            pytest.skip(missing)
        made.append(Machine(scripts_of(description)))
        made[-1].furnish()
        return made[-1]

    yield make
    for one in made:
        one.stop()
