"""The JSON Schema of vpns.toml, draft-07: what editors' TOML servers check and complete by.

It is drawn from the models. It takes whatever they take, but for values of a wrong type that every
peer overrules, which `vpnsync validate` never comes to see. What needs more than one look, such as a
peer's protocol that a profile may bring, it leaves to `validate`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from vpnsync.config import texts
from vpnsync.config.lints import LINTS
from vpnsync.config.model import TYPED_KEYS, Document
from vpnsync.pppd.hiding import COMMANDS
from vpnsync.pppd.names import NAME_PATTERN
from vpnsync.pppd.options import PLATFORMS, dictionary, platforms_with

if TYPE_CHECKING:
    from vpnsync.pppd.options import Option

Schema = dict[str, Any]

_REF: Final = "#/definitions/{model}"
_LAYERS: Final = ("Keys", "Layer", "PeerTable")
_DROPPED: Final = ("title", "default", "format", "writeOnly", "additionalProperties")
"""Words of pydantic's that say nothing here, or are set anew: TOML has no null to default to."""


def schema_json() -> str:
    """Return the schema as the file that is shipped."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


def schema() -> Schema:
    """Return the schema as Python has JSON."""
    document = Document.model_json_schema(ref_template=_REF)
    definitions = {name: _table(found) for name, found in document.pop("$defs").items()}
    found = _table(document)
    _describe(found, texts.DOCUMENT)
    for name, described in _TEXTS.items():
        _describe(definitions[name], described)
    found["properties"]["peers"]["propertyNames"] = {"pattern": NAME_PATTERN}
    definitions["Secret"] = definitions["Keys"]["properties"]["password"].copy()
    definitions["Options"] = _options(definitions["Keys"]["properties"]["options"].copy())
    definitions |= {name: _option_value(name) for name in _VALUES}
    for layer in _LAYERS:
        _complete(definitions[layer]["properties"])
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "vpns.toml, the VPN peers of a machine",
        **found,
        "definitions": dict(sorted(definitions.items())),
    }


_TEXTS: Final[dict[str, dict[str, str]]] = {
    **dict.fromkeys(_LAYERS, texts.KEYS),
    **dict.fromkeys(
        ("Env", "Command", "SecretFile", "Keychain", "Prompt", "Existing", "SystemKeychain"), texts.REFERENCES
    ),
    **texts.INNER,
    "SettingsTable": texts.SETTINGS,
    "LinuxSettings": texts.LINUX_SETTINGS,
}


def _table(found: Schema) -> Schema:
    """Return the schema of one table; a key that it does not have is refused."""
    return {
        **_plain({key: value for key, value in found.items() if key != "properties"}),
        "properties": {name: _plain(value) for name, value in found["properties"].items()},
        "additionalProperties": False,
    }


def _plain(found: Any) -> Any:
    """Leave out of a schema what pydantic adds, and what draft-07 does not know."""
    if isinstance(found, list):
        return [_plain(item) for item in found]
    if not isinstance(found, dict):
        return found
    kept = {key: _plain(value) for key, value in found.items() if key not in _DROPPED}
    if isinstance(found.get("additionalProperties"), dict):
        kept["additionalProperties"] = _plain(found["additionalProperties"])
    forms = [form for form in kept.pop("anyOf", kept.pop("oneOf", ())) if form != {"type": "null"}]
    # A form that is a choice itself is part of this one.
    forms = [inner for form in forms for inner in (form["anyOf"] if set(form) == {"anyOf"} else [form])]
    if len(forms) == 1:
        return {**kept, **forms[0]}
    return {**kept, **({"anyOf": forms} if forms else {})}


def _describe(table: Schema, sentences: dict[str, str]) -> None:
    for name, found in table["properties"].items():
        table["properties"][name] = _described(found, sentences[name])


def _described(found: Schema, text: str) -> Schema:
    """Return a schema with a description; in draft-07 nothing counts beside a `$ref`."""
    return {"description": text, **({"allOf": [found]} if "$ref" in found else found)}


def _reference(name: str) -> Schema:
    return {"$ref": _REF.format(model=name)}


def _complete(properties: Schema) -> None:
    """Say what the models leave to `load`, and point to what is the same everywhere."""
    properties["unset"]["items"] = {"enum": list(TYPED_KEYS)}
    properties["allow"]["items"] = {"enum": list(LINTS)}
    for name, shared in (("password", "Secret"), ("shared_secret", "Secret"), ("options", "Options")):
        properties[name] = _described(_reference(shared), texts.KEYS[name])


_READABLE: Final = ("Env", "Command", "SecretFile", "Keychain", "Existing")
"""The references that work in `options`."""
_NUMBER: Final = {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1}
_VALUES: Final[dict[str, list[Schema]]] = {
    "Flag": [],
    "Number": [_NUMBER],
    "Text": [{"type": "string"}],
    "TextOrNumber": [{"type": "string"}, _NUMBER],
    "SecretText": [{"type": "string"}, *map(_reference, _READABLE)],
    "CommandText": [{"type": "string"}, _reference("Existing")],
}
"""What an option of pppd takes: name of the definition -> forms of the value besides true and false."""


def _option_value(name: str) -> Schema:
    """Return the definition of one kind of value: false takes the option away; a list repeats it."""
    one: list[Schema] = [*_VALUES[name], {"type": "boolean"} if name == "Flag" else {"const": False}]
    return {"anyOf": [*one, {"type": "array", "items": {"anyOf": one}}]}


def _options(found: Schema) -> Schema:
    """Return the schema of `options`, with every word that some pppd knows."""
    table = next(form for form in found["anyOf"] if form.get("type") == "object")
    words = sorted({word for platform in PLATFORMS for word in dictionary(platform).options})
    table["properties"] = {word: _option(word) for word in words}
    return {"anyOf": found["anyOf"]}


def _option(word: str) -> Schema:
    known = [found for p in PLATFORMS for found in [dictionary(p).options.get(word)] if found]
    kinds = list(dict.fromkeys(map(_kind, known)))
    values = [_reference(kind) for kind in kinds]
    on = " and ".join(platforms_with(word))
    return {
        "description": f"{_takes(known[0])} ({on}).",
        **({"anyOf": values} if values[1:] else {"allOf": values}),
    }


def _kind(option: Option) -> str:
    """Return the kind of value that an option takes."""
    if option.nargs == 0:
        return "Flag"
    if option.secret:
        return "SecretText"
    if option.word in COMMANDS:
        return "CommandText"
    if option.kind in ("int", "special"):
        return {"int": "Number", "special": "TextOrNumber"}[option.kind]
    return "Text"


def _takes(option: Option) -> str:
    """Say what stands behind an option."""
    words = {"int": "A number", "hex32": "Hexadecimal digits as text"}
    what = words.get(option.kind, "Text") if option.nargs else "A flag"
    return f"{what}: {option.form}" if option.form else what
