"""Descriptions of many peers, and what stands of them on a disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def describe(folder: Path, /, **lines: str) -> Path:
    """Write a description of custom peers, each with these lines of TOML; return its path."""
    tables = [f'[peers.{name}]\nprotocol = "custom"\n{text}\n' for name, text in lines.items()]
    path = folder / "vpns.toml"
    path.write_text("version = 1\n" + "".join(tables))
    return path


def many(count: int, line: str) -> dict[str, str]:
    """Return so many peers with the same line."""
    return {f"peer{number:03}": line for number in range(count)}


def body(file: Path) -> str:
    """Return a peers file of ours without its header."""
    header, _, text = file.read_text().partition("\n")
    assert header.startswith("# vpnsync: "), f"{file} is not ours: {header}"
    return text


def bodies(directory: Path) -> dict[str, str]:
    """Return all peers files of ours without their headers."""
    return {path.name: body(path) for path in directory.iterdir()}
