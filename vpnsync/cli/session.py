"""From what was typed to what should be on disk: one description, one platform, one root."""

from __future__ import annotations

import os
import shlex
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vpnsync import lint
from vpnsync.cli.screen import note
from vpnsync.config.complaints import Complaint, spell, unknown
from vpnsync.config.load import Config, find, load
from vpnsync.config.merge import Peer, merge, reason_to_skip
from vpnsync.config.references import Env, Existing, Reference
from vpnsync.config.secrets import Secrets, person
from vpnsync.errors import ConflictError, NotExpressibleError, RightsError, SecretError
from vpnsync.pppd.options import PLATFORMS, dictionary, versioned_words
from vpnsync.render.peer import Sheet, render
from vpnsync.sync.files import File
from vpnsync.sync.place import Place, dip
from vpnsync.sync.plan import Actual, Desired, Plan, Scope, make_plan
from vpnsync.sync.store import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from vpnsync.pppd.options import Dictionary, Platform, Version
    from vpnsync.render.entries import Entry

PPPD: Final = "/usr/sbin/pppd"
_UNREAD: Final = "unread"


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
        return Scope(self.place.peers, identity, self.dictionary, self.skipped, self.names, prune, dip())


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
    home = Path(who.pw_dir) if who else Path.home()
    path = find(config, os.environ, home)
    loaded = load(path)
    note(f"Using {path}")
    here: Platform = "macos" if sys.platform == "darwin" else "linux"
    chosen = platform or here
    group = loaded.document.settings.linux.group if chosen == "linux" else None
    place = Place(chosen, Path(os.path.realpath(root)) if root else None, group)
    return Session(loaded, chosen, pppd, host or socket.gethostname(), place, tuple(names), chosen == here)


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
        warnings += rendered.warnings
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


def plan_for(
    session: Session, rendered: Rendered, *, secrets: bool = True, prune: bool = False
) -> tuple[Plan, dict[str, Desired]]:
    """Read the disk and, unless told not to, the secrets; return the plan and what it is to reach."""
    _check_names(session, rendered)
    try:
        actual = read(session.place, session.dictionary)
    except RightsError as error:
        raise needs_root(session, error) from None
    desired = _desired(session, rendered, actual, secrets=secrets)
    return _compare(session, desired, actual, prune=prune), desired


def plan_again(session: Session, desired: Mapping[str, Desired], *, prune: bool = False) -> Plan:
    """Read the disk once more and compare it with the same goal: no secret is opened again."""
    return _compare(session, desired, read(session.place, session.dictionary), prune=prune)


def _compare(
    session: Session, desired: Mapping[str, Desired], actual: Mapping[str, Actual], *, prune: bool
) -> Plan:
    plan = make_plan(desired, actual, session.scope(prune=prune))
    missing = session.place.missing() if any(change.after for change in plan.changes) else []
    return replace(plan, directories=tuple(missing), notes=(*plan.notes, *session.place.loose()))


def _check_names(session: Session, rendered: Rendered) -> None:
    """Refuse a name on the command line that nothing has, with the nearest that something has."""
    known = {*rendered.sheets, *session.skipped}
    odd = [name for name in session.names if name not in known and "/" in name]
    if odd:
        raise ConflictError("no such peer", [f"{name}: {unknown('peer', name, known)}" for name in odd])


def open_secrets(session: Session, rendered: Rendered) -> Secrets:
    """Return what opens this session's references; nothing is opened yet."""
    values = [entry.value for sheet in rendered.sheets.values() for entry in sheet.secrets()]
    hidden = frozenset(value.env for value in values if isinstance(value, Env))
    return Secrets(session.config.path.resolve().parent, os.environ, hidden)


def _desired(
    session: Session, rendered: Rendered, actual: Mapping[str, Actual], *, secrets: bool
) -> dict[str, Desired]:
    """Fill the secrets into the sheets; everything that cannot be had is said at once."""
    opened = open_secrets(session, rendered)
    access = session.place.file_access()
    desired: dict[str, Desired] = {}
    problems: list[str] = []
    for name, sheet in rendered.sheets.items():
        if session.names and name not in session.names:
            continue
        source = _Source(opened, actual.get(name), is_open=secrets)
        try:
            body = sheet.text(source.value_of)
        except NotExpressibleError as error:
            problems.append(f"{error.thing}: {error.lines[0]}")
            continue
        problems += source.problems
        desired[name] = Desired(body, access, is_blind=source.is_blind)
    if problems:
        raise SecretError(
            "cannot read these secrets; nothing was written",
            problems,
        )
    return desired


@dataclass
class _Source:
    """Where one peer's secrets come from; collects what cannot be had."""

    secrets: Secrets
    actual: Actual | None
    is_open: bool
    is_blind: bool = False
    problems: list[str] = field(default_factory=list)

    def value_of(self, entry: Entry) -> str:
        """Return the value of a secret entry, or a stand-in once a problem is noted."""
        if isinstance(entry.value, Reference) and not self.is_open:
            self.is_blind = True
            return _UNREAD
        if isinstance(entry.value, Existing):
            held = self.actual.settings.values_of(entry.word) if isinstance(self.actual, File) else []
            if not held:
                self.problems.append(
                    f"{spell(entry.key)}: {{ existing = true }}: there is no {entry.word} in the file to keep"
                )
            return held[-1] if held else _UNREAD
        try:
            return self.secrets.value(entry.value, entry.key)
        except SecretError as error:
            self.problems.append(
                f"{error.thing}: {error.lines[0]}" + (f" ({error.hint})" if error.hint else "")
            )
            return _UNREAD


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
