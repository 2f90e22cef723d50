"""The options that say which description a command reads, and for which machine: one block for many."""

from __future__ import annotations

import functools
import inspect
import shlex
from inspect import Parameter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from vpnsync.cli.options import ConfigOption, HostOption, PlatformOption, PppdOption, RootOption

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from vpnsync.cli.session import Session
    from vpnsync.config.source import Source
    from vpnsync.pppd.options import Platform, Version

_OPTIONS: Final[dict[str, Any]] = {
    "config": ConfigOption,
    "root": RootOption,
    "platform": PlatformOption,
    "pppd": PppdOption,
    "host": HostOption,
}


class Where(NamedTuple):
    """What was typed of that; None where nothing was."""

    config: str | None = None
    root: Path | None = None
    platform: Platform | None = None
    pppd: Version | None = None
    host: str | None = None

    def spelled(self) -> str:
        """Return it as one types it behind a command."""
        given = ((name, value) for name, value in self._asdict().items() if value is not None)
        return "".join(f" --{name} {shlex.quote(str(value))}" for name, value in given)

    def session(self, names: Iterable[str] = (), source: Source | None = None) -> Session:
        """Read the description, or take it as it was read."""
        from vpnsync.cli.session import open_session

        return open_session(**self._asdict(), names=names, source=source)


def located(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command these options, behind its arguments; it gets them as one, `where`."""
    own = inspect.signature(command, eval_str=True)
    given = [parameter for name, parameter in own.parameters.items() if name != "where"]
    added = [
        Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=option)
        for name, option in _OPTIONS.items()
    ]
    first = [parameter for parameter in given if parameter.kind is not Parameter.KEYWORD_ONLY]
    last = [parameter for parameter in given if parameter.kind is Parameter.KEYWORD_ONLY]

    @functools.wraps(command)
    def run(**typed: Any) -> int:  # noqa: ANN401 - whatever typer has made of it
        return command(where=Where(*map(typed.pop, _OPTIONS)), **typed)

    # typer reads a command's options from its signature, and their types from its annotations.
    run.__signature__ = own.replace(parameters=[*first, *added, *last])  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in (*first, *added, *last)}
    return run
