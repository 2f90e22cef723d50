"""The manual pages, drawn from the commands and from the texts of the keys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import typer
import typer.main
from typer.core import TyperCommand

from vpnsync import __version__
from vpnsync.cli.app import program
from vpnsync.config import texts
from vpnsync.config.merge import FITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

STATUSES: Final = {
    "0": "Done, or in sync.",
    "1": "Failed or declined.",
    "2": "Only with `plan --detailed-exitcode`: changes are pending.",
    "3": "Only with `status NAME`: the link is down.",
    "64": "Wrong usage.",
    "69": "Only with `up`, like the next two: something that dialing needs is missing.",
    "77": "The rights are missing.",
    "78": "The description and the files on disk disagree: apply first.",
    "130": "Interrupted by Ctrl-C.",
}
_FILES: Final = {
    "./vpns.toml": "The description, where neither \\-\\-config nor VPNSYNC_CONFIG names another.",
    "~/.config/vpnsync/vpns.toml": "The description, where there is none in the current folder.",
    "/etc/ppp/peers": "The directory of the peers files.",
}
_ENVIRONMENT: Final = {
    "VPNSYNC_CONFIG": "The description, as \\-\\-config names it.",
    "VPNSYNC_ROOT": "As \\-\\-root.",
    "NO_COLOR": "If set, nothing is coloured.",
}


def pages() -> dict[str, str]:
    """Return file name -> text of every page."""
    found = {f"vpnsync-{name}.1": _command(name, command) for name, command in commands().items()}
    return {"vpnsync.1": _program(commands()), "vpns.toml.5": _description(), **found}


def commands() -> dict[str, TyperCommand]:
    """Return name -> command, in the order of the help."""
    group = typer.main.get_group(program())
    return {
        name: command
        for name, command in group.commands.items()
        if isinstance(command, TyperCommand) and not command.hidden
    }


def _program(found: dict[str, TyperCommand]) -> str:
    see = ["vpns.toml(5)", *(f"vpnsync-{name}(1)" for name in sorted(found)), "pppd(8)"]
    rows = {f"vpnsync-{name}(1)": _plain(str(command.short_help)) for name, command in found.items()}
    return _page(
        ("vpnsync", "1", "keep every VPN peer of a machine in one TOML file"),
        {
            "SYNOPSIS": [r"\fBvpnsync\fR \fICOMMAND\fR [\fIOPTIONS\fR] [\fIARGUMENTS\fR]"],
            "DESCRIPTION": [
                _plain(
                    "vpns.toml describes the VPN peers of a machine. `vpnsync plan` shows, option by "
                    "option, how the files under /etc/ppp/peers differ from it; `vpnsync apply` makes "
                    "them equal, and a second apply does nothing. It serves pppd on macOS and on Linux."
                )
            ],
            "COMMANDS": _rows(rows),
            "EXIT STATUS": _rows(
                {status: _plain(text.replace("`", "")) for status, text in STATUSES.items()}
            ),
            "ENVIRONMENT": _rows(_ENVIRONMENT),
            "FILES": _rows(_FILES),
            "SEE ALSO": [", ".join(map(_plain, see))],
        },
    )


def _command(name: str, command: TyperCommand) -> str:
    context = typer.Context(command, info_name=name, help_option_names=["-h", "--help"])
    words, _, example = (command.help or "").partition("Example:")
    paragraphs = [_plain(" ".join(part.split())) for part in words.strip().split("\n\n")]
    usage = " ".join(command.collect_usage_pieces(context))
    options = [record for p in command.get_params(context) if (record := p.get_help_record(context))]
    return _page(
        (f"vpnsync-{name}", "1", str(command.short_help).rstrip(".")),
        {
            "SYNOPSIS": [rf"\fBvpnsync {name}\fR {_plain(usage)}"],
            "DESCRIPTION": "\n.PP\n".join(paragraphs).split("\n"),
            "OPTIONS": _rows({_plain(_without_type(head)): _plain(text) for head, text in options}),
            "EXAMPLES": [".nf", _plain(example.strip()), ".fi"],
            "SEE ALSO": [_plain("vpnsync(1), vpns.toml(5)")],
        },
    )


def _description() -> str:
    keys = {
        key: _plain(text) + (f" Only for {', '.join(FITS[key])}." if key in FITS else "")
        for key, text in texts.KEYS.items()
    }
    inner = {
        f"{table.lower()}.{key}": text for table, rows in texts.INNER.items() for key, text in rows.items()
    }
    return _page(
        ("vpns.toml", "5", "the VPN peers of a machine"),
        {
            "DESCRIPTION": [
                _plain(
                    "A TOML file. What holds for a peer is [defaults], then each of its profiles in order, "
                    "then the peer's own table, then its macos or linux table; a later one overrules an "
                    "earlier one."
                )
            ],
            "TABLES": _rows({key: _plain(text) for key, text in texts.DOCUMENT.items()}),
            "SETTINGS": _rows(
                {
                    **{key: _plain(text) for key, text in texts.SETTINGS.items()},
                    **{f"linux.{key}": _plain(text) for key, text in texts.LINUX_SETTINGS.items()},
                }
            ),
            "KEYS OF A PEER": _rows(keys),
            "KEYS OF THEIR TABLES": _rows({key: _plain(text) for key, text in inner.items()}),
            "SECRET REFERENCES": _rows({key: _plain(text) for key, text in texts.REFERENCES.items()}),
            "SEE ALSO": [_plain("vpnsync(1), vpnsync-validate(1), pppd(8)")],
        },
    )


def _page(title: tuple[str, str, str], sections: dict[str, list[str]]) -> str:
    """Return one page. It bears the version and no date: the same source makes the same page."""
    name, number, what = title
    lines = [
        f'.TH "{name.upper()}" "{number}" "" "vpnsync {__version__}" "vpnsync"',
        ".nh",
        ".ad l",
        ".SH NAME",
    ]
    lines.append(rf"{_plain(name)} \- {_plain(what[:1].lower() + what[1:])}")
    for heading, body in sections.items():
        lines += [f'.SH "{heading}"', *body]
    return "\n".join(lines) + "\n"


def _rows(rows: dict[str, str]) -> list[str]:
    return list(_tagged(rows.items()))


def _tagged(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    for head, text in rows:
        yield ".TP"
        yield rf"\fB{head}\fR"
        yield text


def _without_type(head: str) -> str:
    """Return an argument's name without Python's type."""
    return re.sub(r" <(str|list\[str\])>$", "", head)


def _plain(text: str) -> str:
    """Return text that roff takes for text: no escapes, no requests, hyphens that can be copied."""
    text = text.replace("\\", r"\e").replace("-", r"\-").replace("'", r"\(aq").replace("`", r"\(ga")
    return rf"\&{text}" if text.startswith(".") else text
