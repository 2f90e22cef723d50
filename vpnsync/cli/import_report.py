"""What came of an import, for people and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from vpnsync.adopt.secrets import secrets_in
from vpnsync.cli.result import print_json
from vpnsync.cli.screen import paint, plural, safe, say, wrapped

if TYPE_CHECKING:
    from vpnsync.adopt.carry import Adopted, Left
    from vpnsync.cli.importing import Import
    from vpnsync.pppd.oddities import Oddity

_MOST_OF_REFUSED: Final = 5
"""Findings that are told of a file that is not carried over anyway."""
_SECRETS: Final = {
    "existing": "stays in the peers file alone: { existing = true }",
    "keep": "is in the description as plain text",
    "keychain": "is in the keyring",
}


def show_import(run: Import) -> None:
    """Print what was carried over, what is odd about it, what was left out and why; then the proof."""
    told: set[str] = set()
    for adopted in run.adopted:
        say(f"{paint('+ ' + adopted.name, '+')}  {_shape(adopted)}")
        for word in secret_keys(adopted):
            _say_below(f"{word} {_SECRETS[_mode_of(adopted, word, run.mode)]}")
        _show_oddities(adopted.oddities, told)
        if adopted.switched_off:
            _say_below(
                f"options that a comment switches off stay comments: {', '.join(adopted.switched_off)}"
            )
        for text in adopted.needs:
            _say_below(f"carried over as it is, though pppd says here: {text}")
        for text in adopted.hints:
            _say_below(text)
    for left in run.left:
        sign = "!" if left.is_refused else "="
        reason = f"{_on_one_line(left.name)}  not imported: {_on_one_line(left.reason)}"
        first, *rest = wrapped(reason, "  ")
        say("\n".join([paint(sign, sign) + first[1:], *rest]))
        _show_oddities(left.oddities, told, _MOST_OF_REFUSED)
    if run.adopted:
        beside = f", and {run.schema} for your editor" if run.schema else ""
        say(f"{'Wrote' if run.before is None else 'Added to'} {run.output}{beside}.")
    count = len(run.adopted)
    if not run.actual:
        say(f"There are no peers files in {run.place.peers}.")
    say(
        paint(
            f"{plural(count, 'peer')}, {plural(run.option_changes, 'option change')}.",
            "bold",
        )
    )


def _on_one_line(text: str) -> str:
    """Return text that neither moves the terminal nor begins a line of its own."""
    return safe(text).replace("\n", "\\n")


def _shape(adopted: Adopted) -> str:
    table = adopted.table
    options = table.get("options", ())
    keys = len(table.keys() - {"protocol", "platforms", "options", "unset"})
    return f"{table['protocol']}: {plural(keys, 'key')}, {plural(len(options), 'other option')}"


def _show_oddities(oddities: tuple[tuple[int, Oddity], ...], told: set[str], most: int | None = None) -> None:
    """Print each oddity, those of one kind as one; the reason once for each name."""
    rows: dict[tuple[str, str], list[tuple[int, Oddity]]] = {}
    for line, oddity in oddities:
        rows.setdefault((oddity.name, oddity.word), []).append((line, oddity))
    for (name, word), found in [*rows.items()][:most]:
        text = f"{_lines([line for line, _ in found])}, {safe(word)}: "
        if name in told:
            _say_below(f"{text}as above [{name}]")
        else:
            _say_below(f"{text}{found[0][1].text}; {found[0][1].way_out} [{name}]")
        told.add(name)
    if most is not None and len(rows) > most:
        _say_below(f"and {len(rows) - most} more")


def _lines(lines: list[int]) -> str:
    """Return line numbers as a person says them: the first two, and how many more."""
    if len(lines) == 1:
        return f"line {lines[0]}"
    more = f" and {len(lines) - 2} more" if len(lines) > 2 else ""
    return f"lines {lines[0]}{', ' if more else ' and '}{lines[1]}{more}"


def _say_below(text: str) -> None:
    """Print a line under a peer; on a terminal it is wrapped at words."""
    for line in wrapped(text, "    "):
        say(line)


def secret_keys(adopted: Adopted) -> list[str]:
    """Return the keys and options of a peer that stand for a secret, in order."""
    return [word for word, _ in secrets_in(adopted.table)]


def _mode_of(adopted: Adopted, word: str, mode: str) -> str:
    value = dict(secrets_in(adopted.table))[word]
    if isinstance(value, dict):
        return next((kind for kind in ("existing", "keychain") if kind in value), mode)
    return "keep"


def print_import_json(run: Import) -> None:
    """Print one document: what was imported, what was left out, and the proof."""
    print_json(
        {
            "format_version": 1,
            "output": str(run.output) if run.adopted else None,
            "imported": [
                {
                    "name": adopted.name,
                    "protocol": adopted.table["protocol"],
                    "secrets": [
                        {"key": word, "kept_in": _mode_of(adopted, word, run.mode)}
                        for word in secret_keys(adopted)
                    ],
                    "findings": _findings(adopted),
                    "switched_off": list(adopted.switched_off),
                    "needs": [*adopted.needs, *adopted.hints],
                }
                for adopted in run.adopted
            ],
            "left_out": [
                {
                    "name": left.name,
                    "reason": left.reason,
                    "refused": left.is_refused,
                    "findings": _findings(left),
                }
                for left in run.left
            ],
            "summary": {
                "imported": len(run.adopted),
                "left_out": len(run.left),
                "option_changes": run.option_changes,
            },
        }
    )


def _findings(result: Adopted | Left) -> list[dict[str, Any]]:
    return [
        {"line": line, "option": o.word, "name": o.name, "text": o.text, "way_out": o.way_out}
        for line, o in result.oddities
    ]
