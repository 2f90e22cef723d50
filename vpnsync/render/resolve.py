"""Which of a peer's entries hold, and where: later tables overrule earlier ones, and may cancel theirs.

By what they say alone it is never decided, but for a plug-in's name: so peers whose entries are about the
same things, at the same ranks, are decided once.
"""

from __future__ import annotations

from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from vpnsync.config.complaints import Complaint, spell
from vpnsync.config.nearest import unknown
from vpnsync.pppd.options import PLATFORM_NAMES, platforms_with
from vpnsync.pppd.statements import plugin_name
from vpnsync.render.entries import ADDRESSES, BAREWORDS, DEVICE, IMPLIED, INTERFACE, SPEED, Entry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from vpnsync.pppd.options import Dictionary

_PLUGINS: Final = ("plugin", "plugin2")
_MANY: Final = 1024
"""Kinds of peers that are remembered."""


class Claim(NamedTuple):
    """What an entry is about, without what it says.

    at: its place among a peer's entries. loads: the plug-in, where it is one's.
    is_pair: whether it is a LOCAL:REMOTE word.
    """

    at: int
    word: str
    rank: int
    ordered: bool
    from_options: bool
    cancels: bool
    quietly: bool
    loads: str | None
    is_pair: bool


class Decision(NamedTuple):
    """Places of entries: those that hold, in the order in which they are written, and what is wrong.

    twice: (one, the earlier one that decides the same at its level). idle: those that cancel nothing.
    """

    kept: tuple[int, ...]
    twice: tuple[tuple[int, int], ...]
    idle: tuple[int, ...]


_Facts = tuple[str, int, bool, bool, bool, bool]
_facts = attrgetter("word", "rank", "ordered", "from_options", "cancels", "quietly")


def decide(wanted: Sequence[Entry], own: int, dictionary: Dictionary) -> Decision:
    """Decide which entries hold; `own` is the lowest rank that is the peer's own."""
    loads = tuple([(at, plugin_name(str(e.value))) for at, e in enumerate(wanted) if e.word in _PLUGINS])
    pairs = tuple([at for at, e in enumerate(wanted) if ":" in e.word and e.value is True])
    return _decided(tuple(map(_facts, wanted)), loads, pairs, own, dictionary)


@lru_cache(_MANY)
def _decided(
    facts: tuple[_Facts, ...],
    loads: tuple[tuple[int, str], ...],
    pairs: tuple[int, ...],
    own: int,
    dictionary: Dictionary,
) -> Decision:
    plugins = dict(loads)
    claims = [Claim(at, *fact, plugins.get(at), at in pairs) for at, fact in enumerate(facts)]
    kept, idle = _resolved(claims, dictionary)
    arranged = sorted(_fitting(kept, own, dictionary), key=lambda claim: _place(claim, dictionary))
    twice = tuple(_same_level_twice(claims, dictionary))
    return Decision(tuple(c.at for c in arranged), twice, tuple(c.at for c in idle))


def _resolved(claims: Sequence[Claim], dictionary: Dictionary) -> tuple[list[Claim], list[Claim]]:
    """Return the claims that hold, and the cancelling ones that found nothing to cancel."""
    cancels = [claim for claim in claims if claim.cancels]
    stated = [claim for claim in claims if not claim.cancels]
    above = {rank: [other for other in stated if other.rank > rank] for rank in {c.rank for c in stated}}
    used: set[int] = set()
    kept: list[Claim] = []
    for claim in stated:
        cancelling = [c.at for c in cancels if c.rank > claim.rank and _cancels(c, claim, dictionary)]
        used.update(cancelling)
        if not cancelling and not any(_overrules(other, claim, dictionary) for other in above[claim.rank]):
            kept.append(claim)
    return kept, [c for c in cancels if c.at not in used and not c.quietly]


def _cancels(cancel: Claim, claim: Claim, dictionary: Dictionary) -> bool:
    return dictionary.canonical(cancel.word) == dictionary.canonical(claim.word)


def _overrules(higher: Claim, claim: Claim, dictionary: Dictionary) -> bool:
    """Whether a claim of a later table takes the place of one that decides the same thing."""
    if claim.rank == IMPLIED and claim.loads:
        # Another plug-in comes beside the implied one; the same one, spelt otherwise, in its place.
        return higher.loads == claim.loads
    return dictionary.same_setting(higher.word, claim.word)


def _fitting(kept: Sequence[Claim], own: int, dictionary: Dictionary) -> list[Claim]:
    """Leave out inherited words of plug-ins that this peer does not load: they are for other protocols."""
    loaded = {claim.loads for claim in kept if claim.loads}

    def fits(claim: Claim) -> bool:
        option = dictionary.options.get(claim.word)
        return claim.rank >= own or not option or not option.plugin or option.plugin in loaded

    return [claim for claim in kept if fits(claim)]


_FIRST: Final = {DEVICE: (0, -2), SPEED: (0, -1), "pty": (1, 2), INTERFACE: (5, 0)}
"""Fixed places. Linux's pppd forgets the serial options when it reads an interface: it comes last."""


def _place(claim: Claim, dictionary: Dictionary) -> tuple[int, int]:
    """Return where an entry stands: serial words, plug-in, its words, the rest, lists."""
    option = dictionary.options.get(claim.word)
    if claim.ordered:
        return (4, 0)
    if claim.word in _FIRST:
        return _FIRST[claim.word]
    if claim.word in _PLUGINS:
        return (1, 0 if claim.rank == IMPLIED else 1)
    if claim.word == ADDRESSES:
        return (3, dictionary.bareword(*BAREWORDS[ADDRESSES]).order)
    if option is None:
        return (3, 0)
    group = 2 if option.plugin else 0 if option.module == "tty" else 3
    return (group, option.order + (10_000 if option.is_barrier else 0))


def _same_level_twice(claims: Sequence[Claim], dictionary: Dictionary) -> Iterator[tuple[int, int]]:
    """Yield where an option decides what a typed key, or an earlier option, of its table decides."""
    seen: dict[tuple[int, bool], dict[str, list[Claim]]] = {}
    for claim in claims:  # typed keys come before options
        typed, earlier = (seen.setdefault((claim.rank, both), {}) for both in (False, True))
        if claim.from_options:
            # Several values of one key are meant; in a list, so is all that stands twice.
            for other in _deciders(claim, {**earlier, claim.word: typed.get(claim.word, [])}, dictionary):
                if not (claim.ordered and other.ordered):
                    yield claim.at, other.at
        else:
            typed.setdefault(claim.word, []).append(claim)
        earlier.setdefault(claim.word, []).append(claim)


def _deciders(claim: Claim, earlier: Mapping[str, list[Claim]], dictionary: Dictionary) -> Iterator[Claim]:
    """Yield the earlier claims that decide what this one decides; a `false` decides its own word."""
    if claim.is_pair:
        yield from earlier.get(ADDRESSES, ())
    for word in sorted(dictionary.rivals(claim.word).intersection(earlier)):
        for other in earlier[word]:
            if not other.quietly or _cancels(other, claim, dictionary):
                yield other


def decided_twice(entry: Entry, other: Entry) -> Complaint:
    """Complain of an option, because another entry of its table decides the same."""
    reason = f"{spell(other.key)} at the same level decides this already: keep one"
    return Complaint(entry.key, reason, name="decided-twice")


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
