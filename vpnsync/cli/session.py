"""From what was typed to what should be on disk: one description, one platform, one root."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from vpnsync import lint, rivals
from vpnsync.cli.counting import counted
from vpnsync.cli.handover import below
from vpnsync.cli.machine import QUESTIONS
from vpnsync.cli.options import read_source
from vpnsync.cli.outline import Outline, outline
from vpnsync.cli.screen import note
from vpnsync.config.complaints import Complaint
from vpnsync.config.load import Config, parsed
from vpnsync.config.merge import Peer, merge, reason_to_skip
from vpnsync.config.ownership import others_can_read, owner_of
from vpnsync.pppd.options import PLATFORMS, dictionary, versioned_words
from vpnsync.render.effects import Effect, effects
from vpnsync.render.hooks import scripts
from vpnsync.render.peer import Sheet, render
from vpnsync.render.units import units
from vpnsync.sync.place import HERE, Place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vpnsync.config.source import Source
    from vpnsync.pppd.options import Dictionary, Platform, Version


@dataclass(frozen=True)
class Session:
    """One run: the description, and the machine it is for."""

    config: Config
    platform: Platform
    version: Version | None
    host: str
    place: Place
    names: tuple[str, ...] = ()
    is_this_machine: bool = True
    answers: dict[str, object] = field(default_factory=dict, compare=False)
    """What this machine was asked meanwhile, and said: the rest comes from the description alone."""

    def ask(self, question: str) -> object:
        """Ask this machine one of `QUESTIONS`, once."""
        if question not in self.answers:
            self.answers[question] = QUESTIONS[question]()
        return self.answers[question]

    @property
    def dictionary(self) -> Dictionary:
        """The option words of this machine's pppd."""
        return dictionary(self.platform, self.version)

    @cached_property
    def is_public(self) -> bool:
        """Whether others than the person can read the description."""
        return others_can_read(self.config.path, self.config.status, os.geteuid())

    @cached_property
    def skipped(self) -> dict[str, str]:
        """Described peers that are not for this machine, with the reason."""
        reasons = {
            name: reason_to_skip(table, self.platform, self.host)
            for name, table in self.config.document.peers.items()
        }
        return {name: reason for name, reason in reasons.items() if reason}

    @cached_property
    def owner(self) -> str:
        """The user whose description it is, and who runs its commands."""
        return owner_of(self.config.status)


@dataclass(frozen=True)
class Rendered:
    """Peers and their sheets on one platform, with the warnings about them."""

    dictionary: Dictionary = field(repr=False)
    peers: dict[str, Peer] = field(repr=False)
    sheets: dict[str, Sheet] = field(repr=False)
    outlines: dict[str, Outline] = field(default_factory=dict, repr=False)
    """What is left of the sheets where it was all that was asked for."""
    warnings: tuple[lint.Finding, ...] = ()
    scripts: dict[str, str] = field(default_factory=dict, repr=False)
    """The scripts that the peers files call, by file name."""
    units: dict[str, str] = field(default_factory=dict)
    """What dials peers when the machine starts, by file name."""
    effects: dict[str, list[Effect]] = field(default_factory=dict)
    """What each peer does to routes and name servers, and what it runs."""

    def outlined(self) -> dict[str, Outline]:
        """Return the outline of each sheet."""
        return self.outlines or {name: outline(sheet) for name, sheet in self.sheets.items()}


def open_session(
    *,
    config: str | None = None,
    root: Path | None = None,
    platform: Platform | None = None,
    pppd: Version | None = None,
    host: str | None = None,
    names: Iterable[str] = (),
    source: Source | None = None,
) -> Session:
    """Find and read the description, unless it has been read, and say which file that is."""
    loaded = parsed(source or read_source(config))
    note(f"Using {loaded.path}")
    chosen = platform or HERE
    group = loaded.document.settings.linux.group if chosen == "linux" else None
    place = Place(chosen, below(root), group)
    return Session(loaded, chosen, pppd, host or os.uname().nodename, place, tuple(names), chosen == HERE)


def render_all(session: Session, platform: Platform | None = None, *, is_brief: bool = False) -> Rendered:
    """Render every peer that is for this machine; all complaints come at once.

    With a platform, render every peer that is for it, on whatever host, instead. is_brief: keep the
    outlines alone, in place of peers and sheets, of which many take much memory.
    """
    rendered, complaints = _render(session, platform, is_brief=is_brief)
    if complaints or session.config.complaints:
        raise session.config.error(tuple(dict.fromkeys(complaints)))
    return rendered


