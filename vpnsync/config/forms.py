"""The forms that a value may take in vpns.toml, where it is more than one type."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Discriminator, Field, Tag

from vpnsync.config.kinds import Address, Argv, Count, Domain, Seconds, UserName
from vpnsync.config.references import REFERENCE_KEYS, STRICT, AnyReference, Existing


class Keepalive(BaseModel):
    """LCP echo requests: how often, and how many may go unanswered."""

    model_config = STRICT
    interval: Seconds | None = None
    failures: Count | None = None


class Reconnect(BaseModel):
    """Dial again after the link is lost; `attempts` 0 is for ever."""

    model_config = STRICT
    delay: Seconds | None = None
    attempts: Count | None = None


class Dns(BaseModel):
    """Name servers to use while the link is up, for these domains only where any are given."""

    model_config = STRICT
    servers: list[Address] = Field(min_length=1)
    domains: list[Domain] = []


class Hook(BaseModel):
    """A command of the person's: who owns the description runs it, or `user`."""

    model_config = STRICT
    command: Argv
    user: UserName | None = None


def _hook(command: list[str]) -> Hook:
    return Hook(command=command)


def _type(value: Any) -> str | None:
    """Name the kind of a TOML value, for choosing between the forms a key may take."""
    kinds = {bool: "flag", int: "number", str: "text", list: "list", dict: "table"}
    return next(
        (name for kind, name in kinds.items() if isinstance(value, kind)),
        "table" if isinstance(value, BaseModel) else None,
    )


def _option_type(value: Any) -> str | None:
    kind = _type(value)
    if kind == "table" and isinstance(value, dict):
        return next((key for key in value if key in REFERENCE_KEYS), None)
    return kind


Scalar = Annotated[
    Annotated[bool, Tag("flag")] | Annotated[int, Tag("number")] | Annotated[str, Tag("text")] | AnyReference,
    Discriminator(_option_type),
]
CommandLine = Annotated[
    Annotated[str, Tag("text")] | Annotated[Existing, Tag("existing")], Discriminator(_option_type)
]
"""A command line; with a secret in it, it may stay in the peers file alone."""
OptionValue = Annotated[
    Annotated[bool, Tag("flag")]
    | Annotated[int, Tag("number")]
    | Annotated[str, Tag("text")]
    | Annotated[list[Scalar], Tag("list")]
    | AnyReference,
    Discriminator(_option_type),
]
OrderedOption = Annotated[
    Annotated[str, Tag("text")] | Annotated[list[Scalar], Field(min_length=1, max_length=2), Tag("list")],
    Discriminator(_type),
]
Options = Annotated[
    Annotated[dict[str, OptionValue], Tag("table")] | Annotated[list[OrderedOption], Tag("list")],
    Discriminator(_type),
]
DnsValue = Annotated[
    Annotated[Literal["peer", "none"], Tag("text")] | Annotated[Dns, Tag("table")], Discriminator(_type)
]
ReconnectValue = Annotated[
    Annotated[bool, Tag("flag")] | Annotated[Reconnect, Tag("table")], Discriminator(_type)
]
HookKey = Annotated[
    Annotated[Argv, AfterValidator(_hook), Tag("list")] | Annotated[Hook, Tag("table")],
    Discriminator(_type),
]
