"""Live statements -> the typed keys that write exactly them; the inverse of render/entries.py.

Nothing here is trusted to be right: whoever calls renders the result and compares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vpnsync.adopt.pool import Pool, Table, is_bareword
from vpnsync.render.entries import ENCRYPTION, METHODS

if TYPE_CHECKING:
    from collections.abc import Callable


def common_keys(pool: Pool) -> Table:
    """Take what keys of every protocol write."""
    table: Table = {}
    for key, rule in _RULES.items():
        if key != pool.skip:
            rule(pool, table)
    return table


def _flag(key: str, positive: str, negative: str | None = None) -> Callable[[Pool, Table], None]:
    def rule(pool: Pool, table: Table) -> None:
        yes, no = pool.all(positive), pool.all(negative) if negative else []
        if len(yes) + len(no) == 1:
            table[key] = bool(yes)
            pool.take(*yes, *no)

    return rule


def _plain(key: str, word: str) -> Callable[[Pool, Table], None]:
    return lambda pool, table: pool.text(table, word, key)


def _number(key: str, low: int, high: int) -> Callable[[Pool, Table], None]:
    def rule(pool: Pool, table: Table) -> None:
        found = pool.one(key)
        if found and isinstance(found.meaning, int) and low <= found.meaning <= high:
            table[key] = found.meaning
            pool.take(found)

    return rule


def _idle(pool: Pool, table: Table) -> None:
    found = pool.one("idle")
    if found and isinstance(found.meaning, int) and found.meaning >= 0:
        table["idle"] = duration(found.meaning)
        pool.take(found)


def duration(seconds: int) -> int | str:
    """Return seconds as a person writes them: "30m", "1h", "45s"; 0 stays a number."""
    for unit, size in (("h", 3600), ("m", 60)):
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s" if seconds else 0


def _counts(pool: Pool, *words: str) -> dict[str, int]:
    found = {word: pool.one(word) for word in words}
    return {w: s.meaning for w, s in found.items() if s and isinstance(s.meaning, int) and s.meaning >= 0}


def _keepalive(pool: Pool, table: Table) -> None:
    numbers = _counts(pool, "lcp-echo-interval", "lcp-echo-failure")
    value: Table = {}
    if "lcp-echo-interval" in numbers:
        value["interval"] = duration(numbers["lcp-echo-interval"])
    if "lcp-echo-failure" in numbers:
        value["failures"] = numbers["lcp-echo-failure"]
    if value:
        table["keepalive"] = value
        pool.take(*(pool.one(word) for word in numbers))


def _reconnect(pool: Pool, table: Table) -> None:
    persist, never = pool.one("persist"), pool.one("nopersist")
    numbers = _counts(pool, "maxfail", "holdoff")
    if never and not persist and not pool.all("demand"):
        table["reconnect"] = False
        pool.take(never)
    elif persist and not never and numbers:
        value: Table = {"delay": duration(numbers["holdoff"])} if "holdoff" in numbers else {}
        if "maxfail" in numbers:
            value["attempts"] = numbers["maxfail"]
        table["reconnect"] = True if value == {"attempts": 0} else value
        pool.take(persist, *(pool.one(word) for word in numbers))


def _auth_methods(pool: Pool, table: Table) -> None:
    refused = {method: pool.one(word) for method, word in METHODS.items()}
    usable = [method for method, statement in refused.items() if statement is None]
    if 0 < len(usable) < len(refused):
        table["auth_methods"] = usable
        pool.take(*refused.values())


def _encryption(pool: Pool, table: Table) -> None:
    stated = {level: found for level, word in ENCRYPTION.items() if (found := pool.one(word))}
    if len(stated) == 1:
        ((table["encryption"], statement),) = stated.items()
        pool.take(statement)


def _accept(pool: Pool, table: Table) -> None:
    local, remote = pool.one("ipcp-accept-local"), pool.one("ipcp-accept-remote")
    if local and remote:
        table["accept_addresses"] = True
        pool.take(local, remote)


def _dns(pool: Pool, table: Table) -> None:
    found = pool.one("usepeerdns")
    if found:
        table["dns"] = "peer"
        pool.take(found)


def _addresses(pool: Pool, table: Table) -> None:
    pairs = [s for s in pool.statements if is_bareword(s, "IP addresses", "ipcp")]
    if len(pairs) == 1 and not pairs[0].problem and isinstance(pairs[0].meaning, tuple):
        ends = zip(("local_ip", "remote_ip"), pairs[0].meaning, strict=True)
        table |= {key: address for key, address in ends if address}
        pool.take(pairs[0])


_RULES: Final[dict[str, Callable[[Pool, Table], None]]] = {
    "user": _plain("user", "user"),
    "auth_methods": _auth_methods,
    "encryption": _encryption,
    "mppe_stateful": _flag("mppe_stateful", "mppe-stateful", "nomppe-stateful"),
    "default_route": _flag("default_route", "defaultroute", "nodefaultroute"),
    "dns": _dns,
    "ipv6": _flag("ipv6", "+ipv6", "noipv6"),
    "accept_addresses": _accept,
    "local_ip": _addresses,
    "mtu": _number("mtu", 128, 16384),
    "mru": _number("mru", 128, 16384),
    "idle": _idle,
    "reconnect": _reconnect,
    "keepalive": _keepalive,
    "logfile": lambda pool, table: pool.text(table, "logfile", "logfile", "/.*"),
    "debug": _flag("debug", "debug"),
}
