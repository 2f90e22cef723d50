"""The person's half of `doctor`: the peers to look at, their sources of secrets, their servers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vpnsync.cli.callees import callees, visible_text
from vpnsync.cli.drafts import hand_over, open_secrets
from vpnsync.cli.handover import Draft, Handover
from vpnsync.cli.session import render_all
from vpnsync.config.complaints import spell
from vpnsync.config.references import Reference, SystemKeychain
from vpnsync.link.check import Check, Patient
from vpnsync.link.doctor import network_checks
from vpnsync.link.interfaces import own_lans
from vpnsync.link.keychain import keychain_check
from vpnsync.link.machine import Machine
from vpnsync.link.network import collisions
from vpnsync.sync.place import HERE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vpnsync.cli.session import Rendered, Session
    from vpnsync.cli.where import Where
    from vpnsync.errors import DescriptionError


def hand_over_patients(session: Session, *, network: bool) -> Handover:
    """Hand over every peer of this machine without a secret, and what the person alone can look at."""
    rendered = render_all(session)
    calls = callees(rendered)
    checks = list(_secrets(session, rendered))
    if network:
        checks += _lans(rendered)
        checks += network_checks(Patient(name, one.protocol, one.server) for name, one in calls.items())
    drafts = {name: Draft((visible_text(sheet),)) for name, sheet in rendered.sheets.items()}
    made = hand_over(session, rendered, secrets=False)
    return replace(
        made,
        calls=calls,
        checks=tuple((check.verdict, check.what, check.remedy) for check in checks),
        write=lambda: drafts,
    )


def hand_over_nobody(where: Where, error: DescriptionError) -> Handover:
    """Hand over no peer at all, where there is no description."""
    platform = where.platform or HERE
    lack = Check("warning", f"{error.thing} here: {error.lines[0]}", error.hint)
    told = (lack.verdict, lack.what, lack.remedy)
    return Handover("no description", "vpnsync", platform, where.pppd, checks=(told,))


def _lans(rendered: Rendered) -> Iterator[Check]:
    """Look whether a peer's networks are those that this machine is in by itself."""
    lans = own_lans()
    for name, effects in rendered.effects.items():
        networks = [effect.value for effect in effects if effect.kind == "route"]
        for network, lan in collisions(networks, lans):
            own = f"this machine's own network on {lan.interface} ({lan.network})"
            yield Check(
                "warning",
                f"{name}: {network} is also {own}",
                "name only the networks behind the VPN that are not here, or exclude_routes",
            )


def _secrets(session: Session, rendered: Rendered) -> Iterator[Check]:
    """Look whether the sources of secrets are there; none is opened."""
    opened = open_secrets(session)
    for peer in rendered.peers.values():
        for key in ("password", "shared_secret"):
            typed = peer.typed.get(key)
            if typed is None or not isinstance(typed.value, Reference):
                continue
            place = f"{spell(typed.key)}: {typed.value.source()}"
            if isinstance(typed.value, SystemKeychain):
                machine = Machine(session.platform, session.place.root)
                service, user = typed.value.system_keychain, str(peer.value("user") or peer.name)
                yield keychain_check(machine, place, service, user)
            elif lack := opened.lack(typed.value):
                yield Check(
                    "problem", f"{place}: {lack}", "correct the reference, or make its source reachable"
                )
            else:
                yield Check("ok", f"{place} can be asked")
