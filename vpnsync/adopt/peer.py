"""One peers file -> the tables that it could become, the one that a person would write first."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from vpnsync.adopt.keys import common_keys
from vpnsync.adopt.pool import Pool, Table
from vpnsync.adopt.protocols import custom_keys, protocol_keys
from vpnsync.pppd.hiding import COMMANDS, holds_secret

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
    live = source.settings.live
    whole = len(live)
    barrier = next((index for index, statement in enumerate(live) if statement.is_barrier), whole)
    shapes = (
        *(_Shape(whole), _Shape(whole, ordered=True)),
        *(_Shape(end, ordered=True, has_protocol=True) for end in (barrier, 0)),
        _Shape(barrier, ordered=True),
    )
    for shape in shapes:
        full = _table(source, shape)
        yield full
        for key in ("noauth", *full):
            yield _table(source, replace(shape, skip=key))
    yield _literal(source, live)
    yield _literal(source, source.settings.statements)


@dataclass(frozen=True)
class _Shape:
    """How a table shall look: which of the statements may become typed keys, and what `options` is.

    end: those behind it, where nothing may be moved to the front, stay in a list.
    has_protocol: what makes the protocol is taken from there too.
    skip: a key not to be used.
    """

    end: int
    ordered: bool = False
    has_protocol: bool = False
    skip: str = ""


def _table(source: Source, shape: _Shape) -> Table:
    """Return typed keys for what they fit, `options` for the rest."""
    live, known = source.settings.live, source.settings.dictionary
    is_whole = shape.has_protocol or shape.end == len(live)
    pool = Pool(list(live if is_whole else live[: shape.end]), known, shape.skip)
    table = protocol_keys(pool) if is_whole else custom_keys(pool)
    front = {id(statement) for statement in live[: shape.end]}
    untaken = pool.statements if is_whole else [*pool.statements, *live[shape.end :]]
    behind = [statement for statement in untaken if id(statement) not in front]
    pool.take(*behind)
    table |= {"platforms": [known.platform], **common_keys(pool)}
    table |= _secrets(source, pool, table["protocol"])
    for key in ("connect", "pty"):
        if key in table and holds_secret(table[key]):
            table[key] = source.secret(key, table[key])
    table = {key: table[key] for key in (*_FIRST, *table) if key in table}
    cancelled = _take_implied(source, pool, table)
    options: Any
    if shape.ordered:
        rest = [*pool.statements, *behind]
        options = [*([word, False] for word in cancelled), *_listed(source, rest)]
    else:
        options = {**dict.fromkeys(cancelled, False), **_named(source, pool.statements)}
    return {**table, "options": options} if options else table


def _take_implied(source: Source, pool: Pool, table: Table) -> list[str]:
    """Take the flags that the protocol implies (render/entries.py); return those that the file lacks."""
    if table["protocol"] not in ("pptp", "l2tp", "pppoe", "sstp"):
        return []
    known = source.settings.dictionary
    held = {known.canonical(s.option.word) for s in source.settings.live if s.option}
    is_bare = table["protocol"] == "l2tp" and "l2tpipsecsharedsecret" not in held
    implied = ["noauth", *(["l2tpnoipsec"] if is_bare else [])]
    for word in implied:
        if word != pool.skip:
            pool.take(pool.one(word))
    return [word for word in implied if known.canonical(word) not in held]


def _secrets(source: Source, pool: Pool, protocol: str) -> Table:
    """Take the statements that the two secrets' keys write."""
    table: Table = {}
    password, keychain = pool.one("password"), pool.one("keychainpassword")
    if keychain and not pool.all("password") and pool.skip != "password":
        table["password"] = {"system_keychain": keychain.value}
        pool.take(keychain)
    elif password and not pool.all("keychainpassword") and pool.skip != "password":
        table["password"] = source.of(password)
        pool.take(password)
    shared, kind = pool.one("l2tpipsecsharedsecret"), pool.one("l2tpipsecsharedsecrettype")
    if protocol == "l2tp" and shared and pool.skip != "shared_secret":
        if kind and kind.value == "keychain":
            table["shared_secret"] = {"system_keychain": shared.meaning}
            pool.take(shared, kind)
        else:
            table["shared_secret"] = source.of(shared)
            pool.take(shared)
    return table


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
