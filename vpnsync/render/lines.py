"""One entry -> its line of the peers file, or why it can be none."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from pydantic import SecretStr

from vpnsync.config.complaints import Complaint, spell
from vpnsync.config.references import Existing, Reference
from vpnsync.errors import NotExpressibleError
from vpnsync.pppd.hiding import COMMANDS
from vpnsync.pppd.lines import read_line
from vpnsync.pppd.vocabulary import looks_secret
from vpnsync.pppd.words import quote
from vpnsync.render.entries import BAREWORDS
from vpnsync.render.resolve import unknown_option

if TYPE_CHECKING:
    from vpnsync.pppd.options import Dictionary, Option
    from vpnsync.render.entries import Entry

_PLAIN_WORD: Final = re.compile(r"[A-Za-z0-9_./:,+-]+")
_HEX: Final = re.compile(r"(0x)?[0-9a-fA-F]{1,8}")
_MANY: Final = 4096
"""Lines that are remembered: many peers have most of them in common."""
PLACEHOLDER: Final = "x"
"""What stands for a secret where only the rest matters."""


def line(entry: Entry, value: object, dictionary: Dictionary) -> str:
    """Return the line that an entry becomes, with this value; NotExpressibleError names its key."""
    try:
        return _written(entry.word, value, dictionary)
    except NotExpressibleError as error:
        raise NotExpressibleError(spell(entry.key), error.lines) from None


def plain_line(entry: Entry, dictionary: Dictionary) -> str | None:
    """Return the line that an entry becomes; None where its value is a secret."""
    if is_secret(entry, dictionary):
        return None  # nor is it remembered
    try:
        return _arriving(entry.word, entry.value, dictionary)
    except NotExpressibleError as error:
        raise NotExpressibleError(spell(entry.key), error.lines) from None


def sample_line(entry: Entry, dictionary: Dictionary) -> str:
    """Return a line like the one that a secret becomes, with something else in its place."""
    return _arriving(entry.word, PLACEHOLDER, dictionary)


def size(word: str, value: object) -> int:
    """Return how many words of pppd's an option becomes."""
    return 1 if value is True or word in BAREWORDS else 2


@lru_cache(_MANY, typed=True)  # 1 is not True
def _arriving(word: str, value: object, dictionary: Dictionary) -> str:
    """Write a line, and read it back: every word must arrive."""
    text = _written(word, value, dictionary)
    read = read_line(text, dictionary)
    if not read or read.words != size(word, value):  # pragma: no cover - quoting makes it impossible
        raise AssertionError(f"{word} was written, and is not what is read")
    return text


def _written(word: str, value: object, dictionary: Dictionary) -> str:
    """Write an option as pppd reads it."""
    option = dictionary.options.get(word)
    if word in BAREWORDS:
        return f"{_word(str(value))}\n"
    if value is True:
        return f"{word if option else _word(word)}\n"
    if isinstance(value, int):
        return f"{_word(word)} {value}\n"
    text = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
    if option and option.kind == "hex32":
        return f"{word} {text.removeprefix('0x').lower()}\n"
    return f"{_word(word)} {quote(text, limit=option.limit if option else 1023)}\n"


def _word(text: str) -> str:
    return text if _PLAIN_WORD.fullmatch(text) else quote(text)


def is_secret(entry: Entry, dictionary: Dictionary) -> bool:
    """Whether an entry's value must never be shown."""
    if entry.value is True or type(entry.value) is int:
        return False  # most options; asking whether it is one of pydantic's takes far longer
    if not isinstance(entry.value, str) and isinstance(entry.value, (Reference, SecretStr)):
        return True
    option = dictionary.options.get(entry.word)
    sensitive = option.secret if option else looks_secret(entry.word) and entry.word not in BAREWORDS
    return sensitive and isinstance(entry.value, str)


def fault(entry: Entry, dictionary: Dictionary) -> Complaint | None:
    """Say why a value has not the type that its option takes, or cannot be written, or None."""
    option = dictionary.options.get(entry.word)
    if option is None and not entry.ordered and (entry.from_options or entry.word not in BAREWORDS):
        return Complaint(entry.key, unknown_option(entry.word, dictionary), "unknown-option")
    if entry.word in BAREWORDS and not entry.from_options:
        return None
    look = _reason if is_secret(entry, dictionary) else _remembered_reason
    reason = look(entry.word, entry.value, dictionary)
    return Complaint(entry.key, reason) if reason else None


def _reason(word: str, value: object, dictionary: Dictionary) -> str | None:
    option = dictionary.options.get(word)
    if option is None:
        is_reference = isinstance(value, Reference)
        return (
            f"{word} takes no secret reference: pppd's options do not say that it is a secret"
            if is_reference
            else None
        )
    reason = _wrong_type(option, value)
    if reason:
        return reason
    if word == "linkname" and "/" in str(value):
        return "linkname becomes part of a path: it must not have a / in it"
    if value is not True and isinstance(value, str | SecretStr):
        text = value if isinstance(value, str) else value.get_secret_value()
        try:
            quote(text, limit=option.limit)
        except NotExpressibleError as error:
            return error.lines[0]
    return None


_remembered_reason = lru_cache(_MANY, typed=True)(_reason)


def _wrong_type(option: Option, value: object) -> str | None:  # noqa: PLR0911 - one for each kind
    if option.nargs == 0:
        return (
            None if value is True else f"{option.word} takes no value: write true (or false to take it away)"
        )
    if value is True:
        return f"{option.word} needs a value"
    if not isinstance(value, str | int) and isinstance(value, Reference | SecretStr):
        may_stay = isinstance(value, Existing) and option.word in COMMANDS
        return (
            None
            if option.secret or may_stay
            else f"{option.word} takes no secret reference: it is not among pppd's secret options"
        )
    if option.kind == "int":
        return None if _is_int32(value) else f"{option.word} takes a whole number"
    if option.kind == "hex32":
        fits = isinstance(value, str) and _HEX.fullmatch(value)
        return None if fits else f'{option.word} takes hexadecimal digits as text, such as "a0000"'
    if option.word in ("vj-max-slots", "bsdcomp", "deflate", "passwordfd", "pppol2tp") and _is_int32(value):
        return None
    return None if isinstance(value, str) else f'{option.word} takes text: write "..."'


def _is_int32(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and -(2**31) <= value < 2**31
