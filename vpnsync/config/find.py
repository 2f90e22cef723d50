"""Which description is meant, without reading it: shell completion asks this, and has no time for more."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vpnsync.errors import DescriptionError

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE_NAME: Final = "vpns.toml"
STDIN: Final = Path("/dev/stdin")
"""What `--config -` names: it is read from where it is open already, whoever may open it anew."""


def find(given: str | None, environment: Mapping[str, str], home: Path) -> Path:
    """Return the description to use: given (- is stdin), $VPNSYNC_CONFIG, ./vpns.toml, the person's own."""
    if named := given or environment.get("VPNSYNC_CONFIG"):
        return STDIN if named == "-" else Path(named)
    here = Path(FILE_NAME)
    if os.path.exists(here):  # noqa: PTH110 - Path.exists fails where the folder may not be entered
        return here
    own = own_folder(environment, home) / FILE_NAME
    if os.path.exists(own):  # noqa: PTH110 - the same
        return own
    raise DescriptionError(
        "no description",
        f"there is no ./{FILE_NAME} and no {own}",
        hint="`vpnsync init` writes one, or name yours with --config PATH",
        name="no-description",
    )


def own_folder(environment: Mapping[str, str], home: Path) -> Path:
    """Return the folder of a person's own description, as the XDG base directory specification has it."""
    base = environment.get("XDG_CONFIG_HOME", "")
    return (Path(base) if base.startswith("/") else home / ".config") / "vpnsync"
