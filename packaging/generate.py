"""Write what is drawn from the program itself: schema, manual, the docs' reference and pictures.

Run it after a change to the keys, the options or the commands; `--check` writes nothing, and fails
where a file is not what it would write. Of a picture the words count, not how this rich draws them.
"""

from __future__ import annotations

import sys
from pathlib import Path

from manual import pages
from pictures import pictures, words
from reference import reference

from vpnsync.config.schema import schema_json
from vpnsync.config.shipped import SCHEMA_NAME

HOME = Path(__file__).resolve().parents[1]
MANUAL, REFERENCE, PICTURES = HOME / "packaging/man", HOME / "docs/reference", HOME / "docs/pictures"


def generated() -> dict[Path, str]:
    """Return path -> text of every generated file."""
    folders = ((MANUAL, pages()), (REFERENCE, reference()), (PICTURES, pictures()))
    drawn = {folder / name: text for folder, found in folders for name, text in found.items()}
    return {HOME / "vpnsync" / "config" / "data" / SCHEMA_NAME: schema_json(), **drawn}


def is_current(path: Path, text: str) -> bool:
    """Whether a file is there and says what it should."""
    if not path.exists():
        return False
    there = path.read_text()
    return there == text or (path.suffix == ".svg" and words(there) == words(text))


def main(arguments: list[str]) -> int:
    """Write the files, or with `--check` name those that are not current."""
    wanted = generated()
    there = (path for folder in (MANUAL, REFERENCE, PICTURES) for path in folder.glob("*"))
    left = [path for path in there if path not in wanted]
    stale = [path for path, text in wanted.items() if not is_current(path, text)]
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
