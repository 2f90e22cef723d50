"""`vpnsync schema`: print what an editor checks vpns.toml by."""

from __future__ import annotations

from vpnsync.cli.screen import say


def schema() -> int:
    """Print the JSON Schema of vpns.toml, which editors check and complete by.

    `vpnsync init` puts it beside the description; after an upgrade, put the new one there.

    Example: vpnsync schema > vpns.schema.json
    """
    from vpnsync.config.shipped import schema_text

    say(schema_text().rstrip("\n"))
    return 0
