"""The schema of vpns.toml as it is shipped: read without the models that it is drawn from."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

SCHEMA_NAME: Final = "vpns.schema.json"


def schema_text() -> str:
    """Return the shipped schema; packaging/generate.py writes it, and a test holds it current."""
    return files("vpnsync.config").joinpath("data", SCHEMA_NAME).read_text(encoding="utf-8")
