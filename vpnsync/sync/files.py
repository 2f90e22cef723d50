"""File: one peers file with its settings, its access and what its header says of who wrote it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from vpnsync.pppd.settings import read_settings

if TYPE_CHECKING:
    from vpnsync.pppd.options import Dictionary
    from vpnsync.pppd.settings import Settings

_HEADER: Final = re.compile(
    rb"# vpnsync: id=(?P<id>[A-Za-z0-9._-]+) peer=(?P<peer>[A-Za-z0-9._-]+) digest=(?P<digest>[0-9a-f]{32})"
    rb"(?: keep=(?P<mode>0[0-7]{3}):(?P<group>\d+))? settings=(?P<settings>[0-9a-f.]*)[^\n]*\n"
)
_ADVICE: Final = "(edit vpns.toml instead, then run: vpnsync apply)"


@dataclass(frozen=True)
class Access:
    """Mode bits (0o7777) and numeric owner of a file or directory."""

    mode: int
    uid: int
    gid: int

    def faults(self, desired: Access) -> list[str]:
        """Say what is looser than desired or owned otherwise; stricter is no fault."""
        found = []
        if self.mode & ~desired.mode & 0o7777:
            found.append(f"mode {self.mode:04o} is looser than {desired.mode:04o}")
        if self.uid != desired.uid or (self.mode & 0o070 and self.gid != desired.gid):
            found.append(f"owner {self.uid}:{self.gid} is not {desired.uid}:{desired.gid}")
        return found


@dataclass(frozen=True)
class Mark:
    """What the first line of a file says: whose it is, for which peer, and what was written.

    kept: the access of an adopted file that stays as it was. settings: fingerprints
    (pppd.settings) of what was written, which tell edited options from pending ones.
    """

    id: str
    peer: str
    digest: str
    settings: frozenset[str] = frozenset()
    kept: tuple[int, int] | None = None
    """(mode, gid)"""


@dataclass(frozen=True)
class File:
    """One managed file. Text and settings may hold a password: neither is shown by repr()."""

    text: bytes = field(repr=False)
    access: Access
    dictionary: Dictionary = field(repr=False, compare=False)
    inode: tuple[int, int] | None = field(default=None, repr=False, compare=False)
    """(device, inode) of what was read from disk."""

    @cached_property
    def mark(self) -> Mark | None:
        """What the header says, or None without one."""
        found = _HEADER.match(self.text)
        if not found:
            return None
        kept = (int(found["mode"], 8), int(found["group"])) if found["mode"] else None
        settings = frozenset(found["settings"].decode().split(".")) - {""}
        return Mark(found["id"].decode(), found["peer"].decode(), found["digest"].decode(), settings, kept)

    @cached_property
    def body(self) -> bytes:
        """The text without our header."""
        found = _HEADER.match(self.text)
        return self.text[found.end() :] if found else self.text

    @cached_property
    def settings(self) -> Settings:
        """What pppd ends with after this file."""
        return read_settings(self.text, self.dictionary.platform, self.dictionary)

    @property
    def is_edited(self) -> bool:
        """Whether somebody changed the text after vpnsync wrote it."""
        return self.mark is not None and self.mark.digest != digest(self.body)

    def is_ours(self, name: str, identity: str) -> bool:
        """Whether this description wrote this very file, and may therefore delete it."""
        return self.mark is not None and (self.mark.id, self.mark.peer) == (identity, name)


def digest(body: bytes) -> str:
    """Return what tells one text from another: half of its SHA-256."""
    return hashlib.sha256(body).hexdigest()[:32]


def with_header(  # noqa: PLR0913 - the facts of one line, all named
    body: bytes,
    *,
    name: str,
    identity: str,
    dictionary: Dictionary,
    access: Access,
    kept: tuple[int, int] | None = None,
) -> File:
    """Return a file of ours: the header, then `body` as it is."""
    if kept:
        access = Access(kept[0], access.uid, kept[1])
    fingerprints = read_settings(body, dictionary.platform, dictionary).fingerprints()
    settings = ".".join(sorted(set(fingerprints.values())))
    keep = f" keep={kept[0]:04o}:{kept[1]}" if kept else ""
    header = (
        f"# vpnsync: id={identity} peer={name} digest={digest(body)}{keep} settings={settings} {_ADVICE}\n"
    )
    return File(header.encode() + body, access, dictionary)
