"""The peers file that macOS users passed on for years, and its Linux twin, from one description."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.render.desk import GOLDEN, lines, pairs, rendered
from vpnsync.pppd.settings import read_settings

if TYPE_CHECKING:
    from tests.real_pppd import RealPppd

MACOS: Final = """\
plugin PPTP.ppp
noauth
remoteaddress "vpn.client1.example"
user "alice"
password "change-me"
redialcount 1
redialtimer 5
idle 1800
# nothing from here on is about the server
receive-all
novj 0:0
ipcp-accept-local
ipcp-accept-remote
refuse-eap refuse-pap refuse-chap-md5
hide-password
mppe-stateless
mppe-128
looplocal
nodetach
usepeerdns
defaultroute
debug
"""
LINUX: Final = """\
noauth
pty "pptp vpn.client1.example --nolaunchpppd"
user "alice"
password "change-me"
idle 1800
receive-all
novj 0:0
ipcp-accept-local
ipcp-accept-remote
refuse-eap refuse-pap refuse-chap
hide-password
nomppe-stateful
require-mppe-128
nodetach
usepeerdns
defaultroute
debug
"""
DESCRIPTION: Final = (GOLDEN / "recipe.toml").read_text(encoding="utf-8")
KEPT: Final = f'{DESCRIPTION}plugin = "PPTP.ppp"\n'


def test_linux_gets_the_settings_of_the_recipe() -> None:
    """Whoever moves to Linux keeps the link that worked."""
    assert read_settings(rendered(DESCRIPTION, "linux"), "linux") == read_settings(LINUX.encode(), "linux")


def test_macos_gets_the_settings_of_the_recipe() -> None:
    """`plugin2` for `plugin` is the only difference: without the bundle pppd then stops."""
    text = rendered(DESCRIPTION, "macos")
    recipe = MACOS.replace("plugin PPTP", "plugin2 PPTP").encode()
    assert read_settings(text, "macos") == read_settings(recipe, "macos")
    assert read_settings(text, "macos") != read_settings(MACOS.encode(), "macos")


def test_plugin_can_be_kept() -> None:
    """An option of the user's takes the place of what the protocol implies, where that stood."""
    assert read_settings(rendered(KEPT, "macos"), "macos") == read_settings(MACOS.encode(), "macos")
    assert lines(KEPT, "macos")[0] == 'plugin "PPTP.ppp"'
    assert lines(KEPT, "macos")[1:] == lines(DESCRIPTION, "macos")[1:]
    assert lines(KEPT, "linux") == lines(DESCRIPTION, "linux")


@pytest.mark.parametrize("path", ["/Library/PPP/PPTP.ppp", "/System/Library/Extensions/PPTP.ppp"])
def test_a_plugin_kept_elsewhere_takes_the_place_of_the_implied_one(path: str) -> None:
    """A bundle saved from an older macOS; loading two of a kind would end in neither."""
    text = KEPT.replace("PPTP.ppp", path)
    assert [line for line in lines(text, "macos") if "plugin" in line] == [f'plugin "{path}"']


def test_another_plugin_comes_beside_the_implied_one() -> None:
    """A dialog or a RADIUS plug-in replaces no channel."""
    text = KEPT.replace("PPTP.ppp", "PPPDialogs.ppp")
    assert lines(text, "macos")[:2] == ['plugin2 "PPTP.ppp"', 'plugin "PPPDialogs.ppp"']


def test_the_recipe_needs_no_word_twice() -> None:
    """A line more than the recipe has would be a setting that nobody asked for."""
    # One word fewer: 0:0 sets nothing.
    assert len(pairs(rendered(DESCRIPTION, "macos"), "macos")) == len(pairs(MACOS.encode(), "macos")) - 1
    assert len(pairs(rendered(DESCRIPTION, "linux"), "linux")) == len(pairs(LINUX.encode(), "linux")) - 1


@pytest.mark.pppd
def test_the_real_pppd_sees_no_difference(pppd: RealPppd) -> None:
    """It has the last word on what a peers file means."""
    ours, recipe = pppd.ask(rendered(DESCRIPTION, "linux")), pppd.ask(LINUX)
    assert ours.is_accepted
    assert recipe.is_accepted
    assert sorted(set(ours.dump)) == sorted(set(recipe.dump) - {":"})
