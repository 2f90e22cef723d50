"""From what was typed to what should be on disk: one description, one platform, one root."""

from __future__ import annotations

import os
import shlex
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vpnsync import lint
from vpnsync.cli.screen import note
from vpnsync.config.complaints import Complaint
from vpnsync.config.find import find
from vpnsync.config.load import Config, load
from vpnsync.config.merge import Peer, merge, reason_to_skip
from vpnsync.config.secrets import person
from vpnsync.errors import RightsError
from vpnsync.pppd.options import PLATFORMS, dictionary, versioned_words
from vpnsync.render.peer import Sheet, render
from vpnsync.sync.change import Scope
from vpnsync.sync.place import Place, dip

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vpnsync.pppd.options import Dictionary, Platform, Version

PPPD: Final = "/usr/sbin/pppd"


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

    @property
    def dictionary(self) -> Dictionary:
        """The option words of this machine's pppd."""
        return dictionary(self.platform, self.version)

    @cached_property
    def skipped(self) -> dict[str, str]:
        """Described peers that are not for this machine, with the reason."""
        reasons = {
            name: reason_to_skip(table, self.platform, self.host)
            for name, table in self.config.document.peers.items()
        }
        return {name: reason for name, reason in reasons.items() if reason}

    def scope(self, *, prune: bool = False) -> Scope:
        """Return what a plan of this session is about."""
        identity = self.config.document.settings.id
        root = self.place.root or Path("/")
        return Scope(root, identity, self.dictionary, self.skipped, self.names, prune, dip())


@dataclass(frozen=True)
class Rendered:
    """Peers and their sheets on one platform, with the warnings about them."""

    peers: dict[str, Peer] = field(repr=False)
    sheets: dict[str, Sheet] = field(repr=False)
    warnings: tuple[lint.Finding, ...] = ()


def open_session(
    *,
    config: str | None = None,
    root: Path | None = None,
    platform: Platform | None = None,
    pppd: Version | None = None,
    host: str | None = None,
    names: Iterable[str] = (),
) -> Session:
    """Find and read the description, and say which file that is."""
    who = person(os.environ)
    home = Path(who.pw_dir if who else os.path.expanduser("~"))  # noqa: PTH111 - which never fails
    path = find(config, os.environ, home)
    loaded = load(path)
    note(f"Using {path}")
    here: Platform = "macos" if sys.platform == "darwin" else "linux"
    chosen = platform or here
    group = loaded.document.settings.linux.group if chosen == "linux" else None
    place = Place(chosen, Path(os.path.realpath(root)) if root else None, group)
    return Session(loaded, chosen, pppd, host or socket.gethostname(), place, tuple(names), chosen == here)


def place_for(root: Path | None, platform: Platform | None) -> Place:
    """Return the place of a command that needs no description."""
    here: Platform = "macos" if sys.platform == "darwin" else "linux"
    return Place(platform or here, Path(os.path.realpath(root)) if root else None)


def render_all(session: Session, platform: Platform | None = None) -> Rendered:
    """Render every peer that is for this machine; all complaints come at once.

    With a platform, render every peer that is for it, on whatever host, instead.
    """
    rendered, complaints = _render(session, platform)
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
            for name, sheet in rendered.sheets.items()
            for finding in lint.unwise(rendered.peers[name], sheet)
        ]
        # Of the other platform, only what concerns peers that are said to be for it.
        peers = session.config.document.peers
        warnings += [
            warning
            for warning in (*rendered.warnings, *unwise)
            if platform == session.platform or warning.key[0] != "peers" or peers[warning.key[1]].platforms
        ]
    return list(dict.fromkeys(complaints)), list(dict.fromkeys(warnings))


def _render(session: Session, platform: Platform | None) -> tuple[Rendered, list[Complaint]]:
    version = session.version
    if platform is None and version is None and session.is_this_machine and session.platform == "linux":
        rendered, complaints = _render_with(session, platform, None)
        words = {entry.word for sheet in rendered.sheets.values() for entry in sheet.entries}
        version = _installed_version() if words & versioned_words() else None
        if version is None:
            return rendered, complaints
    return _render_with(session, platform, version)


def _render_with(
    session: Session, platform: Platform | None, version: Version | None
) -> tuple[Rendered, list[Complaint]]:
    on = platform or session.platform
    known = dictionary(on, version if on == "linux" else None)
    peers: dict[str, Peer] = {}
    sheets: dict[str, Sheet] = {}
    complaints: list[Complaint] = []
    warnings: list[lint.Finding] = []
    for name, table in session.config.document.peers.items():
        if platform is None:
            skip = name in session.skipped
        else:
            skip = not table.enabled or (table.platforms is not None and platform not in table.platforms)
        if skip:
            continue
        peers[name], found = merge(session.config, name, on)
        complaints += found
        if peers[name].can_be_rendered:
            sheets[name], found = render(peers[name], known)
            warnings += lint.lint(peers[name], sheets[name])
            complaints += found
        elif "protocol" not in peers[name].typed:
            # What is wrong whatever the protocol will be; nothing is known of what it implies.
            _, found = render(peers[name], known)
            hangs_on_it = ("nothing to cancel", "unrecognized option")
            complaints += [c for c in found if not c.reason.startswith(hangs_on_it)]
    return Rendered(peers, sheets, tuple(warnings)), complaints


def _installed_version() -> Version | None:
    """Ask the machine's pppd for its version; None where there is none, or it is another."""
    try:
        done = subprocess.run(  # noqa: S603 - a fixed path
            [PPPD, "--version"], capture_output=True, check=False, timeout=5, text=True, env={"LC_ALL": "C"}
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return None
    text = done.stdout + done.stderr
    if "version 2.5" in text:
        return "2.5"
    return "2.4.9" if "version 2.4" in text else None


def check_rights(session: Session) -> None:
    """Refuse before any question what could not be written after it."""
    if session.place.root is None and os.geteuid() != 0:
        raise needs_root(session, RightsError(str(session.place.peers), "cannot be written without root"))


def needs_root(session: Session, error: RightsError) -> RightsError:
    """Return the error with the exact command that has the rights."""
    program = shutil.which(sys.argv[0]) or shutil.which("vpnsync")
    start = [str(Path(program).absolute())] if program else [sys.executable, "-m", "vpnsync"]
    arguments = sys.argv[1:]
    if not any(word in ("-c", "--config") or word.startswith("--config=") for word in arguments):
        arguments = [*arguments, "--config", str(session.config.path.absolute())]
    return RightsError(error.thing, error.lines[0], hint=f"run: sudo {shlex.join([*start, *arguments])}")
