"""Carry one peers file over: its settings, its comments, and a word on what is odd about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from vpnsync.adopt.hints import hints
from vpnsync.adopt.peer import Source, tables
from vpnsync.adopt.plain import Suspicion
from vpnsync.adopt.prove import Proof, detached
from vpnsync.pppd.comments import comments, is_label, is_one_value, option_in, scrub
from vpnsync.pppd.hiding import HIDDEN
from vpnsync.pppd.oddities import Oddity, oddities
from vpnsync.pppd.options import platforms_with
from vpnsync.pppd.settings import Settings, read_settings
from vpnsync.pppd.verdict import contradiction
from vpnsync.pppd.vocabulary import looks_secret
from vpnsync.pppd.words import split

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from vpnsync.adopt.pool import Table
    from vpnsync.config.load import Config
    from vpnsync.pppd.options import Dictionary
    from vpnsync.pppd.statements import Problem, Statement

_MOST_WORDS: Final = 2000
"""Words of the longest file that is read: pppd has some 400 options, and noise takes long to compare."""
_SHOWN: Final = 40
"""Characters of a word that pppd does not know, in a message."""


@dataclass(frozen=True)
class Adopted:
    """A peers file as a table of vpns.toml that means the same. The table may hold secrets."""

    name: str
    table: Table = field(repr=False)
    remarks: tuple[str, ...] = field(repr=False)
    oddities: tuple[tuple[int, Oddity], ...]
    """(line, oddity)"""
    switched_off: tuple[str, ...]
    """Options that a comment has switched off; they stay comments."""
    needs: tuple[str, ...] = ()
    """What pppd finds missing on this machine, in its words."""
    hints: tuple[str, ...] = ()
    """What else one should know of it, as `hints` has it."""


@dataclass(frozen=True)
class Left:
    """A file that is not carried over, and why; `is_refused` where it is no such thing as a peers file."""

    name: str
    reason: str
    is_refused: bool = True
    oddities: tuple[tuple[int, Oddity], ...] = ()


@dataclass(frozen=True)
class Carrier:
    """What all files are carried over with: the description beside them, and what becomes of secrets.

    secret: peer, user, option word, value -> what stands for it. stored: what of it is for the keyring.
    """

    config: Config
    dictionary: Dictionary = field(repr=False)
    secret: Callable[[str, str, str, str], Any] = field(repr=False)
    stored: Mapping[tuple[str, str], str] = field(repr=False, default_factory=dict)
    keeps_text: bool = False
    """Whether secrets may stand in the description as plain text."""

    def carry(self, name: str, text: bytes) -> Adopted | Left:
        """Return what a file becomes: a table that is proved to mean the same, or why there is none."""
        if b"\0" in text:
            return Left(name, "is no text: it holds NUL bytes")
        if not text.strip():
            return Left(name, "is empty", is_refused=False)
        words = len(split(text, self.dictionary.dialect))
        if words > _MOST_WORDS:
            return Left(name, f"holds {words} words: no peers file has more than {_MOST_WORDS}")
        settings = read_settings(text, self.dictionary.platform, self.dictionary)
        odd = tuple((_line(text, oddity.start), oddity) for oddity in oddities(text, self.dictionary))
        missing = [s.problem for s in settings.statements if s.problem]
        reason = self._refusal(settings, text)
        if reason:
            return Left(name, reason, oddities=odd)
        table, fault = self._table(name, settings)
        if table is None:
            return Left(name, f"cannot be carried over: {fault}", oddities=odd)
        remarks, switched_off = self._remarks(text, settings)
        needs = tuple(dict.fromkeys(_shown(found, settings, text) for found in missing))
        return Adopted(name, table, tuple(remarks), odd, tuple(switched_off), needs, hints(settings, table))

    def _refusal(self, settings: Settings, text: bytes) -> str | None:
        """Say why pppd refuses the file on every machine, or what must not stand in a description."""
        problems = [*(s.problem for s in settings.statements), contradiction(settings.statements)]
        problem = next((found for found in problems if found and not found.on_this_machine), None)
        if problem:
            return f"pppd refuses it: {_reason(problem, settings, text)}"
        plain = [] if self.keeps_text else Suspicion(text, settings.live, self.dictionary).plain_secrets()
        if plain:
            return (
                f"{' and '.join(plain)} seems to be a secret, which would come to stand in the description;"
                " move it out of the peers file, or import with --secrets keep"
            )
        return None

    def _table(self, name: str, settings: Settings) -> tuple[Table | None, str]:
        """Return the most readable table that is proved to be the same, or why none is."""
        user = next(iter(settings.values_of("user")[-1:]), "")
        source = Source(settings, lambda word, value: self.secret(name, user, word, value))
        proof = Proof(self.config, settings, self.stored)
        faults = ["there is nothing in it"]
        candidates = (whole for table in tables(source) for whole in detached(table, self.config, settings))
        for whole in candidates:
            odd = _beyond_utf8(whole)
            if odd:
                return None, f"{odd} holds bytes that are not UTF-8, which TOML must be"
            faults = proof.faults(name, whole)
            if not faults:
                return whole, ""
        return None, "; ".join(dict.fromkeys(faults))

    def _remarks(self, text: bytes, settings: Settings) -> tuple[list[str], list[str]]:
        """Return the comments, scrubbed, and the options that they have switched off."""
        known = self.dictionary
        secrets = [
            str(s.meaning)
            for s in settings.statements
            if s.option and s.option.secret and s.value is not None
        ]
        remarks, switched_off = [], []
        is_next_secret = False
        for comment in comments(text, split(text, known.dialect)):
            shown = scrub(comment.text, known, secrets)
            if is_next_secret and is_one_value(comment.text, known):
                shown = HIDDEN
            if comment.is_glued and comment.follows and _is_secret(comment.follows, known):
                shown = HIDDEN  # the rest of a password with a # in it
            # An empty comment between a label and its secret tells nothing.
            is_next_secret = is_label(comment.text, known) or (is_next_secret and not comment.text)
            beside = comment.follows if comment.follows in known.options else None
            remarks.append(f"{beside}: {shown}" if beside else shown)
            off = option_in(comment.text, known) if not comment.follows else None
            switched_off += [off] if off else []
        return remarks, list(dict.fromkeys(switched_off))


def _is_secret(word: str, dictionary: Dictionary) -> bool:
    option = dictionary.options.get(word)
    return option.secret if option else looks_secret(word)


def _line(text: bytes, start: int) -> int:
    return text.count(b"\n", 0, start) + 1


def _reason(problem: Problem, settings: Settings, text: bytes) -> str:
    statement = next((s for s in settings.statements if s.problem is problem), None)
    reason = _shown(problem, settings, text)
    if statement is None:
        return reason
    return f"{reason} (line {_line(text, statement.start)}){_elsewhere(statement) or _kind(settings, text)}"


def _shown(problem: Problem, settings: Settings, text: bytes) -> str:
    """Return pppd's reason; a word that may be part of a secret is not quoted, a long one is cut."""
    statements = settings.statements
    index = next((i for i, s in enumerate(statements) if s.problem is problem), 0)
    if Suspicion(text, statements, settings.dictionary).falls_on(index):
        return "unrecognized option (hidden: it may be a secret)"
    reason = problem.reason
    for word in statements[index].words:
        reason = reason.replace(word, word[:_SHOWN] + "...") if len(word) > _SHOWN else reason
    return reason


