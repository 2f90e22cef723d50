"""Every key takes the values it is for, and refuses all others where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.config.desk import show, validate
from tests.config.values import ACCEPTED, REFUSED

if TYPE_CHECKING:
    from tests.config.desk import Cli

BASES: Final[dict[str, dict[str, str]]] = {
    "pptp": {"protocol": '"pptp"', "server": '"vpn.example.com"'},
    "l2tp": {"protocol": '"l2tp"', "server": '"vpn.example.com"', "platforms": '["macos"]'},
    "sstp": {"protocol": '"sstp"', "server": '"vpn.example.com"', "platforms": '["linux"]'},
    "pppoe": {"protocol": '"pppoe"'},
    "serial": {"protocol": '"serial"', "device": '"/dev/ttyUSB0"'},
    "custom": {"protocol": '"custom"'},
}

JARGON: Final = (
    "Input",
    "input",
    "pydantic",
    "type=",
    "Value error",
    "_type",
    "<class",
    "None",
    "dict",
    "str ",
)


def describe(base: str, key: str, value: str) -> tuple[str, int]:
    """Return a description of one peer with one key on its last line, and that line's number."""
    rows = [f"{name} = {text}" for name, text in BASES[base].items() if name != key]
    lines = ["version = 1", "[profiles.fast]", "[peers.office]", *rows, f"{key} = {value}"]
    return "\n".join(lines) + "\n", len(lines)


@pytest.mark.parametrize(("base", "key", "value"), ACCEPTED)
def test_a_right_value_is_accepted(cli: Cli, base: str, key: str, value: str) -> None:
    """What the manual lists must work, on every platform that the peer is for."""
    assert validate(cli, describe(base, key, value)[0]) == []


@pytest.mark.parametrize(("base", "key", "value"), REFUSED)
def test_a_wrong_value_is_refused_where_it_stands(cli: Cli, base: str, key: str, value: str) -> None:
    """A slip must be found by its file, line and key, in words that need no knowledge of Python."""
    text, line = describe(base, key, value)
    found = validate(cli, text)
    assert {said.line for said in found} == {line}
    assert all(f"{said.key}.".startswith(f"peers.office.{key}.") for said in found)
    assert not [said.reason for said in found for word in JARGON if word in said.reason]


@pytest.mark.parametrize("key", ["mtu", "mru"])
@pytest.mark.parametrize(("value", "limit"), [("127", "128"), ("16385", "16384")])
def test_a_number_out_of_range_names_the_limit(cli: Cli, key: str, value: str, limit: str) -> None:
    """The way out belongs into the message."""
    (said,) = validate(cli, describe("custom", key, value)[0])
    assert limit in said.reason


@pytest.mark.parametrize("value", ['"1"', "2", "true", "1.0", "0"])
def test_another_version_of_the_format_is_refused(cli: Cli, value: str) -> None:
    """What a later vpnsync means by a key is not ours to guess."""
    (said,) = validate(cli, f"version = {value}\n")
    assert (said.line, said.key) == (1, "version")


def test_a_description_without_version_is_refused(cli: Cli) -> None:
    """Only a version makes it certain what the rest means."""
    (said,) = validate(cli, '[peers.office]\nprotocol = "custom"\n')
    assert said.key == "version"


@pytest.mark.parametrize("rows", ['[settings]\nid = "dotfiles"', '[settings.linux]\ngroup = "dip"'])
def test_settings_are_accepted(cli: Cli, rows: str) -> None:
    """Whose peers these are, and which group may dial, is for the user to say."""
    assert validate(cli, f"version = 1\n{rows}\n") == []


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("settings", "id = 3"),
        ("settings", 'id = ""'),
        ("settings", 'id = "two words"'),
        ("settings.linux", "group = 20"),
        ("settings.linux", 'group = "a:b"'),
    ],
)
def test_wrong_settings_are_refused_where_they_stand(cli: Cli, table: str, row: str) -> None:
    """The id becomes part of each file's first line, the group of its owner."""
    (said,) = validate(cli, f"version = 1\n[{table}]\n{row}\n")
    assert (said.line, said.key) == (3, f"{table}.{row.split(' ', 1)[0]}")


@pytest.mark.parametrize("key", ["description", "enabled", "platforms", "hosts", "profiles"])
@pytest.mark.parametrize("table", ["defaults", "profiles.fast", "peers.office.macos", "defaults.linux"])
def test_who_gets_a_peer_is_said_on_the_peer_alone(cli: Cli, table: str, key: str) -> None:
    """A profile that disables its peers would hide why one is missing."""
    good = {"description": '"text"', "enabled": "true"}.get(key, '["macos"]')
    text = f'version = 1\n[peers.office]\nprotocol = "custom"\n[{table}]\n{key} = {good}\n'
    (said,) = validate(cli, text)
    assert (said.line, said.key) == (5, f"{table}.{key}")


@pytest.mark.parametrize("table", ["peers.office.macos.linux", "defaults.macos.macos"])
def test_a_platform_table_holds_no_platform_table(cli: Cli, table: str) -> None:
    """Which of the two would hold is anybody's guess."""
    text = f'version = 1\n[peers.office]\nprotocol = "custom"\n[{table}]\nmtu = 1400\n'
    (said,) = validate(cli, text)
    assert (said.line, said.key) == (4, table)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("90", 90),
        ('"90s"', 90),
        ('"30m"', 1800),
        ('"2h"', 7200),
        ('"1h30m"', 5400),
        ('"1h1m1s"', 3661),
        ("0", 0),
    ],
)
def test_a_duration_becomes_seconds(cli: Cli, value: str, seconds: int) -> None:
    """Seconds are what pppd counts; people count hours and minutes."""
    found = show(cli, f'version = 1\n[peers.office]\nprotocol = "custom"\nidle = {value}\n')
    assert found == [f"idle {seconds}"]
