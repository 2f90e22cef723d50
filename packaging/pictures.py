"""The pictures of README and docs/: what the program prints on a terminal, drawn by rich.

The machine is the one of stage.py; the program is the real one. A picture is a dark window with a
frame of its own, so that it looks the same on a light page and on a dark one.
"""

from __future__ import annotations

import html
import io
import re
import tempfile
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text
from stage import Stage

COLUMNS: Final = 106
PICTURES: Final = {
    "plan": ("changes", ["vpnsync plan"]),
    "failure": ("calls", ["vpnsync up branch"]),
    "status": ("calls", ["vpnsync status"]),
}
"""Picture -> scene, commands. What a scene needs before is in _BEFORE."""
_BEFORE: Final = {
    "plan": [
        "mv vpns.toml now.toml && mv before.toml vpns.toml",
        "vpnsync apply --yes",
        "mv now.toml vpns.toml",
        "sed 's/^mtu 1400/mtu 1200/' /etc/ppp/peers/client1 > edited",
        "cat edited > /etc/ppp/peers/client1",
    ],
    "failure": ["vpnsync apply --yes"],
    "status": ["vpnsync apply --yes", "vpnsync up office --detach", "vpnsync up branch"],
}
_AFTER: Final = {"status": ["vpnsync down office"]}
_THEME: Final = TerminalTheme(
    (24, 26, 31),
    (205, 209, 216),
    [
        *((60, 64, 72), (232, 104, 98), (126, 191, 106), (216, 174, 92)),
        *((108, 160, 230), (196, 132, 214), (92, 184, 190), (205, 209, 216)),
    ],
)
_FORMAT: Final = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img">
<title>{title}</title>
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
 font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width; }}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" \
height="{terminal_height}" /></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
"""Rich's own, without fonts that are fetched from elsewhere."""


def pictures() -> dict[str, str]:
    """Return file name -> SVG of every picture."""
    return {f"{name}.svg": _drawn(name, shown(name)) for name in PICTURES}


def shown(name: str) -> str:
    """Return what the terminal shows in a picture, with its colours."""
    scene, lines = PICTURES[name]
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder), columns=COLUMNS)
        stage.scene(scene)
        for line in _BEFORE.get(name, ()):
            stage.run(line)
        stage.age(minutes=125)
        told = "".join(f"\x1b[1m$ {line}\x1b[0m\n{stage.run(line, is_colourful=True)[1]}" for line in lines)
        for line in _AFTER.get(name, ()):
            stage.run(line)
    return told


def words(svg: str) -> list[str]:
    """Return the texts of a picture, line by line: what must be current, however rich draws it."""
    rows: dict[float, str] = {}
    for place, text in re.findall(r'<text [^>]*?\by="([\d.]+)" textLength[^>]*>(.*?)</text>', svg):
        rows[float(place)] = rows.get(float(place), "") + html.unescape(text).replace("\xa0", " ")
    return [" ".join(text.split()) for _, text in sorted(rows.items()) if text.strip()]


def _drawn(name: str, told: str) -> str:
    console = Console(
        record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="truecolor"
    )
    console.print(Text.from_ansi(told), soft_wrap=False)
    svg = console.export_svg(
        title="vpnsync", theme=_THEME, code_format=_FORMAT.replace("{title}", "{{}}"), unique_id=name
    )
    title = PICTURES[name][1][0]
    return "\n".join(line.rstrip() for line in svg.replace("{}", title).splitlines()) + "\n"
