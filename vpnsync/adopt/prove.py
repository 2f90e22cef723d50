"""Whether a table means the same as the peers file that it comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from vpnsync.config.load import Config
from vpnsync.config.merge import merge
from vpnsync.config.model import TYPED_KEYS, PeerTable
from vpnsync.config.references import Existing, Keychain
from vpnsync.errors import NotExpressibleError
from vpnsync.pppd.settings import ORDER, Settings, read_settings
from vpnsync.render.peer import render

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vpnsync.adopt.pool import Table
    from vpnsync.config.model import Keys
    from vpnsync.render.entries import Entry


@dataclass(frozen=True)
class Proof:
    """Renders tables beside an existing description, and compares with the file's settings.

    stored: (service, account) -> the secret that will be in the keyring. May hold secrets.
    """

    config: Config
    settings: Settings = field(repr=False)
    stored: Mapping[tuple[str, str], str] = field(repr=False, default_factory=dict)

    def faults(self, name: str, table: Table) -> list[str]:
        """Return why a table is not the same as the file: complaints, or the words that differ."""
        try:
            peer_table = PeerTable.model_validate(table)
        except ValidationError as error:
            return [f"{'.'.join(map(str, e['loc']))} cannot hold it" for e in error.errors()]
        document = self.config.document.model_copy(update={"peers": {name: peer_table}})
        config = Config(self.config.path, "", document)
        peer, complaints = merge(config, name, self.settings.dictionary.platform)
        if complaints:
            return [complaint.reason for complaint in complaints]
        sheet, complaints = render(peer, self.settings.dictionary)
        if complaints:
            return [complaint.reason for complaint in complaints]
        try:
            text = sheet.text(self._value_of)
        except NotExpressibleError as error:
            return [error.lines[0]]
        rendered = read_settings(text, self.settings.dictionary.platform, self.settings.dictionary)
        return [] if rendered == self.settings else _differing(self.settings, rendered)

    def _value_of(self, entry: Entry) -> str:
        value = entry.value
        if isinstance(value, Existing):
            return next(iter(self.settings.values_of(entry.word)[-1:]), "")
        if isinstance(value, Keychain):
            return self.stored.get((value.keychain, value.account or ""), "")
        return value if isinstance(value, str) else getattr(value, "get_secret_value", str)()


def _differing(before: Settings, after: Settings) -> list[str]:
    old, new = before.options(), after.options()
    words = [word for word in {**old, **new} if old.get(word) != new.get(word)]
    return [f"{word} would not come out the same" for word in words] or [f"{ORDER} would be another"]


def detached(table: Table, config: Config, settings: Settings) -> Iterator[Table]:
    """Yield a table that takes nothing from [defaults]: what it does not say itself is taken away.

    First without a word on what the peer's own settings overrule anyway, then with one.
    """
    defaults = config.document.defaults
    platform = settings.dictionary.platform
    layers: list[Keys] = [defaults, *filter(None, [getattr(defaults, platform)])]
    inherited = {key for layer in layers for key in layer.model_fields_set & set(TYPED_KEYS)}
    merging = {"keepalive", "reconnect"} & table.keys()
    unset = sorted((inherited - table.keys()) | (inherited & merging))
    words = [word for layer in layers for word in _words(layer.options)]
    changed = {**table, "unset": unset} if unset else dict(table)
    known, stated = settings.dictionary, [s.option.word for s in settings.live if s.option]
    idle = [word for word in words if not any(known.same_setting(word, own) for own in stated)]
    for cancelled in (idle, words) if len(idle) < len(words) else (words,):
        options = _cancelling(table.get("options", {}), cancelled, settings)
        yield {**changed, "options": options} if options else changed


def _words(options: object) -> list[str]:
    if isinstance(options, dict):
        return list(options)
    return [str(item if isinstance(item, str) else item[0]) for item in options or ()]  # type: ignore[attr-defined]


def _cancelling(options: Any, words: list[str], settings: Settings) -> Any:  # noqa: ANN401 - a TOML value
    known = settings.dictionary
    own = {known.canonical(word) for word in _words(options)}
    idle = [word for word in dict.fromkeys(words) if known.canonical(word) not in own]
    if isinstance(options, dict):
        return {**options, **dict.fromkeys(idle, False)}
    return [*options, *([word, False] for word in idle)]
