"""Find what is odd about a peers file: lines that never did anything, or not what was meant."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from vpnsync.pppd.facts import FACTS
from vpnsync.pppd.hiding import COMMANDS, holds_secret
from vpnsync.pppd.settings import Settings, read_settings
from vpnsync.pppd.statements import CHANNELS, Statement, plugin_name
from vpnsync.pppd.vocabulary import looks_secret
from vpnsync.pppd.words import Word, encode, split

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vpnsync.pppd.options import Dictionary

_ESCAPE: Final = re.compile(rb"\\(?:[0-7]{1,3}|(.))", re.DOTALL)
_LOST_IN_NAME: Final = re.compile(rb"\\(?:[\\ \"'#\n]|(.))", re.DOTALL)
"""In a name also before digits and punctuation: CORP\\12345 is nobody's account in octal."""
_NAMES: Final = ("user", "name", "remotename")
_CUTTING: Final = re.compile(rb"#+(?![# \t]|[ \t]+[^\s])|#+[ \t]*$", re.MULTILINE)
"""A # in the middle of a word that looks like a part of it; `word# remark` does not."""
_NUMBER: Final = re.compile(r"\s*[+-]?(?:0[xX][0-9a-fA-F]+|0|[1-9][0-9]*)")
_CONTROL: Final = re.compile(r"[\x01-\x1f\x7f]")


class Oddity(NamedTuple):
    """One fact (facts.FACTS) found at a word: its byte offset, and the word that it is about."""

    name: str
    start: int
    word: str

    @property
    def text(self) -> str:
        """What happens, in words that may be shown."""
        return FACTS[self.name].text

    @property
    def way_out(self) -> str:
        """What to do about it."""
        return FACTS[self.name].way_out


def oddities(text: bytes, dictionary: Dictionary) -> list[Oddity]:
    """Return what is odd about the text of a peers file, in the order of its words."""
    reader = _Reader(text, dictionary)
    found = [oddity for rule in _RULES for oddity in rule(reader)]
    return sorted(dict.fromkeys(found), key=lambda oddity: oddity.start)


@dataclass
class _Reader:
    """A peers file with its words and statements, for the rules below."""

    text: bytes = field(repr=False)
    dictionary: Dictionary = field(repr=False)

    @cached_property
    def settings(self) -> Settings:
        return read_settings(self.text, self.dictionary.platform, self.dictionary)

    @cached_property
    def words(self) -> list[Word]:
        return split(self.text, self.dictionary.dialect)

    @cached_property
    def starts(self) -> list[int]:
        return [word.start for word in self.words]

    def of(self, statement: Statement) -> list[Word]:
        """Return the words of a statement."""
        first = bisect_right(self.starts, statement.start) - 1
        return self.words[first : first + len(statement.words)]

    def owner(self, word: Word) -> Statement:
        """Return the statement that a word belongs to."""
        return self.settings.statements[bisect_right(self.statement_starts, word.start) - 1]

    @cached_property
    def statement_starts(self) -> list[int]:
        return [statement.start for statement in self.settings.statements]

    @cached_property
    def names(self) -> set[str]:
        return {self.dictionary.canonical(s.option.word) for s in self.settings.live if s.option}

    def has(self, *words: str) -> bool:
        """Whether one of these options holds in the end."""
        return bool(self.names & {self.dictionary.canonical(word) for word in words})

    def has_plugin(self, name: str) -> bool:
        """Whether a plug-in is loaded, by whatever path."""
        return any(
            s.option and s.option.word in ("plugin", "plugin2") and plugin_name(s.value or "") == name
            for s in self.settings.live
        )

    @cached_property
    def is_client(self) -> bool:
        """Whether this end calls: it says where, or as whom."""
        is_named = self.has("name") and (self.has("password") or self.has_plugin("pppoe.so"))
        return (
            is_named
            or self.has("remoteaddress", "user", "connect")
            or any(
                s.option and s.option.word == "pty" and re.match(r"\S*(pptp|sstpc)\s", s.value or "")
                for s in self.settings.live
            )
        )


def _name(statement: Statement) -> str:
    """Return the word that an oddity is told about; unknown words may be the rest of a secret."""
    if statement.option is None:
        return "(unknown word)"
    return statement.words[0] if statement.option.kind != "bareword" else statement.option.word


