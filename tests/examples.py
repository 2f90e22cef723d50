"""How many examples properties try: a few in CI, as many as one has time for elsewhere (README.md here)."""

from __future__ import annotations

import os
from typing import Final

from hypothesis import HealthCheck, settings

_TIMES: Final = int(os.environ.get("VPNSYNC_FUZZ", "1"))


def tries(count: int) -> settings:
    """Return the settings of a property that tries so many examples, times VPNSYNC_FUZZ."""
    return settings(
        deadline=None,
        max_examples=count * _TIMES,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
