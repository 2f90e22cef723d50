"""Root's half of a call: the disk is checked, then it is dialed, watched and explained."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from vpnsync.cli.desired import compare, desired_files
from vpnsync.cli.halves import check_rights, lifeline
from vpnsync.cli.screen import note, warn
from vpnsync.errors import BusyError, CallError, ConflictError, DriftError, MissingError, RightsError
from vpnsync.link.machine import Machine
from vpnsync.link.needs import lacks
from vpnsync.link.scripts import call_scripts, forget, implied_scripts, keep
from vpnsync.pppd.program import LINKNAME
from vpnsync.pppd.words import encode, quote
from vpnsync.sync.files import File
from vpnsync.sync.kinds import UNITS, peers_file
from vpnsync.sync.lock import held
from vpnsync.sync.store import read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vpnsync.cli.handover import Callee, Handover
    from vpnsync.cli.story import Story
    from vpnsync.link.log import Follower
    from vpnsync.pppd.options import Dictionary
    from vpnsync.pppd.scripts import Event as ScriptEvent
    from vpnsync.pppd.settings import Settings
    from vpnsync.sync.place import Place

NO_RIGHTS: Final = 77


@dataclass(frozen=True)
class Manner:
    """How to dial: what `up` was told besides the name. timeout: seconds."""

    is_json: bool = False
    is_detached: bool = False
    is_try: bool = False
    verbose: bool = False
    timeout: float | None = None


@dataclass(frozen=True)
class Wanted:
    """One peer that may be dialed: as described, and what its file on disk sets. Not shown by repr()."""

    name: str
    callee: Callee
    settings: Settings = field(repr=False)
    scripts: Mapping[ScriptEvent, bytes] = field(default_factory=dict, repr=False)
    """What pppd runs when the link comes up and goes down, as long as this call lasts."""

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


def machine_of(place: Place) -> Machine:
    """Return the machine whose managed directories these are."""
    return Machine(place.platform, place.root)


@contextlib.contextmanager
def needing_rights() -> Iterator[None]:
    """Give the status 77 to what fails for want of rights."""
    try:
        yield
    except RightsError as error:
        error.status = NO_RIGHTS
        raise


def dial(handover: Handover, place: Place, name: str, manner: Manner) -> int:
    """Dial a peer and watch it; return the exit status. Raises CallError where the call fails."""
    from vpnsync.cli.story import Story

    handover.check_call(name)
    with needing_rights():
        story = Story(name, handover, machine_of(place), manner)
        if story.is_up_already():
            return 0
        wanted = in_sync(handover, place, name)
        check_rights(place)
        clear_after_dead_links(place, handover.dictionary)
        try:
            with held(place, f"dial-{name}", f"another vpnsync up is dialing {name}"):
                return 0 if story.is_up_already() else _dial(handover, place, wanted, story)
        except BusyError:
            if story.is_up_already():
                return 0
            raise
        except CallError as error:
            if not (manner.is_try and story.never_came_up):
                raise
            raise _with_last_good(error, handover, place, name) from None


def clear_after_dead_links(place: Place, dictionary: Dictionary) -> None:
    """Take back what links have left whose pppd was killed, and say so: `up` and `down` of any peer do it.

    The scripts of calls that are over go, too.
    """
    from vpnsync.link.leftovers import clear_leftovers, has_leftovers

    machine = machine_of(place)
    if os.geteuid() == 0 and has_leftovers(machine):
        if clear_leftovers(machine):
            note("A link had died without a word: the routes and name servers that it left are taken back.")
        else:
            warn("what a dead link has left cannot be taken back as a whole: the system's log says why")
    if os.geteuid() == 0 or place.root is not None:
        forget(place, dictionary)


def in_sync(handover: Handover, place: Place, name: str) -> Wanted:
    """Return a peer whose file on disk means what the description says; raise DriftError otherwise.

    Secrets are compared as the draft says, mostly by presence. Raises MissingError for what the
    file asks for and the machine has not.
    """
    draft = handover.drafts[name]
    one = replace(handover, names=(name,), write=lambda: {name: draft})
    actual = read(place, handover.dictionary)
    try:
        plan = compare(one, place, desired_files(one, place, actual), actual)
    except ConflictError as error:
        error.status = DriftError.status
        raise
    for change in plan.changes:
        if change.kind is UNITS[place.platform]:
            continue  # what dials when the machine starts is not what dials now
        reasons = "; ".join(change.reasons)
        if not change.is_cosmetic:
            raise DriftError(
                name,
                f"{change.path} is not what the description says: {reasons}",
                hint=f"run: vpnsync apply {name}",
            )
        warn(f"{name}: {reasons}: vpnsync apply {name} sets that right")
    found = actual[peers_file(name)]
    if not isinstance(found, File):  # pragma: no cover - the plan would have said so
        raise DriftError(name, found.reason)
    callee, settings = handover.calls[name], found.settings
    scripts = call_scripts(settings, name, actual) or implied_scripts(
        settings, name, callee.protocol, callee.server, callee.halves
    )
    wanted = Wanted(name, callee, settings, scripts)
    missing = lacks(wanted.settings, machine_of(place))
    if missing:
        lines = [f"{lack.what}: {lack.remedy}" for lack in missing]
        raise MissingError(f"{name} cannot be dialed on this machine", lines)
    return wanted


def _dial(handover: Handover, place: Place, wanted: Wanted, story: Story) -> int:
    """Dial while the lock is held; everything that is opened here is closed when the call is over."""
    from vpnsync.cli.progress import Progress
    from vpnsync.link.dial import Call, Order
    from vpnsync.link.log import open_log
    from vpnsync.link.status import live_names

    machine = machine_of(place)
    for other in sorted(live_names(machine, handover.dictionary, wanted.callee.sharers)):
        warn(
            f"{other} is up over the same server: pptp makes one connection for both,"
            " so that ending one of them ends both"
        )
    _warn_of_lans(handover, wanted.name)
    secrets = handover.secrets.get(wanted.name, {})
    lines = encode("".join(f"{word} {quote(value)}\n" for word, value in secrets.items()))
    more = keep(place, wanted.name, wanted.scripts)
    has_tunnel = (place.platform, wanted.callee.protocol) == ("linux", "pptp")
    order = Order(wanted.name, wanted.linkname, lines, wanted.needs_address, has_tunnel, lifeline(), more)
    with (
        open_log(place, wanted.name) as log,
        _own_logfile(machine, wanted) as others,
        Progress(wanted.name, verbose=story.manner.verbose) as progress,
        Call(order, machine, log, others) as call,
    ):
        try:
            return story.tell(call, log, progress)
        finally:
            if call.was_killed:  # it had no time to run what takes back
                clear_after_dead_links(place, handover.dictionary)


def _warn_of_lans(handover: Handover, name: str) -> None:
    """Say which of a peer's networks this machine is in by itself: what is near is then far."""
    from vpnsync.link.interfaces import own_lans
    from vpnsync.link.network import collisions

    networks = [effect.value for effect in handover.effects.get(name, ()) if effect.kind == "route"]
    for network, lan in collisions(networks, own_lans()) if networks else ():
        warn(f"{name}: {network} is also this machine's own network on {lan.interface} ({lan.network})")


@contextlib.contextmanager
def _own_logfile(machine: Machine, wanted: Wanted) -> Iterator[list[Follower]]:
    """Read along where the peers file sends pppd's messages; pppd itself would create it for all to read."""
    from vpnsync.link.log import follow_logfile

    if not wanted.logfile:
        yield []
        return
    with follow_logfile(machine.path(wanted.logfile)) as follower:
        if follower is None:
            warn(f"{wanted.logfile}: cannot be read along, so that a failure may stay unexplained")
        yield [follower] if follower else []


def _with_last_good(error: CallError, handover: Handover, place: Place, name: str) -> CallError:
    """Put the peer's file back as it was before it was last changed, and say so below the error."""
    from vpnsync.cli.fallback import put_back

    hint = f"{error.hint}\n  --try: {put_back(handover, place, name)}".lstrip()
    told = CallError(error.thing, error.lines[0], hint=hint, name=error.name)
    told.status = error.status
    return told
