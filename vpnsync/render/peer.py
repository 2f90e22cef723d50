"""Peer -> Sheet: the lines of its peers file, in order, checked by pppd's own grammar."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pydantic import SecretStr

from vpnsync.config.complaints import Complaint, spell
from vpnsync.config.references import Existing, Reference
from vpnsync.errors import NotExpressibleError
from vpnsync.pppd.hiding import COMMANDS
from vpnsync.pppd.statements import parse, plugin_name
from vpnsync.pppd.verdict import contradiction
from vpnsync.pppd.vocabulary import looks_secret
from vpnsync.pppd.words import encode, quote, split
from vpnsync.render.entries import ADDRESSES, BAREWORDS, DEVICE, IMPLIED, INTERFACE, SPEED, Entry, entries
from vpnsync.render.resolve import nothing_to_cancel, resolve, same_level_twice, unknown_option

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vpnsync.config.merge import Peer
    from vpnsync.pppd.options import Dictionary, Option
    from vpnsync.pppd.words import Word

_PLAIN_WORD: Final = re.compile(r"[A-Za-z0-9_./:,+-]+")
_HEX: Final = re.compile(r"(0x)?[0-9a-fA-F]{1,8}")
PLACEHOLDER: Final = "x"


@dataclass(frozen=True)
class Sheet:
    """A peers file before its secrets are filled in. Not shown by repr(): may hold plain-text secrets."""

    name: str
    entries: tuple[Entry, ...] = field(repr=False)
    dictionary: Dictionary = field(repr=False)

    def secrets(self) -> list[Entry]:
        """Return the entries whose value is a secret or a reference to one."""
        return [entry for entry in self.entries if is_secret(entry, self.dictionary)]

    def shown(self, hidden: str, mask: Callable[[str], str]) -> bytes:
        """Return the file as it may be shown: secrets as `hidden`, other text through `mask`."""
        known = self.dictionary
        values = [hidden if is_secret(entry, known) else entry.value for entry in self.entries]
        masked = [mask(value) if isinstance(value, str) else value for value in values]
        return encode("".join(map(self.line, self.entries, masked)))

    def owners(self, words: Sequence[Word]) -> dict[int, Entry]:
        """Return byte offset -> entry, for the words that are read back from this sheet's text."""
        owners = [
            entry
            for entry in self.entries
            for _ in range(1 if entry.value is True or entry.word in BAREWORDS else 2)
        ]
        if len(words) != len(owners):  # pragma: no cover - quoting makes it impossible; properties test it
            raise AssertionError(f"{self.name}: {len(owners)} words were written, {len(words)} are read")
        return {word.start: owner for word, owner in zip(words, owners, strict=True)}

    def text(self, value_of: Callable[[Entry], str]) -> bytes:
        """Return the file, without header; `value_of` gives the value of each secret entry.

        Raises NotExpressibleError, which names the key, for a secret that pppd cannot take as it is.
        """
        known = self.dictionary
        return encode(
            "".join(self.line(e, value_of(e) if is_secret(e, known) else e.value) for e in self.entries)
        )

    def line(self, entry: Entry, value: object) -> str:
        """Return the line that an entry becomes, with this value."""
        return f"{_line(entry, self.dictionary, value)}\n"


def render(peer: Peer, dictionary: Dictionary) -> tuple[Sheet, list[Complaint]]:
    """Return what a peer becomes, and why pppd could not read it so, key by key."""
    wanted = entries(peer)
    complaints = same_level_twice(wanted, dictionary)
    kept, idle = resolve(wanted, dictionary)
    complaints += [nothing_to_cancel(entry, dictionary) for entry in idle]
    kept = _fitting(kept, peer, dictionary)
    faults = {id(entry): fault for entry in kept for fault in [_fault(entry, dictionary)] if fault}
    complaints += faults.values()
    sound = tuple(_arranged([entry for entry in kept if id(entry) not in faults], dictionary))
    sheet = Sheet(peer.name, sound, dictionary)
    return sheet, complaints + _verdict(sheet)


def _fitting(kept: Sequence[Entry], peer: Peer, dictionary: Dictionary) -> list[Entry]:
    """Leave out inherited words of plug-ins that this peer does not load: they are for other protocols."""
    loaded = {plugin_name(str(entry.value)) for entry in kept if entry.word in ("plugin", "plugin2")}

    def fits(entry: Entry) -> bool:
        option = dictionary.options.get(entry.word)
        return entry.rank >= peer.own or not option or not option.plugin or option.plugin in loaded

    return [entry for entry in kept if fits(entry)]


def is_secret(entry: Entry, dictionary: Dictionary) -> bool:
    """Whether an entry's value must never be shown."""
    if entry.value is True or type(entry.value) is int:
        return False  # most options; asking whether it is one of pydantic's takes far longer
    if not isinstance(entry.value, str) and isinstance(entry.value, (Reference, SecretStr)):
        return True
    option = dictionary.options.get(entry.word)
    sensitive = option.secret if option else looks_secret(entry.word) and entry.word not in BAREWORDS
    return sensitive and isinstance(entry.value, str)


