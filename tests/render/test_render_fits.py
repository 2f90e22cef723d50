"""Inherited words of plug-ins reach the peers that load them, and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

DESCRIPTION = """version = 1
[defaults.macos.options]
pptp-tcp-keepalive = 10
[peers.office]
protocol = "pptp"
server = "vpn.example"
[peers.home]
protocol = "l2tp"
server = "vpn.example"
platforms = ["macos"]
"""


@pytest.mark.parametrize(("name", "times"), [("office", 1), ("home", 0)])
def test_an_inherited_plug_ins_word_is_for_those_who_load_it(
    cli: Callable[..., Result], tmp_path: Path, name: str, times: int
) -> None:
    """One table of defaults serves peers of all protocols."""
    (tmp_path / "vpns.toml").write_text(DESCRIPTION)
    shown = cli("show", name, "--platform", "macos")
    assert (shown.status, shown.out.count("pptp-tcp-keepalive 10\n")) == (0, times), shown.err


def test_a_plug_ins_word_of_the_peers_own_is_refused_without_it(
    cli: Callable[..., Result], tmp_path: Path
) -> None:
    """There the user asked for it, and pppd would refuse the file."""
    (tmp_path / "vpns.toml").write_text(DESCRIPTION + "[peers.home.options]\npptpwaitiftimeout = 3\n")
    refused = cli("show", "home", "--platform", "macos")
    assert (refused.status, "vpns.toml:12: peers.home.options.pptpwaitiftimeout" in refused.err) == (1, True)


def test_a_warning_that_nobody_knows_cannot_be_allowed(cli: Callable[..., Result], tmp_path: Path) -> None:
    """A misspelt name would leave the warning on, and the person wondering."""
    (tmp_path / "vpns.toml").write_text(
        DESCRIPTION.replace("[peers.home]", 'allow = ["pptp-gon"]\n[peers.home]')
    )
    refused = cli("validate")
    assert (
        'vpns.toml:7: peers.office.allow: unknown warning "pptp-gon", did you mean "pptp-gone"?'
        in refused.err
    )
