"""pppd's word reader once more, slowly and plainly: one byte at a time, with one byte put back.

Written after the rules of the language alone, as the yardstick for vpnsync.pppd.words.
"""

from __future__ import annotations

SPACE = b" \t\n\v\f\r"
LETTERS = dict(zip(b"abfnrst", b"\a\b\f\n\r \t", strict=True))
KEPT = 1023


class Reader:
    """The bytes of a file; `get` returns None at its end."""

    def __init__(self, text: bytes) -> None:
        self.text = text
        self.position = 0

    def get(self) -> int | None:
        """Return the next byte, or None."""
        self.position += 1
        return self.text[self.position - 1] if self.position <= len(self.text) else None

    def unget(self) -> None:
        """Put the byte just read back."""
        self.position -= 1

    def digits(self, allowed: bytes, most: int) -> str:
        """Return up to `most` of the allowed digits."""
        found = ""
        while len(found) < most:
            byte = self.get()
            if byte is None or byte not in allowed:
                self.unget()
                break
            found += chr(byte)
        return found


def words_of(text: bytes, *, apple: bool) -> list[bytes]:
    """Return the words that pppd reads from a file."""
    reader, words = Reader(text), []
    while (word := _word(reader, apple=apple)) is not None:
        words.append(word[:KEPT].split(b"\0")[0])
    return words


def _word(reader: Reader, *, apple: bool) -> bytes | None:
    _skip(reader)
    word, quote, first = bytearray(), None, True
    while (byte := reader.get()) is not None:
        starts, first = first, False
        if byte == ord("\\"):
            word += _escape(reader)
        elif byte == quote:
            if apple:
                return bytes(word)
            quote = None
        elif quote is None and byte in b"\"'" and (starts or not apple):
            quote = byte
        elif quote is None and (byte in SPACE or byte == ord("#")):
            reader.unget()
            return bytes(word)
        else:
            word.append(byte)
    return bytes(word) or None


def _skip(reader: Reader) -> None:
    """Read white space, comments and joined lines."""
    comment = False
    while (byte := reader.get()) is not None:
        if comment:
            comment = byte != ord("\n")
        elif byte == ord("#"):
            comment = True
        elif byte == ord("\\") and reader.get() == ord("\n"):
            continue
        elif byte not in SPACE:
            break
    if byte == ord("\\"):
        reader.unget()
    if byte is not None:
        reader.unget()


def _escape(reader: Reader) -> bytes:
    byte = reader.get()
    if byte is None or byte == ord("\n"):
        return b""
    if byte in b"01234567":
        reader.unget()
        return bytes([int(reader.digits(b"01234567", 3), 8) % 256])
    if byte == ord("x"):
        return bytes([int(reader.digits(b"0123456789abcdefABCDEF", 2) or "0", 16)])
    return bytes([LETTERS.get(byte, byte)])
