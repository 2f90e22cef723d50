"""`vpnsync doctor`: what this machine lacks, and the way out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from vpnsync.cli.options import JsonOption, QuietOption, RootHalfOption
from vpnsync.cli.screen import be_quiet, paint, plural, safe, say, some_of
from vpnsync.cli.where import Where, located
from vpnsync.errors import DescriptionError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from vpnsync.cli.handover import Handover
    from vpnsync.link.check import Check
    from vpnsync.sync.change import Actual
    from vpnsync.sync.kinds import Target
    from vpnsync.sync.place import Place

_COLOURS: Final = {"ok": "+", "warning": "!", "problem": "error"}


@located
def doctor(
    *,
    where: Where,
    json: JsonOption = False,
    network: Annotated[
        bool, typer.Option("--network", help="Also ask each server whether it can be reached.")
    ] = False,
    quiet: QuietOption = False,
    is_root_half: RootHalfOption = False,
) -> int:
    """Check what dialing needs on this machine. Exit 1 where there is a problem.

    Asks for no rights: what cannot be seen without root is said to be unknown.

    Example: vpnsync doctor --network
    """
    be_quiet(on=quiet)
    from vpnsync.cli.halves import in_halves

    def person() -> Handover:
        from vpnsync.cli.checkup import hand_over_nobody, hand_over_patients
        from vpnsync.cli.options import description_path

        try:
            description_path(where.config)
        except DescriptionError as error:  # a machine is looked at before there is any description
            return hand_over_nobody(where, error)
        return hand_over_patients(where.session(), network=network)

    def roots(handover: Handover) -> int:
        from vpnsync.cli.halves import as_root
        from vpnsync.link.check import NEEDS_ROOT, Check

        told = [Check(verdict, what, remedy) for verdict, what, remedy in handover.checks]  # type: ignore[arg-type]
        found = [*_checks(handover, handover.place(where.root)), *told]
        run = f"run: {as_root(handover.description if handover.described else None)}"
        return _tell([c._replace(remedy=run) if c.remedy == NEEDS_ROOT else c for c in found], json=json)

    return in_halves(person, roots, is_root_half=is_root_half)


def _tell(found: Sequence[Check], *, json: bool) -> int:
    """Print what was found; return the exit status."""
    from vpnsync.cli.result import print_json

    if json:
        told = [{"verdict": c.verdict, "what": c.what, "remedy": c.remedy or None} for c in found]
        print_json({"format_version": 1, "checks": told})
    else:
        for check in found:
            is_wrong = check.verdict == "problem"
            head = paint(f"{check.verdict:8}", _COLOURS[check.verdict])
            say(f"{head} {safe(check.what)}", even_quiet=is_wrong)
            if check.remedy and check.verdict != "ok":
                say(safe(f"{'':8} {check.remedy}"), even_quiet=is_wrong)
    return 1 if any(check.verdict == "problem" for check in found) else 0


def _checks(handover: Handover, place: Place) -> Iterator[Check]:
    """Look at the machine, and at what only root may see as far as these are root's rights."""
    from vpnsync.cli.dialing import machine_of
    from vpnsync.link.check import Patient
    from vpnsync.link.doctor import checks
    from vpnsync.pppd.settings import read_settings

    patients = []
    for name, draft in handover.drafts.items():
        handover.check_call(name)
        settings = read_settings(draft.body(None, handover.dictionary), place.platform, handover.dictionary)
        patients.append(Patient(name, handover.calls[name].protocol, settings=settings))
    home = Path("~root").expanduser() if place.root is None else None
    yield from checks(machine_of(place), handover.dictionary, patients, home)
    yield from _files(handover, place)


def _files(handover: Handover, place: Place) -> Iterator[Check]:
    """Look at the modes of the peers files, where they may be seen."""
    from vpnsync.errors import ConflictError, RightsError
    from vpnsync.link.check import Check, unseen
    from vpnsync.sync.files import File
    from vpnsync.sync.kinds import PEERS
    from vpnsync.sync.store import read

    try:
        actual = read(place, handover.dictionary)
    except RightsError as error:
        yield unseen(error.thing)
        return
    except ConflictError as error:
        yield Check("warning", error.text())
        return
    yield from _undescribed(handover, place, actual)
    wanted = place.file_access()
    for target, file in actual.items():
        if not isinstance(file, File):
            continue
        path, access = place.directory(target.kind) / target.name, file.access
        if access.mode & 0o022 or access.uid != wanted.uid:
            what = f"{path}: others than root may write it, and pppd does as root what it says"
            yield Check("problem", what, f"chown root {path}; chmod go-w {path}")
        elif target.kind is PEERS and any(s.option and s.option.secret for s in file.settings.live):
            faults = access.faults(wanted)
            if faults:
                yield Check("problem", f"{path} holds a secret: {'; '.join(faults)}", f"chmod 600 {path}")
    for text in place.loose():
        yield Check("warning", text, "chmod go-w")


def _undescribed(handover: Handover, place: Place, actual: Mapping[Target, Actual]) -> Iterator[Check]:
    """Say, where nothing is described yet, what there is to begin with."""
    from vpnsync.link.check import Check
    from vpnsync.sync.kinds import PEERS
    from vpnsync.sync.plan import is_backup

    names = sorted(target.name for target in actual if target.kind is PEERS and not is_backup(target.name))
    if names and not handover.described:
        what = (
            f"{place.peers} has {plural(len(names), 'file')} that no description names: {some_of(names, 60)}"
        )
        yield Check("warning", what, "`vpnsync import` writes a description from them")
