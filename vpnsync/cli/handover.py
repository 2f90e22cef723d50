"""What the person's half hands to root's half: the rendered files, and what a plan of them is about."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from vpnsync.errors import ConflictError, NotExpressibleError, SecretError
from vpnsync.pppd.options import dictionary
from vpnsync.pppd.words import encode, quote
from vpnsync.sync.change import Scope
from vpnsync.sync.files import File
from vpnsync.sync.place import Place, dip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from vpnsync.pppd.options import Dictionary, Platform, Version
    from vpnsync.sync.change import Actual


@dataclass(frozen=True, slots=True)
class Kept:
    """A secret that stays what the peers file holds: only who reads the disk can fill it in.

    word: the option; key: where the description says so.
    """

    word: str
    key: str


@dataclass(frozen=True, slots=True)
class Draft:
    """One peers file as far as the person can write it. Holds secrets: not shown by repr().

    is_blind: its secrets were not read, so that they are compared by presence alone.
    problems: secrets that could not be had; with any, there is no such file.
    """

    pieces: tuple[str | Kept, ...] = field(repr=False)
    is_blind: bool = False
    problems: tuple[str, ...] = ()

    def body(self, actual: Actual | None, known: Dictionary) -> bytes:
        """Return the text, with what is to be kept taken from the file on the disk.

        Raises SecretError where there is nothing to keep.
        """
        return encode("".join(_filled(piece, actual, known) for piece in self.pieces))


def below(root: Path | None) -> Path | None:
    """Return the folder that plays a machine; `/` is the machine itself."""
    try:
        real = Path(os.path.realpath(root)) if root else None
    except OSError as error:  # a relative one, in a folder that is gone
        raise ConflictError(str(root), f"cannot be the root: {os.strerror(error.errno or 0)}") from error
    return None if real == Path("/") else real


class Told(NamedTuple):
    """One thing that holds while a link is up, as a plan tells it (render.effects.Effect)."""

    kind: str
    value: str
    text: str


@dataclass(frozen=True)
class Callee:
    """What a peer calls, as far as root's half has to say something of it, or to ask it.

    shown: what is dialed, as a person would name it. server: the host whose port may be asked.
    place: where the peer stands in vpns.toml; keys: typed key -> where it stands, inherited or not.
    sharers: the other peers of the same server. halves: the networks by which it takes the default route.
    reconnects: whether pppd dials again by itself.
    """

    protocol: str
    shown: str
    place: str
    server: str | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    sharers: tuple[str, ...] = ()
    halves: tuple[str, ...] = ()
    reconnects: bool = False

    def key(self, name: str) -> str:
        """Return the place in vpns.toml where a key of this peer stands, or would stand."""
        return self.keys.get(name, f"{self.place}.{name}")


def missing_secrets(problems: Iterable[str]) -> SecretError:
    """Return everything that keeps the files from being written, as one error."""
    return SecretError("cannot read these secrets; nothing was written", problems)


@dataclass(frozen=True)
class Handover:
    """All that root's half needs to know of a description.

    description: its path, to be shown only. names: the peers that are asked for; none are all.
    described: every peer in it. skipped: those that are not for this machine, with the reason.
    scripts: file name -> text of what pppd runs when a link comes up and goes down. units: file name
    -> text of what dials when the machine starts. effects: peer -> what it does while its link is up.
    hidden: environment variables that hold secrets: no other program gets them.
    asks: whether there is a terminal to ask on. is_plain: whether the person wants no colours.
    report: the person's own result, as JSON, where root's half prints it with its own.
    calls: the peers that a call can be made to, where the command is about calls.
    checks: what the person's half has looked at: (verdict, what, remedy).
    write: makes the drafts, once they are asked for: no secret is opened before the disk was read.
    open: opens the secrets that are handed over at dial time, once they are asked for.
    """

    description: str
    identity: str
    platform: Platform
    version: Version | None = None
    group: str | None = None
    names: tuple[str, ...] = ()
    described: tuple[str, ...] = ()
    skipped: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    scripts: dict[str, str] = field(default_factory=dict, repr=False)
    units: dict[str, str] = field(default_factory=dict)
    effects: dict[str, tuple[Told, ...]] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    asks: bool = False
    is_plain: bool = False
    report: str = ""
    calls: dict[str, Callee] = field(default_factory=dict)
    checks: tuple[tuple[str, str, str], ...] = ()
    write: Callable[[], dict[str, Draft]] = field(default=dict, repr=False, compare=False)
    open: Callable[[], dict[str, dict[str, str]]] = field(default=dict, repr=False, compare=False)

    @cached_property
    def drafts(self) -> dict[str, Draft]:
        """The peers files that are wanted; may open secrets, and raise SecretError."""
        return self.write()

    @cached_property
    def secrets(self) -> dict[str, dict[str, str]]:
        """Peer -> option -> value, of the secrets that pppd gets when dialing; may raise SecretError."""
        return self.open()

    def check_call(self, name: str) -> None:
        """Refuse a name that the person's half has not handed over as a peer that can be called."""
        if name not in self.calls or name not in self.drafts:
            raise ConflictError(name, "is not among the peers that were handed over", name="halves-differ")

    @property
    def dictionary(self) -> Dictionary:
        """The option words of this machine's pppd."""
        return dictionary(self.platform, self.version)

    def place(self, root: Path | None) -> Place:
        """Return the managed directories, under a root that was named to this very process."""
        return Place(self.platform, below(root), self.group)

    def scope(self, place: Place, *, prune: bool = False) -> Scope:
        """Return what a plan is about."""
        return Scope(
            place.root or Path("/"),
            self.identity,
            self.dictionary,
            self.skipped,
            self.names,
            prune,
            dip(),
            self.described,
        )


def _filled(piece: str | Kept, actual: Actual | None, known: Dictionary) -> str:
    if isinstance(piece, str):
        return piece
    held = actual.settings.values_of(piece.word) if isinstance(actual, File) else []
    if not held:
        raise SecretError(piece.key, f"{{ existing = true }}: there is no {piece.word} in the file to keep")
    try:
        return f"{piece.word} {quote(held[-1], limit=known.options[piece.word].limit)}\n"
    except NotExpressibleError as error:
        raise SecretError(piece.key, error.lines) from None
