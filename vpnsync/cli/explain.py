"""`vpnsync explain`: say what an option of pppd, a key of vpns.toml or a warning means."""

from __future__ import annotations

from typing import Annotated

import typer

from vpnsync.cli import complete
from vpnsync.cli.options import JsonOption

# `-h`, `-chap` and the like are pppd's words here.
SETTINGS = {"ignore_unknown_options": True, "help_option_names": ["--help"]}


def explain(
    word: Annotated[
        str,
        typer.Argument(metavar="WORD", help="Option, key, warning or error.", autocompletion=complete.words),
    ],
    *,
    json: JsonOption = False,
) -> int:
    """Say what an option of pppd, a key of vpns.toml, a warning or an error means.

    Example: vpnsync explain nodefaultroute
    """
    from vpnsync.cli.leaflet import show_explanation
    from vpnsync.cli.result import print_json
    from vpnsync.explain import explanation
    from vpnsync.lint import FACTS

    found = explanation.explain(word, FACTS)
    if json:
        print_json(explanation.as_json(found))
    else:
        show_explanation(found)
    return 0
