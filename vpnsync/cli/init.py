"""`vpnsync init`: write a first vpns.toml."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from vpnsync.cli import complete
from vpnsync.cli.screen import is_terminal, note, say
from vpnsync.errors import ConflictError, VpnsyncError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vpnsync.cli.starter import Starter

_OPTIONS = {"name": "--peer", "password": "--password-from", "shared_secret": "--shared-secret-from"}
PLACES = "keychain, system-keychain, command:..., file:PATH, env:NAME, prompt, existing, none"


def init(
    *,
    config: Annotated[
        str | None,
        typer.Option(
            "--config", "-c", metavar="PATH", help="Where it goes (else $VPNSYNC_CONFIG, ./vpns.toml)."
        ),
    ] = None,
    peer: Annotated[str | None, typer.Option("--peer", metavar="NAME", help="The first peer.")] = None,
    protocol: Annotated[
        Literal["pptp", "l2tp", "pppoe", "sstp", "serial", "custom"] | None,
        typer.Option("--protocol", metavar="WORD", help="pptp, l2tp, pppoe, sstp, serial or custom."),
    ] = None,
    server: Annotated[
        str | None, typer.Option("--server", metavar="HOST", help="Whereto: for pptp, l2tp and sstp.")
    ] = None,
    interface: Annotated[
        str | None, typer.Option("--interface", metavar="NAME", help="Whereto: for pppoe.")
    ] = None,
    device: Annotated[
        str | None, typer.Option("--device", metavar="PATH", help="Whereto: for serial.")
    ] = None,
    pty: Annotated[str | None, typer.Option("--pty", metavar="COMMAND", help="Whereto: for custom.")] = None,
    user: Annotated[str | None, typer.Option("--user", metavar="NAME", help="Who logs in.")] = None,
    password_from: Annotated[
        str | None,
        typer.Option(
            "--password-from",
            metavar="PLACE",
            help=f"Where the password lives: {PLACES}.",
            autocompletion=complete.places,
        ),
    ] = None,
    shared_secret_from: Annotated[
        str | None,
        typer.Option(
            "--shared-secret-from",
            metavar="PLACE",
            help="Where l2tp's shared secret lives.",
            autocompletion=complete.places,
        ),
    ] = None,
) -> int:
    """Write a first vpns.toml; an existing one is never touched.

    On a terminal, it asks for what no option says.

    Example: vpnsync init --peer office --protocol pptp --server vpn.example.com
    """
    from vpnsync.cli.person import step_down

    step_down()
    from vpnsync.cli.first_files import store_secrets, write
    from vpnsync.cli.next_steps import next_steps
    from vpnsync.config.find import FILE_NAME

    path = Path(config or os.environ.get("VPNSYNC_CONFIG") or FILE_NAME)
    if os.path.lexists(path):
        raise ConflictError(str(path), "exists already, and is left as it is", name="exists-already")
    given = {
        "name": peer,
        "protocol": protocol,
        "server": server,
        "interface": interface,
        "device": device,
        "pty": pty,
        "user": user,
        "password": password_from,
        "shared_secret": shared_secret_from,
    }
    with _interruptible("nothing was written"):
        starter = _starter({key: said for key, said in given.items() if said is not None})
    with _interruptible("no description was written"):  # a first secret may be in the keyring
        stored = store_secrets(starter)
    say(f"Wrote {write(path, starter.text())}.")
    for line in next_steps(starter, config, stored):
        note(line)
    return 0


@contextlib.contextmanager
def _interruptible(outcome: str) -> Iterator[None]:
    """Say what Ctrl-C at a question comes to, as the end of the answers does."""
    try:
        yield
    except KeyboardInterrupt:
        note("")
        error = VpnsyncError("init", f"interrupted: {outcome}", name="no-answer")
        error.status = 130
        raise error from None


def _starter(given: dict[str, Any]) -> Starter:
    """Return what to write: as given, asked for, or an example. What is wrong with it comes at once."""
    from vpnsync.cli.starter import EXAMPLE, WHERE

    is_asking = is_terminal(sys.stdin) and is_terminal(sys.stderr)
    if not given and not is_asking:
        return EXAMPLE
    found, faults = _from_options(given)
    missing = [] if is_asking else [key for key in ("name", "protocol") if key not in given]
    missing += [] if is_asking or missing else [key for key in [WHERE[found.protocol]] if key in faults]
    wrong = {key: text for key, text in faults.items() if key in given and key not in missing}
    lines = [f"{_option(key)}: {text}" for key, text in wrong.items()]
    lines += [f"{_option(key)}: is needed where there is no terminal to ask on" for key in missing]
    if lines:
        raise VpnsyncError("cannot write a first description with these options", lines, name="bad-value")
    if not is_asking:
        return found
    from vpnsync.cli.questions import ask_starter

    return ask_starter(found, given.keys())


def _from_options(given: Mapping[str, Any]) -> tuple[Starter, dict[str, str]]:
    """Return the peer that the options describe, and what is wrong with it, key by key."""
    from vpnsync.cli.starter import SECRETS, Starter, reference

    starter, faults = Starter(given.get("name", "office")), {}
    for key, said in given.items():
        try:
            value = reference(said, starter.name, key) if key in SECRETS else said
        except ValueError as error:
            faults[key] = str(error)
            continue
        starter = starter.plus(key, value) if key != "name" else starter
    return starter, {**starter.faults(), **faults}


def _option(key: str) -> str:
    return _OPTIONS.get(key, f"--{key}")
