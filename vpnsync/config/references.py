"""Where a secret is to be had: the forms that a secret takes in vpns.toml."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, SecretStr, Tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

STRICT = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)


class Reference(BaseModel):
    """A secret that is somewhere else; `source` says where in words that may be shown."""

    model_config = STRICT
    stays: ClassVar[bool] = True
    """Whether the value may be written into a peers file."""

    def source(self) -> str:
        """Return the reference as one would write it in vpns.toml, but for a command's arguments."""
        key, value = next(iter(self.model_dump(exclude_none=True).items()))
        if isinstance(value, list):
            return f'{{ {key} = ["{value[0]}"{", ..." if len(value) > 1 else ""}] }}'
        return f"{{ {key} = true }}" if value is True else f'{{ {key} = "{value}" }}'


class Env(Reference):
    """An environment variable of the person who runs vpnsync."""

    env: str = Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")


class Command(Reference):
    """The first line that a program prints; started without a shell."""

    command: list[str] = Field(min_length=1)


class SecretFile(Reference):
    """The one line of a file; a relative path starts at the description's directory."""

    file: str = Field(min_length=1)


class Keychain(Reference):
    """An entry of the person's own keyring."""

    keychain: str = Field(min_length=1)
    account: str | None = None


class Prompt(Reference):
    """Asked on the terminal at dial time; implies secret_storage = "dial"."""

    stays = False
    prompt: Literal[True]


class Existing(Reference):
    """Whatever the peers file holds now."""

    existing: Literal[True]


class SystemKeychain(Reference):
    """An item of macOS's System keychain, which pppd reads by itself while parsing."""

    system_keychain: str = Field(min_length=1, max_length=1023)


_KINDS: dict[str, type[Reference]] = {
    "env": Env,
    "command": Command,
    "file": SecretFile,
    "keychain": Keychain,
    "prompt": Prompt,
    "existing": Existing,
    "system_keychain": SystemKeychain,
}
REFERENCE_KEYS = tuple(_KINDS)


def _kind(value: Any) -> str | None:
    if isinstance(value, str | SecretStr):
        return "text"
    if isinstance(value, dict):
        return next((key for key in value if key in _KINDS), None)
    return None


AnyReference = (
    Annotated[Env, Tag("env")]
    | Annotated[Command, Tag("command")]
    | Annotated[SecretFile, Tag("file")]
    | Annotated[Keychain, Tag("keychain")]
    | Annotated[Prompt, Tag("prompt")]
    | Annotated[Existing, Tag("existing")]
    | Annotated[SystemKeychain, Tag("system_keychain")]
)
Secret = Annotated[Annotated[SecretStr, Tag("text")] | AnyReference, Discriminator(_kind)]
"""Plain text, or a reference."""


def reference(table: dict[str, Any]) -> Reference:
    """Return the reference that a table of vpns.toml is; raise ValueError where it is none."""
    kind = _kind(table)
    if kind not in _KINDS:
        raise ValueError("is no secret reference")
    return _KINDS[kind].model_validate(table)


def variables(value: object) -> Iterator[str]:
    """Yield every environment variable that something of a description says holds a secret."""
    if isinstance(value, Env):
        yield value.env
        return
    inside: Iterable[object] = value if isinstance(value, list) else ()
    if isinstance(value, BaseModel):
        inside = [getattr(value, name) for name in value.model_fields_set]
    elif isinstance(value, dict):
        inside = value.values()
    for item in inside:
        if isinstance(item, BaseModel | dict | list):  # most are neither
            yield from variables(item)
