"""Which of the peers files that are there can be imported at all, beside what is described already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vpnsync.config.complaints import spell
from vpnsync.pppd.names import name_faults
from vpnsync.sync.files import File
from vpnsync.sync.plan import is_backup

if TYPE_CHECKING:
    from vpnsync.config.load import Config
    from vpnsync.sync.change import Actual


def reason_to_leave(name: str, found: Actual, config: Config) -> str | None:
    """Say why a file stays out of the description, or None."""
    if not isinstance(found, File):
        # What to do about it is told to those whose peer it stands in the way of.
        return found.reason if found.is_callable else found.reason.partition(":")[0]
    if name in config.document.peers:
        return f"is described in {config.path} already"
    identity = config.document.settings.id
    if found.mark is not None and found.mark.id != identity:
        return f'belongs to another description (id "{found.mark.id}", this one is "{identity}")'
    return "is an editor's backup" if is_backup(name) else None


def name_fault(name: str, other: str | None) -> str | None:
    """Say why no peer can have a file's name; `other` is the peer whose name is the same but for case."""
    faults = [f"{spell((name,))}: {fault}" for fault in name_faults(name)]
    faults += [f'differs from "{other}" only in case'] if other is not None else []
    return f"{faults[0]}; rename the file" if faults else None
