"""Peer -> Sheet: the lines of its peers file, in order, checked by pppd's own grammar."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from vpnsync.config.complaints import Complaint
from vpnsync.errors import NotExpressibleError
from vpnsync.pppd.lines import judge
from vpnsync.pppd.statements import plugin_name
from vpnsync.pppd.words import encode
from vpnsync.render.entries import ADDRESSES, BAREWORDS, DEVICE, IMPLIED, INTERFACE, SPEED, Entry, entries
from vpnsync.render.lines import fault, is_secret, line, plain_line, sample_line, size
from vpnsync.render.resolve import nothing_to_cancel, resolve, same_level_twice, unknown_option

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vpnsync.config.merge import Peer
    from vpnsync.pppd.options import Dictionary
    from vpnsync.pppd.words import Word


@dataclass(frozen=True)
class Sheet:
    """A peers file before its secrets are filled in. Not shown by repr(): may hold plain-text secrets."""

    name: str
    entries: tuple[Entry, ...] = field(repr=False)
    dictionary: Dictionary = field(repr=False)

    @cached_property
    def lines(self) -> tuple[str | None, ...]:
        """The line of each entry; None where its value is a secret.

        Raises NotExpressibleError, which names the key, for what pppd cannot take as it is.
        """
        return tuple([plain_line(entry, self.dictionary) for entry in self.entries])

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
        owners = [entry for entry in self.entries for _ in range(size(entry.word, entry.value))]
        if len(words) != len(owners):  # pragma: no cover - quoting makes it impossible; properties test it
            raise AssertionError(f"{self.name}: {len(owners)} words were written, {len(words)} are read")
        return {word.start: owner for word, owner in zip(words, owners, strict=True)}

    def text(self, value_of: Callable[[Entry], str]) -> bytes:
        """Return the file, without header; `value_of` gives the value of each secret entry.

        Raises NotExpressibleError, which names the key, for a secret that pppd cannot take as it is.
        """
        pairs = zip(self.entries, self.lines, strict=True)
        return encode("".join([self.line(e, value_of(e)) if text is None else text for e, text in pairs]))

    def line(self, entry: Entry, value: object) -> str:
        """Return the line that an entry becomes, with this value."""
        return line(entry, value, self.dictionary)


def render(peer: Peer, dictionary: Dictionary) -> tuple[Sheet, list[Complaint]]:
    """Return what a peer becomes, and why pppd could not read it so, key by key."""
    wanted = entries(peer)
    complaints = same_level_twice(wanted, dictionary)
    kept, idle = resolve(wanted, dictionary)
    complaints += [nothing_to_cancel(entry, dictionary) for entry in idle]
    kept = _fitting(kept, peer, dictionary)
    faults = {id(entry): found for entry in kept for found in [fault(entry, dictionary)] if found}
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


def _verdict(sheet: Sheet) -> list[Complaint]:
    """Read the sheet back as pppd does: every word must arrive, and every statement be accepted."""
    known = sheet.dictionary
    try:
        pairs = zip(sheet.entries, sheet.lines, strict=True)
        lines = [sample_line(entry, known) if text is None else text for entry, text in pairs]
    except NotExpressibleError as error:
        return [Complaint(("peers", sheet.name), f"{error.thing}: {error.lines[0]}", name="not-expressible")]
    judgement = judge(lines, known)
    found: list[Complaint] = []
    if judgement.together:
        found.append(Complaint(("peers", sheet.name), judgement.together.reason, name="pppd-refuses"))
    for index, option, problem in judgement.statements:
        entry = sheet.entries[index]
        if option and (option.word, option.module) != BAREWORDS.get(entry.word, (option.word, option.module)):
            found.append(
                Complaint(entry.key, f"pppd takes this word for its own: {option.word}", name="pppd-refuses")
            )
        if problem and not problem.on_this_machine:
            if option is not None or entry.word in BAREWORDS:
                found.append(Complaint(entry.key, problem.reason, "pppd-refuses"))
            else:
                found.append(Complaint(entry.key, unknown_option(entry.word, known), "unknown-option"))
    return found
