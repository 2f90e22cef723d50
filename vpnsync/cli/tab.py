"""The Tab key: what makes bash, zsh and fish ask vpnsync, and how each of them is answered.

typer knows what may stand where, and puts these texts where a shell reads them. It keeps both in
places of its own; any other shell, and a typer that has moved them, gets what typer itself says.
"""

from __future__ import annotations

import os
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import typer
import typer.main
from typer._click.shell_completion import _resolve_context, _resolve_incomplete
from typer._completion_classes import BashComplete, FishComplete, ZshComplete
from typer._completion_shared import _completion_scripts

if TYPE_CHECKING:
    from typer._click.shell_completion import ShellComplete

SCRIPTS: Final = {
    "bash": r"""_vpnsync_completion() {
    local IFS=$'\n'
    COMPREPLY=( $( env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD \
                   _VPNSYNC_COMPLETE=complete_bash $1 ) ) || compopt +o default 2> /dev/null
    if [[ ${COMPREPLY[0]-} == *: ]]; then compopt -o nospace 2> /dev/null; fi
    return 0
}

complete -o default -F _vpnsync_completion vpnsync
""",
    # compinit knows a file by its very first line, and calls what it names as a function: the first
    # Tab runs the whole file, which must then answer it, too.
    "zsh": r"""#compdef vpnsync

_vpnsync_completion() {
  eval "$(env _TYPER_COMPLETE_ARGS="${words[1,$CURRENT]}" _VPNSYNC_COMPLETE=complete_zsh vpnsync)"
}

compdef _vpnsync_completion vpnsync

if [ "$funcstack[1]" = "_vpnsync" ]; then _vpnsync_completion "$@"; fi
""",
    "fish": "complete --command vpnsync --no-files"
    ' --arguments "(env _VPNSYNC_COMPLETE=complete_fish _TYPER_COMPLETE_FISH_ACTION=get-args'
    ' _TYPER_COMPLETE_ARGS=(commandline -cp) vpnsync)"'
    ' --condition "env _VPNSYNC_COMPLETE=complete_fish _TYPER_COMPLETE_FISH_ACTION=is-args'
    ' _TYPER_COMPLETE_ARGS=(commandline -cp) vpnsync"\n',
}
"""shell -> the text that makes it ask. bash and fish offer file names where the status tells them to."""

_PATHS: Final = ("PATH", "DIR", "FILE")
"""What stands for a value, in the help, where a shell shall offer file names."""


class Offer(NamedTuple):
    """What may stand there, as typer's items; or that a file's name may, which the shell knows better."""

    items: list[Any]
    is_path: bool
    before: str
    """What of the shell's own word is in front of it: `--platform=`."""


class _Bash(BashComplete):
    """bash takes `--platform=m` apart into three words, and replaces the last one alone."""

    def get_completion_args(self) -> tuple[list[str], str]:
        words, incomplete = super().get_completion_args()
        pairs = pairwise(["", *words])
        return [word for last, word in pairs if word != "=" or not last.startswith("--")], incomplete


_SHELLS: Final[dict[str, type[ShellComplete]]] = {"bash": _Bash, "zsh": ZshComplete, "fish": FishComplete}


def install() -> None:
    """Have `--install-completion` and `--show-completion` use the texts of this file."""
    _completion_scripts.update({shell: text.replace("%", "%%") for shell, text in SCRIPTS.items()})


def answer(app: typer.Typer, asked: str) -> int | None:
    """Print what a shell asks for, and return the exit status; None where it is one that typer serves."""
    action, _, shell = asked.partition("_")
    if shell not in SCRIPTS or action not in ("source", "complete"):
        return None
    if action == "source":
        typer.echo(SCRIPTS[shell], nl=False)
        return 0
    asking = _SHELLS[shell](typer.main.get_command(app), {}, "vpnsync", "_VPNSYNC_COMPLETE")
    try:
        words, incomplete = asking.get_completion_args()
    except (KeyError, ValueError):  # no shell asks so
        return 1
    offer = _offer(asking, words, incomplete)
    if os.environ.get("_TYPER_COMPLETE_FISH_ACTION") == "is-args" and shell == "fish":
        return int(offer.is_path)
    typer.echo(_told(asking, offer))
    return int(not (offer.items or offer.is_path))


def _offer(asking: ShellComplete, words: list[str], incomplete: str) -> Offer:
    """Return what may stand where the word is that is not complete yet."""
    context = _resolve_context(asking.cli, {}, "vpnsync", words)
    part, rest = _resolve_incomplete(context, words, incomplete)
    before = incomplete[: len(incomplete) - len(rest)] if incomplete.startswith("--") else ""
    items = [item for item in part.shell_complete(context, rest) if item.value]
    for item in items:
        item.value = before + item.value
    # Behind bash's own break at the colon there is what a kind of place needs: `file:PATH`.
    is_path = getattr(part, "metavar", None) in _PATHS or words[-1:] == [":"]
    return Offer(items, is_path and not items, before)


def _told(asking: ShellComplete, offer: Offer) -> str:
    """Return the offer as the shell takes it."""
    said = [asking.format_completion(item) for item in offer.items]
    if not isinstance(asking, ZshComplete):
        return "\n".join(said)
    if said:
        return f"_arguments '*: :(({' '.join(said)}))'"
    skipped = "compset -P '*='; " if offer.before else ""
    return f"{skipped}_files" if offer.is_path else ""
