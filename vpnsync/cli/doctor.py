"""`vpnsync doctor`: what this machine lacks, and the way out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from vpnsync.cli.options import ConfigOption, HostOption, JsonOption, PlatformOption, PppdOption, RootOption
from vpnsync.cli.screen import paint, safe, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vpnsync.cli.session import Rendered, Session
    from vpnsync.link.doctor import Check, Patient

_COLOURS: Final = {"ok": "+", "warning": "!", "problem": "error"}


def doctor(
    *,
    config: ConfigOption = None,
    root: RootOption = None,
    platform: PlatformOption = None,
    pppd: PppdOption = None,
    host: HostOption = None,
    json: JsonOption = False,
    network: Annotated[
        bool, typer.Option("--network", help="Also ask each server whether it can be reached.")
    ] = False,
) -> int:
    """Check what dialing needs on this machine. Exit 1 where there is a problem.

    Example: sudo vpnsync doctor --network
    """
    from vpnsync.cli.result import print_json
    from vpnsync.cli.session import open_session, render_all
    from vpnsync.link.doctor import network_checks

    session = open_session(config=config, root=root, platform=platform, pppd=pppd, host=host)
    rendered = render_all(session)
    found = list(_checks(session, rendered))
    if network:
        found += network_checks(_patients(session, rendered))
    if json:
        print_json(
            {
                "format_version": 1,
                "checks": [
                    {"verdict": check.verdict, "what": check.what, "remedy": check.remedy or None}
                    for check in found
                ],
            }
        )
    else:
        for check in found:
            _show(check)
    return 1 if any(check.verdict == "problem" for check in found) else 0


def _checks(session: Session, rendered: Rendered) -> Iterator[Check]:
    from vpnsync.cli.dialing import machine_of
    from vpnsync.link.doctor import checks

    home = Path("~root").expanduser() if session.place.root is None else None
    yield from checks(machine_of(session), session.dictionary, _patients(session, rendered), home)
    yield from _secrets(session, rendered)
    yield from _files(session)


def _patients(session: Session, rendered: Rendered) -> list[Patient]:
    """Return the peers as their files would be, without any secret."""
    from vpnsync.link.doctor import Patient
    from vpnsync.pppd.settings import read_settings

    return [
        Patient(
            name,
            rendered.peers[name].protocol,
            rendered.peers[name].value("server"),
            read_settings(sheet.text(lambda _entry: "x"), session.platform, session.dictionary),
        )
        for name, sheet in rendered.sheets.items()
    ]


def _secrets(session: Session, rendered: Rendered) -> Iterator[Check]:
    """Look whether the sources of secrets are there; none is opened."""
    from vpnsync.cli.desired import open_secrets
    from vpnsync.config.complaints import spell
    from vpnsync.config.references import Reference
    from vpnsync.link.doctor import Check

    opened = open_secrets(session)
    for peer in rendered.peers.values():
        for key in ("password", "shared_secret"):
            typed = peer.typed.get(key)
            if typed is None or not isinstance(typed.value, Reference):
                continue
            lack = opened.lack(typed.value)
            place = f"{spell(typed.key)}: {typed.value.source()}"
            if lack:
                yield Check(
                    "problem", f"{place}: {lack}", "correct the reference, or make its source reachable"
                )
            else:
                yield Check("ok", f"{place} can be asked")


def _files(session: Session) -> Iterator[Check]:
    """Look at the modes of the peers files, where they may be seen."""
    from vpnsync.errors import ConflictError, RightsError
    from vpnsync.link.doctor import Check
    from vpnsync.sync.files import File
    from vpnsync.sync.store import read

    try:
        actual = read(session.place, session.dictionary)
    except (RightsError, ConflictError) as error:
        yield Check("warning", error.text(), "run it with sudo" if os.geteuid() else "")
        return
    wanted = session.place.file_access()
    for name, file in actual.items():
        faults = file.access.faults(wanted) if isinstance(file, File) else []
        if (
            faults
            and isinstance(file, File)
            and any(o.option and o.option.secret for o in file.settings.live)
        ):
            path = session.place.peers / name
            yield Check("problem", f"{path} holds a secret: {'; '.join(faults)}", f"chmod 600 {path}")
    for text in session.place.loose():
        yield Check("warning", text, "chmod go-w")


def _show(check: Check) -> None:
    say(f"{paint(f'{check.verdict:8}', _COLOURS[check.verdict])} {safe(check.what)}")
    if check.remedy and check.verdict != "ok":
        say(safe(f"{'':8} {check.remedy}"))
