"""What the Tab key offers besides commands and options: peers, files of peers, generations, words of pppd.

It must be quick, may never fail, and offers nothing that a shell could take for more than a word.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer  # noqa: TC002 - typer reads the annotations of what completes, too

from vpnsync.errors import VpnsyncError
from vpnsync.pppd.names import name_faults

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vpnsync.sync.generation import Generation, Unreadable

_MAX_SIZE: Final = 1024 * 1024
_KIND: Final = re.compile(r"\b[a-z-]+\b:?")


def peers(context: typer.Context, incomplete: str) -> list[str]:
    """Return the described peers that begin so, but for those that are typed already."""
    return _beginning(context, incomplete, _described(context))


def any_peer(context: typer.Context, incomplete: str) -> list[str]:
    """Return the described peers that begin so, for an option behind peers: typed already or not."""
    return _sound(incomplete, _described(context))


def files(context: typer.Context, incomplete: str) -> list[str]:
    """Return the peers files that begin so, where they may be listed."""
    root = _root(context) or Path("/")
    try:
        found = os.listdir(root / "etc/ppp/peers")  # noqa: PTH208 - names alone
    except (OSError, ValueError):
        return []
    return _beginning(context, incomplete, found)


def words(incomplete: str) -> list[str]:
    """Return what can be explained and begins so: options of any pppd, keys, warnings, errors."""
    from vpnsync.config import texts
    from vpnsync.config.lints import LINTS
    from vpnsync.explain.troubles import TROUBLES
    from vpnsync.pppd.options import PLATFORMS, dictionary

    known = {*texts.KEYS, *TROUBLES, *LINTS, *(word for p in PLATFORMS for word in dictionary(p).options)}
    return sorted(word for word in known if word.startswith(incomplete))


def places(incomplete: str) -> list[str]:
    """Return the places of a secret that `init` knows, and that begin so."""
    from vpnsync.cli.init import PLACES

    return [place for place in _KIND.findall(PLACES) if place.startswith(incomplete)]


def generations(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return the generations that begin so, newest first, with what each was; none without the rights."""
    from vpnsync.cli.machine import open_place
    from vpnsync.pppd.options import PLATFORMS
    from vpnsync.sync import history

    if context.params.get("number") or context.params.get("every"):
        return []
    platform = next((name for name in PLATFORMS if name == context.params.get("platform")), None)
    try:
        kept = history.generations(open_place(_root(context), platform))
    except (VpnsyncError, OSError, ValueError):
        return []
    found = [(str(one.number), _what(one)) for one in reversed(kept)]
    if context.params.get("forget"):
        found.append(("--all", "all of them"))
    return [(word, what) for word, what in found if word.startswith(incomplete)]


def _what(one: Generation | Unreadable) -> str:
    """Say what made a generation, when, and for whom."""
    from vpnsync.sync.generation import Unreadable

    if isinstance(one, Unreadable):
        return "cannot be used"
    return f"{one.command} of {one.time.astimezone():%Y-%m-%d %H:%M:%S}: {', '.join(one.peers)}"


def _root(context: typer.Context) -> Path | None:
    """Return what stands for the machine's `/`, as typed or in the environment."""
    root = context.params.get("root") or os.environ.get("VPNSYNC_ROOT")
    return Path(root) if root else None


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
    return _sound(incomplete, (name for name in names if name not in typed))


def _sound(incomplete: str, names: Iterable[str]) -> list[str]:
    """Return those that begin so, and that no shell takes for more than a word."""
    return sorted(name for name in names if name.startswith(incomplete) and not name_faults(name))
