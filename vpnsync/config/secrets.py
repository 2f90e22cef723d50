"""A secret reference -> its value. Opened only when needed, each one once."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import SecretStr

from vpnsync.config.complaints import Key, spell
from vpnsync.config.references import Command, Env, Existing, Keychain, Prompt, Reference, SecretFile
from vpnsync.errors import SecretError

if TYPE_CHECKING:
    from collections.abc import Mapping

TIME_LIMIT: Final = 60
"""Seconds that a secret's command may take: a person may have to touch a key or type a PIN."""

_MAX_BYTES: Final = 64 * 1024


@dataclass
class Secrets:
    """Opens references with the rights of the person; remembers each value for one run."""

    directory: Path
    environment: Mapping[str, str] = field(repr=False)
    hidden: frozenset[str] = frozenset()
    """Variables that hold secrets themselves: no command gets them."""
    known: dict[str, str] = field(default_factory=dict, repr=False)

    def value(self, reference: object, key: Key) -> str:
        """Return the secret that `key` of the description refers to; raise SecretError without it."""
        if isinstance(reference, SecretStr):
            return reference.get_secret_value()
        if isinstance(reference, str):
            return reference
        if not isinstance(reference, Reference) or isinstance(reference, Prompt | Existing):
            raise TypeError(f"{type(reference).__name__} has no value before dial time")
        place = f"{type(reference).__name__} {reference.model_dump_json()}"
        if place not in self.known:
            try:
                self.known[place] = _open(reference, self)
            except SecretError as error:
                raise SecretError(
                    spell(key), f"{reference.source()}: {error.thing}", hint=error.hint
                ) from None
        return self.known[place]

    def lack(self, reference: Reference) -> str | None:
        """Say why a reference cannot be had, as far as that shows without opening it, or None."""
        match reference:
            case Env() if reference.env not in self.environment:
                return "this environment variable is not set (sudo clears the environment)"
            case Command() if shutil.which(reference.command[0], path=self.environment.get("PATH")) is None:
                return f"there is no program {reference.command[0]}"
            case SecretFile() if not _path(reference.file, self).is_file():
                return "there is no such file, or it may not be seen"
        return None


def _open(reference: Reference, secrets: Secrets) -> str:
    match reference:
        case Env():
            value = secrets.environment.get(reference.env)
            if value is None:
                raise SecretError("this environment variable is not set", hint=_env_hint(secrets))
        case Command():
            value = _first_line(_run(reference.command, secrets))
        case SecretFile():
            value = _only_line(_path(reference.file, secrets))
        case Keychain():
            value = _from_keychain(reference)
        case _:
            raise SecretError("cannot be read by vpnsync")
    if not value:
        raise SecretError("is empty")
    return value


def _from_keychain(reference: Keychain) -> str:
    if reference.account is None:
        raise SecretError("names no account, and the peer has no user", hint='add account = "..."')
    from vpnsync.config.keychain import read  # noqa: PLC0415 - dear; only this reference needs it

    return read(reference.keychain, reference.account)


def _env_hint(secrets: Secrets) -> str:
    """Say how a variable gets here; sudo and doas clear the environment."""
    if "SUDO_UID" in secrets.environment or "DOAS_USER" in secrets.environment:
        return "sudo has removed it: run vpnsync without sudo, it asks for root's rights by itself"
    return "export it before vpnsync is run, or use another source"


def _path(text: str, secrets: Secrets) -> Path:
    """Return a secret's file: `~/` is the person's own home."""
    if not text.startswith("~"):
        return secrets.directory / text
    first, _, rest = text.partition("/")
    home = secrets.environment.get("HOME", "")
    if first != "~" or not home:
        raise SecretError(f"there is no home directory behind {first}")
    return Path(home) / rest


def _only_line(path: Path) -> str:
    try:
        data = _read(path)
    except ValueError:
        raise SecretError("cannot be read: its path contains a NUL byte") from None
    except OSError as error:
        raise SecretError(f"cannot be read: {os.strerror(error.errno or 0)}") from None
    text = data.decode("utf-8", "surrogateescape").removesuffix("\n").removesuffix("\r")
    if "\n" in text or len(data) > _MAX_BYTES:
        raise SecretError("the file must hold one line, the secret, and nothing else")
    return text


def _read(path: Path) -> bytes:
    """Return what a file holds, within the time limit: nobody may ever write to a pipe."""
    # Without O_NONBLOCK, opening a pipe waits for a writer, for ever.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        data, end = b"", time.monotonic() + TIME_LIMIT
        while len(data) <= _MAX_BYTES:
            ready, _, _ = select.select([descriptor], [], [], max(0, end - time.monotonic()))
            if not ready:
                raise SecretError(f"gave no answer within {TIME_LIMIT} seconds")
            piece = os.read(descriptor, _MAX_BYTES + 1)
            if not piece:
                break
            data += piece
        return data
    finally:
        os.close(descriptor)


def _first_line(output: bytes) -> str:
    return output.split(b"\n", 1)[0].removesuffix(b"\r").decode("utf-8", "surrogateescape")


def _run(argv: list[str], secrets: Secrets) -> bytes:
    """Return what a program prints, up to a line or so much as no secret is. It runs without a shell.

    What it leaves running is not waited for; what takes too long is ended with all that it has started.
    """
    try:
        program = subprocess.Popen(  # noqa: S603 - the person's own program
            argv, stdout=subprocess.PIPE, cwd=secrets.directory, env=_environment(secrets)
        )
    except OSError as error:
        if isinstance(error, FileNotFoundError) and error.filename == argv[0]:
            what = f"there is no program {argv[0]}: install it, or name it by its whole path"
            raise SecretError(what) from None
        raise SecretError(f"cannot be run: {os.strerror(error.errno or 0)}") from None
    except ValueError:
        raise SecretError("cannot be run: a word of it contains a NUL byte") from None
    until = time.monotonic() + TIME_LIMIT
    with program:
        try:
            said = _first_of(program, until)
            status = program.wait(max(until - time.monotonic(), 0))
        except subprocess.TimeoutExpired:
            raise SecretError(f"gave no answer within {TIME_LIMIT} seconds") from None
        finally:
            if program.poll() is None:
                program.kill()
    if status not in (0, -signal.SIGPIPE, 128 + signal.SIGPIPE):
        raise SecretError(f"ended with status {status}")
    return said


def _first_of(program: subprocess.Popen[bytes], until: float) -> bytes:
    """Read until the first line is there, or too much of it, or no more comes; then close the pipe."""
    said = b""
    stream = program.stdout
    assert stream is not None  # noqa: S101 - it was asked for
    while b"\n" not in said and len(said) <= _MAX_BYTES:
        ready, _, _ = select.select([stream], [], [], max(until - time.monotonic(), 0))
        if not ready:
            raise subprocess.TimeoutExpired(program.args, TIME_LIMIT)
        piece = os.read(stream.fileno(), _MAX_BYTES)
        if not piece:
            break
        said += piece
    stream.close()
    return said


def _environment(secrets: Secrets) -> dict[str, str]:
    """Return a child's environment: no variable that is a secret."""
    return {name: value for name, value in secrets.environment.items() if name not in secrets.hidden}
