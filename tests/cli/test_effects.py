"""Routes, name servers and the person's commands, from the description to the files and the plan."""

from __future__ import annotations

import json
import os
import pwd
import stat
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

OFFICE = """\
version = 1
[peers.office]
protocol = "pptp"
server = "vpn.example.net"
routes = ["10.20.0.0/16"]
exclude_routes = ["10.20.9.0/24"]
dns = { servers = ["10.20.0.53"], domains = ["client1.internal"] }
on_up = ["notify", "--password", "sesame", "a\\u001bb"]
"""
WHERE = ("--root", "root", "--platform", "linux")


@pytest.fixture
def office(cli: Callable[..., Result], tmp_path: Path) -> Path:
    """Describe one peer in the current folder; return the directory of its scripts."""
    del cli
    (tmp_path / "vpns.toml").write_text(OFFICE)
    return tmp_path / "root/etc/ppp/vpnsync"


def test_the_plan_tells_what_dialing_will_do(office: Path, cli: Callable[..., Result]) -> None:
    """Before anything is written, and long before anybody dials; no secret, and nothing for the terminal."""
    del office
    lines = [line.strip() for line in cli("plan", *WHERE).out.splitlines()]
    who = pwd.getpwuid(os.geteuid()).pw_name
    assert [line.removeprefix("when dialed: ") for line in lines if line.startswith("when dialed")] == [
        "adds 10.20.0.0/16 via office",
        "keeps 10.20.9.0/24 outside of office",
        "keeps its server outside of office",
        "asks 10.20.0.53 for client1.internal",
        f"runs notify --password (hidden) 'a\\x1bb' as {who} when it is up",
    ]


def test_the_plan_as_json_tells_the_same(office: Path, cli: Callable[..., Result]) -> None:
    """Beside what the document has had before."""
    del office
    effects = json.loads(cli("plan", *WHERE, "--json").out)["effects"]
    assert [(row["name"], row["effect"], row["value"]) for row in effects[:4]] == [
        ("office", "route", "10.20.0.0/16"),
        ("office", "outside", "10.20.9.0/24"),
        ("office", "outside", "vpn.example.net"),
        ("office", "dns", "10.20.0.53"),
    ]
    assert effects[0]["text"] == "adds 10.20.0.0/16 via office"
    assert "sesame" not in json.dumps(effects)


def test_what_is_in_sync_has_no_effects_to_tell(office: Path, cli: Callable[..., Result]) -> None:
    """A plan is about what changes."""
    del office
    cli("apply", *WHERE, "--yes")
    assert json.loads(cli("plan", *WHERE, "--json").out)["effects"] == []
    assert "when dialed" not in cli("plan", *WHERE).out


def test_commands_run_as_who_owns_the_description(
    office: Path, cli: Callable[..., Result], tmp_path: Path, needs_root: None
) -> None:
    """Not as whoever applies it: that is root."""
    del office, needs_root
    os.chown(tmp_path / "vpns.toml", pwd.getpwnam("nobody").pw_uid, -1)
    assert "as_person nobody notify" in cli("show", "office", "--scripts", *WHERE).out
    os.chown(tmp_path / "vpns.toml", 54321, -1)  # nobody's at all: there is no such user to run it
    assert "as_person 54321 notify" in cli("show", "office", "--scripts", *WHERE).out


@pytest.mark.parametrize("default", ["true", "false"])
def test_a_metric_ranks_the_default_route_where_there_is_one(
    cli: Callable[..., Result], tmp_path: Path, default: str
) -> None:
    """Linux's pppd else leaves a default route alone that is there already."""
    keys = f'protocol = "custom"\npty = "true"\nroute_metric = 5\ndefault_route = {default}\n'
    (tmp_path / "vpns.toml").write_text(f"version = 1\n[peers.office]\n{keys}")
    shown = cli("show", "office", *WHERE).out.splitlines()
    assert ("defaultroute-metric 5" in shown) == (default == "true")


@pytest.mark.parametrize(
    "keys",
    [
        "default_route = true",
        "options = { defaultroute = true }",
        'routes = ["128.0.0.0/1", "0.0.0.0/1"]',
        "[defaults]\ndefault_route = true",
    ],
)
def test_the_plan_tells_of_the_default_route_however_it_is_asked_for(
    cli: Callable[..., Result], tmp_path: Path, keys: str
) -> None:
    """And that the way to the server is none of it, for whoever dials over the network itself.

    Where the file calls no script, `up` alone sees to what pppd does not do.
    """
    by_up, own = " (only by `vpnsync up`)", "routes" in keys
    peer = '[peers.office]\nprotocol = "pptp"\nserver = "vpn.example.net"\n'
    (tmp_path / "vpns.toml").write_text(f"version = 1\n{peer}{keys}\n")
    out = cli("plan", *WHERE).out
    added = "" if own or "options" in keys else by_up
    assert f"when dialed: adds the default route via office{added}\n" in out
    assert f"when dialed: keeps its server outside of office{'' if own else by_up}\n" in out


