"""What a peer inherits: defaults, profiles in order, the peer itself, its platform's table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.config.desk import plan, show, validate

if TYPE_CHECKING:
    from tests.config.desk import Cli

LEVELS: Final = ["defaults", "profiles.first", "profiles.second", "peers.office", "peers.office.linux"]
PEER: Final = '[peers.office]\nprotocol = "custom"\nprofiles = ["first", "second"]\n'
TABLES: Final = f"version = 1\n[profiles.first]\n[profiles.second]\n{PEER}"


def with_keys(rows: dict[str, str], *, profiles: str = '["first", "second"]') -> str:
    """Return a description whose tables hold these rows."""
    text = "version = 1\n"
    for table in LEVELS:
        own = f'protocol = "custom"\nprofiles = {profiles}\n' if table == "peers.office" else ""
        text += f"[{table}]\n{own}{rows.get(table, '')}\n"
    return text


@pytest.mark.parametrize("count", range(1, len(LEVELS) + 1))
def test_the_later_table_holds(cli: Cli, count: int) -> None:
    """The special overrules the general, wherever a value is said more than once."""
    rows = {table: f"mtu = {1000 + place}" for place, table in enumerate(LEVELS[:count])}
    assert show(cli, with_keys(rows), "--platform", "linux") == [f"mtu {999 + count}"]


def test_the_order_of_the_profiles_is_the_peers_own(cli: Cli) -> None:
    """Which of two profiles holds is said by the list, not by where they stand in the file."""
    rows = {"profiles.first": "mtu = 1001", "profiles.second": "mtu = 1002"}
    assert show(cli, with_keys(rows, profiles='["second", "first"]')) == ["mtu 1001"]
    assert show(cli, with_keys(rows, profiles='["second"]')) == ["mtu 1002"]
    assert show(cli, with_keys(rows, profiles="[]")) == []


def test_a_platforms_table_holds_on_that_platform_alone(cli: Cli) -> None:
    """One description, two dialects."""
    text = with_keys({"peers.office": "mtu = 1300", "peers.office.linux": "mtu = 1400"})
    assert show(cli, text, "--platform", "linux") == ["mtu 1400"]
    assert show(cli, text, "--platform", "macos") == ["mtu 1300"]


@pytest.mark.parametrize("table", ["defaults", "profiles.first"])
def test_an_inherited_platform_table_is_overruled_by_the_peer(cli: Cli, table: str) -> None:
    """What all peers do on macOS is still general."""
    text = f"{TABLES}[{table}.macos]\nmtu = 1100\nmru = 1200\n".replace(
        "[profiles.first]\n", "", "first." in table
    )
    text = text.replace(PEER, f"{PEER}mtu = 1300\n")
    assert show(cli, text, "--platform", "macos") == ["mru 1200", "mtu 1300"]
    assert show(cli, text, "--platform", "linux") == ["mtu 1300"]


def test_keepalive_and_reconnect_merge_key_by_key(cli: Cli) -> None:
    """A peer that answers slowly says so without repeating the rest."""
    rows = {
        "defaults": "keepalive = { interval = 30, failures = 4 }\nreconnect = { delay = 10, attempts = 7 }",
        "peers.office": 'keepalive = { failures = 9 }\nreconnect = { delay = "1m" }',
    }
    found = show(cli, with_keys(rows))
    assert sorted(found) == [
        "holdoff 60",
        "lcp-echo-failure 9",
        "lcp-echo-interval 30",
        "maxfail 7",
        "persist",
    ]


def test_options_merge_word_by_word(cli: Cli) -> None:
    """A peer that adds an option keeps those that all peers have."""
    rows = {
        "defaults": 'options = { lcp-max-configure = 10, novj = true, ms-dns = ["10.0.0.1", "10.0.0.2"] }',
        "profiles.first": "options = { noaccomp = true }",
        "peers.office": 'options = { lcp-max-configure = 20, ms-dns = ["10.9.9.9"] }',
    }
    found = show(cli, with_keys(rows))
    assert sorted(found) == ["lcp-max-configure 20", 'ms-dns "10.9.9.9"', "noaccomp", "novj"]


@pytest.mark.parametrize(
    ("one", "other"), [("{{ {} = {} }}", '[["{}", {}]]'), ('[["{}", {}]]', "{{ {} = {} }}")]
)
def test_a_list_and_a_table_merge_alike(cli: Cli, one: str, other: str) -> None:
    """They are two ways to write the same thing."""
    rows = {
        "defaults": f"options = {one.format('mtu', 1200)}",
        "profiles.first": f"options = {one.format('mru', 1201)}",
        "peers.office": f"options = {other.format('mtu', 1300)}",
    }
    assert sorted(show(cli, with_keys(rows))) == ["mru 1201", "mtu 1300"]


def test_options_merge_by_alias(cli: Cli) -> None:
    """The same setting under another name takes the place of the inherited one."""
    rows = {
        "defaults": 'options = { default-asyncmap = true, "-vj" = true }',
        "peers.office": "options = { novj = true }",
    }
    assert sum(line in ("novj", "-vj") for line in show(cli, with_keys(rows))) == 1


@pytest.mark.parametrize(
    ("below", "above", "lines"),
    [
        ("options = { mtu = 1200 }", "mtu = 1300", ["mtu 1300"]),
        ("mtu = 1200", "options = { mtu = 1300 }", ["mtu 1300"]),
        ("options = { persist = true }", "reconnect = false", ["nopersist"]),
        ("default_route = true", "options = { nodefaultroute = true }", ["nodefaultroute"]),
        ("options = { nomppe = true }", 'encryption = "require-128"', ["require-mppe-128"]),
        ("options = { usepeerdns = true }", 'dns = "none"', []),
        ("options = { debug = true }", "debug = false", []),
        ('options = { "+ipv6" = true }', "ipv6 = false", ["noipv6"]),
    ],
)
def test_a_typed_key_and_an_option_overrule_each_other(
    cli: Cli, below: str, above: str, lines: list[str]
) -> None:
    """They are two names of one setting: the later table holds, and the other line is not written."""
    assert show(cli, with_keys({"defaults": below, "peers.office": above})) == lines


@pytest.mark.parametrize(
    ("below", "above", "lines"),
    [
        ('auth_methods = ["pap", "eap"]', 'auth_methods = ["pap"]', 4),
        ('dns = { servers = ["10.0.0.1"], domains = ["x.example"] }', 'dns = "peer"', 1),
        ('dns = "peer"', 'dns = { servers = ["10.0.0.1"] }', 2),  # the two scripts that set it
        ("reconnect = { delay = 5, attempts = 3 }", "reconnect = false", 1),
    ],
)
def test_everything_else_is_replaced_whole(cli: Cli, below: str, above: str, lines: int) -> None:
    """A list of two places is nobody's intention."""
    assert len(show(cli, with_keys({"defaults": below, "peers.office": above}))) == lines


