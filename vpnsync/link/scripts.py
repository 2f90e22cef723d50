"""The scripts of one call: those of the peers file as they were when it was dialed, or what it needs besides.

What a link has set is taken back by the script that belongs to it, whatever the description says by
then: `up` keeps a copy of both below vpnsync's own state directory, and names them to pppd on its
command line. There it also gives a script to a peer whose file calls none, where pppd by itself does
not do what `default_route` and `dns = "peer"` mean.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Final

from vpnsync.errors import BusyError, ConflictError
from vpnsync.link.machine import Machine
from vpnsync.link.status import links
from vpnsync.pppd.names import SCRIPTS as FOLDER
from vpnsync.pppd.scripts import DIALERS, EVENTS, SCRIPT_OPTIONS, Event, Script, Wants
from vpnsync.sync.files import File
from vpnsync.sync.kinds import SCRIPTS, Target
from vpnsync.sync.lock import held
from vpnsync.sync.write import write

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vpnsync.pppd.options import Dictionary
    from vpnsync.pppd.settings import Settings
    from vpnsync.sync.change import Actual
    from vpnsync.sync.place import Place

KEPT: Final = "called"
"""The directory, below vpnsync's own, of the scripts of calls."""


def call_scripts(settings: Settings, name: str, actual: Mapping[Target, Actual]) -> dict[Event, bytes]:
    """Return those scripts that a peers file calls and vpnsync has written."""
    words = SCRIPT_OPTIONS[settings.dictionary.platform]
    found: dict[Event, bytes] = {}
    for event in EVENTS:
        file = actual.get(Target(SCRIPTS, f"{name}.ip-{event}"))
        named = next(reversed(settings.values_of(words[event])), None)
        if named == f"{FOLDER}/{name}.ip-{event}" and isinstance(file, File):
            found[event] = file.text
    return found


def implied_scripts(
    settings: Settings, name: str, protocol: str, server: str | None, halves: Sequence[str]
) -> dict[Event, bytes]:
    """Return the scripts of a peer whose file calls none; {} where pppd does all that it says by itself.

    halves: the networks by which it takes the default route, although there is one already.
    """
    platform = settings.dictionary.platform
    options = settings.options()
    if platform != "linux" or options.keys() & set(SCRIPT_OPTIONS[platform].values()):
        return {}
    fills = bool(halves) or "defaultroute" in options
    program = DIALERS.get((platform, protocol)) if fills and server else None
    routes = tuple((network, None) for network in halves)
    wants = Wants(program, server or "", (), routes, (), (), takes_peer_dns="usepeerdns" in options)
    if not wants:
        return {}
    log = next(reversed(settings.values_of("logfile")), None)
    return {event: Script(platform, event, name, wants, None, log).text().encode() for event in EVENTS}


def keep(place: Place, name: str, texts: Mapping[Event, bytes]) -> list[str]:
    """Write the scripts of a call where nothing else touches them; return the words that name them."""
    if not texts:
        return []
    words: list[str] = []
    access = place.file_access(SCRIPTS)
    with place.open_state(KEPT) as directory:
        try:
            for event, text in texts.items():
                write(directory, f"{name}.ip-{event}", text, access)
                path = place.state / KEPT / f"{name}.ip-{event}"
                words += [SCRIPT_OPTIONS[place.platform][event], str(path)]
        except OSError as error:
            raise ConflictError(str(place.state / KEPT), os.strerror(error.errno or 0)) from error
    return words


def forget(place: Place, dictionary: Dictionary) -> None:
    """Delete the scripts of calls that are over; those of one that is just being dialed stay."""
    with place.find_state(KEPT) as directory:
        kept = [] if directory is None else os.listdir(directory)  # noqa: PTH208 - of a descriptor
        for name in sorted({peer for file in kept if (peer := SCRIPTS.peer_of(file))}):
            with contextlib.suppress(BusyError, OSError), held(place, f"dial-{name}"):
                if links(Machine(place.platform, place.root), dictionary, [name])[name].state == "down":
                    for file in kept:
                        if SCRIPTS.peer_of(file) == name:
                            os.unlink(file, dir_fd=directory)
