"""An explanation as text: as wide as the terminal, and never too wide to read."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Final

from vpnsync.cli.screen import paint, say, width
from vpnsync.explain.keys import KEYS
from vpnsync.explain.words import listed, scope

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vpnsync.explain.example import Example
    from vpnsync.explain.explanation import Explanation
    from vpnsync.explain.renderings import Rendering
    from vpnsync.explain.words import Said, Word

_WIDEST: Final = 100
_LABEL: Final = 11


def show_explanation(explained: Explanation) -> None:
    """Print an explanation, part by part."""
    parts = [_option(word) for word in explained.words]
    if explained.is_key:
        parts.append(_key(explained))
    parts += [_fact(name, *fact) for name, fact in explained.facts.items()]
    if explained.trouble:
        parts.append(_trouble(explained.name, *explained.trouble))
    say("\n\n".join("\n".join(part) for part in parts))


def _option(word: Word) -> list[str]:
    kind = "an option of pppd" if word.has_name else "a word of pppd without a name in front,"
    missing = f"; not on {listed(word.unknown_to)}" if word.unknown_to else ""
    lines = [*_title(word.word, f"{kind} on {listed(word.known_to)}{missing}"), *_said(word.does), ""]
    for label, said in word.facts().items():
        for index, (where, text) in enumerate(said):
            lines += _row("" if index else label, f"{where}: {text}" if where else text)
    return [*lines, *_writing(word)]


def _writing(word: Word) -> list[str]:
    """Say how vpns.toml writes the option."""
    rows = [(one.toml, one.scope) for one in word.written_by]
    if word.example:
        rows.append((word.example.toml, _where(word.example)))
    if not rows:
        return []
    lines = ["", "  in vpns.toml:"]
    for toml, where in rows:
        lines += [f"    {toml}", *_wrapped(where and f"({where})", "      ")]
    return lines


def _where(example: Example) -> str:
    """Say where the line of an example goes, and what must stand beside it."""
    parts = [f"in [peers.NAME.{example.platform}]"] if example.platform else []
    beside = [f'protocol = "{example.protocol}"'] if example.protocol != "custom" else []
    beside += [example.needs] if example.needs else []
    parts += [f"with {listed(beside)}"] if beside else []
    return ", ".join(parts)


def _key(explained: Explanation) -> list[str]:
    lines = _title(explained.name, "a key of vpns.toml")
    lines += _wrapped(KEYS[explained.name].does, "  ")
    values: dict[str, list[Rendering]] = {}
    for one in explained.renderings:
        values.setdefault(one.toml, []).append(one)
    for toml, found in values.items():
        lines += ["", f"  {toml}", *_becomes(found)]
    return lines


def _becomes(found: Iterable[Rendering]) -> list[str]:
    """Say what one value becomes: each text once, with where it holds."""
    texts: dict[tuple[str, ...], list[Rendering]] = {}
    for one in found:
        texts.setdefault(one.lines or no_line(one), []).append(one)
    lines: list[str] = []
    for text, where in texts.items():
        place = scope(where)
        indent = "      " if place else "    "
        lines += _wrapped(f"{place}:" if place else "", "    ")
        # Lines of a peers file stay whole, to be compared and copied.
        lines += [indent + line for line in text] if where[0].lines else _wrapped(text[0], indent)
    return lines


def no_line(rendering: Rendering) -> tuple[str]:
    """Say what a value does that writes nothing into the peers file."""
    if rendering.refused:
        return (f"({rendering.refused})",)
    taken = listed(rendering.removes) if rendering.removes else ""
    return (f"(no line: takes an inherited {taken} away)",) if taken else ("(no line in the peers file)",)


def _fact(name: str, words: tuple[str, ...], text: str, way_out: str) -> list[str]:
    rows = [
        ("says", text),
        ("way out", way_out),
        ("about", ", ".join(words)),
        ("silenced", f'by allow = ["{name}"]'),
    ]
    return [*_title(name, "a warning"), *(line for label, said in rows for line in _row(label, said))]


def _trouble(name: str, means: str, way_out: str) -> list[str]:
    return [*_title(name, "an error"), *_row("means", means), *_row("way out", way_out)]


def _title(name: str, kind: str) -> list[str]:
    first, *rest = _wrapped(f"{name}: {kind}", "")
    return [paint(name, "bold") + first.removeprefix(name), *rest, ""]


def _said(said: Said) -> list[str]:
    return [line for where, text in said for line in _wrapped(f"{where}: {text}" if where else text, "  ")]


def _row(label: str, text: str) -> list[str]:
    lines = _wrapped(text, " " * (_LABEL + 2))
    return [f"  {label:<{_LABEL}}{line.strip()}" if index == 0 else line for index, line in enumerate(lines)]


def _wrapped(text: str, indent: str) -> list[str]:
    """Break text at blanks alone: a word that is longer than the line stays whole, to be copied."""
    columns = min(width(), _WIDEST)
    return wrap(
        text,
        columns,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
