"""What the person's half came to the last time, so that a description that has not changed is not read.

It is kept in the person's own cache directory, one file for each description. It is used for a run that
has the same bytes of description, the same code, the same options and a machine that gives the same
answers, and makes the very Handover that would be made anew: from there on nothing differs. Whatever
is wrong with it, it is as if it were not there.

Secrets stand in it as references, and are opened in every run; of a command, whose arguments may hold
one, only the place is kept: it is read from the description. A description that seems to have a
secret in its own text is not kept at all. Who could put something else there is who
could change the description: the directory and the file must be this user's alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typer

import vpnsync
from vpnsync.cli import private
from vpnsync.cli.handover import Handover, below
from vpnsync.cli.machine import QUESTIONS
from vpnsync.cli.message import from_json, to_json
from vpnsync.cli.options import read_source
from vpnsync.cli.outline import Outline, Slot, drafts
from vpnsync.cli.screen import is_terminal, note
from vpnsync.config.find import STDIN
from vpnsync.config.ownership import check_ownership, others_can_read, owner_of
from vpnsync.errors import VpnsyncError
from vpnsync.pppd.hiding import HIDDEN, holds_secret
from vpnsync.pppd.options import dictionary
from vpnsync.sync.place import HERE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from vpnsync.cli.session import Session
    from vpnsync.cli.where import Where
    from vpnsync.config.source import Source

_FORMAT: Final = 1
_DIGEST: Final = 64
"""Characters of a digest."""


def hand_over(where: Where, names: Sequence[str] = (), *, secrets: bool = True) -> Handover:
    """Do the person's half of a plan: as the last time where all is as it was then, else anew."""
    source = read_source(where.config)
    name, key = _key(where, source)
    is_kept = not names and source.path != STDIN
    found = _recalled(name, key, source) if is_kept else None
    if found is None:
        return _anew(where.session(names, source), (name, key) if is_kept else None, secrets=secrets)
    handover, outlines, answers = found
    path = source.path
    note(f"Using {path}")
    if below(where.root) is None:
        check_ownership(path, source.status, os.geteuid())
    del source  # the bytes of it are needed no more
    installed: Any = answers.get("pppd")
    known = dictionary(handover.platform, where.pppd or installed)

    def opened() -> Any:  # noqa: ANN401 - what is not loaded has no name
        from vpnsync.config.secrets import Secrets

        return Secrets(path.resolve().parent, os.environ, frozenset(handover.hidden))

    return replace(
        handover,
        description=str(path),
        asks=is_terminal(sys.stdin),
        is_plain=bool(os.environ.get("NO_COLOR")),
        write=partial(drafts, outlines, known, opened, is_open=secrets),
    )


def _anew(session: Session, place: tuple[str, str] | None, *, secrets: bool) -> Handover:
    """Work out what the description says; keep it at a place: its name there, and what must be the same."""
    from vpnsync.cli.drafts import hand_over as from_session

    def keep(handover: Handover, outlines: Mapping[str, Outline]) -> None:
        if place:
            name, key = place
            private.keep(name, _written(key, handover, outlines, session))

    return from_session(session, secrets=secrets, keep=keep)


def _key(where: Where, source: Source) -> tuple[str, str]:
    """Return the name under which this is kept, and what must be the same for it to hold."""
    platform = where.platform or HERE
    root = below(where.root)
    facts = [
        _FORMAT,
        vpnsync.__version__,
        sys.version,
        _code(),
        # What pip has changed there: the packages that check a description.
        Path(typer.__file__).parents[1].stat().st_mtime_ns,
        os.path.realpath(source.path),
        platform,
        where.pppd,
        where.host or os.uname().nodename,
        root is None,
        owner_of(source.status),
        others_can_read(source.path, source.status, os.geteuid()),
        hashlib.sha256(source.data).hexdigest(),
    ]
    place = json.dumps([os.path.realpath(source.path), platform, root is None])
    return _digest(place.encode())[:32], _digest(json.dumps(facts).encode())


