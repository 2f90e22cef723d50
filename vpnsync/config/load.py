"""Find and read vpns.toml, and complain about all of it at once."""

from __future__ import annotations

import os
import re
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import tomli
from pydantic import ValidationError

from vpnsync.config.complaints import Complaint, Key, description_error, from_pydantic
from vpnsync.config.find import FILE_NAME, STDIN
from vpnsync.config.lints import LINTS
from vpnsync.config.mistyped import meant
from vpnsync.config.model import TYPED_KEYS, Document, Layer, PeerTable, SettingsTable
from vpnsync.config.nearest import unknown
from vpnsync.config.references import variables
from vpnsync.config.source import Source, read
from vpnsync.errors import DescriptionError
from vpnsync.pppd.names import name_faults

if TYPE_CHECKING:
    from vpnsync.config.model import Keys


@dataclass(frozen=True)
class Config:
    """A description that has been read; `complaints` are about the parts that cannot be used.

    Peers and layers with complaints are left out of `document`, so that everything else
    can still be checked. `status` is of the very file that was read. May hold secrets: not shown
    by repr().
    """

    path: Path
    text: str = field(repr=False)
    document: Document = field(repr=False)
    complaints: tuple[Complaint, ...] = ()
    status: os.stat_result | None = field(default=None, repr=False)

    @property
    def folder(self) -> Path:
        """Where the description stands: what relative paths in it start from, and its commands run in."""
        return Path() if self.path == STDIN else self.path.resolve().parent

    def secret_variables(self) -> frozenset[str]:
        """Return every environment variable that the description says holds a secret."""
        return frozenset(variables(self.document))

    def error(self, more: tuple[Complaint, ...] = ()) -> DescriptionError:
        """Return all complaints, and those found later, as one error."""
        return description_error(self.path, self.text, (*self.complaints, *more))


def load(path: Path) -> Config:
    """Read a description. Raises DescriptionError where it cannot be read at all."""
    return parsed(read(path))


def parsed(source: Source) -> Config:
    """Return what was read. Raises DescriptionError where it is no description at all."""
    return replace(parse(source.text(), source.path), status=source.status)


def parse(text: str, path: Path = Path(FILE_NAME)) -> Config:
    """Return what a text describes; `path` is where it stands, or will, and what complaints call it."""
    try:
        raw = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise _syntax(path, text, str(error)) from None
    except ValueError:  # a number of thousands of digits: Python counts no further
        raise DescriptionError(str(path), "holds a number that is far too long", name="not-toml") from None
    except RecursionError:
        raise DescriptionError(str(path), "is nested too deeply", name="not-toml") from None
    try:
        document, complaints = _checked(raw)
    except RecursionError:
        raise DescriptionError(str(path), "is nested too deeply", name="not-toml") from None
    return Config(path, text, document, tuple(dict.fromkeys(complaints)))


def _checked(raw: dict[str, Any]) -> tuple[Document, list[Complaint]]:
    """Return what of a description can be used, and what is wrong with the rest."""
    try:
        document, complaints = Document.model_validate(raw), []
    except ValidationError as error:
        complaints = from_pydantic(error, raw)
        document = _usable(raw)
    return document, complaints + _beyond_types(raw, document)


def _syntax(path: Path, text: str, message: str) -> DescriptionError:
    """Say where TOML breaks, without the piece of text that tomli may quote; keys it may name."""
    found = re.fullmatch(
        r"(.*?)(?:: .*)? \(at (?:line (\d+), column (\d+)|end of document)\)", message, re.DOTALL
    )
    said = found[1] if found else "cannot be read"
    reason = re.sub(r"\(((?:'[^']*',? ?)+)\)", lambda keys: ".".join(re.findall(r"'([^']*)'", keys[1])), said)
    # What it expected are words of its own.
    reason = re.sub(r"(?<!Expected)\s+(?:\"[^\"]*\"|'[^']*'|\([^)]*\))", "", reason)
    reason = reason.replace("Unescaped in", "Unescaped \\ in")
    if not (found and found[2]):
        reason += " (at the end of the file)"
    lines = text.split("\n")
    last = text.rstrip("\n").count("\n") + 1
    line, column = map(int, found.group(2, 3)) if found and found[2] else (last, len(lines[last - 1]) + 1)
    return DescriptionError(
        f"{path}:{line}:{column}",
        f"not TOML: {reason[:1].lower()}{reason[1:]}",
        hint=meant(said, lines[line - 1], column),
        name="not-toml",
    )