def _elsewhere(statement: Statement) -> str:
    """Say which other pppd knows a word."""
    others = platforms_with(statement.words[0]) if statement.option is None else []
    return f"; {' and '.join(others)} has it: is the file from there (--platform, --pppd)?" if others else ""


def _kind(settings: Settings, text: bytes) -> str:
    """Say what a file that is no peers file seems to be."""
    if text.startswith(b"#!"):
        return ": it seems to be a script"
    if text.startswith(b"\xef\xbb\xbf"):
        return ": the file begins with a byte-order mark, which pppd takes for a part of its first word"
    words = {word for s in settings.statements if s.option is None for word in s.words}
    if words & {"ABORT", "CONNECT", "TIMEOUT"}:
        return ": it seems to be a chat script"
    return ""


def _beyond_utf8(value: object, key: str = "it") -> str | None:
    """Return the key of a text that UTF-8 cannot hold, or None."""
    if isinstance(value, dict):
        found = (_beyond_utf8(item, str(word)) for word, item in value.items())
        return next((key for key in found if key), None) or _beyond_utf8(list(value), key)
    if isinstance(value, list):
        return next((key for item in value if _beyond_utf8(item)), None)
    return key if isinstance(value, str) and any("\udc80" <= char <= "\udcff" for char in value) else None
