"""The keys: each is explained, and what is said to become of it is what would be written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from vpnsync.config.merge import SUPPORTED
from vpnsync.config.model import PeerTable
from vpnsync.explain.keys import KEYS
from vpnsync.explain.renderings import PROTOCOLS, peer_table, renderings
from vpnsync.explain.words import words
from vpnsync.pppd.texts import PPPDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result
    from vpnsync.explain.renderings import Rendering
    from vpnsync.pppd.options import Platform


def test_every_key_of_a_peer_is_explained_and_no_other() -> None:
    """Whoever adds a key says what it is for, and gives a value for it."""
    assert set(KEYS) == set(PeerTable.model_fields)
    assert all(key.does.endswith(".") and key.values for key in KEYS.values())


def test_every_value_is_accepted_somewhere() -> None:
    """An example that `validate` refuses everywhere is worse than none."""
    accepted = {(one.key, one.value) for one in renderings() if not one.refused}
    unsupported = {("protocol", f'"{protocol}"') for protocol in SUPPORTED}
    assert {(name, value) for name, key in KEYS.items() for value in key.values} == accepted | unsupported


def test_all_values_of_a_choice_are_shown() -> None:
    """A person looks here for what there is to choose from."""
    assert KEYS["protocol"].values == tuple(f'"{protocol}"' for protocol in PROTOCOLS)
    for key, choice in {"encryption": 4, "secret_storage": 2, "mppe_stateful": 2, "ipv6": 2}.items():
        assert len(KEYS[key].values) == choice


def described(found: list[Rendering]) -> str:
    """Describe one peer, p0, p1 and so on, for each rendering."""
    tables = []
    for index, one in enumerate(found):
        values = json.loads(one.value) if one.key == "platforms" else [one.platform]
        more = (
            {}
            if one.key == "platforms" or one.platform not in values
            else {"platforms": f'["{one.platform}"]'}
        )
        tables.append(peer_table(f"p{index}", one.protocol, {one.key: one.value, **more}))
    profile = '[profiles.office-rules]\nencryption = "require-128"\n'
    return "version = 1\n" + profile + "".join(tables)


@pytest.mark.parametrize("platform", ["macos", "linux"])
def test_what_a_key_becomes_is_what_a_plan_would_write(
    cli: Callable[..., Result], tmp_path: Path, platform: Platform
) -> None:
    """By the user's own door, each value in a peer of its own: the words told are in its file."""
    found = [one for one in renderings() if one.platform == platform and one.words]
    assert len(found) > 100
    (tmp_path / "vpns.toml").write_text(described(found))
    result = cli("plan", "--root", "r", "--platform", platform, "--json", "--no-secrets")
    assert result.status == 0, result.err
    written: dict[str, set[str]] = {}
    for change in json.loads(result.out)["changes"]:  # a peer may have scripts besides its peers file
        written.setdefault(change["name"], set()).update(option["option"] for option in change["options"])
    for index, one in enumerate(found):
        assert {word.partition("@")[0] for word in one.words} <= written[f"p{index}"], one


def test_the_way_from_an_option_to_its_key_is_the_way_back() -> None:
    """Of whatever a key writes, `explain` names this key."""
    for one in renderings():
        for identity in one.words:
            told = [row.toml for word in words(identity.partition("@")[0]) for row in word.written_by]
            assert one.toml in told, (one, identity)


@pytest.mark.parametrize(
    ("word", "toml"),
    [
        ("require-mppe-128", 'encryption = "require-128"'),
        ("+mppe-128", 'encryption = "require-128"'),
        ("nodefaultroute", "default_route = false"),
        ("-pap", 'auth_methods = ["mschap-v2"]'),
        ("refuse-mschap-v2", 'auth_methods = ["pap", "chap-md5", "mschap", "eap"]'),
        ("holdoff", 'reconnect = { delay = "10s", attempts = 5 }'),
        ("keychainpassword", 'password = { system_keychain = "office-vpn" }'),
        ("sstp-sock", 'protocol = "sstp"'),
        ("tty speed", "speed = 115200"),
        ("IP addresses", 'local_ip = "192.168.7.2"'),
    ],
)
def test_the_key_that_writes_an_option_is_named(word: str, toml: str) -> None:
    """With the value that does so, also for an alias and for words without a name."""
    assert toml in [row.toml for found in words(word) for row in found.written_by]


@pytest.mark.parametrize(
    ("word", "toml", "scope"),
    [
        ("mtu", "mtu = 1400", ""),
        ("noauth", 'protocol = "pptp"', ""),
        ("noauth", 'protocol = "sstp"', "Linux"),
        ("remoteaddress", 'server = "vpn.example.com"', "macOS, protocol pptp or l2tp"),
        ("pty", 'server = "vpn.example.com"', "Linux, protocol pptp or sstp"),
        ("connect", 'connect = "chat -v -f /etc/chatscripts/lte"', "protocol serial"),
        ("keychainpassword", 'password = { system_keychain = "office-vpn" }', "macOS"),
    ],
)
def test_where_a_key_writes_it_is_said(word: str, toml: str, scope: str) -> None:
    """Nothing is said of what holds everywhere."""
    rows = {row.toml: row.scope for found in words(word) for row in found.written_by}
    assert rows[toml] == scope


def test_every_option_is_written_by_a_key_or_has_an_example() -> None:
    """But for those that belong on a command line, or are another program's to give."""
    names = dict.fromkeys(word for known in PPPDS for word in known.options)
    found = [one for name in names for one in words(name)]
    bare = {one.word for one in found if not one.written_by and not one.example}
    assert bare == {"--version", "-v", "--help", "-h", "show-options", "controlled", "modemdict", "pppol2tp"}
