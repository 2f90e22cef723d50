"""A table -> the TOML that a person would have written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tomli_w

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vpnsync.adopt.pool import Table


def peer_text(name: str, table: Table, remarks: Iterable[str] = ()) -> str:
    """Return one peer as TOML: remarks above it, values on one line each, `options` as a table below."""
    options = table.get("options")
    lines = [f"#{'' if remark.startswith('#') else ' '}{_one_line(remark)}".rstrip() for remark in remarks]
    lines.append(_header("peers", name))
    lines += [f"{_key(key)} = {inline(value)}" for key, value in table.items() if key != "options"]
    if isinstance(options, dict):
        lines += ["", _header("peers", name, "options")]
        lines += [f"{_key(word)} = {inline(value)}" for word, value in options.items()]
    elif options:
        lines += ["options = [", *(f"    {inline(item)}," for item in options), "]"]
    return "\n".join(lines) + "\n"


def inline(value: Any) -> str:  # noqa: ANN401 - whatever TOML holds
    """Return a value on one line, tables inline; what a scalar looks like is tomli-w's affair."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {inline(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    return tomli_w.dumps({"x": value}).removeprefix("x = ").removesuffix("\n")


def _key(key: str) -> str:
    return tomli_w.dumps({key: 0}).removesuffix(" = 0\n")


def _header(*keys: str) -> str:
    table: dict[str, Any] = {}
    for key in reversed(keys):
        table = {key: table}
    return tomli_w.dumps(table).rstrip("\n").rsplit("\n", 1)[-1]


def _one_line(remark: str) -> str:
    """Return a remark without what TOML forbids in a comment: control characters but tab."""
    return "".join(
        char
        if char == "\t" or char.isprintable()
        else char.encode("unicode_escape", "surrogatepass").decode()
        for char in remark
    )