@pytest.mark.parametrize(
    "later",
    ["options = { nodefaultroute = true }", "options = { defaultroute = false }", "default_route = false"],
)
def test_a_default_route_that_a_later_table_takes_away_is_not_told(
    cli: Callable[..., Result], tmp_path: Path, later: str
) -> None:
    """What holds is what counts."""
    peer = '[peers.office]\nprotocol = "pptp"\nserver = "vpn.example.net"\n'
    (tmp_path / "vpns.toml").write_text(f"version = 1\n[defaults]\ndefault_route = true\n{peer}{later}\n")
    assert "the default route" not in cli("plan", *WHERE).out


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ('exclude_routes = ["0.0.0.0/0"]', "peers.office.exclude_routes.0: must not be everything"),
        (
            'ipv6 = false\nroutes = ["10.0.0.0/8", "fd00::/8"]',
            "peers.office.routes: fd00::/8 is IPv6, which peers.office.ipv6 = false keeps out of the link",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(
    cli: Callable[..., Result], tmp_path: Path, keys: str, reason: str
) -> None:
    """With the keys that are at odds."""
    (tmp_path / "vpns.toml").write_text(
        f'version = 1\n[peers.office]\nprotocol = "custom"\npty = "true"\n{keys}\n'
    )
    result = cli("validate")
    assert (result.status, reason in result.err) == (1, True), result.err


def test_a_new_script_is_shown_by_its_beginning(office: Path, cli: Callable[..., Result]) -> None:
    """Hundreds of lines would hide the rest of the plan; what it does is told above."""
    del office
    lines = cli("plan", *WHERE).out.splitlines()
    assert sum(line.startswith("    + ") for line in lines) < 30
    assert any(line.endswith(" more lines (vpnsync show office --scripts)") for line in lines)


def test_a_changed_script_is_shown_by_its_changes(
    office: Path, cli: Callable[..., Result], tmp_path: Path
) -> None:
    """One network more is one line in what it does."""
    del office
    assert cli("apply", *WHERE, "--yes").status == 0
    (tmp_path / "vpns.toml").write_text(
        OFFICE.replace('["10.20.0.0/16"]', '["10.20.0.0/16", "10.30.0.0/16"]')
    )
    out = cli("plan", *WHERE).out
    assert "    +     add_route 10.30.0.0/16\n" in out
    assert [line for line in out.splitlines() if line.startswith("    -")] == []


def test_scripts_are_roots_alone_and_a_second_apply_does_nothing(
    office: Path, cli: Callable[..., Result]
) -> None:
    """They may hold what the person runs."""
    assert cli("apply", *WHERE, "--yes").status == 0
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in office.iterdir()} == {
        "office.ip-down": 0o700,
        "office.ip-up": 0o700,
    }
    assert cli("plan", *WHERE, "--detailed-exitcode").status == 0


def test_scripts_go_with_the_keys_that_need_them(
    office: Path, cli: Callable[..., Result], tmp_path: Path
) -> None:
    """And so do the options that call them."""
    cli("apply", *WHERE, "--yes")
    (tmp_path / "vpns.toml").write_text(
        'version = 1\n[peers.office]\nprotocol = "pptp"\nserver = "vpn.example.net"\n'
    )
    assert cli("apply", *WHERE, "--yes").status == 0
    assert list(office.iterdir()) == []
    assert "ip-up" not in (tmp_path / "root/etc/ppp/peers/office").read_text()


def test_one_description_has_scripts_for_both_platforms(
    office: Path, cli: Callable[..., Result], tmp_path: Path
) -> None:
    """Each by the options of its own pppd."""
    del office
    cli("apply", "--root", "mac", "--platform", "macos", "--yes")
    assert 'ip-up "/etc/ppp/vpnsync/office.ip-up"' in (tmp_path / "mac/etc/ppp/peers/office").read_text()
    assert "scutil" in (tmp_path / "mac/etc/ppp/vpnsync/office.ip-up").read_text()


def test_unset_takes_inherited_routes_away(cli: Callable[..., Result], tmp_path: Path) -> None:
    """A peer that needs none of what all others have gets no script."""
    (tmp_path / "vpns.toml").write_text(
        'version = 1\n[defaults]\nroutes = ["10.0.0.0/8"]\n'
        '[peers.office]\nprotocol = "custom"\npty = "true"\nunset = ["routes"]\n'
    )
    assert cli("show", "office").out == 'pty "true"\n'
    assert "needs no scripts" in cli("show", "office", "--scripts").err


def test_a_script_of_ones_own_at_the_same_level_is_refused(
    cli: Callable[..., Result], office: Path, tmp_path: Path
) -> None:
    """Nobody can tell which of the two is meant."""
    del office
    (tmp_path / "vpns.toml").write_text(OFFICE + 'options = { ip-up-script = "/usr/local/bin/mine" }\n')
    result = cli("plan", *WHERE)
    assert result.status == 1
    assert "peers.office.options.ip-up-script: peers.office.routes at the same level decides" in result.err


@pytest.mark.parametrize("table", ["[peers.office.linux.options]\nip-up-script = '/mine'", None])
def test_a_script_of_ones_own_in_another_table_holds_as_tables_do(
    cli: Callable[..., Result], tmp_path: Path, table: str | None
) -> None:
    """The later one holds; where that is not vpnsync's, a warning says what does nothing then."""
    before = "" if table else "[defaults.options]\nip-up-script = '/mine'\n"
    peer = '[peers.office]\nprotocol = "custom"\npty = "true"\nroutes = ["10.0.0.0/8"]\n'
    (tmp_path / "vpns.toml").write_text(f"version = 1\n{before}{peer}{table or ''}\n")
    result = cli("plan", *WHERE)
    assert ("[script-overruled]" in result.err) == bool(table)
    assert ("/mine" in result.out) == bool(table)
    assert ("office.ip-up  create" in result.out) != bool(table)


def test_a_link_without_ip_does_nothing_for_routes(cli: Callable[..., Result], tmp_path: Path) -> None:
    """With noip, pppd runs neither script: the plan says so, not the missing network."""
    peer = '[peers.office]\nprotocol = "custom"\npty = "true"\nroutes = ["10.0.0.0/8"]\n'
    (tmp_path / "vpns.toml").write_text(f"version = 1\n{peer}options = {{ noip = true }}\n")
    result = cli("validate")
    assert "peers.office.routes: does nothing: with noip" in result.err
    assert "[script-overruled]" in result.err
