"""What the Tab key offers besides commands and options: peers, files of peers, words of pppd.

It must be quick, may never fail, and offers nothing that a shell could take for more than a word.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer  # noqa: TC002 - typer reads the annotations of what completes, too

from vpnsync.errors import VpnsyncError
from vpnsync.pppd.names import name_faults

if TYPE_CHECKING:
    from collections.abc import Iterable

_MAX_SIZE: Final = 1024 * 1024


def peers(context: typer.Context, incomplete: str) -> list[str]:
    """Return the described peers that begin so, but for those that are typed already."""
    return _beginning(context, incomplete, _described(context))


def files(context: typer.Context, incomplete: str) -> list[str]:
    """Return the peers files that begin so, where they may be listed."""
    root = Path(context.params.get("root") or "/")
    try:
        found = os.listdir(root / "etc/ppp/peers")  # noqa: PTH208 - names alone
    except (OSError, ValueError):
        return []
    return _beginning(context, incomplete, found)


def words(incomplete: str) -> list[str]:
    """Return what can be explained and begins so: options of any pppd, keys, warnings, errors."""
    from vpnsync.config import texts
    from vpnsync.explain.troubles import TROUBLES
    from vpnsync.pppd.facts import FACTS
    from vpnsync.pppd.options import PLATFORMS, dictionary

    known = {*texts.KEYS, *TROUBLES, *FACTS, *(word for p in PLATFORMS for word in dictionary(p).options)}
    return sorted(word for word in known if word.startswith(incomplete))


def _described(context: typer.Context) -> list[str]:
    """Return the names of the description's peers; none where it cannot be read, for whatever reason."""
    import tomli

    from vpnsync.config.find import find  # root's half of a command has no use for it

    try:
        path = find(context.params.get("config"), os.environ, Path(os.path.expanduser("~")))  # noqa: PTH111
        if not path.is_file() or path.stat().st_size > _MAX_SIZE:
            return []
        found = tomli.loads(path.read_bytes().decode("utf-8-sig")).get("peers")
    except (VpnsyncError, OSError, ValueError, RecursionError):
        return []
    return list(found) if isinstance(found, dict) else []


def _beginning(context: typer.Context, incomplete: str, names: Iterable[str]) -> list[str]:
    """Return sound names that are not typed yet, and no others: a shell evaluates what it is offered."""
    if isinstance(context.params.get("name"), str):
        return []  # the one name is there
    typed = context.params.get("names") or ()
    sound = (name for name in names if name not in typed and not name_faults(name))
    return sorted(name for name in sound if name.startswith(incomplete))
