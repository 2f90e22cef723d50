"""Peer -> Sheet: the lines of its peers file, in order, checked by pppd's own grammar."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from vpnsync.config.complaints import Complaint
from vpnsync.errors import NotExpressibleError
from vpnsync.pppd.lines import judge
from vpnsync.pppd.words import encode
from vpnsync.render.entries import BAREWORDS, Entry, entries
from vpnsync.render.lines import fault, is_secret, line, plain_line, sample_line, size
from vpnsync.render.resolve import decide, decided_twice, nothing_to_cancel, unknown_option

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
    decision = decide(wanted, peer.own, dictionary)
    complaints = [decided_twice(wanted[one], wanted[other]) for one, other in decision.twice]
    complaints += [nothing_to_cancel(wanted[at], dictionary) for at in decision.idle]
    faults = {at: found for at in decision.kept for found in [fault(wanted[at], dictionary)] if found}
    complaints += faults.values()
    sound = tuple([wanted[at] for at in decision.kept if at not in faults])
    sheet = Sheet(peer.name, sound, dictionary)
    return sheet, complaints + _verdict(sheet)


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
