"""Write what is drawn from the program itself: the schema and the manual pages.

Run it after a change to the keys, the options or the commands; `--check` writes nothing, and fails
where a file is not what it would write.
"""

from __future__ import annotations

import sys
from pathlib import Path

from manual import pages

from vpnsync.config.schema import schema_json
from vpnsync.config.shipped import SCHEMA_NAME

HOME = Path(__file__).resolve().parents[1]
MANUAL = HOME / "packaging" / "man"


def generated() -> dict[Path, str]:
    """Return path -> text of every generated file."""
    manual = {MANUAL / name: text for name, text in pages().items()}
    return {HOME / "vpnsync" / "config" / "data" / SCHEMA_NAME: schema_json(), **manual}


def main(arguments: list[str]) -> int:
    """Write the files, or with `--check` name those that are not current."""
    wanted = generated()
    left = [path for path in MANUAL.glob("*") if path not in wanted]
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text() != text]
    if arguments == ["--check"]:
        for path in [*stale, *left]:
            print(f"{path.relative_to(HOME)} is not current: run python packaging/generate.py")
        return 1 if stale or left else 0
    for path in left:
        path.unlink()
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
