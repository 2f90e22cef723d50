"""pydantic's plug-ins, of which the program loads none.

One that some other package has brought would see every value that is checked, and so every password
that stands in a description; and to look for them takes longer than to check a hundred peers.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Final

_LOADER: Final = "pydantic.plugin._loader"


class _None(ModuleType):
    """Stands where pydantic loads plug-ins from; for anything else, the real one comes back."""

    @staticmethod
    def get_plugins() -> tuple[()]:
        """Return the plug-ins that there are."""
        return ()

    def __getattr__(self, name: str) -> object:
        """Give way to the real one."""
        if name.startswith("__"):  # the import system's own questions
            raise AttributeError(name)
        del sys.modules[_LOADER]
        return getattr(import_module(_LOADER), name)


def leave_out() -> None:
    """Have pydantic find no plug-ins, unless it has looked for them already."""
    sys.modules.setdefault(_LOADER, _None(_LOADER))
