"""Import, step by step: choose the files, carry them over, store secrets, prove the result, write it."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from vpnsync.adopt.carry import Adopted, Carrier, Left
from vpnsync.adopt.text import peer_text
from vpnsync.cli.desired import plan_for
from vpnsync.cli.output import replace
from vpnsync.cli.session import Session, render_all
from vpnsync.config.complaints import spell, unknown
from vpnsync.config.find import FILE_NAME, find
from vpnsync.config.load import Config, load, parse
from vpnsync.config.secrets import person
from vpnsync.errors import ConflictError, DescriptionError, VpnsyncError
from vpnsync.pppd.hiding import COMMANDS
from vpnsync.pppd.names import name_faults
from vpnsync.sync.explain import option_changes
from vpnsync.sync.files import File
from vpnsync.sync.plan import is_backup

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vpnsync.pppd.options import Dictionary
    from vpnsync.sync.change import Actual
    from vpnsync.sync.place import Place

SecretsMode = Literal["existing", "keep", "keychain"]
HEADER: Final = """\
# The VPN peers of this machine. `vpnsync plan` shows what would change, `vpnsync apply` changes it.
version = 1
"""


@dataclass
class Import:
    """One run: what is read, where it goes, and what came of it. Holds secrets: not shown by repr()."""

    place: Place
    output: Path
    dictionary: Dictionary = field(repr=False)
    mode: SecretsMode
    names: tuple[str, ...] = ()
    before: bytes | None = field(default=None, repr=False)
    adopted: list[Adopted] = field(default_factory=list, repr=False)
    left: list[Left] = field(default_factory=list)
    stored: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)
    option_changes: int = 0
    """What a plan with the written description would change."""

    def run(self, actual: Mapping[str, Actual]) -> None:
        """Carry over what can be, and write it once it is proved; nothing is written when nothing is."""
        config = self._existing()
        carrier = Carrier(config, self.dictionary, self._secret, self.stored)
        for name, found in self._chosen(actual, config).items():
            result = carrier.carry(name, found.body)
            if isinstance(result, Adopted):
                self.adopted.append(result)
            else:
                self.left.append(result)
        if self.adopted:
            self._store()
            self._prove()
        if self.adopted:
            self._write()
            self.option_changes = sum(map(len, self._changes(load(self.output)).values()))

    def text(self) -> str:
        """Return the whole description: what was there, byte for byte, and the new peers below it."""
        start = HEADER if self.before is None else self.before.decode("utf-8")
        gap = "" if start.endswith("\n") or not start else "\n"
        return start + gap + "".join("\n" + self._peer_text(adopted) for adopted in self.adopted)

    def _peer_text(self, adopted: Adopted) -> str:
        return peer_text(adopted.name, adopted.table, adopted.remarks)

    def _existing(self) -> Config:
        """Return the description that is there already, or an empty one."""
        try:
            self.before = self.output.read_bytes()
        except FileNotFoundError:
            return parse(self.output, HEADER)
        except OSError as error:
            reason = os.strerror(error.errno or 0)
            raise DescriptionError(str(self.output), f"cannot be read: {reason}") from error
        config = load(self.output)
        if config.complaints:
            raise config.error()
        return config

    def _chosen(self, actual: Mapping[str, Actual], config: Config) -> dict[str, File]:
        """Return the files to be carried over; say of the others why they are not."""
        absent = [name for name in self.names if name not in actual]
        if absent:
            raise ConflictError(
                str(self.place.peers), [f"{name}: {unknown('file', name, actual)}" for name in absent]
            )
        chosen: dict[str, File] = {}
        for name in self.names or sorted(actual):
            found = actual[name]
            reason = _reason_to_leave(name, found, config)
            if isinstance(found, File) and not reason:
                chosen[name] = found
            elif reason and (self.names or not is_backup(name)):
                self.left.append(Left(name, reason, is_refused=not isinstance(found, File)))
        return chosen

    def _secret(self, name: str, user: str, word: str, value: str) -> Any:  # noqa: ANN401 - a TOML value
        """Return what stands for a secret in the description."""
        if self.mode == "keep":
            return value
        if self.mode == "existing" or word in COMMANDS:
            return {"existing": True}
        account = user if user and word == "password" else word
        service = f"vpnsync/{name}"
        self.stored[service, account] = value
        return {"keychain": service, "account": account}

    def _store(self) -> None:
        """Put the secrets into the keyring; the first that cannot be stored stops the import."""
        from vpnsync.config.keychain import store

        wanted = [adopted.table for adopted in self.adopted]
        for (service, account), value in self.stored.items():
            if any(_mentions(table, service, account) for table in wanted):
                store(service, account, value)

    def _prove(self) -> None:
        """Plan with what shall be written; a peer with option changes is taken out of it again."""
        while self.adopted and (changed := self._changes(parse(self.output, self.text()))):
            self.left += [
                Left(name, f"would not come out the same: {', '.join(words)}")
                for name, words in changed.items()
            ]
            self.adopted = [adopted for adopted in self.adopted if adopted.name not in changed]

    def _changes(self, config: Config) -> dict[str, list[str]]:
        """Return peer -> the options that a plan with this description would change, where there are any."""
        names = tuple(adopted.name for adopted in self.adopted)
        known = self.dictionary
        session = Session(config, known.platform, known.version, "", self.place, names)
        plan, _ = plan_for(session, render_all(session))
        found = {change.name: [o.option for o in option_changes(change)] for change in plan.changes}
        return {name: words for name, words in found.items() if words}

    def _write(self) -> None:
        mode = (
            0o600 if self.before is None or self.holds_secrets else stat.S_IMODE(self.output.stat().st_mode)
        )
        text = self.text().encode("utf-8")
        if self.before is not None and not text.startswith(self.before):
            raise VpnsyncError(str(self.output), "cannot be appended to: it does not begin as it did")
        replace(self.output, text, self.before, person(os.environ), mode=mode)

    @property
    def holds_secrets(self) -> bool:
        """Whether plain-text secrets have been written."""
        return self.mode == "keep" and bool(self.adopted)


def output_path(given: str | None) -> Path:
    """Return where the description goes: as for the other commands, or a new ./vpns.toml."""
    who = person(os.environ)
    home = Path(who.pw_dir if who else os.path.expanduser("~"))  # noqa: PTH111 - which never fails
    try:
        return find(given, os.environ, home)
    except DescriptionError:
        return Path(FILE_NAME)


def _reason_to_leave(name: str, found: Actual, config: Config) -> str | None:
    if not isinstance(found, File):
        return found.reason
    if name in config.document.peers:
        return f"is described in {config.path} already"
    alike = [other for other in config.document.peers if other.casefold() == name.casefold()]
    if alike:
        return f'differs from the described "{alike[0]}" only in case'
    identity = config.document.settings.id
    if found.mark is not None and found.mark.id != identity:
        return f'belongs to another description (id "{found.mark.id}", this one is "{identity}")'
    if is_backup(name):
        return "is an editor's backup"
    faults = name_faults(name)
    return f"{spell((name,))}: {faults[0]}; rename the file" if faults else None


def _mentions(value: object, service: str, account: str) -> bool:
    """Whether a table refers to an entry of the keyring."""
    if isinstance(value, dict):
        here = (value.get("keychain"), value.get("account")) == (service, account)
        return here or any(_mentions(item, service, account) for item in value.values())
    return isinstance(value, list) and any(_mentions(item, service, account) for item in value)
