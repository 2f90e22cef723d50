r"""Split a text into pppd's words, and quote a value as one word.

Two dialects, measured on Apple's pppd (ppp-1027) and Linux's 2.4.9 and 2.5.3
(`getword` in options.c). In both, lines mean nothing, `#` ends a word and
starts a comment, escapes work inside both kinds of quotes, and words are cut
at 1023 bytes and at a NUL. They differ in quotes: Apple's are special only
where a word starts and end it when they close; Linux's may open and close
anywhere in a word, whose pieces join.
"""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

from vpnsync.errors import NotExpressibleError

Dialect = Literal["apple", "linux"]

MAX_WORD: Final = 1023
"""Bytes of a word that pppd keeps (MAXWORDLEN - 1)."""

_SPACE: Final = b" \t\n\v\f\r"
_QUOTES: Final = b"\"'"
_HASH, _BACKSLASH, _NEWLINE = b"#\\\n"
_ESCAPES: Final = {ord(key): ord(value) for key, value in zip("abfnrst", "\a\b\f\n\r \t", strict=True)}

# White space, comments and joined lines between words.
_GAP: Final = re.compile(rb"(?:[ \t\n\v\f\r]+|#[^\n]*|\\\n)*")
# The words of nearly every real file, with what stands before them: no escape, no NUL, at most one pair
# of quotes around the whole. What does not match takes the slow and exact way. The group is atomic: a
# gap that gave back what it took would make words of a comment.
_PLAIN: Final = re.compile(
    rb"(?>%b)(?:([^ \t\n\v\f\r#\\\"'\0]{1,1023})(?=[ \t\n\v\f\r#]|\Z)"
    rb"|\"([^\\\"\0]{0,1023})\"(?=[ \t\n\v\f\r]))" % _GAP.pattern
)


class Word(NamedTuple):
    """One word: its text (bytes beyond UTF-8 as surrogates) and where it stood in the file."""

    text: str
    start: int
    end: int
    flaw: str | None = None
    """What the parser does to it without saying so, or with a mere warning."""


def split(text: bytes, dialect: Dialect) -> list[Word]:
    """Return the words that pppd reads from the bytes of a peers file.

    Never fails: pppd takes any bytes. `Word.flaw` says where it cut a word
    ("too long", "NUL") or reached the end of the file inside quotes ("unterminated").
    """
    words: list[Word] = []
    position = 0
    while position < len(text):
        found = _PLAIN.match(text, position)
        if found:
            position = found.end()
            plain, quoted = found.groups()
            raw = quoted if plain is None else plain
            start = position - len(raw) - (0 if plain else 2)
            words.append(Word(_decode(raw), start, position))
            continue
        position = _skip(text, position)
        if position < len(text):
            word, position = _slow_word(text, position, dialect)
            if word is not None:
                words.append(word)
    return words


def quote(value: str, *, limit: int = MAX_WORD) -> str:
    r"""Return `value` as one word that both dialects read back exactly.

    Always in double quotes, to be followed by white space: an empty word at the very
    end of a file is lost on Linux. A NUL, and a value of more than `limit` bytes, which
    pppd would cut without a word, raise NotExpressibleError (without the value in it).
    """
    raw = encode(value)
    if 0 in raw:
        raise NotExpressibleError("value", "contains a NUL byte, where pppd would cut it off")
    if len(raw) > limit:
        raise NotExpressibleError(
            "value", f"is {len(raw)} bytes long; pppd keeps only {limit} here and cuts the rest off"
        )
    return '"' + _decode(_SPECIAL.sub(_escape, raw)) + '"'


def encode(text: str) -> bytes:
    """Return the bytes behind a word's text; the opposite of how words are decoded.

    A lone surrogate that stands for no byte cannot come from a file; it raises NotExpressibleError.
    """
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raise NotExpressibleError("value", "contains a character that UTF-8 cannot hold") from None


def _decode(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _skip(text: bytes, position: int) -> int:
    found = _GAP.match(text, position)
    return found.end() if found else position


_SPECIAL: Final = re.compile(rb"[\x01-\x1f\x7f\"\\]")
_SHORT: Final = {b'"': rb"\"", b"\\": rb"\\", b"\n": rb"\n", b"\r": rb"\r", b"\t": rb"\t"}


def _escape(found: re.Match[bytes]) -> bytes:
    return _SHORT.get(found[0]) or b"\\%03o" % found[0][0]


def _slow_word(text: bytes, start: int, dialect: Dialect) -> tuple[Word | None, int]:
    """Read one word byte by byte; None where pppd finds no word before the end of the file."""
    out = bytearray()
    position, size = start, len(text)
    quoted = closed = 0
    while position < size:
        byte = text[position]
        if byte == _BACKSLASH:
            position = _read_escape(text, position + 1, out)
        elif quoted and byte == quoted:
            position += 1
            quoted, closed = 0, 1
            if dialect == "apple":
                break
        elif not quoted and byte in _QUOTES and (dialect == "linux" or position == start):
            quoted = byte
            position += 1
        elif not quoted and (byte in _SPACE or byte == _HASH):
            break
        else:
            out.append(byte)
            position += 1
    at_end = position >= size
    # Apple stops at the closing quote, so it does not look at the end of the file behind it.
    if not out and at_end and not (dialect == "apple" and closed):
        return None, position
    return _finish(out, start, position, unterminated=bool(quoted)), position


def _finish(out: bytearray, start: int, end: int, *, unterminated: bool) -> Word:
    flaw = "unterminated" if unterminated else None
    if len(out) > MAX_WORD:
        del out[MAX_WORD:]
        flaw = "too long"
    nul = out.find(0)
    if nul >= 0:
        del out[nul:]
        flaw = "NUL"
    return Word(_decode(bytes(out)), start, end, flaw)


def _read_escape(text: bytes, position: int, out: bytearray) -> int:
    """Read what follows a backslash into `out`; return the position behind it."""
    if position >= len(text):
        return position
    byte = text[position]
    if byte == _NEWLINE:
        return position + 1
    if byte in b"01234567":
        digits = _OCTAL.match(text, position)
        out.append(int(digits[0], 8) % 256 if digits else 0)
        return digits.end() if digits else position
    if byte == ord("x"):
        digits = _HEX.match(text, position + 1)
        out.append(int(digits[0] or b"0", 16) if digits else 0)
        return digits.end() if digits else position + 1
    out.append(_ESCAPES.get(byte, byte))
    return position + 1


_OCTAL: Final = re.compile(rb"[0-7]{1,3}")
_HEX: Final = re.compile(rb"[0-9A-Fa-f]{0,2}")