def _flags(reader: _Reader) -> Iterator[Oddity]:
    """Yield what follows from an option alone, or from which others there are."""
    never = {
        "redial-without-busycode": reader.has("extraconnecttime", "busycode"),
        "server-side-dns": not reader.is_client,
        "peer-must-authenticate": not reader.is_client,
    }
    for statement in reader.settings.statements:
        word = statement.option.word if statement.option else ""
        for name in ("redial-without-busycode", "server-side-dns", "peer-must-authenticate"):
            if word in FACTS[name].words and not never[name]:
                yield Oddity(name, statement.start, word)
        if word in FACTS["already-default"].words:
            yield Oddity("already-default", statement.start, word)
        if word == "+ua":
            yield Oddity("ua-sets-no-password", statement.start, word)
        if word == "idle" and statement.meaning != 0:
            yield Oddity("idle-hangs-up", statement.start, word)
            if reader.has("persist"):
                yield Oddity("idle-redials", statement.start, word)
        if word == "plugin" and reader.dictionary.platform == "macos":
            yield Oddity("plugin-goes-on", statement.start, word)
        if word in COMMANDS and holds_secret(statement.value or ""):
            yield Oddity("secret-in-command", statement.start, word)
        if word == "IP addresses" and statement.meaning == (None, None):
            yield Oddity("empty-addresses", statement.start, statement.words[0])
        if (
            statement.problem
            and statement.option
            and statement.option.enabled_by
            and ("is disabled" in statement.problem.reason)
        ):
            yield Oddity("nodefaultroute-first", statement.start, word)


def _serial_holdoff(reader: _Reader) -> Iterator[Oddity]:
    if reader.dictionary.platform != "macos" or reader.has("connect"):
        return
    if any(plugin_name(s.value or "") in CHANNELS for s in reader.settings.live if s.is_barrier and s.option):
        return
    for statement in reader.settings.live:
        if statement.option and statement.option.word == "holdoff" and reader.has("persist"):
            yield Oddity("holdoff-forgotten", statement.start, "holdoff")


def _spelling(reader: _Reader) -> Iterator[Oddity]:
    """Yield what pppd's lexer does to a word without telling."""
    for word in reader.words:
        statement = reader.owner(word)
        raw = reader.text[word.start : word.end]
        if _CUTTING.match(reader.text, word.end) and raw[-1:] not in (b'"', b"'"):
            yield Oddity("hash-cuts-value", word.start, _name(statement))
        if _loses_backslash(raw, statement):
            yield Oddity("backslash-lost", word.start, _name(statement))
        elif word.flaw != "unterminated" and _CONTROL.search(word.text) and _is_no_command(statement):
            yield Oddity("control-character", word.start, _name(statement))
        if word.flaw == "unterminated":
            yield Oddity("unterminated-quote", word.start, _name(statement))
        limit = statement.option.limit if statement.option and word.start != statement.start else 1023
        if word.flaw in ("too long", "NUL") or len(encode(word.text)) > limit:
            yield Oddity("cut-value", word.start, _name(statement))


def _loses_backslash(raw: bytes, statement: Statement) -> bool:
    if statement.option and statement.option.word in _NAMES:
        return any(found[1] for found in _LOST_IN_NAME.finditer(raw))
    return any(found[1] and found[1].isalpha() and found[1] != b"x" for found in _ESCAPE.finditer(raw))


def _is_no_command(statement: Statement) -> bool:
    return statement.option is not None and statement.option.word not in COMMANDS


def _numbers(reader: _Reader) -> Iterator[Oddity]:
    """Yield numbers that come out as others than they look: octal, with trailing letters, too large."""
    for statement in reader.settings.statements:
        option, value = statement.option, statement.value
        if not option or option.kind != "int" or value is None or statement.problem:
            continue
        if not _NUMBER.fullmatch(value) or int(value, 0) != statement.meaning:
            yield Oddity("number-misread", statement.start, option.word)


def _lines(reader: _Reader) -> Iterator[Oddity]:
    """Yield options whose value stands on another line; a backslash before the line's end joins two."""
    for statement in reader.settings.statements:
        words = reader.of(statement)
        if statement.option and len(words) == 2:
            gap = reader.text[words[0].end : words[1].start]
            if gap.count(b"\n") > gap.count(b"\\\n"):
                yield Oddity("value-on-next-line", statement.start, _name(statement))


def _overruled(reader: _Reader) -> Iterator[Oddity]:
    live = {statement.start for statement in reader.settings.live}
    for statement in reader.settings.statements:
        is_empty = statement.meaning == (None, None)
        if statement.start not in live and statement.option and statement.option.writes and not is_empty:
            yield Oddity("overruled", statement.start, _name(statement))


def _unknown(reader: _Reader) -> Iterator[Oddity]:
    for statement in reader.settings.statements:
        if statement.option is None:
            for word in reader.of(statement):
                if word.text.startswith("//") and not looks_secret(statement.words[0]):
                    yield Oddity("slashes-no-comment", word.start, "//")
            if statement.words[0] == "mppe":
                yield Oddity("old-mppe", statement.start, "mppe")


_RULES: Final = (_flags, _serial_holdoff, _spelling, _numbers, _lines, _overruled, _unknown)
