"""Ask this machine's own pppd (Linux) whether it accepts a peers file, without anything being run.

`pppd dryrun` parses and exits: 0 accepted, 4 accepted on a machine without kernel PPP, 2 refused (measured
on 2.4.9). A plug-in would be loaded, a log file be made and a name be looked up while parsing, so what does
that is left out, and said.
"""

from __future__ import annotations

import os
import pty
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vpnsync.errors import ConflictError
from vpnsync.pppd.hiding import COMMANDS
from vpnsync.pppd.program import PPPD
from vpnsync.pppd.settings import read_settings

if TYPE_CHECKING:
    from vpnsync.pppd.options import Dictionary
    from vpnsync.pppd.statements import Statement

_ACCEPTED: Final = (0, 4)
_SECONDS: Final = 30
_TOUCHES_DISK: Final = ("plugin", "file", "call", "+ua", "logfile", "record", "linkname", "privgroup")
_LOOKS_UP: Final = ("ms-dns", "dns-addr", "ms-wins", "IP addresses", "endpoint")


@dataclass(frozen=True)
class Answer:
    """What pppd said: whether it accepts the file, why not, and which words it was not asked about."""

    is_accepted: bool
    reason: str
    not_asked: tuple[str, ...]


def ask(text: bytes, dictionary: Dictionary) -> Answer:
    """Return pppd's verdict on a peers file. Needs root; raises ConflictError where pppd cannot be run."""
    question, not_asked = _harmless(text, dictionary)
    with tempfile.TemporaryDirectory(prefix="vpnsync-") as folder:
        path = Path(folder) / "peer"
        path.write_bytes(question)
        status, said = _run(["file", str(path), "dryrun", "nodetach", "noauth"])
    reason = said.replace(str(path), "the peers file").strip()
    return Answer(status in _ACCEPTED, reason or f"exit status {status}", not_asked)


def _harmless(text: bytes, dictionary: Dictionary) -> tuple[bytes, tuple[str, ...]]:
    """Return a file of which pppd only parses, and the words that were left out for that."""
    lines, left_out = [], []
    for statement in read_settings(text, dictionary.platform, dictionary).statements:
        word = statement.option.word if statement.option else "words of a plug-in"
        if _does_more_than_parse(statement):
            left_out.append(word)
        elif word in COMMANDS:
            lines.append(word.encode() + b' "true"')
        else:
            lines.append(text[statement.start : statement.end])
    return b"\n".join(lines) + b"\n", tuple(dict.fromkeys(left_out))


def _does_more_than_parse(statement: Statement) -> bool:
    option = statement.option
    if option is None:
        return statement.problem is not None and statement.problem.on_this_machine
    if option.plugin or option.word in _TOUCHES_DISK or option.word == "device name":
        return True
    return option.word in _LOOKS_UP and statement.problem is not None


def _run(arguments: list[str]) -> tuple[int, str]:
    """Run pppd on a terminal of its own, as it expects one."""
    ours, terminal = pty.openpty()
    try:
        done = subprocess.run(  # noqa: S603 - a fixed path
            [PPPD, *arguments],
            stdin=terminal,
            capture_output=True,
            check=False,
            timeout=_SECONDS,
            env={"LC_ALL": "C", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
        )
    except FileNotFoundError:
        raise ConflictError(
            PPPD, "is not there: install pppd, or validate without --pppd", name="cannot-ask-pppd"
        ) from None
    except (OSError, subprocess.SubprocessError) as error:
        raise ConflictError(
            PPPD, f"cannot be asked: {type(error).__name__}", name="cannot-ask-pppd"
        ) from error
    finally:
        os.close(ours)
        os.close(terminal)
    return done.returncode, (done.stdout + done.stderr).decode("utf-8", "backslashreplace")