def _code() -> list[object]:
    """Return what changes whenever the code does, also without a new version."""
    found: list[object] = []
    folders = [str(Path(__file__).parents[1])]
    for folder in folders:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name == "__pycache__":
                    continue  # made from the rest; and whoever made it may have kept it to themselves
                if entry.is_dir():
                    folders.append(entry.path)
                else:
                    status = entry.stat()
                    found.append([entry.path, status.st_mtime_ns, status.st_size])
    return sorted(found, key=str)


def _digest(data: bytes | memoryview) -> str:
    return hashlib.sha256(data).hexdigest()


def _written(key: str, handover: Handover, outlines: Mapping[str, Outline], session: Session) -> bytes | None:
    """Return what is to be kept; None where there seems to be a secret in it."""
    # Of the scripts, the person's own commands alone can hold one; as effects, they are told masked.
    told = [one for effects in handover.effects.values() for one in effects if HIDDEN in one.value]
    commands = _Commands(lambda: session.config.text)
    written = {name: [_piece(piece, commands) for piece in outline] for name, outline in outlines.items()}
    if told or any(piece is None for pieces in written.values() for piece in pieces):
        return None
    message = to_json(replace(handover, write=dict, asks=False, is_plain=False))
    rest = json.dumps({"answers": session.answers, "outlines": written}).encode()
    body = message + rest
    return _head(key, body) + body


def _head(key: str, body: bytes | memoryview) -> bytes:
    """Return the first line: what must be the same, and what tells whether the rest is whole."""
    return f"{key} {_digest(body)}\n".encode()


class _Commands:
    """The commands that print secrets, by where they stand in a description: read once one is asked for."""

    def __init__(self, text: Callable[[], str]) -> None:
        self._text = text

    @cached_property
    def _document(self) -> Any:  # noqa: ANN401 - as TOML has it
        import tomli

        return tomli.loads(self._text())

    def at(self, key: Sequence[str]) -> Any:  # noqa: ANN401 - whatever stands there
        """Return what stands at a key, None where nothing does: a place in a list has no name in TOML."""
        found = self._document
        for word in key:
            found = found.get(word) if isinstance(found, dict) else None
        return found


def _piece(piece: str | Slot, commands: _Commands) -> str | dict[str, object] | None:
    """Return a piece as JSON; None for a secret itself, and for a text that seems to have one in it."""
    if isinstance(piece, str):
        # What was text in the description stands in quotes: the rest is words and numbers of pppd's.
        lines = (line for line in piece.split("\n") if '"' in line)
        return None if any(map(holds_secret, lines)) else piece
    from vpnsync.config.references import Command, Reference

    if not isinstance(piece.source, Reference):
        return None
    source = piece.source.model_dump(exclude_none=True)
    if isinstance(piece.source, Command):
        if commands.at(piece.key) != source:
            return None
        source = {}
    return {"word": piece.word, "key": piece.key, "source": source}


def _recalled(
    name: str, key: str, description: Source
) -> tuple[Handover, dict[str, Outline], dict[str, object]] | None:
    """Return what was kept, where it is whole and still holds; None else."""
    data = private.kept(name)
    start = len(key) + _DIGEST + 2
    if data[:start] != _head(key, memoryview(data)[start:]):
        return None
    middle = data.find(b"\n", start)
    try:
        handover = from_json(data[start:middle])
        rest, data = data[middle:], b""  # of many peers, each copy takes megabytes
        document = json.loads(rest)
        answers = dict(document["answers"])
        commands = _Commands(description.text)
        outlines = {peer: _outline(pieces, commands) for peer, pieces in document["outlines"].items()}
    except (VpnsyncError, ValueError, KeyError, TypeError, AttributeError):
        return None  # of a version of vpnsync that had the same name and another mind
    if any(question not in QUESTIONS or QUESTIONS[question]() != told for question, told in answers.items()):
        return None
    return handover, outlines, answers


def _outline(pieces: list[Any], commands: _Commands) -> Outline:
    return tuple(piece if isinstance(piece, str) else _slot(piece, commands) for piece in pieces)


def _slot(piece: dict[str, Any], commands: _Commands) -> Slot:
    from vpnsync.config.references import reference

    key = tuple(piece["key"])
    return Slot(piece["word"], key, reference(piece["source"] or commands.at(key)))
