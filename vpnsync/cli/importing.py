"""Import, step by step: choose the files, carry them over, store secrets, prove the result, write it."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from vpnsync.adopt.carry import Adopted, Carrier, Left
from vpnsync.adopt.secrets import has_plain_secret
from vpnsync.adopt.text import peer_text
from vpnsync.cli.candidates import name_fault, reason_to_leave
from vpnsync.cli.counting import counted
from vpnsync.cli.desired import compare, desired_files
from vpnsync.cli.drafts import hand_over
from vpnsync.cli.first_files import write_schema
from vpnsync.cli.output import make_folder_of, replace
from vpnsync.cli.session import Session
from vpnsync.cli.stash import Stash
from vpnsync.config.find import FILE_NAME, find
from vpnsync.config.load import Config, load, parse
from vpnsync.config.nearest import unknown
from vpnsync.config.shipped import HEADER
from vpnsync.errors import ConflictError, DescriptionError, VpnsyncError
from vpnsync.pppd.hiding import COMMANDS
from vpnsync.sync.explain import option_changes
from vpnsync.sync.files import File
from vpnsync.sync.kinds import peers_file
from vpnsync.sync.plan import is_backup

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vpnsync.pppd.options import Dictionary
    from vpnsync.sync.change import Actual
    from vpnsync.sync.place import Place

SecretsMode = Literal["existing", "keep", "keychain"]


@dataclass
class Import:
    """One run: what is read, where it goes, and what came of it. Holds secrets: not shown by repr()."""

    place: Place
    output: Path
    dictionary: Dictionary = field(repr=False)
    mode: SecretsMode
    names: tuple[str, ...] = ()
    actual: Mapping[str, Actual] = field(default_factory=dict, repr=False)
    """Name -> what the directory of the peers files holds."""
    before: bytes | None = field(default=None, repr=False)
    adopted: list[Adopted] = field(default_factory=list, repr=False)
    left: list[Left] = field(default_factory=list)
    stash: Stash = field(default_factory=Stash)
    is_written: bool = False
    schema: Path | None = None
    """Where the schema was written, if it was."""
    option_changes: int = 0
    """What a plan with the written description would change."""

    def run(self) -> None:
        """Carry over what can be, and write it once it is proved; nothing is written when nothing is."""
        self._carry_over()
        self._without_conflicts()
        try:
            self.stash.store(adopted.table for adopted in self.adopted)
            text = self.prove().encode("utf-8")
            if self.adopted:
                self._write(text)
                self.is_written = True
        finally:
            self.stash.keep_only(adopted.table for adopted in self.adopted if self.is_written)
        if self.is_written and self.output.read_bytes() != text:  # somebody else has written to it, too
            self.option_changes = sum(map(len, self._changes(load(self.output)).values()))

    def _carry_over(self) -> None:
        """Make a table of each file that is to be imported, or say why there is none."""
        config = self._existing()
        known, stored = self.dictionary, self.stash.secrets
        carrier = Carrier(config, known, self._secret, stored, keeps_text=self.mode == "keep")
        for name, found in counted("Reading", self._chosen(config).items()):
            result = carrier.carry(name, found.body)
            if isinstance(result, Adopted):
                self.adopted.append(result)
            else:
                self.left.append(result)

    def text(self) -> str:
        """Return the whole description: what was there, byte for byte, and the new peers below it."""
        start = (self.before or b"").decode("utf-8")
        start = start if start.strip() else f"{start}{HEADER}"
        gap = "" if start.endswith("\n") or not start else "\n"
        new = gap + "".join("\n" + peer_text(a.name, a.table, a.remarks) for a in self.adopted)
        return start + (new.replace("\n", "\r\n") if "\r\n" in start else new)

    def _existing(self) -> Config:
        """Return the description that is there already, or an empty one."""
        try:
            if not stat.S_ISREG(self.output.stat().st_mode):
                raise DescriptionError(
                    str(self.output),
                    "is no regular file, so no peers can go there",
                    name="unreadable-description",
                )
            self.before = self.output.read_bytes()
        except FileNotFoundError:
            return parse(HEADER, self.output)
        except OSError as error:
            reason = os.strerror(error.errno or 0)
            raise DescriptionError(
                str(self.output), f"cannot be read: {reason}", name="unreadable-description"
            ) from error
        if not self.before.strip():  # as `touch` leaves it: nobody has said anything yet
            return parse(HEADER, self.output)
        config = load(self.output)
        if config.complaints:
            raise config.error()
        return config

    def _chosen(self, config: Config) -> dict[str, File]:
        """Return the files to be carried over; say of the others why they are not."""
        absent = [name for name in self.names if name not in self.actual]
        if absent:
            raise ConflictError(
                str(self.place.peers),
                [f"{name}: {unknown('file', name, self.actual)}" for name in absent],
                name="unknown-peer",
            )
        chosen: dict[str, File] = {}
        taken = {name.casefold(): name for name in config.document.peers}
        for name in self.names or sorted(self.actual):
            found = self.actual[name]
            reason = reason_to_leave(name, found, config)
            fault = None if reason else name_fault(name, taken.get(name.casefold()))
            if isinstance(found, File) and not reason and not fault:
                chosen[name] = found
                taken.setdefault(name.casefold(), name)
            elif self.names or not is_backup(name):
                # What pppd could not read either is no loss, unless somebody asked for it by name.
                is_lost = not isinstance(found, File) and (found.is_callable or bool(self.names))
                self.left.append(Left(name, reason or fault or "", is_refused=is_lost or bool(fault)))
        return chosen

    def _secret(self, name: str, user: str, word: str, value: str) -> Any:  # noqa: ANN401 - a TOML value
        """Return what stands for a secret in the description."""
        if self.mode == "keep":
            return value
        is_storable = bool(value) and _is_utf8(value)  # no keyring gives an empty one back
        if self.mode == "existing" or word in COMMANDS or not is_storable:
            return {"existing": True}
        account = user if user and word == "password" else word
        service = f"vpnsync/{name}"
        self.stash.secrets[service, account] = value
        return {"keychain": service, "account": account}

    def _without_conflicts(self) -> None:
        """Leave out each peer of which the keyring holds another secret; nothing is stored yet."""
        for adopted in [*self.adopted]:
            reasons = self.stash.conflicts(adopted.table)
            if reasons:
                self.left.append(Left(adopted.name, "; ".join(reasons)))
                self.adopted.remove(adopted)

    def prove(self) -> str:
        """Plan with what shall be written, and return it; a peer with option changes is taken out again."""
        text = self.text()
        while self.adopted and (changed := self._changes(self._config(text))):
            self.left += [
                Left(name, f"would not come out the same: {', '.join(words)}")
                for name, words in changed.items()
            ]
            self.adopted = [adopted for adopted in self.adopted if adopted.name not in changed]
            text = self.text()
        return text

    def _config(self, text: str) -> Config:
        """Return the description that the whole text is."""
        try:
            return parse(text.removeprefix("\ufeff"), self.output)
        except DescriptionError as error:
            if self.before is None:
                raise
            raise DescriptionError(
                str(self.output),
                "no table can be added to it: are its peers an inline table (peers = { ... })?",
                hint="write them as [peers.NAME], or import into another file with --output",
                name="not-appendable",
            ) from error

    def _changes(self, config: Config) -> dict[str, list[str]]:
        """Return peer -> the options that a plan with this description would change, where there are any."""
        names = tuple(adopted.name for adopted in self.adopted)
        known = self.dictionary
        session = Session(config, known.platform, known.version, "", self.place, names, is_this_machine=False)
        handover = hand_over(session, is_for_root=False)
        actual = {peers_file(name): found for name, found in self.actual.items()}
        plan = compare(handover, self.place, desired_files(handover, self.place, actual), actual)
        found = {change.name: [o.option for o in option_changes(change)] for change in plan.changes}
        return {name: words for name, words in found.items() if words}

    def _write(self, text: bytes) -> None:
        mode = (
            0o600 if self.before is None or self.holds_secrets else stat.S_IMODE(self.output.stat().st_mode)
        )
        if self.before is not None and not text.startswith(self.before):
            raise VpnsyncError(
                str(self.output), "cannot be appended to: it does not begin as it did", name="not-appendable"
            )
        make_folder_of(self.output)
        replace(self.output, text, self.before, mode=mode)
        if not (self.before or b"").strip():
            behind = self.output.is_symlink()
            self.schema = write_schema(Path(os.path.realpath(self.output)) if behind else self.output)

    @property
    def holds_secrets(self) -> bool:
        """Whether plain-text secrets have been written."""
        return any(has_plain_secret(adopted.table) for adopted in self.adopted)


def output_path(given: str | None) -> Path:
    """Return where the description goes: as for the other commands, or a new ./vpns.toml."""
    if given == "-":
        raise DescriptionError("--output -", "names no file: the description is written into one")
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - which never fails
    try:
        return find(given, os.environ, home)
    except DescriptionError:
        return Path(FILE_NAME)


def _is_utf8(text: str) -> bool:
    """Whether a text has no bytes in it that are not UTF-8, which no keyring takes."""
    return not any("\udc80" <= char <= "\udcff" for char in text)
