"""What is typed, as what a command takes: by typer, or at once where there is nothing to convert.

typer converts every value through pydantic, whose import costs more than a whole `plan` that finds
nothing to do.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Literal, get_args, get_origin

_PLAIN: Final[dict[Any, type]] = {str: str, Path: Path, list[str]: list}
"""The kinds of values that any text, or any list of texts, is one of."""


class Plainly:
    """Converts one parameter as typer would, and leaves to typer whatever it would complain about.

    It takes the place in which typer keeps its own converter. Where a future typer has another place
    for it, nothing is faster and nothing is different.
    """

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:  # noqa: ANN401 - of every type there is
        """Return what the command gets; raise typer's own complaint."""
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        kind = param.type_descriptor.annotation
        if kind in _PLAIN and "\0" not in value and not param.type_descriptor.parameter_info.exists:
            return _PLAIN[kind](value)
        if get_origin(kind) is Literal and value in get_args(kind):
            return value
        param._runtime_param = None  # noqa: SLF001 - so that typer makes its own
        return param.get_runtime_param().coerce(value, param=param, ctx=ctx)


def convert_plainly(parameters: list[Any]) -> None:
    """Let these parameters of typer's be converted so."""
    for parameter in parameters:
        if getattr(parameter, "_runtime_param", parameter) is None:
            parameter._runtime_param = Plainly()  # noqa: SLF001 - see Plainly
