"""Results as JSON: one document on stdout."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from vpnsync.cli.screen import say
from vpnsync.sync.explain import as_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vpnsync.sync.change import Plan
    from vpnsync.sync.place import Place


def print_plan_json(plan: Plan, place: Place, warnings: Sequence[str], **more: object) -> None:
    """Print a plan; `more` are facts that the command adds."""
    root = str(place.root) if place.root else None
    print_json({**as_json(plan, root, warnings), **more})


def in_one_line(document: dict[str, Any]) -> str:
    """Return one document for a message, to be printed by who gets it."""
    return json.dumps(document)


def print_json(document: dict[str, Any]) -> None:
    """Print one document, in ASCII: any terminal and any locale can hold it."""
    say(json.dumps(document, indent=2))