def complaints_everywhere(session: Session) -> tuple[list[Complaint], list[lint.Finding]]:
    """Return complaints and warnings about every peer on every platform it is for."""
    complaints: list[Complaint] = []
    warnings: list[lint.Finding] = []
    for platform in PLATFORMS:
        rendered, found = _render(session, platform)
        complaints += found
        unwise = [
            finding
            for name in counted("Looking over", rendered.sheets)
            for finding in lint.unwise(rendered.peers[name], rendered.sheets[name])
        ]
        # Of the other platform, only what concerns peers that are said to be for it.
        peers = session.config.document.peers
        warnings += [
            warning
            for warning in (*rendered.warnings, *unwise)
            if platform == session.platform or warning.key[0] != "peers" or peers[warning.key[1]].platforms
        ]
    return list(dict.fromkeys(complaints)), list(dict.fromkeys(warnings))


def _render(
    session: Session, platform: Platform | None, *, is_brief: bool = False
) -> tuple[Rendered, list[Complaint]]:
    version = session.version
    if platform is None and version is None and session.is_this_machine and session.platform == "linux":
        work = _Work(session, platform, None, is_brief=is_brief)
        found = session.ask("pppd") if work.words & versioned_words() else None
        if found is None:
            return work.done()
        version = "2.5" if found == "2.5" else "2.4.9"
    return _Work(session, platform, version, is_brief=is_brief).done()


class _Work:
    """All peers that are for one platform, rendered one after the other."""

    def __init__(
        self, session: Session, platform: Platform | None, version: Version | None, *, is_brief: bool
    ) -> None:
        self.session = session
        self.platform = platform
        self.is_brief = is_brief
        on = platform or session.platform
        self.rendered = Rendered(dictionary(on, version if on == "linux" else None), {}, {})
        self.words: set[str] = set()
        self.others: dict[str, Peer] = {}
        """The peers that must be looked at beside each other."""
        self.complaints: list[Complaint] = []
        self.warnings: list[lint.Finding] = []
        for name, table in counted("Checking", session.config.document.peers.items()):
            if platform is None:
                skip = name in session.skipped
            else:
                skip = not table.enabled or (table.platforms is not None and platform not in table.platforms)
            if not skip:
                peer, found = merge(session.config, name, on)
                self.complaints += found
                self._render(peer)

    def _render(self, peer: Peer) -> None:
        if rivals.looks_around(peer):
            self.others[peer.name] = peer
        if not self.is_brief:
            self.rendered.peers[peer.name] = peer
        if peer.can_be_rendered:
            self._keep(peer, *render(peer, self.rendered.dictionary))
        elif "protocol" not in peer.typed:
            # What is wrong whatever the protocol will be; nothing is known of what it implies.
            _, found = render(peer, self.rendered.dictionary)
            hangs_on_it = ("nothing to cancel", "unrecognized option")
            self.complaints += [c for c in found if not c.reason.startswith(hangs_on_it)]

    def _keep(self, peer: Peer, sheet: Sheet, found: list[Complaint]) -> None:
        session, rendered = self.session, self.rendered
        if not self.is_brief:
            rendered.sheets[peer.name] = sheet
        elif not found:
            rendered.outlines[peer.name] = outline(sheet)
        self.words.update([entry.word for entry in sheet.entries])
        texts, faults = scripts(peer, sheet, session.owner)
        rendered.scripts.update(texts)
        unit, refused = units(peer, sheet)
        rendered.units.update(unit)
        rendered.effects[peer.name] = effects(peer, session.owner)
        self.warnings += lint.lint(peer, sheet, is_public=session.is_public)
        self.complaints += found + faults + refused

    def done(self) -> tuple[Rendered, list[Complaint]]:
        """Return what came of it, once the peers have been looked at beside each other."""
        session, is_one = self.session, self.platform is None
        for side_by_side in _on_one_machine(session, self.others, is_one=is_one):
            self.warnings += rivals.together(side_by_side)
        if is_one and session.is_this_machine and session.place.root is None:
            self.warnings += lint.of_machine(self.others.values(), lambda: bool(session.ask("split DNS")))
        return replace(self.rendered, warnings=tuple(dict.fromkeys(self.warnings))), self.complaints


def _on_one_machine(session: Session, peers: dict[str, Peer], *, is_one: bool) -> list[list[Peer]]:
    """Return the peers that a machine may have side by side; unless it is one, by the hosts they are for."""
    hosts = {name: tuple(session.config.document.peers[name].hosts or ()) for name in peers}
    machines = [()] if is_one else dict.fromkeys(hosts.values())
    return [
        [peer for name, peer in peers.items() if is_one or hosts[name] in ((), machine)]
        for machine in machines
    ]
