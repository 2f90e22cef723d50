"""File: one managed file with its settings, its access and what its header says of who wrote it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from vpnsync.pppd.settings import read_settings
from vpnsync.sync.kinds import PEERS

if TYPE_CHECKING:
    import re

    from vpnsync.pppd.alike import Alike
    from vpnsync.pppd.options import Dictionary
    from vpnsync.pppd.settings import Settings
    from vpnsync.sync.kinds import Kind

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
    """What the header of a file says: whose it is, for which peer, and what was written.

    kept: the access of an adopted file that stays as it was. fingerprints: those of what was
    written (pppd.settings), with dots between, which tell edited options from pending ones.
    """

    id: str
    peer: str
    digest: str
    fingerprints: str = ""
    kept: tuple[int, int] | None = None
    """(mode, gid)"""

    @property
    def settings(self) -> frozenset[str]:
        """The fingerprints, apart: of each file that differs, and of no other."""
        return frozenset(self.fingerprints.split(".")) - {""}


@dataclass(frozen=True)
class File:
    """One managed file. Text and settings may hold a password: neither is shown by repr()."""

    text: bytes = field(repr=False)
    access: Access
    dictionary: Dictionary = field(repr=False, compare=False)
    inode: tuple[int, int] | None = field(default=None, repr=False, compare=False)
    """(device, inode) of what was read from disk."""
    kind: Kind = field(default=PEERS, repr=False, compare=False)

    @cached_property
    def _header(self) -> re.Match[bytes] | None:
        return self.kind.header.match(self.text, self.kind.header_at(self.text))

    @cached_property
    def mark(self) -> Mark | None:
        """What the header says, or None without one."""
        found = self._header
        if not found:
            return None
        facts = {name: value.decode() for name, value in found.groupdict().items() if value}
        kept = (int(facts["mode"], 8), int(facts["group"])) if "mode" in facts else None
        identity, peer = (self.kind.meant(found[name]) for name in ("id", "peer"))
        return Mark(identity, peer, facts["digest"], facts.get("settings", ""), kept)

    @cached_property
    def body(self) -> bytes:
        """The text without our header."""
        found = self._header
        return self.text[: found.start()] + self.text[found.end() :] if found else self.text

    @cached_property
    def settings(self) -> Settings:
        """What pppd ends with after this file."""
        return read_settings(self.text, self.dictionary.platform, self.dictionary)

    @cached_property
    def alike(self) -> Alike | None:
        """What this file has in common with others, where it can be told so: the quick way to the same."""
        from vpnsync.pppd.alike import alike  # noqa: PLC0415 - a plan in sync has no use for it

        return alike(self.body, self.dictionary)

    @property
    def reading(self) -> Alike | Settings:
        """The file as it is read most quickly."""
        return self.alike or self.settings

    def does_the_same(self, other: File, *, is_blind: bool = False) -> bool:
        """Whether nothing but header and layout tells two files apart; blind: nor which secrets they hold."""
        if not self.kind.is_settings or (not is_blind and self.body == other.body):
            return self.body == other.body
        if is_blind:
            return self.settings.without_secrets() == other.settings.without_secrets()
        return self.settings == other.settings

    @property
    def is_edited(self) -> bool:
        """Whether somebody changed the text after vpnsync wrote it."""
        return self.mark is not None and self.mark.digest != digest(self.body)

    def is_ours(self, name: str | None, identity: str) -> bool:
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
    kind: Kind = PEERS,
) -> File:
    """Return a file of ours for the peer `name`: `body` as it is, but for the header."""
    if kept:
        access = Access(kept[0], access.uid, kept[1])
    facts = [f"id={kind.spelled(identity)}", f"peer={kind.spelled(name)}", f"digest={digest(body)}"]
    facts += [f"keep={kept[0]:04o}:{kept[1]}"] if kept else []
    plain = File(body, access, dictionary, kind=kind)
    if kind.is_settings:
        facts.append("settings=" + ".".join(sorted(set(plain.reading.fingerprints().values()))))
    start, end = kind.comment
    header = f"{start}vpnsync: {' '.join(facts)} {_ADVICE}{end}\n".encode()
    at = kind.header_at(body)
    made = File(body[:at] + header + body[at:], access, dictionary, kind=kind)
    vars(made).update({name: vars(plain)[name] for name in ("alike", "settings") if name in vars(plain)})
    return made  # the header is a comment: there is no more to read in the whole
