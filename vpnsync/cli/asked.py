"""`validate --pppd`: what this machine's own pppd says of the peers files, asked by root's half."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from vpnsync.cli.screen import note, plural, say
from vpnsync.errors import ConflictError, RightsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vpnsync.cli.handover import Handover
    from vpnsync.link.dryrun import Answer


def show_answers(handover: Handover, *, as_json: bool) -> int:
    """Ask pppd about every peer, and show what it said; 1 where it refuses one.

    Raises RightsError without root, ConflictError where pppd cannot be asked.
    """
    from vpnsync.link.dryrun import ask
    from vpnsync.pppd.program import PPPD

    if os.geteuid() != 0:
        raise RightsError(PPPD, "cannot be asked without root")
    known = handover.dictionary
    bodies = {name: draft.body(None, known) for name, draft in handover.drafts.items()}
    answers = {name: ask(body, known) for name, body in bodies.items()}
    if as_json:
        _print_json(handover, answers)
    else:
        _show(answers)
    refused = [f"peers.{name}: {one.reason}" for name, one in answers.items() if not one.is_accepted]
    if refused:
        raise ConflictError(
            f"{handover.description}: {PPPD} refuses what it becomes", refused, name="pppd-refuses"
        )
    return 0


def _show(answers: Mapping[str, Answer]) -> None:
    left_out = {name: answer.not_asked for name, answer in answers.items() if answer.not_asked}
    if left_out:
        note("pppd was not asked about what it would act on while it reads:")
    for name, words in left_out.items():
        note(f"  {name}: {', '.join(words)}")
    accepted = sum(answer.is_accepted for answer in answers.values())
    say(f"pppd accepts {accepted} of {plural(len(answers), 'peer')}.")


def _print_json(handover: Handover, answers: Mapping[str, Answer]) -> None:
    from vpnsync.cli.result import print_json
    from vpnsync.pppd.program import PPPD

    document: dict[str, Any] = json.loads(handover.report)
    peers = [
        {
            "name": name,
            "accepted": answer.is_accepted,
            "reason": None if answer.is_accepted else answer.reason,
            "not_asked": list(answer.not_asked),
        }
        for name, answer in answers.items()
    ]
    print_json({**document, "pppd": {"path": PPPD, "peers": peers}})
