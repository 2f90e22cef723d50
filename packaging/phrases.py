"""What a regular expression of the causes of failed calls matches, as a person would search for it."""

from __future__ import annotations

import re
from typing import Final

_WILD: Final = "..."
_MARK: Final = 0xE000
"""Where characters that stand for themselves are kept apart: Unicode's private use area."""
_GROUP: Final = re.compile(r"(?<!\\)\((\?i?:)?((?:[^()\\]|\\.)*)\)(\??)")


def phrases(pattern: str) -> list[str]:
    """Return one text for each alternative of a pattern; `...` is what may be anything.

    Of several words in one place the first is taken, and what may be missing is left out.
    """
    while found := _GROUP.search(pattern):
        inner = found[2].split("|")[0]
        kept = "" if found[3] else inner
        pattern = pattern[: found.start()] + kept.replace("|", "") + pattern[found.end() :]
    texts = [_text(part) for part in re.split(r"(?<!\\)\|", pattern)]
    return list(dict.fromkeys(texts))


def _text(part: str) -> str:
    plain = re.sub(r"\\([^\w\s])", lambda found: chr(_MARK + ord(found[1])), part)  # what is escaped stays
    plain = re.sub(r"^\^|\$$|\\b", "", plain)
    plain = re.sub(r"(\[[^\]]*\]|\\[dSsw]|\.)[*+]\??|\\[dSsw]", _WILD, plain)
    plain = re.sub(r"\[[^\]]*\]\?|.\?", "", plain).replace(" *", " ")
    plain = re.sub(r"\[(.)[^\]]*\]", r"\1", plain)
    plain = "".join(chr(ord(c) - _MARK) if ord(c) >= _MARK else c for c in plain)
    return re.sub(r"(\.\.\.\s*){2,}", f"{_WILD} ", plain).strip().removesuffix(_WILD).rstrip(" :")
