"""Keep every VPN peer of a machine in one TOML file."""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["Description", "VpnsyncError", "apply", "load", "plan"]
__version__ = "0.1.0"

if TYPE_CHECKING:
    from vpnsync.api import Description, apply, load, plan
    from vpnsync.errors import VpnsyncError
else:

    def __getattr__(name: str) -> object:
        """Load what is asked for, and only then: the command line has no use for it, and is to be quick."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from vpnsync import api, errors  # noqa: PLC0415

        return getattr(errors if name == "VpnsyncError" else api, name)
