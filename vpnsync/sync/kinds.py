"""The kinds of files that vpnsync manages, as facts: where they stand, whose they are, what marks them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from vpnsync.pppd.options import Platform

_XML: Final = ("<!-- ", " -->")


@dataclass(frozen=True, eq=False)
class Kind:
    """One kind of file. There is one object of each, so that they compare by identity.

    directory: below the root. prefix, suffixes: what stands around the peer's name in the name of
    a file. after: the start of a line that must stay the first one; the header is then the second.
    """

    name: str
    rank: int
    """Its turn: written in this order, deleted in the reverse; what a peers file calls comes before it."""
    directory: tuple[str, ...]
    mode: int
    prefix: str = ""
    suffixes: tuple[str, ...] = ("",)
    comment: tuple[str, str] = ("# ", "")
    after: bytes | None = None
    is_settings: bool = False
    """Whether two are equal when pppd would end with the same settings; else byte by byte.

    Of the others only what is the same already is adopted, a released one: of no more can it be said
    what it goes on doing."""
    is_listed: bool = True
    """Whether files of other hands beside ours are told as unmanaged."""

    def peer_of(self, name: str) -> str | None:
        """Return the peer that a file of this name is for; None where it is for none."""
        if self is PEERS:
            return name or None
        for suffix in self.suffixes:
            peer = name[len(self.prefix) : len(name) - len(suffix)]
            if peer and name == self.prefix + peer + suffix:
                return peer
        return None

    @cached_property
    def header(self) -> re.Pattern[bytes]:
        """What the header's line looks like."""
        word = rb"[A-Za-z0-9._%-]+" if self.comment == _XML else rb"[A-Za-z0-9._-]+"
        facts = rb"(?: keep=(?P<mode>0[0-7]{3}):(?P<group>\d+))? settings=(?P<settings>[0-9a-f.]*)"
        return re.compile(
            re.escape(self.comment[0].encode())
            + rb"vpnsync: id=(?P<id>%b) peer=(?P<peer>%b) digest=(?P<digest>[0-9a-f]{32})" % (word, word)
            + (facts if self.is_settings else b"")
            + rb"[^\n]*\n"
        )

    def header_at(self, text: bytes) -> int:
        """Return where in a text the header stands, or would."""
        return text.find(b"\n") + 1 if self.after and text.startswith(self.after) else 0

    def spelled(self, word: str) -> str:
        """Return an id or a name as it stands in the header: no comment of XML may hold two hyphens."""
        return word.replace("--", "-%2D") if self.comment == _XML else word

    def meant(self, word: bytes) -> str:
        """Return what `spelled` was given."""
        return word.decode().replace("%2D", "-") if self.comment == _XML else word.decode()


SCRIPTS: Final = Kind(
    "scripts", 0, ("etc", "ppp", "vpnsync"), 0o700, suffixes=(".ip-up", ".ip-down"), after=b"#!"
)
PEERS: Final = Kind("peers", 1, ("etc", "ppp", "peers"), 0o600, is_settings=True)
_SYSTEMD: Final = Kind(
    "units", 2, ("etc", "systemd", "system"), 0o644, "vpnsync-", (".service",), is_listed=False
)
_LAUNCHD: Final = Kind(
    "units",
    2,
    ("Library", "LaunchDaemons"),
    0o644,
    "vpnsync.",
    (".plist",),
    comment=_XML,
    after=b"<?xml",
    is_listed=False,
)
UNITS: Final[dict[Platform, Kind]] = {"linux": _SYSTEMD, "macos": _LAUNCHD}


def kinds_of(platform: Platform) -> tuple[Kind, ...]:
    """Return the kinds of files that there are on a platform, in the order in which they are written."""
    return (SCRIPTS, PEERS, UNITS[platform])


class Target(NamedTuple):
    """One file that is, or shall be, managed: its kind, and its name in that kind's directory."""

    kind: Kind
    name: str

    @property
    def peer(self) -> str | None:
        """The peer that it is for."""
        return self.kind.peer_of(self.name)

    @property
    def order(self) -> tuple[str, int, str]:
        """What targets are sorted by: the files of one peer stand together, its peers file first."""
        return (self.peer or self.name, 0 if self.kind is PEERS else 1 + self.kind.rank, self.name)

    def path(self, root: Path) -> Path:
        """Return where it stands, under a root."""
        return root.joinpath(*self.kind.directory, self.name)


def peers_file(name: str) -> Target:
    """Return the peers file of a peer."""
    return Target(PEERS, name)
