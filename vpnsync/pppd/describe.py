"""The facts about one option, in words: what it takes, what overrules it, what it may do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vpnsync.pppd.statements import CHANNELS
from vpnsync.pppd.values import limits

if TYPE_CHECKING:
    from vpnsync.pppd.options import Dictionary, Option

_REPEATS: Final = {
    "last": "the last one counts",
    "list": "each one counts",
    "last-two": "the last two count",
    "or": "they add up: their bits are put together",
    "count": "each one adds to it",
    "keyed": "for each NAME, the last one counts",
    "barrier": "each one counts at its own place, and nothing moves across it",
}
_PRIVILEGED: Final = "privileged: only root, /etc/ppp/options and call files may set it"


def describe(option: Option, known: Dictionary) -> dict[str, str]:
    """Return label -> words, in the order in which a person reads them; empty where nothing is to be said."""
    is_value = option.fold != "last" or option.nargs
    return {
        "takes": takes(option),
        "default": default(option),
        "repeats": _REPEATS.get(option.fold or "", "") if is_value else "",
        "same as": ", ".join(aliases(option, known)),
        "overruled": _overruled(option, known),
        "order": _order(option, known),
        "place": _place(option, known),
        "rights": _PRIVILEGED if option.privileged else "",
        "secret": "never shown; takes a secret reference" if option.secret else "",
        "danger": option.danger,
        "since": f"pppd {option.since}" if option.since else "",
        "note": option.note,
    }


def takes(option: Option) -> str:
    """Say what stands behind an option: its kind and its limits."""
    bounded = option.low is not None or option.high is not None
    if option.kind == "bareword":
        return option.form
    if option.nargs == 0:
        return "nothing: it is a flag"
    if option.kind == "int":
        return f"a whole number {limits(option)}" if bounded else "a whole number"
    if option.kind == "hex32":
        return "hexadecimal digits, at most 32 bits"
    if option.kind == "string":
        return f"text, at most {option.limit} bytes"
    return f"{option.form}, each {limits(option)}" if bounded else option.form


def default(option: Option) -> str:
    """Say what holds without an option, where that is known."""
    if option.default is None:
        return ""
    if option.nargs:
        return "none" if option.default == "" else str(option.default)
    effects = list(option.writes.values())
    return "already so" if effects == [("=", option.default)] else "off"


def aliases(option: Option, known: Dictionary) -> list[str]:
    """Return the other spellings of an option, the one that vpnsync shows first."""
    if option.kind == "bareword":
        return []
    mine = known.canonical(option.word)
    return [word for word in known.options if known.canonical(word) == mine and word != option.word]


def overruling(option: Option, known: Dictionary) -> list[str]:
    """Return the options, each by one spelling, that a later line may hold to overrule this one."""
    if option.kind == "bareword":
        return []
    rivals = (word for word in known.options if known.same_setting(option.word, word))
    found = dict.fromkeys(known.canonical(word) for word in rivals)
    found.pop(known.canonical(option.word), None)
    return [word for word in found if not _forbids(option, known.options[word])]


def _overruled(option: Option, known: Dictionary) -> str:
    by = overruling(option, known)
    if by:
        return "by a later " + ", ".join(by)
    is_switch = option.nargs == 0 and option.kind.startswith("flag")
    return "by nothing: it has no negative, so once on it stays on" if is_switch else ""


def _forbids(option: Option, other: Option) -> bool:
    """Whether pppd refuses the other option once it has read this one."""
    return bool(other.enabled_by) and option.writes.get(other.enabled_by) == ("=", 0)


def _order(option: Option, known: Dictionary) -> str:
    """Say which order of two options pppd refuses."""
    before = [other.word for other in known.options.values() if _forbids(other, option)]
    behind = [other.word for other in known.options.values() if _forbids(option, other)]
    if before:
        return (
            f"behind {before[0]}, which may stand in /etc/ppp/options too, it is an error: "
            "pppd ends with status 2"
        )
    return f"a later {behind[0]} is an error: pppd ends with status 2" if behind else ""


def _place(option: Option, known: Dictionary) -> str:
    """Say where in a file pppd knows the word."""
    if option.kind == "bareword" and option.plugin:
        return f"behind the line that loads {option.plugin}"
    if option.plugin:
        return f"brought by {option.plugin}: known only behind the line that loads it"
    if option.module != "tty":
        return ""
    if known.platform == "macos":
        return f"for serial lines and pty; unknown behind {', '.join(CHANNELS[:-1])} and {CHANNELS[-1]}"
    return "for serial lines and pty; unknown behind the interface word of PPPoE"
