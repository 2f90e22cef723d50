"""What peers files have pppd read besides themselves, so that nothing is claimed of what stands there."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from vpnsync.link.check import Check, unseen
from vpnsync.pppd.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from vpnsync.link.check import Patient
    from vpnsync.link.machine import Machine
    from vpnsync.pppd.options import Dictionary
    from vpnsync.pppd.settings import Settings
    from vpnsync.pppd.statements import Statement

_DEPTH: Final = 8
_MAX_FILE: Final = 1024 * 1024
"""Bytes of the largest file that is looked into."""

_FOLDERS: Final = {"file": "/", "call": "/etc/ppp/peers"}
"""Where the files stand that these options name."""


def with_included(
    patients: Iterable[Patient], machine: Machine, dictionary: Dictionary
) -> tuple[list[Patient], list[Check]]:
    """Return the patients with what they include in its place, and what could not be read.

    A patient of whom not all could be read is left out: nothing can be said of its settings.
    """
    whole, checks = [], {}
    for patient in patients:
        try:
            settings = patient.settings and _whole(patient.settings, machine, dictionary)
        except PermissionError as error:
            checks[unseen(str(error.filename))] = True
        except OSError as error:
            what = f"{patient.name} includes {error.filename}: {error.strerror}"
            checks[Check("warning", what, "correct that option, or make the file")] = True
        else:
            whole.append(replace(patient, settings=settings))
    return whole, list(checks)


def _whole(settings: Settings, machine: Machine, dictionary: Dictionary) -> Settings:
    return replace(settings, statements=tuple(_flat(settings.statements, machine, dictionary, _DEPTH)))


def _flat(
    statements: Sequence[Statement], machine: Machine, dictionary: Dictionary, depth: int
) -> Iterator[Statement]:
    """Yield statements, and for one that includes a file those of it. Raises OSError."""
    for one in statements:
        word = one.option.word if one.option is not None and not one.problem else None
        if word not in _FOLDERS or one.value is None:
            yield one
            continue
        path = machine.path(os.path.join(_FOLDERS[word], one.value))  # noqa: PTH118 - an absolute one stands
        if not depth:
            raise OSError(0, "includes others without end", str(path))
        text = read_settings(_text(path), machine.platform, dictionary)
        yield from _flat(text.statements, machine, dictionary, depth - 1)


def _text(path: Path) -> bytes:
    """Read a plain file. Raises OSError, also for what is none: a pipe would be waited for."""
    # By name first: to open a device may do something.
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(0, "is no plain file", str(path))
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    with open(descriptor, "rb") as file:  # noqa: PTH123 - one that is open
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(0, "is no plain file", str(path))
        return file.read(_MAX_FILE)
