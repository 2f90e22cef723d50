"""One peers file -> the tables that it could become, the one that a person would write first."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from vpnsync.adopt.keys import common_keys
from vpnsync.adopt.pool import Pool, Table
from vpnsync.adopt.protocols import protocol_keys
from vpnsync.pppd.hiding import COMMANDS, holds_secret
from vpnsync.pppd.options import PLATFORMS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from vpnsync.pppd.settings import Settings
    from vpnsync.pppd.statements import Statement

_FIRST: Final = (
    *("protocol", "platforms", "server", "interface", "service", "device", "speed", "connect", "pty"),
    *("user", "password", "shared_secret"),
)
_HEX: Final = re.compile(r"(0x)?[0-9a-fA-F]{1,8}")


@dataclass(frozen=True)
class Source:
    """What is to be carried over: the settings of a file, and what becomes of a secret in it.

    secret: option word, value -> what stands for it in vpns.toml: text, or a reference as a table.
    """

    settings: Settings
    secret: Callable[[str, str], Any] = field(repr=False)

    def of(self, statement: Statement) -> Any:  # noqa: ANN401 - whatever TOML holds
        """Return a statement's value as TOML holds it: True for a flag."""
        option = statement.option
        if option is None or statement.value is None or option.kind == "bareword":
            return True
        if option.secret:
            return self.secret(option.word, str(statement.meaning))
        if option.word in COMMANDS and holds_secret(statement.value):
            return self.secret(option.word, statement.value)
        if option.kind == "hex32" and not _HEX.fullmatch(statement.value):
            return f"{statement.meaning:x}"
        if option.kind in ("int", "string"):
            return statement.meaning
        return statement.value


def tables(source: Source) -> Iterator[Table]:
    """Yield the tables that a file could become, from the most readable to the most literal.

    The caller takes the first that renders to the same settings.
    """
    full = _table(source, frozenset(), ordered=False)
    for ordered in (False, True):
        yield _table(source, frozenset(), ordered=ordered)
        for key in full:
            yield _table(source, frozenset((key,)), ordered=ordered)
    yield _literal(source, source.settings.live)
    yield _literal(source, source.settings.statements)


def _table(source: Source, skip: frozenset[str], *, ordered: bool) -> Table:
    """Return typed keys for what they fit, `options` for the rest."""
    pool = Pool(list(source.settings.live), source.settings.dictionary, skip)
    platform = next(p for p in PLATFORMS if p == source.settings.dictionary.platform)
    table: Table = {**protocol_keys(pool), "platforms": [platform], **common_keys(pool)}
    table |= _secrets(source, pool, table["protocol"])
    for key in ("connect", "pty"):
        if key in table and holds_secret(table[key]):
            table[key] = source.secret(key, table[key])
    table = {key: table[key] for key in (*_FIRST, *table) if key in table}
    cancelled = _implied_not(source, table["protocol"])
    options: Any
    if ordered:
        options = [*([word, False] for word in cancelled), *_listed(source, pool.statements)]
    else:
        options = {**dict.fromkeys(cancelled, False), **_named(source, pool.statements)}
    return {**table, "options": options} if options else table


def _secrets(source: Source, pool: Pool, protocol: str) -> Table:
    """Take the statements that the two secrets' keys write."""
    table: Table = {}
    password, keychain = pool.one("password"), pool.one("keychainpassword")
    if keychain and not pool.all("password") and "password" not in pool.skip:
        table["password"] = {"system_keychain": keychain.value}
        pool.take(keychain)
    elif password and not pool.all("keychainpassword") and "password" not in pool.skip:
        table["password"] = source.of(password)
        pool.take(password)
    shared, kind = pool.one("l2tpipsecsharedsecret"), pool.one("l2tpipsecsharedsecrettype")
    if protocol == "l2tp" and shared and "shared_secret" not in pool.skip:
        if kind and kind.value == "keychain":
            table["shared_secret"] = {"system_keychain": shared.meaning}
            pool.take(shared, kind)
        else:
            table["shared_secret"] = source.of(shared)
            pool.take(shared)
    return table


def _implied_not(source: Source, protocol: str) -> list[str]:
    """Return what the protocol implies and the file does not say."""
    if protocol not in ("pptp", "l2tp", "pppoe", "sstp"):
        return []
    known = source.settings.dictionary
    held = {known.canonical(s.option.word) for s in source.settings.live if s.option}
    is_bare = protocol == "l2tp" and not held & {"l2tpnoipsec", "l2tpipsecsharedsecret"}
    return ([] if "noauth" in held else ["noauth"]) + (["l2tpnoipsec"] if is_bare else [])


def _named(source: Source, statements: Sequence[Statement]) -> Table:
    """Return `options` as a table; several values of one word as a list."""
    options: Table = {}
    for statement in statements:
        word, value = statement.words[0], source.of(statement)
        if word in options:
            before = options[word] if isinstance(options[word], list) else [options[word]]
            value = [*before, value]
        options[word] = value
    return options


def _listed(source: Source, statements: Sequence[Statement]) -> list[Any]:
    """Return `options` as a list, in the order of the file."""
    items: list[Any] = []
    for statement in statements:
        words = statement.words
        value = source.of(statement)
        if value is True:
            items += [words[i] if len(words) == 1 else _pair(words, i) for i in range(0, len(words), 2)]
        else:
            items.append([words[0], value])
    return items


def _pair(words: Sequence[str], index: int) -> Any:  # noqa: ANN401 - one item of a TOML list
    """Return two words that nobody knows, as they stand side by side."""
    pair = list(words[index : index + 2])
    return pair if len(pair) == 2 else pair[0]


def _literal(source: Source, statements: Sequence[Statement]) -> Table:
    """Return a peer of which pppd gets the very words of the file."""
    platform = source.settings.dictionary.platform
    options = _listed(source, statements)
    table: Table = {"protocol": "custom", "platforms": [platform]}
    return {**table, "options": options} if options else table
