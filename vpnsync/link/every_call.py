"""Option files that pppd reads for every call: what they make of a peer, whose own file does not show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vpnsync.link.check import Check, unseen
from vpnsync.link.included import with_included
from vpnsync.pppd.settings import changed_by, left_over, read_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from vpnsync.link.check import Patient, Verdict
    from vpnsync.link.machine import Machine
    from vpnsync.pppd.options import Dictionary
    from vpnsync.pppd.settings import Settings
    from vpnsync.pppd.statements import Statement

_FORBIDDEN: Final = {"nodefaultroute": "defaultroute", "noproxyarp": "proxyarp"}
"""Words behind which pppd refuses another one, wherever that stands (pppd 2.4.9, 2.5 and Apple's)."""

_NOTHING: Final = frozenset(
    (
        *("asyncmap", "default-asyncmap", "crtscts", "nocrtscts", "modem", "local", "lock", "nolock"),
        *("hide-password", "noipx", "nodetach", "updetach"),
        *("debug", "dump", "logfile", "logfd", "nolog", "nologfd"),
    )
)
"""Words that change nothing of what a call comes to."""

_GENTLE: Final = frozenset(("lcp-echo-interval", "lcp-echo-failure", "lcp-echo-adaptive"))
"""Words that break nothing, though a call may end by them: Debian sets two of them."""


def shared_options(
    machine: Machine, dictionary: Dictionary, patients: Sequence[Patient], home: Path | None
) -> Iterator[Check]:
    """Yield what these files do to the peers. home: whose ~/.ppprc pppd would read."""
    paths = [machine.path("/etc/ppp/options")]
    paths += [home / ".ppprc"] if home is not None else []
    # Apple's pppd alone reads another one, behind the peers file.
    last = machine.path("/etc/ppp/postoptions") if machine.platform == "macos" else None
    whole, checks = with_included(patients, machine, dictionary)
    yield from checks
    for path in [*paths, last] if last else paths:
        try:
            text = path.read_bytes()
        except FileNotFoundError:
            continue
        except OSError:
            yield unseen(str(path))
            continue
        shared = read_settings(text, machine.platform, dictionary)
        yield from _refused(path, shared)
        if path != last:
            yield from _forbidding(path, shared, whole)
        if whole or not patients:
            yield from _interfering(path, shared, whole, is_last=path == last)


def _refused(path: Path, shared: Settings) -> Iterator[Check]:
    """Yield what keeps pppd from starting any call."""
    for statement in shared.statements:
        if statement.problem and not statement.problem.on_this_machine:
            what = f"{path}: pppd refuses {shared.word(statement)} there, and with it every call"
            yield Check("problem", what, "correct that line, or take it out")


def _forbidding(path: Path, shared: Settings, patients: Iterable[Patient]) -> Iterator[Check]:
    words = shared.options()
    for negative, positive in _FORBIDDEN.items():
        names = [p.name for p in patients if p.settings and positive in p.settings.options()]
        if negative in words and names:
            what = f"{path}: {negative} makes pppd refuse {positive} of {', '.join(names)}"
            yield Check("problem", what, "take that line out")


def _interfering(
    path: Path, shared: Settings, patients: Sequence[Patient], *, is_last: bool
) -> Iterator[Check]:
    """Yield what the file sets for peers that say nothing of it, or where it overrules them."""
    hit: dict[str, list[str]] = {}
    for patient in patients:
        own = patient.settings
        if own is not None:
            found = changed_by(own, shared) if is_last else left_over(shared, own)
            for text in dict.fromkeys(_shown(shared, one) for one in found if one.option):
                hit.setdefault(text, []).append(patient.name)
    if not patients:
        hit = {_shown(shared, one): [] for one in shared.live if one.option}
    told = {text: names for text, names in hit.items() if text.split()[0] not in {*_NOTHING, *_FORBIDDEN}}
    verdicts: tuple[Verdict, ...] = ("warning", "ok")
    for verdict in verdicts:
        is_harm = verdict == "warning"
        mine = {text: names for text, names in told.items() if _breaks(text, names) == is_harm}
        if mine:
            yield _one(path, verdict, mine, len(patients), is_last=is_last)
    if not told:
        yield Check("ok", f"{path}: nothing that changes a peer")


def _one(path: Path, verdict: Verdict, hit: dict[str, list[str]], count: int, *, is_last: bool) -> Check:
    by_names: dict[str, list[str]] = {}
    for text, names in hit.items():
        who = (
            ", ".join(names) if len(names) < count or count == 1 else "every peer" if count else "every call"
        )
        by_names.setdefault(who, []).append(text)
    groups = "; ".join(f"{', '.join(texts)} for {who}" for who, texts in by_names.items())
    if is_last:
        what = f"{path}, which Apple's pppd reads behind the peers file, overrules it: {groups}"
        return Check(verdict, what, "take out what no peer wants: a peer cannot say otherwise")
    return Check(verdict, f"{path} also sets {groups}", _way_out(hit))


def _way_out(hit: Iterable[str]) -> str:
    """Say how a peer has it otherwise. Debian's own file says auth, and other calls may rely on that."""
    rest = [text for text in hit if text != "auth"]
    parts = ["have the peer say options = { noauth = true }"] if "auth" in hit else []
    parts += ["have the peer say what it wants, or take it out there"] if rest else []
    return "; of the rest, ".join(parts)


def _breaks(text: str, names: Iterable[str]) -> bool:
    """Whether something may come out otherwise than the peers that it is about have it."""
    return bool(names) and text.split(maxsplit=1)[0] not in _GENTLE


def _shown(shared: Settings, statement: Statement) -> str:
    """Return a word, with its number where it takes one: any other value may be a secret."""
    option = statement.option
    word = shared.word(statement)
    return f"{word} {statement.meaning}" if option is not None and option.kind == "int" else word
