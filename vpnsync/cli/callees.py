"""What the person's half of a command about calls hands over besides the files: whom, and with what."""

from __future__ import annotations

import getpass
import sys
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from vpnsync.cli.drafts import hand_over, open_secrets
from vpnsync.cli.handover import Callee
from vpnsync.cli.message import DIALED
from vpnsync.cli.screen import is_terminal
from vpnsync.cli.session import render_all
from vpnsync.config.complaints import spell
from vpnsync.config.nearest import unknown
from vpnsync.config.references import Existing, Prompt, SystemKeychain
from vpnsync.errors import ConflictError, MissingError, NotExpressibleError, SecretError
from vpnsync.link.machine import Machine
from vpnsync.link.needs import lacks
from vpnsync.pppd.options import dictionary
from vpnsync.pppd.settings import read_settings
from vpnsync.pppd.words import encode, quote
from vpnsync.render.effects import halves
from vpnsync.render.lines import PLACEHOLDER, is_secret

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vpnsync.cli.handover import Handover
    from vpnsync.cli.session import Rendered, Session
    from vpnsync.config.merge import Peer, Typed
    from vpnsync.render.peer import Sheet

_SECRETS = dict(zip(("password", "shared_secret"), DIALED, strict=True))


def hand_over_call(session: Session, name: str) -> Handover:
    """Hand over one peer that is to be dialed; its file is compared without opening secrets."""
    rendered = render_all(session)
    described(session, rendered, name)
    return with_call(hand_over(session, rendered, secrets=False), session, rendered, name)


def with_call(handover: Handover, session: Session, rendered: Rendered, name: str) -> Handover:
    """Return a handover to which a call is added; refuse one that could not be made here anyway.

    What it is dialed with is opened once it is asked for.
    """
    peer = described(session, rendered, name)
    _check_machine(session, rendered.sheets[name])
    blind = hand_over(replace(session, names=(name,)), rendered, secrets=False)
    return replace(
        handover,
        calls=callees(rendered, name),
        write=lambda: {**blind.drafts, **handover.drafts},
        open=partial(_opened, session, peer),
    )


def hand_over_calls(session: Session) -> Handover:
    """Hand over the peers that a look at their links is about: those asked for, or all of this machine."""
    rendered = render_all(session)
    for name in session.names:
        described(session, rendered, name)
    return replace(hand_over(session, rendered, secrets=False), calls=callees(rendered))


def callees(rendered: Rendered, dialed: str | None = None) -> dict[str, Callee]:
    """Return whom each peer of this machine calls; of the one to be dialed, also with whom it shares that."""
    peers = [peer for name, peer in rendered.peers.items() if name in rendered.sheets]
    called = {peer.name: _callee(peer, rendered.sheets[peer.name]) for peer in peers}
    if dialed in called:
        called[dialed] = replace(called[dialed], sharers=_sharers(rendered.peers[dialed], peers))
    return called


def described(session: Session, rendered: Rendered, name: str) -> Peer:
    """Return a peer of this machine; refuse names that none has."""
    if name in session.skipped:
        raise ConflictError(
            name, f"is not for this machine: {session.skipped[name]}", name="not-this-machine"
        )
    if name not in rendered.peers:
        raise ConflictError(name, unknown("peer", name, rendered.peers), name="unknown-peer")
    return rendered.peers[name]


def visible_text(sheet: Sheet) -> str:
    """Return a peers file as far as the description alone tells it, without any secret."""
    known = [entry for entry in sheet.entries if not isinstance(entry.value, Existing)]
    lines = (sheet.line(e, PLACEHOLDER if is_secret(e, sheet.dictionary) else e.value) for e in known)
    return "".join(lines)


def _sharers(peer: Peer, others: Iterable[Peer]) -> tuple[str, ...]:
    """Return the peers of the same control connection: on Linux, pptp makes one for all calls to a server."""
    if (peer.protocol, peer.platform) != ("pptp", "linux"):
        return ()
    to = ("pptp", peer.value("server"))
    found = (other.name for other in others if (other.protocol, other.value("server")) == to)
    return tuple(sorted(name for name in found if name != peer.name))


def _callee(peer: Peer, sheet: Sheet) -> Callee:
    server = peer.value("server")
    shown = next((value for key in ("server", "device", "interface") if (value := peer.value(key))), None)
    return Callee(
        peer.protocol,
        str(shown or peer.name),
        spell(("peers", peer.name)),
        server,
        {word: spell(typed.key) for word, typed in peer.typed.items()},
        (),
        halves(peer),
        any(entry.word == "persist" and entry.value is True for entry in sheet.entries),
    )


def _check_machine(session: Session, sheet: Sheet) -> None:
    """Refuse what could not be dialed here anyway: before a secret is asked for, and before sudo asks."""
    if session.place.root is None and not session.is_this_machine:
        raise MissingError(sheet.name, f"this machine cannot dial as {session.platform} does")
    settings = read_settings(encode(visible_text(sheet)), session.platform, sheet.dictionary)
    missing = lacks(settings, Machine(session.platform, session.place.root))
    if missing:
        lines = [f"{lack.what}: {lack.remedy}" for lack in missing]
        raise MissingError(f"{sheet.name} cannot be dialed on this machine", lines)


def _opened(session: Session, peer: Peer) -> dict[str, dict[str, str]]:
    """Open a peer's secrets of dial time; {} where they are on disk. Asks on the terminal last."""
    if not peer.is_dialed_with_secrets:
        return {}
    found = {key: peer.typed[key] for key in _SECRETS if key in peer.typed}
    wanted = {key: typed for key, typed in found.items() if not isinstance(typed.value, SystemKeychain)}
    opened = open_secrets(session)
    values = {}
    for key in sorted(wanted, key=lambda key: isinstance(wanted[key].value, Prompt)):
        typed = wanted[key]
        is_asked = isinstance(typed.value, Prompt)
        value = _answer(peer, key, typed) if is_asked else opened.value(typed.value, typed.key)
        values[_SECRETS[key]] = _fitting(value, key, typed)
    return {peer.name: values}


def _fitting(value: str, key: str, typed: Typed) -> str:
    """Return a value that pppd can take as it is; raise NotExpressibleError, which names the key."""
    try:
        quote(value, limit=dictionary("macos").options[_SECRETS[key]].limit)
    except NotExpressibleError as error:
        raise NotExpressibleError(spell(typed.key), error.lines[0]) from None
    return value


def _answer(peer: Peer, key: str, typed: Typed) -> str:
    """Ask the person at the terminal for a secret, without showing it."""
    if not is_terminal(sys.stdin):
        raise SecretError(
            spell(typed.key), "is asked for on the terminal ({ prompt = true }), and there is none here"
        )
    try:
        answer = getpass.getpass(f"{key.replace('_', ' ').capitalize()} for {peer.name}: ")
    except EOFError:
        answer = ""
    if not answer:
        raise SecretError(spell(typed.key), "nothing was typed, so nothing was dialed")
    return answer