@pytest.mark.parametrize(
    "inherited",
    ['{ keychain = "vpn", account = "bob" }', '{ command = ["false"] }', '"plain"', "{ prompt = true }"],
)
def test_a_secret_reference_never_mixes_with_another(cli: Cli, inherited: str) -> None:
    """A reference with two sources would be refused, or worse, read from the wrong one."""
    rows = {"defaults": f"password = {inherited}", "peers.office": 'password = { env = "VPN" }'}
    text = with_keys(rows)
    assert validate(cli, text) == []
    assert show(cli, text) == ['password "(hidden)"']


def test_no_password_of_another_table_is_opened(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """An overruled source may not exist any more."""
    monkeypatch.setenv("VPN", "right")
    rows = {"defaults": 'password = { env = "GONE" }', "peers.office": 'password = { env = "VPN" }'}
    assert [change["action"] for change in plan(cli, with_keys(rows))["changes"]] == ["create"]


@pytest.mark.parametrize("table", ["peers.office", "peers.office.linux", "profiles.second"])
def test_unset_takes_an_inherited_key_away(cli: Cli, table: str) -> None:
    """What has no negative can be inherited by all but one."""
    rows = {"defaults": "idle = 600\nmtu = 1400\ndebug = true"}
    text = with_keys({**rows, table: 'unset = ["idle", "debug"]'})
    assert show(cli, text, "--platform", "linux") == ["mtu 1400"]


def test_what_was_unset_can_be_said_anew(cli: Cli) -> None:
    """`unset` is about what came before it."""
    rows = {
        "defaults": "keepalive = { interval = 30, failures = 4 }",
        "profiles.first": 'unset = ["keepalive"]',
        "peers.office": "keepalive = { interval = 60 }",
    }
    assert show(cli, with_keys(rows)) == ["lcp-echo-interval 60"]
