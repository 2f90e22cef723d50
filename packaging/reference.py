"""The reference pages of docs/, drawn from the models, the commands and the causes of failed calls."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import typer
from manual import STATUSES, commands
from phrases import phrases

from vpnsync.cli.leaflet import no_line
from vpnsync.config import texts
from vpnsync.config.merge import FITS
from vpnsync.explain.explanation import explain
from vpnsync.explain.keys import KEYS
from vpnsync.explain.troubles import CALLS, DESCRIPTION, OTHERS
from vpnsync.explain.words import scope
from vpnsync.link.causes import ending, identity, start, way
from vpnsync.link.diagnose import Facts, diagnose
from vpnsync.lint import FACTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from typer.core import TyperCommand

    from vpnsync.explain.renderings import Rendering
    from vpnsync.link.causes.rule import Rule

_HEAD: Final = "<!-- Made by packaging/generate.py: change the program's own texts instead. -->\n"
_STATUSES: Final = range(26)
_NAMES: Final = {"{port}": "its port", "{1}": "...", "{2}": "..."}


def reference() -> dict[str, str]:
    """Return file name -> text of every page."""
    pages = {
        "keys.md": _keys(),
        "commands.md": _commands(),
        "warnings.md": _warnings(),
        "errors.md": _errors(),
        "statuses.md": _statuses(),
        "failures.md": _failures(),
    }
    return {name: _HEAD + "\n".join(lines).rstrip() + "\n" for name, lines in pages.items()}


def _keys() -> Iterator[str]:
    yield "# The keys of vpns.toml\n"
    yield "What a key becomes stands beside each of its values; `vpnsync explain KEY` says the same.\n"
    yield "## Tables\n"
    yield from _table(("table or key", ""), texts.DOCUMENT)
    yield from _table(("`[settings]`", ""), texts.SETTINGS)
    yield from _table(("`[settings.linux]`", ""), texts.LINUX_SETTINGS)
    yield "## Keys of a peer\n"
    own = ", ".join(f"`{key}`" for key in ("description", "enabled", "platforms", "hosts", "profiles"))
    yield "They may stand in `[defaults]`, profiles and the `macos` and `linux` tables, too, but for"
    yield f"{own}.\n"
    for key, (does, _) in KEYS.items():
        fits = f" Only for {', '.join(FITS[key])}." if key in FITS else ""
        yield f"### `{key}`\n\n{does}{fits}\n"
        yield "| written so | becomes |\n| --- | --- |"
        yield from _values(key)
        yield ""
    yield "## Keys of their tables\n"
    rows = {f"{table.lower()}.{key}": text for table, own in texts.INNER.items() for key, text in own.items()}
    yield from _table(("key", ""), {key.replace("hook.", "on_up."): text for key, text in rows.items()})
    yield "## Secret references\n"
    yield from _table(("key", "the secret"), texts.REFERENCES)


def _values(key: str) -> Iterator[str]:
    values: dict[str, dict[tuple[str, ...], list[Rendering]]] = {}
    for one in explain(key, {}).renderings:
        values.setdefault(one.toml, {}).setdefault(one.lines or no_line(one), []).append(one)
    for toml, found in values.items():
        cells = []
        for lines, where in found.items():
            place = f"{scope(where)}: " if scope(where) else ""
            cells.append(place + (", ".join(map(_code, lines)) if where[0].lines else lines[0].strip("()")))
        yield f"| {_code(toml)} | {'<br>'.join(cells)} |"


def _commands() -> Iterator[str]:
    yield "# Commands\n"
    yield "What a command works on: `--config`, else `$VPNSYNC_CONFIG`, `./vpns.toml`,"
    yield "`~/.config/vpnsync/vpns.toml`. Options that many commands have are explained with each.\n"
    heading = ""
    for name, command in commands().items():
        if command.rich_help_panel != heading:
            heading = str(command.rich_help_panel)
            yield f"## {heading}\n"
        yield from _command(name, command)


def _command(name: str, command: TyperCommand) -> Iterator[str]:
    context = typer.Context(command, info_name=name, help_option_names=["-h", "--help"])
    words, _, example = (command.help or "").partition("Example:")
    yield f"### `{name}`\n"
    yield from (f"{' '.join(part.split())}\n" for part in words.strip().split("\n\n"))
    yield f"```text\nvpnsync {name} {' '.join(command.collect_usage_pieces(context))}\n```\n"
    yield f"For example: `{example.strip()}`\n"
    records = [record for p in command.get_params(context) if (record := p.get_help_record(context))]
    yield from _table(("option", ""), {re.sub(r" <(str|list\[str\])>$", "", head): t for head, t in records})


def _warnings() -> Iterator[str]:
    yield "# Warnings\n"
    yield "What is legal but unwise. `validate`, `plan` and `import` give a warning with its name in square"
    yield 'brackets; `allow = ["NAME"]` on a peer silences it, `validate --strict` makes errors of all.\n'
    for name, fact in sorted(FACTS.items()):
        yield f"## `{name}`\n"
        yield f"{_capital(fact.text)}.\n"
        yield f"What to do: {fact.way_out}.\n" if fact.way_out else ""
        yield f"About: {', '.join(map(_code, fact.words))}\n" if fact.words else ""


def _errors() -> Iterator[str]:
    yield "# Errors\n"
    yield "What keeps a command from doing its work. A message ends its first line with the error's name in"
    yield "square brackets, each complaint about a description with one of its own; `vpnsync explain NAME`"
    yield "says what stands here. By which words of pppd's a failed call is known stands under"
    yield "[failed calls](failures.md).\n"
    for heading, troubles in (
        ("In the description", DESCRIPTION),
        ("Elsewhere", OTHERS),
        ("Of a failed call", CALLS),
    ):
        yield f"## {heading}\n"
        for name, trouble in sorted(troubles.items()):
            yield f"### `{name}`\n\n{trouble.means}\n\nWhat to do: {trouble.way_out}\n"


def _statuses() -> Iterator[str]:
    yield "# Exit statuses\n"
    yield "## Of vpnsync\n"
    yield from _table(("status", "means"), STATUSES)
    yield "`up` that has dialed ends with pppd's own status.\n"
    yield "## Of pppd\n"
    yield "| status | on Linux | on macOS |\n| --- | --- | --- |"
    for status in _STATUSES:
        linux, macos = (diagnose(status, (), Facts(platform)).cause for platform in ("linux", "macos"))
        told = [text if "does not explain" not in text else "" for text in (linux, macos)]
        yield f"| {status} | {told[0]} | {'the same' if told[0] == told[1] else told[1]} |"
    yield ""


def _failures() -> Iterator[str]:
    yield "# Failed calls\n"
    yield "What pppd and its helpers say when a call fails, what it means, and what to do. `vpnsync up` tells"
    yield "this by itself, with the key to change. `...` stands for what is another each time. Where they"
    yield "say nothing, [pppd's status](statuses.md#of-pppd) must tell.\n"
    for heading, rules in (
        ("Before anything is dialed", start.RULES),
        ("The server is not reached", way.RULES),
        ("Who you are, and encryption", identity.RULES),
        ("Addresses, and the end of a link", ending.RULES),
    ):
        yield f"## {heading}\n"
        for rule in rules:
            yield from _failure(rule)


def _failure(rule: Rule) -> Iterator[str]:
    yield f"### {_capital(_filled(rule.cause).rstrip(': .'))}{_only(rule)}\n"
    said = phrases(rule.pattern.pattern)
    yield f"It says: {' or '.join(map(_code, said))}.\n"
    yield f"What to do: {_filled(rule.remedy)}.\n" if rule.remedy else ""
    keys = [_code(re.sub(r"\{\d\}", "NAME", key)) for key in rule.keys]
    yield f"In vpns.toml: {', '.join(keys)}\n" if keys else ""
    yield f"More: [`{rule.name}`](errors.md#{rule.name})\n"


def _only(rule: Rule) -> str:
    """Say where a rule holds, where the same words mean something else elsewhere."""
    told = [", ".join(rule.protocols)] if rule.protocols else []
    told += [] if rule.after_up is None else ["after it was up" if rule.after_up else "while dialing"]
    return f" ({'; '.join(told)})" if told else ""


def _filled(text: str) -> str:
    for name, instead in _NAMES.items():
        text = text.replace(name, instead)
    return text.replace("......", "...")


def _capital(text: str) -> str:
    return text if text.startswith("pppd") else f"{text[:1].upper()}{text[1:]}"


def _code(text: str) -> str:
    """Return inline code; a table's cell needs its bars escaped."""
    return f"`{text}`".replace("|", "\\|") if "`" not in text else f"`` {text} ``"


def _table(heads: Iterable[str], rows: Mapping[str, str]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |\n| --- | --- |"
    yield from (f"| {_code(head)} | {text.replace('|', chr(92) + '|')} |" for head, text in rows.items())
    yield ""
