"""The keyring's part in an import: what goes into it, and comes out again where no peer is written."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vpnsync.errors import SecretError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vpnsync.adopt.pool import Table

Entry = tuple[str, str]
"""(service, account)"""


@dataclass
class Stash:
    """Secrets for the keyring, by entry: not shown by repr(). `new` are those that it did not have before."""

    secrets: dict[Entry, str] = field(default_factory=dict, repr=False)
    new: list[Entry] = field(default_factory=list)

    def conflicts(self, table: Table) -> list[str]:
        """Say of what a table refers to where the keyring holds another secret."""
        from vpnsync.config.keychain import conflict

        found = [conflict(*entry, secret) for entry, secret in self._of(table)]
        return [f"{error.thing}; {error.hint}" for error in found if error]

    def store(self, tables: Iterable[Table]) -> None:
        """Put in what tables refer to. Raises SecretError; what is in by then is in `new`."""
        from vpnsync.config.keychain import store

        for table in tables:
            for entry, secret in self._of(table):
                if store(*entry, secret):
                    self.new.append(entry)

    def keep_only(self, tables: Iterable[Table]) -> None:
        """Take out again what was not there before, and what none of these tables refers to."""
        from vpnsync.config.keychain import remove

        wanted = {entry for table in tables for entry, _ in self._of(table)}
        for entry in self.new:
            if entry not in wanted:
                # It is the first failure that is told; this one would only hide it.
                with contextlib.suppress(SecretError):
                    remove(*entry, self.secrets[entry])

    def _of(self, table: Table) -> Iterator[tuple[Entry, str]]:
        return ((entry, secret) for entry, secret in self.secrets.items() if _mentions(table, *entry))


def _mentions(value: object, service: str, account: str) -> bool:
    """Whether a table refers to an entry of the keyring."""
    if isinstance(value, dict):
        here = (value.get("keychain"), value.get("account")) == (service, account)
        return here or any(_mentions(item, service, account) for item in value.values())
    return isinstance(value, list) and any(_mentions(item, service, account) for item in value)
