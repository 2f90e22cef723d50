"""The comments of a peers file, and what of them may be shown again."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from vpnsync.pppd.hiding import COMMANDS, HIDDEN, hide_arguments, hide_notes, hide_switches
from vpnsync.pppd.options import PLATFORMS
from vpnsync.pppd.options import dictionary as known_on
from vpnsync.pppd.vocabulary import SHORT, is_spoken
from vpnsync.pppd.words import split

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from vpnsync.pppd.options import Dictionary
    from vpnsync.pppd.words import Word

_COMMENT: Final = re.compile(rb"#[^\n]*")
_TOKEN: Final = re.compile(r"[^\s=:,;'\"()<>]+")
_PROSE: Final = re.compile(
    r"[\s)\"',.;]*(?:$|(?:in|for|from|to|and|or|of|with|on|at|by|that|which|the|if|when|as|file|files|line|option"
    r"|must|should|can|will|would|may|has|have|does|do|here|below|above|before|after|only|required|needed"
    r"|authentication|login|etc|is\s+(?:in|not|kept|needed|only|required|sent|stored)|\S*/\S*)\b)",
    re.IGNORECASE,
)
"""What follows where a comment only speaks of a secret, and does not tell it."""
_RULE: Final = re.compile(
    r"\s+(?:must|should|has\s+to)\s+(?:be|have|contain)\s+(?:at\s+(?:least|most)|between|more|less|longer|shorter)\b"
    r"(?:[A-Za-z ,.]|\b\d{1,2}\b)*",
)
"""What says how long a secret shall be, and nothing else."""
_TOLD: Final = re.compile(
    r"""\b(?:is|was|are|now|changed)\b (?!\s+(?:in|not|kept|needed|only|required|sent|stored)\b)
    | [=:] | (?<![\w/.])[\w.-]*\d | [!@$%^&*]""",
    re.IGNORECASE | re.VERBOSE,
)
"""What makes a comment tell the secret after all."""


_SHORT: Final = re.compile(SHORT, re.IGNORECASE)
_PATH: Final = re.compile(r"\s+[\"']?[/~.]")
"""What follows `key` where it is the option, which takes a file."""
_SECRETS_FILE: Final = re.compile(r"(?:pap|chap|srp|eap)-secrets\W*")
_TRAILER: Final = re.compile(r"\s+(?:(?:is|was|follows?|below|here|next|in|on|the|line)\W*)+$", re.IGNORECASE)
"""What stands between a label and the end of its line, when the secret is on the next one."""


class Comment(NamedTuple):
    """One comment: its text without `#`, its byte offset, and the words before it on its line."""

    text: str
    start: int
    follows: str | None
    """The first word of the line that it stands behind; None where it has a line of its own."""
    is_glued: bool = False
    """Whether it begins in the middle of a word, or one of a single word stands right behind it."""


def comments(text: bytes, words: Sequence[Word]) -> list[Comment]:
    """Return the comments between the words of a peers file; bytes beyond UTF-8 as escapes."""
    edges = [(0, 0), *((word.start, word.end) for word in words), (len(text), len(text))]
    found: list[Comment] = []
    for (_, end), (start, _) in pairwise(edges):
        for match in _COMMENT.finditer(text, end, start):
            body = match[0][1:].decode("utf-8", "backslashreplace").strip()
            is_glued = match.start() == end or " " not in body
            first = _first_on_line(text, match.start(), words)
            found.append(Comment(body, match.start(), first, is_glued))
    return found


def _first_on_line(text: bytes, start: int, words: Sequence[Word]) -> str | None:
    line = text.rfind(b"\n", 0, start) + 1
    return next((word.text for word in words if line <= word.start < start), None)


def scrub(text: str, dictionary: Dictionary, secrets: Collection[str] = ()) -> str:
    """Return a comment without secrets: what stands behind an option or a word that names one is hidden.

    secrets: values that must not appear in it either, whatever stands before them.
    """
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) > 2:
            text = text.replace(secret, HIDDEN)
    text = hide_notes(text)
    for match in _TOKEN.finditer(text):
        rest = text[match.end() :]
        if not rest.strip(" \t=:'\"<>()-.,;") or not _names_a_secret(match[0], dictionary):
            continue
        is_first = not text[: match.start()].strip(" \t#")
        if _RULE.fullmatch(rest) or (_SHORT.fullmatch(match[0]) and _PATH.match(rest)):
            continue
        if is_first or not _PROSE.match(rest) or _TOLD.search(rest):
            return text[: match.end()] + _gap(rest) + HIDDEN
    first = _TOKEN.search(text)
    return hide_arguments(text) if first and first[0] in COMMANDS else hide_switches(text)


def is_label(text: str, dictionary: Dictionary) -> bool:
    """Whether a comment ends with a word that names a secret, so that the next one may be it."""
    *_, last = ("", *_TOKEN.findall(_TRAILER.sub("", text.rstrip("\\ \t"))))
    return _names_a_secret(last, dictionary) and not _SECRETS_FILE.fullmatch(last)


def is_one_value(text: str, dictionary: Dictionary) -> bool:
    """Whether a comment is one word to pppd, or begins with a quote: what stood below an option's name."""
    words = split(text.encode("utf-8", "surrogateescape"), dictionary.dialect)
    return len(words) == 1 or text[:1] in ('"', "'")


def tells_secret(text: str, dictionary: Dictionary) -> bool:
    """Whether a comment tells a secret, or ends with what may be its name; prose about secrets does not."""
    return is_label(text, dictionary) or scrub(text, dictionary) != text


def _gap(rest: str) -> str:
    lead = re.match(r"\s*[=:]?\s*", rest)
    return lead[0] if lead and lead[0] else " "


def _names_a_secret(word: str, dictionary: Dictionary) -> bool:
    word = word.replace("\\", "")  # pppd reads pass\\word as password
    option = dictionary.options.get(word)
    if option is not None and not _SHORT.fullmatch(word):
        return option.secret
    others = (known_on(platform).options.get(word) for platform in PLATFORMS)
    if any(other and other.secret for other in others):
        return True
    return "/" not in word and is_spoken(word)


def option_in(comment: str, dictionary: Dictionary) -> str | None:
    """Return the option that a comment has switched off: `#debug`, `# mtu 1400`; None for prose."""
    words = split(comment.encode("utf-8", "surrogateescape"), dictionary.dialect)
    option = dictionary.options.get(words[0].text) if words else None
    return option.word if option is not None and len(words) == 1 + option.nargs else None
