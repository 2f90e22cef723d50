"""Which of a peer's entries hold: later tables overrule earlier ones, and may cancel what they said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vpnsync.config.complaints import Complaint, spell
from vpnsync.config.nearest import unknown
from vpnsync.pppd.options import PLATFORM_NAMES, platforms_with
from vpnsync.pppd.statements import plugin_name
from vpnsync.render.entries import ADDRESSES, IMPLIED, Entry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from vpnsync.pppd.options import Dictionary


def resolve(wanted: Sequence[Entry], dictionary: Dictionary) -> tuple[list[Entry], list[Entry]]:
    """Return the entries that hold, and the cancelling ones that found nothing to cancel."""
    cancels = [entry for entry in wanted if entry.cancels]
    stated = [entry for entry in wanted if not entry.cancels]
    top = max((entry.rank for entry in wanted), default=IMPLIED)
    used: set[int] = set()
    kept: list[Entry] = []
    for entry in stated:
        # What stands in the last table is overruled by nothing: most entries of most peers.
        cancelling = (
            [c for c in cancels if c.rank > entry.rank and _cancels(c, entry, dictionary)]
            if entry.rank < top
            else []
        )
        used.update(map(id, cancelling))
        if not cancelling and (entry.rank == top or not _is_overruled(entry, stated, dictionary)):
            kept.append(entry)
    return kept, [c for c in cancels if id(c) not in used and not c.quietly]


def _is_overruled(entry: Entry, stated: Sequence[Entry], dictionary: Dictionary) -> bool:
    return any(other.rank > entry.rank and _overrules(other, entry, dictionary) for other in stated)


def _cancels(cancel: Entry, entry: Entry, dictionary: Dictionary) -> bool:
    return dictionary.canonical(cancel.word) == dictionary.canonical(entry.word)


def _overrules(higher: Entry, entry: Entry, dictionary: Dictionary) -> bool:
    """Whether an entry of a later table takes the place of one that decides the same thing."""
    plugins = ("plugin", "plugin2")
    if entry.rank == IMPLIED and entry.word in plugins:
        # Another plug-in comes beside the implied one; the same one, spelt otherwise, in its place.
        return higher.word in plugins and plugin_name(str(higher.value)) == plugin_name(str(entry.value))
    return dictionary.same_setting(higher.word, entry.word)


def same_level_twice(wanted: Sequence[Entry], dictionary: Dictionary) -> list[Complaint]:
    """Complain where an option decides what a typed key, or an earlier option, of its table decides."""
    found: list[Complaint] = []
    seen: dict[int, dict[str, list[Entry]]] = {}
    for entry in wanted:  # typed keys come before options
        earlier = seen.setdefault(entry.rank, {})
        if entry.from_options:
            found += [
                Complaint(
                    entry.key,
                    f"{spell(other.key)} at the same level decides this already: keep one",
                    name="decided-twice",
                )
                for other in _deciders(entry, earlier, dictionary)
                if other.key != entry.key and not (entry.ordered and other.ordered)
            ]
        earlier.setdefault(entry.word, []).append(entry)
    return found


def _deciders(entry: Entry, earlier: Mapping[str, list[Entry]], dictionary: Dictionary) -> Iterator[Entry]:
    """Yield the earlier entries that decide what this one decides; a `false` decides its own word."""
    if entry.value is True and ":" in entry.word:
        yield from earlier.get(ADDRESSES, ())
    for word in sorted(dictionary.rivals(entry.word).intersection(earlier)):
        for other in earlier[word]:
            if not other.quietly or _cancels(other, entry, dictionary):
                yield other


def nothing_to_cancel(entry: Entry, dictionary: Dictionary) -> Complaint:
    """Say that `X = false` found no X, and what would turn it off."""
    option = dictionary.options.get(entry.word)
    if option is None:
        return Complaint(entry.key, unknown_option(entry.word, dictionary), name="unknown-option")
    negative = next((w for w in option.opposites if dictionary.options.get(w)), None)
    way_out = (
        f'write "{negative}" = true to turn it off'
        if negative and option.nargs == 0
        else "and pppd has no option that turns it off"
    )
    return Complaint(
        entry.key,
        f"nothing to cancel: {entry.word} is neither inherited nor implied; {way_out}",
        name="nothing-to-cancel",
    )


def unknown_option(word: str, dictionary: Dictionary) -> str:
    """Say that a pppd has no such option: who has it, or which one was meant."""
    name = PLATFORM_NAMES[dictionary.platform] + (f" {dictionary.version}" if dictionary.version else "")
    others = platforms_with(word)
    if others:
        elsewhere = any(PLATFORM_NAMES[dictionary.platform] not in other for other in others)
        way_out = ": move it to that platform's table" if elsewhere else ""
        return f"{name}'s pppd has no such option; {' and '.join(others)} has{way_out}"
    if dictionary.nearest(word):
        return unknown("option", word, dictionary.options)
    return (
        "unknown option; a vendor plug-in's word goes into a list, behind its plug-in:"
        ' options = [["plugin", "vendor.so"], ["word", "value"]]'
    )