def _fault(entry: Entry, dictionary: Dictionary) -> Complaint | None:
    """Say why a value has not the type that its option takes, or cannot be written, or None."""
    option = dictionary.options.get(entry.word)
    if option is None and not entry.ordered and (entry.from_options or entry.word not in BAREWORDS):
        return Complaint(entry.key, unknown_option(entry.word, dictionary), "unknown-option")
    reason = _reason(entry, option)
    return Complaint(entry.key, reason) if reason else None


def _reason(entry: Entry, option: Option | None) -> str | None:
    is_bare = entry.word in BAREWORDS and not entry.from_options
    if option is None and not is_bare and isinstance(entry.value, Reference):
        return f"{entry.word} takes no secret reference: pppd's options do not say that it is a secret"
    if option is None or is_bare:
        return None
    reason = _wrong_type(option, entry.value)
    if reason:
        return reason
    if option.word == "linkname" and "/" in str(entry.value):
        return "linkname becomes part of a path: it must not have a / in it"
    if entry.value is not True and isinstance(entry.value, str | SecretStr):
        text = entry.value if isinstance(entry.value, str) else entry.value.get_secret_value()
        try:
            quote(text, limit=option.limit)
        except NotExpressibleError as error:
            return error.lines[0]
    return None


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


def _arranged(kept: Sequence[Entry], dictionary: Dictionary) -> list[Entry]:
    """Put entries in the order in which pppd understands them."""
    return sorted(kept, key=lambda entry: _place(entry, dictionary))


_FIRST: Final = {DEVICE: (0, -2), SPEED: (0, -1), "pty": (1, 2), INTERFACE: (5, 0)}
"""Fixed places. Linux's pppd forgets the serial options when it reads an interface: it comes last."""


def _place(entry: Entry, dictionary: Dictionary) -> tuple[int, int]:
    """Return where an entry stands: serial words, plug-in, its words, the rest, lists."""
    option = dictionary.options.get(entry.word)
    if entry.ordered:
        return (4, 0)
    if entry.word in _FIRST:
        return _FIRST[entry.word]
    if entry.word in ("plugin", "plugin2"):
        return (1, 0 if entry.rank == IMPLIED else 1)
    if entry.word == ADDRESSES:
        return (3, dictionary.bareword(*BAREWORDS[ADDRESSES]).order)
    if option is None:
        return (3, 0)
    group = 2 if option.plugin else 0 if option.module == "tty" else 3
    return (group, option.order + (10_000 if option.is_barrier else 0))


def _line(entry: Entry, dictionary: Dictionary, value: object) -> str:
    """Write one entry as pppd reads it."""
    option = dictionary.options.get(entry.word)
    try:
        if entry.word in BAREWORDS:
            return _word(str(value))
        if value is True:
            return entry.word if option else _word(entry.word)
        if isinstance(value, int):
            return f"{_word(entry.word)} {value}"
        text = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        if option and option.kind == "hex32":
            return f"{entry.word} {text.removeprefix('0x').lower()}"
        return f"{_word(entry.word)} {quote(text, limit=option.limit if option else 1023)}"
    except NotExpressibleError as error:
        raise NotExpressibleError(spell(entry.key), error.lines) from None


def _word(text: str) -> str:
    return text if _PLAIN_WORD.fullmatch(text) else quote(text)


def _verdict(sheet: Sheet) -> list[Complaint]:
    """Read the sheet back as pppd does: every word must arrive, and every statement be accepted."""
    try:
        text = sheet.text(lambda _entry: PLACEHOLDER)
    except NotExpressibleError as error:
        return [Complaint(("peers", sheet.name), f"{error.thing}: {error.lines[0]}", name="not-expressible")]
    words = split(text, sheet.dictionary.dialect)
    at = sheet.owners(words)
    found: list[Complaint] = []
    statements = parse(words, sheet.dictionary)
    together = contradiction(statements)
    if together:
        found.append(Complaint(("peers", sheet.name), together.reason, name="pppd-refuses"))
    for statement in statements:
        entry = at[statement.start]
        option = statement.option
        if option and (option.word, option.module) != BAREWORDS.get(entry.word, (option.word, option.module)):
            found.append(
                Complaint(entry.key, f"pppd takes this word for its own: {option.word}", name="pppd-refuses")
            )
        if statement.problem and not statement.problem.on_this_machine:
            known = statement.option is not None or entry.word in BAREWORDS
            if known:
                found.append(Complaint(entry.key, statement.problem.reason, "pppd-refuses"))
            else:
                reason = unknown_option(entry.word, sheet.dictionary)
                found.append(Complaint(entry.key, reason, "unknown-option"))
    return found
