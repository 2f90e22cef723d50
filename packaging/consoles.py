"""Run what the pages' console blocks show, and write what the program prints now below each command.

A page is one session: what its first block has done, its second one finds done. Marks in front of a
block: `scene: NAME` begins a new session on a machine of its own, `scene: NAME macos` on a Mac;
`file: PATH` saves what stands in the block, `edit: PATH` puts its lines in the place of those with
the same keys; `shown: why` is not run. A block that shows nothing below its commands stays so:
they need only succeed.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pages import HOME, blocks, pages
from stage import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pages import Block

_TIMES: Final = {
    r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[+-]\d\d:\d\d)?": "<when>",
    r"\b\d+\.\d s\b": "<seconds>",
    r"\b\d+ s\b": "<age>",
    r"\b(process:? +)\d+\b": r"\1<pid>",
}


def sessions() -> list[str]:
    """Return the pages that have something to run."""
    return [page for page in pages() if any(block.language == "console" for block in _steps(page))]


def play(page: str, folder: Path) -> Iterator[tuple[Block, str]]:
    """Yield each console block of a page, and its text as the program would have it now."""
    stage = Stage(folder / "0")
    for number, block in enumerate(_steps(page), 1):
        if "scene" in block.marks:
            name, _, platform = block.marks["scene"].partition(" ")
            stage = Stage(folder / str(number), platform or "linux")
            stage.scene(name)
        for word in block.marks.keys() & {"file", "edit"}:
            _save(stage.here / block.marks[word], block.text, is_edit=word == "edit")
        if block.language == "console":
            yield block, "".join(_lines(stage, block))


def timeless(text: str) -> str:
    """Return text without what is another one each time: hours, durations, process numbers."""
    for pattern, word in _TIMES.items():
        text = re.sub(pattern, word, text)
    return text


def _steps(page: str) -> list[Block]:
    files = [block for block in blocks("toml") if block.marks.keys() & {"file", "edit"}]
    consoles = [block for block in blocks("console") if "shown" not in block.marks]
    return sorted((b for b in (*files, *consoles) if b.page == page), key=lambda block: block.line)


def _lines(stage: Stage, block: Block) -> Iterator[str]:
    is_silent = not any(shown for _, shown in block.commands())
    for typed, _ in block.commands():
        status, seen = stage.run(typed)
        if is_silent and status:
            raise AssertionError(f"{block}: {typed}\n{seen}")
        yield f"$ {typed}\n"
        yield from () if is_silent else (f"{line.rstrip()}\n" for line in seen.splitlines())


def _save(path: Path, text: str, *, is_edit: bool) -> None:
    """Save a file as its reader does: all of it, or the lines of some keys."""
    whole = path.read_text() if is_edit else text
    for line in text.splitlines(keepends=True) if is_edit else ():
        key = re.escape(line.partition(" = ")[0])
        whole, count = re.subn(rf"^{key} = .*\n", line.replace("\\", r"\\"), whole, flags=re.MULTILINE)
        if count != 1:
            raise AssertionError(f"{path.name} has {count} lines to put in its place: {line}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(whole)


def main(names: list[str]) -> None:
    """Bring the pages up to date: those that are named, or all."""
    for page in names or sessions():
        lines = pages()[page].splitlines(keepends=True)
        with tempfile.TemporaryDirectory() as folder:
            fresh = list(play(page, Path(folder)))
        for block, text in reversed(fresh):
            start, count = block.line, block.text.count("\n")
            if timeless(block.text) != timeless(text):
                lines[start : start + count] = [
                    block.indent + line for line in text.splitlines(keepends=True)
                ]
        (HOME / page).write_text("".join(lines))


if __name__ == "__main__":
    main(sys.argv[1:])
