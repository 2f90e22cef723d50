"""A later table's setting holds in the end, whatever pppd calls the earlier one."""

from __future__ import annotations

from typing import Final, Literal

import pytest

from tests.render.desk import rendered
from vpnsync.pppd.settings import read_settings

Platform = Literal["macos", "linux"]
# Rows that decide the same thing inside pppd: of two, the one that is read last holds.
RIVALS: Final = [
    ("default-mru = true", "mru = 1400"),
    ("nobsdcomp = true", 'bsdcomp = "12,12"'),
    ("nodeflate = true", 'deflate = "15,15"'),
    ("nolog = true", 'logfile = "/var/log/x"'),
    ("nolock = true", "lock = true"),
    ("nocrtscts = true", "crtscts = true"),
    ("cdtrcts = true", "crtscts = true"),
    ("local = true", "modem = true"),
    ("updetach = true", "nodetach = true"),
    ("nopersist = true", "persist = true"),
    ("nomppe-stateful = true", "mppe-stateful = true"),
    ("nopredictor1 = true", "predictor1 = true"),
    ("show-password = true", "hide-password = true"),
    ("noktune = true", "ktune = true"),
    ("noauth = true", "auth = true"),
    ("nodefaultroute = true", "defaultroute = true"),
    ('"-ipv6" = true', '"+ipv6" = true'),
    ("default-asyncmap = true", 'asyncmap = "a0000"'),
]
TYPED: Final = [
    ("default-mru = true", "mru = 1400"),
    ("nolog = true", 'logfile = "/var/log/x"'),
    ("persist = true", "reconnect = false"),
    ("nodefaultroute = true", "default_route = true"),
    ('"-mppe-128" = true', 'encryption = "require-128"'),
    ("nomppe-128 = true", 'encryption = "require-128"'),
    ('"nomppe-stateful" = true', "mppe_stateful = true"),
]
# A key that says the whole of a matter, over an option that says more of it than the key allows.
WHOLE: Final = [
    ("require-mppe = true", 'encryption = "require-128"'),
    ("require-mppe-40 = true", 'encryption = "require-128"'),
    ("nomppe-40 = true", 'encryption = "require"'),
]
PEER: Final = 'version = 1\n[peers.office]\nprotocol = "custom"\n'


def ends_with(text: str, platform: Platform) -> dict[str, object]:
    """Return what each variable of pppd ends with after the peers file of `office`."""
    (state,) = read_settings(rendered(text, platform), platform).parts
    assert isinstance(state, dict)
    return state


def holds(own: str, inherited: str, platform: Platform) -> bool:
    """Whether a peer's own row does beside an inherited one all that it does alone."""
    alone = f"{PEER}{own}\n"
    wanted = ends_with(alone, platform)
    found = ends_with(f"{alone}[defaults.options]\n{inherited}\n", platform)
    return {variable: found.get(variable) for variable in wanted} == wanted


@pytest.mark.parametrize("platform", ["macos", "linux"])
@pytest.mark.parametrize(("one", "other"), [*RIVALS, *[(b, a) for a, b in RIVALS]])
def test_the_later_of_two_options_holds(one: str, other: str, platform: Platform) -> None:
    """In a peers file the last line wins, and the lines stand in an order that the user does not choose."""
    assert holds(f"options = {{ {other} }}", one, platform)


@pytest.mark.parametrize("platform", ["macos", "linux"])
@pytest.mark.parametrize(("option", "typed"), [*TYPED, *WHOLE])
def test_a_typed_key_overrules_an_inherited_option(option: str, typed: str, platform: Platform) -> None:
    """The peer's own key is nearer than what all peers inherit."""
    assert holds(typed, option, platform)


@pytest.mark.parametrize("platform", ["macos", "linux"])
@pytest.mark.parametrize(("option", "typed"), TYPED)
def test_an_option_overrules_an_inherited_typed_key(option: str, typed: str, platform: Platform) -> None:
    """The reverse: one peer turns off by an option what all others have by a key."""
    alone = f"{PEER}options = {{ {option} }}\n"
    wanted = ends_with(alone, platform)
    found = ends_with(f"{alone}[defaults]\n{typed}\n", platform)
    assert {variable: found.get(variable) for variable in wanted} == wanted
