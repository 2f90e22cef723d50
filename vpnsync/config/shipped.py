"""What stands beside and above a description, read without the models that it is drawn from."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

SCHEMA_NAME: Final = "vpns.schema.json"
HEADER: Final = f"""\
#:schema ./{SCHEMA_NAME}
# The VPN peers of this machine. `vpnsync plan` shows what would change, `vpnsync apply` changes it.
version = 1
"""
"""How a description begins."""


def schema_text() -> str:
    """Return the shipped schema; packaging/generate.py writes it, and a test holds it current."""
    return files("vpnsync.config").joinpath("data", SCHEMA_NAME).read_text(encoding="utf-8")