def _usable(raw: dict[str, Any]) -> Document:
    """Return what of a faulty description is sound by itself."""
    return Document.model_construct(
        version=1,
        settings=_one(SettingsTable, raw.get("settings")) or SettingsTable(),
        defaults=_one(Layer, raw.get("defaults")) or Layer(),
        profiles=_each(Layer, raw.get("profiles")),
        peers=_each(PeerTable, raw.get("peers")),
    )


_Table = TypeVar("_Table", SettingsTable, Layer, PeerTable)


def _one(table: type[_Table], raw: object) -> _Table | None:
    """Validate a table; where that fails, what is left of it without the faulty values."""
    for _ in range(_ROUNDS):
        try:
            return table.model_validate(raw or {})
        except ValidationError as error:
            if not isinstance(raw, dict):
                return None
            faulty = [complaint.key for complaint in from_pydantic(error, raw)]
            raw = deepcopy(raw)
            for key in faulty:
                _remove(raw, key)
    return None


_ROUNDS: Final = 4
"""How often to look again: a value may hide faults that only show once it is gone."""


def _remove(raw: Any, key: Key) -> None:
    """Take a value out of a TOML document; a list goes whole, so that no index shifts."""
    for index, part in enumerate(key):
        if not isinstance(raw, dict) or part not in raw:
            return
        if index == len(key) - 1 or not isinstance(raw[part], dict):
            del raw[part]
            return
        raw = raw[part]


def _each(table: type[_Table], raw: object) -> dict[str, _Table]:
    rows = raw.items() if isinstance(raw, dict) else ()
    return {
        name: sound for name, row in rows if isinstance(row, dict) and (sound := _one(table, row)) is not None
    }


def _beyond_types(raw: dict[str, Any], document: Document) -> list[Complaint]:
    """Return what is wrong although each value has the right type."""
    found: list[Complaint] = []
    peers = raw.get("peers")
    seen: dict[str, str] = {}
    for name in peers if isinstance(peers, dict) else ():
        found += [Complaint(("peers", name), reason, name="bad-name") for reason in name_faults(name)]
        other = seen.setdefault(name.casefold(), name)
        if other != name:
            found.append(
                Complaint(
                    ("peers", name),
                    f'differs from "{other}" only in case: one file on a disk that ignores case',
                    name="bad-name",
                )
            )
    for name, peer in document.peers.items():
        known = raw.get("profiles") if isinstance(raw.get("profiles"), dict) else {}
        found += [
            Complaint(
                ("peers", name, "profiles"),
                unknown(f'profile "{profile}"', profile, known or ()),
                name="unknown-profile",
            )
            for profile in peer.profiles
            if profile not in (known or ())
        ]
    for key, layer in _layers(document):
        found += [
            Complaint((*key, "unset"), unknown(f'key "{word}"', word, TYPED_KEYS), name="unknown-key")
            for word in layer.unset or ()
            if word not in TYPED_KEYS
        ]
        found += [
            Complaint((*key, "allow"), unknown(f'warning "{word}"', word, LINTS), name="unknown-warning")
            for word in layer.allow or ()
            if word not in LINTS
        ]
    return found


def _layers(document: Document) -> list[tuple[tuple[str, ...], Keys]]:
    found: list[tuple[tuple[str, ...], Keys]] = []
    tables: list[tuple[tuple[str, ...], Layer]] = [
        (("defaults",), document.defaults),
        *((("profiles", name), layer) for name, layer in document.profiles.items()),
        *((("peers", name), peer) for name, peer in document.peers.items()),
    ]
    for key, layer in tables:
        found.append((key, layer))
        found += [
            ((*key, name), keys) for name, keys in (("macos", layer.macos), ("linux", layer.linux)) if keys
        ]
    return found
