"""What `up`, `down`, `status`, `logs` and `doctor` take from the description and from the disk."""

from __future__ import annotations

import getpass
import os
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from vpnsync.cli.desired import open_secrets, plan_for
from vpnsync.cli.screen import is_terminal, warn
from vpnsync.cli.session import needs_root, render_all
from vpnsync.config.complaints import spell, unknown
from vpnsync.config.references import Prompt, SystemKeychain
from vpnsync.errors import (
    ConflictError,
    DriftError,
    MissingError,
    NotExpressibleError,
    RightsError,
    SecretError,
)
from vpnsync.link.machine import Machine
from vpnsync.link.needs import lacks
from vpnsync.link.status import live_names
from vpnsync.pppd.settings import read_settings
from vpnsync.pppd.words import encode, quote
from vpnsync.sync.explain import option_changes

if TYPE_CHECKING:
    from vpnsync.cli.session import Rendered, Session
    from vpnsync.config.merge import Peer
    from vpnsync.pppd.settings import Settings

NO_RIGHTS: Final = 77
LINKNAME: Final = "vpnsync-"
"""How the linknames start that `up` gives: a peer's name follows, so no two are alike."""

_SECRETS: Final = (("password", "password"), ("shared_secret", "l2tpipsecsharedsecret"))
"""Keys of secrets that are handed over at dial time, and the options that they become."""


@dataclass(frozen=True)
class Wanted:
    """One peer that may be dialed: as described, and what its file on disk sets. Not shown by repr()."""

    name: str
    peer: Peer = field(repr=False)
    settings: Settings = field(repr=False)

    @property
    def linkname(self) -> str | None:
        """The linkname for the command line; None where the file has one of its own."""
        return None if self.settings.values_of("linkname") else f"{LINKNAME}{self.name}"

    @property
    def logfile(self) -> str | None:
        """Where the file sends pppd's messages, if it does."""
        return next(reversed(self.settings.values_of("logfile")), None)

    @property
    def needs_address(self) -> bool:
        """Whether the link is only up with an IPv4 address."""
        return not self.settings.options().keys() & {"noip", "-ip"}

    @property
    def server(self) -> str:
        """What is dialed, as a person would name it."""
        known = (self.peer.value(key) for key in ("server", "device", "interface"))
        return str(next((value for value in known if value), self.name))

    def key(self, name: str) -> str:
        """Return the place in vpns.toml where a key of this peer stands, or would stand."""
        typed = self.peer.typed.get(name)
        return spell(typed.key if typed else ("peers", self.name, *name.split(".")))


def machine_of(session: Session) -> Machine:
    """Return the machine that a session is about."""
    return Machine(session.platform, session.place.root)


def described(session: Session, rendered: Rendered, name: str) -> Peer:
    """Return a peer of this machine; refuse names that none has."""
    if name in session.skipped:
        raise ConflictError(name, f"is not for this machine: {session.skipped[name]}")
    if name not in rendered.peers:
        raise ConflictError(name, unknown("peer", name, rendered.peers))
    return rendered.peers[name]


def in_sync(session: Session, name: str) -> Wanted:
    """Return a peer whose file on disk means what the description says; raise DriftError otherwise.

    Secrets are compared by presence: to dial what is on disk, no secret store need be opened.
    """
    rendered = render_all(session)
    peer = described(session, rendered, name)
    try:
        plan, desired = plan_for(session, rendered, secrets=False)
    except RightsError as error:
        error.status = NO_RIGHTS
        raise
    except ConflictError as error:
        error.status = DriftError.status
        raise
    for change in plan.changes:
        reasons = "; ".join(change.reasons)
        if change.before is None or option_changes(change):
            raise DriftError(
                name,
                f"{change.path} is not what the description says: {reasons}",
                hint=f"run: vpnsync apply {name}",
            )
        warn(f"{name}: {reasons}: vpnsync apply {name} sets that right")
    body = desired[name].body
    return Wanted(name, peer, read_settings(body, session.platform, session.dictionary))


def check_can_dial(session: Session, wanted: Wanted) -> None:
    """Refuse what could not be dialed here anyway: rights, pppd, plug-ins, programs, the kernel."""
    if session.place.root is None and not session.is_this_machine:
        raise MissingError(wanted.name, f"this machine cannot dial as {session.platform} does")
    check_root(session, wanted.name, "cannot be dialed without root")
    missing = lacks(wanted.settings, machine_of(session))
    if missing:
        lines = [f"{lack.what}: {lack.remedy}" for lack in missing]
        raise MissingError(f"{wanted.name} cannot be dialed on this machine", lines)


def check_root(session: Session, thing: str, reason: str) -> None:
    """Refuse without root what only root may do, with the command that has the rights."""
    if session.place.root is None and os.geteuid() != 0:
        error = needs_root(session, RightsError(thing, reason))
        error.status = NO_RIGHTS
        raise error


def dial_secrets(session: Session, wanted: Wanted) -> bytes:
    """Return the lines that hand a peer's secrets over at dial time; nothing where they are on disk."""
    if not wanted.peer.is_dialed_with_secrets:
        return b""
    opened = open_secrets(session)
    lines = []
    for key, word in _SECRETS:
        typed = wanted.peer.typed.get(key)
        if typed is None or isinstance(typed.value, SystemKeychain):
            continue
        value = (
            _asked(wanted, key) if isinstance(typed.value, Prompt) else opened.value(typed.value, typed.key)
        )
        try:
            lines.append(f"{word} {quote(value, limit=session.dictionary.options[word].limit)}\n")
        except NotExpressibleError as error:
            raise NotExpressibleError(wanted.key(key), error.lines[0]) from None
    return encode("".join(lines))


def _asked(wanted: Wanted, key: str) -> str:
    """Ask the person at the terminal for a secret, without showing it."""
    if not is_terminal(sys.stdin):
        raise SecretError(
            wanted.key(key), "is asked for on the terminal ({ prompt = true }), and there is none here"
        )
    try:
        answer = getpass.getpass(f"{key.replace('_', ' ').capitalize()} for {wanted.name}: ")
    except EOFError:
        answer = ""
    if not answer:
        raise SecretError(wanted.key(key), "nothing was typed, so nothing was dialed")
    return answer


def shares_server(session: Session, wanted: Wanted) -> list[str]:
    """Return the other peers that are up over the same PPTP server: they share a control connection."""
    rendered = render_all(session)
    server = wanted.peer.value("server")
    others = [
        peer.name
        for peer in rendered.peers.values()
        if (peer.protocol, peer.value("server")) == ("pptp", server) and peer.name != wanted.name
    ]
    is_shared = wanted.peer.protocol == "pptp" and session.platform == "linux" and others
    return sorted(live_names(machine_of(session), session.dictionary, others)) if is_shared else []
