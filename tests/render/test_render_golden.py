"""What each protocol and each key becomes, whole files, written by hand from pppd's manual.

golden/NAME.toml describes the peer `office`; golden/NAME.PLATFORM.peer is what it becomes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

import pytest

from tests.render.desk import GOLDEN, rendered
from vpnsync.config.load import load
from vpnsync.config.model import Keys

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

FILES: Final = sorted(GOLDEN.glob("*.peer"))
SECRET: Final = re.compile(r'^(password|l2tpipsecsharedsecret) "(\\.|[^"\\])*"$', re.MULTILINE)


def parts(golden: Path) -> tuple[Path, Literal["macos", "linux"]]:
    """Return the description that belongs to a golden file, and the platform."""
    name, platform, _ = golden.name.split(".")
    return golden.with_name(f"{name}.toml"), "macos" if platform == "macos" else "linux"


@pytest.mark.parametrize("golden", FILES, ids=lambda path: path.name)
def test_a_description_becomes_exactly_this_file(golden: Path) -> None:
    """One wrong byte here is a link that fails, or one without encryption."""
    description, platform = parts(golden)
    text = rendered(description.read_text(encoding="utf-8"), platform)
    assert text.decode() == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("golden", FILES, ids=lambda path: path.name)
def test_show_prints_that_file_with_its_secrets_hidden(cli: Callable[..., Result], golden: Path) -> None:
    """It is what one looks at before anything is written."""
    description, platform = parts(golden)
    result = cli("show", "office", "--config", description, "--platform", platform)
    assert result.status == 0
    assert result.out == SECRET.sub(r'\1 "(hidden)"', golden.read_text(encoding="utf-8"))


@pytest.mark.parametrize("description", sorted(GOLDEN.glob("*.toml")), ids=lambda path: path.name)
def test_every_platform_of_a_description_has_its_file(
    cli: Callable[..., Result], description: Path, tmp_path: Path
) -> None:
    """What nobody wrote down by hand, nobody has checked."""
    platforms = load(description).document.peers["office"].platforms or ["macos", "linux"]
    there = {parts(golden)[1] for golden in FILES if parts(golden)[0] == description}
    assert there == set(platforms)
    # A copy: in a file that git tracks, their plain-text passwords would be errors.
    copy = tmp_path / description.name
    copy.write_bytes(description.read_bytes())
    assert cli("validate", "--no-secrets", "--config", copy).status == 0


def test_every_typed_key_is_in_some_description() -> None:
    """A new key without an example of what it becomes is not finished."""
    texts = "".join(path.read_text(encoding="utf-8") for path in GOLDEN.glob("*.toml"))
    inherits = {"unset", "allow"}
    assert [
        key
        for key in Keys.model_fields
        if key not in inherits and f"{key} =" not in texts and f"{key}]" not in texts
    ] == []
