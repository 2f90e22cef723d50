"""Results as JSON: one document on stdout."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from vpnsync.cli.screen import say
from vpnsync.sync.explain import as_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vpnsync.cli.handover import Told
    from vpnsync.sync.change import Plan
    from vpnsync.sync.place import Place


def print_plan_json(
    plan: Plan,
    place: Place,
    warnings: Sequence[str],
    effects: Mapping[str, Sequence[Told]],
    **more: object,
) -> None:
    """Print a plan, with what its peers do once they are dialed; `more` are facts that the command adds."""
    root = str(place.root) if place.root else None
    changed = {change.name for change in plan.changes if change.after}
    told = [
        {"name": name, "effect": effect.kind, "value": effect.value, "text": effect.text}
        for name in sorted(effects.keys() & changed)
        for effect in effects[name]
    ]
    print_json({**as_json(plan, root, warnings), "effects": told, **more})


def in_one_line(document: dict[str, Any]) -> str:
    """Return one document for a message, to be printed by who gets it."""
    return json.dumps(document)


def print_json(document: dict[str, Any]) -> None:
    """Print one document, in ASCII: any terminal and any locale can hold it."""
    say(json.dumps(document, indent=2), even_quiet=True)  # nobody asks for a document in order not to get it
