"""vpnsync for programs: what `vpnsync plan` and `vpnsync apply` do, without a question and without a word.

    from vpnsync import apply, load, plan

    description = load("vpns.toml", root="image", platform="linux")
    for change in plan(description).changes:
        print(change.action, change.path, "; ".join(change.reasons))
    apply(description)

Whatever the command line would complain of is raised as a VpnsyncError, whose text is the message.
Everything runs with the rights of the calling process; nothing is elevated, and nobody is asked.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from vpnsync.cli.apply import is_pending, perform
from vpnsync.cli.booting import with_boot_notes
from vpnsync.cli.consent import is_agreed
from vpnsync.cli.desired import plan_for
from vpnsync.cli.drafts import hand_over
from vpnsync.cli.halves import check_rights
from vpnsync.cli.live_notes import with_live_notes
from vpnsync.cli.person import behind
from vpnsync.cli.screen import muted
from vpnsync.cli.session import Session, open_session
from vpnsync.errors import RightsError, UsageError
from vpnsync.pppd.options import Platform, Version
from vpnsync.sync.boot import lacking

if TYPE_CHECKING:
    from vpnsync.cli.handover import Handover
    from vpnsync.sync.change import Desired, Plan
    from vpnsync.sync.kinds import Target


@dataclass(frozen=True)
class Description:
    """A description that has been read, and the machine that it is for."""

    session: Session = field(repr=False)

    @property
    def path(self) -> Path:
        """The file that was read."""
        return self.session.config.path

    @property
    def peers(self) -> tuple[str, ...]:
        """The names of the peers that are for this machine."""
        return tuple(name for name in self.session.config.document.peers if name not in self.session.skipped)

    @property
    def skipped(self) -> dict[str, str]:
        """The peers that are described and not for this machine, each with the reason."""
        return dict(self.session.skipped)


@muted()
def load(
    path: str | Path | None = None,
    *,
    root: str | Path | None = None,
    platform: Platform | None = None,
    pppd: Version | None = None,
    host: str | None = None,
) -> Description:
    """Read a description: the one named, or the one that the command line would find.

    root: the folder under which all managed files are put; None is the machine itself. platform
    ("macos", "linux"), pppd ("2.4.9", "2.5") and host: as if on that machine; by default this one.
    Raises DescriptionError where it cannot be used, UsageError where there is no such platform or
    pppd, and RightsError behind sudo or doas: what is
    the person's is not for root to read.
    """
    who = behind(os.environ)
    if who:
        raise RightsError(
            "vpnsync.load",
            f"this process is root on behalf of {who.pw_name}, whose description it is not to read",
            hint="call `sudo vpnsync`, or unset SUDO_UID and DOAS_USER to let root do all by itself",
        )
    for given, known in ((platform, get_args(Platform)), (pppd, get_args(Version))):
        if given is not None and given not in known:
            raise UsageError("vpnsync.load", f'"{given}" is none of {", ".join(known)}')
    session = open_session(
        config=None if path is None else str(path),
        root=None if root is None else Path(root),
        platform=platform,
        pppd=pppd,
        host=host,
    )
    if session.config.complaints:
        raise session.config.error()
    return Description(session)


@muted()
def plan(description: Description, *names: str, secrets: bool = True, prune: bool = False) -> Plan:
    """Return what would have to change; false where that is nothing.

    names: only these peers; none are all. secrets: open them, so that they can be compared; else
    they are compared by presence alone. prune: with the files of peers that are skipped here.
    Raises VpnsyncError.
    """
    handover = _handed_over(description, names, secrets=secrets)
    return _planned(description, handover, prune=prune)[0]


@muted()
def apply(
    description: Description,
    *names: str,
    adopt: bool = False,
    overwrite: bool = False,
    prune: bool = False,
    enable: bool = False,
) -> Plan:
    """Make the files what the description says, all of them or none; return what was changed.

    The options are those of `vpnsync apply --yes`: take over files of others (adopt), replace those
    that were edited by hand (overwrite), delete what is no longer described (prune), let peers with
    `autostart` start with the machine (enable). Raises ConflictError, before the first write, where
    one of them is needed and not given; RightsError, SecretError, WriteError and BusyError as well.
    """
    handover, place = _handed_over(description, names), description.session.place
    found, desired = _planned(description, handover, prune=prune, enable=enable)
    starting = lacking(place, handover.units) if enable else []
    if not is_pending(found, place, starting):
        return found
    check_rights(place)
    is_agreed(found, {"--adopt": adopt, "--overwrite": overwrite, "--prune": prune}, yes=True)
    done = perform(found, handover, place, desired, prune=prune, starting=starting)
    return replace(done, notes=found.notes)


def _handed_over(description: Description, names: tuple[str, ...], *, secrets: bool = True) -> Handover:
    return hand_over(replace(description.session, names=names), secrets=secrets)


def _planned(
    description: Description, handover: Handover, *, prune: bool, enable: bool = False
) -> tuple[Plan, dict[Target, Desired]]:
    place = description.session.place
    found, desired = plan_for(handover, place, prune=prune)
    found = with_live_notes(found, place, handover.dictionary)
    return with_boot_notes(found, handover, place, is_enabling=enable), desired
