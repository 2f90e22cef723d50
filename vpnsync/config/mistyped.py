"""What was probably meant where a description is not TOML. Quotes nothing of it but names of keys."""

from __future__ import annotations

import re
from typing import Final

_QUOTES: Final = "\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb"
"""What word processors and web pages make of quotes."""
_TEXT: Final = 'text stands in quotes: key = "text"'
_AT_VALUE: Final = (
    (rf"[{_QUOTES}]", "these are typographic quotes: write \" or '"),
    (r"(?i:true|false|yes|no|on|off)\b", "it is written true or false, in small letters"),
    (r"$", "the value is missing"),
    (r"[^\s\d\"'\[{]", _TEXT),
)
"""What a value begins with that is none -> what to do."""
_BEHIND_VALUE: Final = (
    (r"[\d+-]", f"{_TEXT}, as do addresses and durations"),
    (r"'", "text with a ' in it stands in double quotes: \"it's\""),
    (r"", "a line ends behind its value; a comment begins with #"),
)
"""What a value begins with behind which there is more -> what to do."""
_ANYWHERE: Final = (
    (r"Unescaped '\\' in a string", "in single quotes a backslash is just that: 'CORP\\alice'"),
    (r"Illegal character '\\[nr]'", "the quote that begins the text is not closed in its line"),
    (r"Expected '=' after a key", 'a key is one word, with = behind it: key = "text"'),
    (r"Expected \']\'", "the name of a table stands in brackets: [peers.NAME]"),
    (r"Cannot declare .* twice", "put the two tables of that name into one"),
)


def meant(reason: str, line: str, column: int) -> str:
    """Return the way out, or nothing.

    reason: as tomli gives it. line: the one that it names, or the last; column: from 1.
    """
    if reason == "Invalid value":
        return _first(_AT_VALUE, line[column - 1 :].strip())
    if reason.startswith("Expected newline"):
        return _first(_BEHIND_VALUE, line.partition("=")[2].strip())
    if reason == "Cannot overwrite a value":
        key = re.match(r"\s*([A-Za-z0-9_-]+)\s*=", line)
        return f"{key[1] if key else 'a key'} stands twice in one table: keep one of the two"
    return _first(_ANYWHERE, reason)


def _first(known: tuple[tuple[str, str], ...], text: str) -> str:
    return next((told for pattern, told in known if re.match(pattern, text)), "")
