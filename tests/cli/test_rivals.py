"""Warnings about what peers want of routes and name servers that they cannot all have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from vpnsync.link import network

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

WHERE: Final = ("--root", "root", "--platform", "linux")
PAIR = """\
version = 1
[defaults]
protocol = "custom"
pty = "true"
[peers.office]
{office}
[peers.lab]
{lab}
"""


def warned(cli: Callable[..., Result], tmp_path: Path, *arguments: str, **peers: str) -> list[str]:
    """Return the warnings about two peers."""
    (tmp_path / "vpns.toml").write_text(PAIR.format(**peers))
    result = cli(*(arguments or ("plan", *WHERE)))
    assert result.status == 0, result.err
    return [line for line in result.err.splitlines() if line.startswith("warning")]


BOTH_WANT: Final = "peers.lab.{}: office wants {} too: whichever is dialed later does not get it [{}]"
DEFAULT: Final = "default_route = true"
BOTH: Final = f'{DEFAULT}\nroutes = ["0.0.0.0/0"]'
HALVES: Final = 'routes = ["0.0.0.0/1", "128.0.0.0/1"]'
NET: Final = 'routes = ["10.0.0.0/8"]'


@pytest.mark.parametrize(
    ("office", "lab", "said"),
    [
        (DEFAULT, DEFAULT, ("default_route", "the default route", "default-route-twice")),
        (DEFAULT, 'routes = ["0.0.0.0/0"]', ("routes", "the default route", "default-route-twice")),
        (BOTH, DEFAULT, ("default_route", "the default route", "default-route-twice")),
        (DEFAULT, HALVES, ("routes", "the default route", "default-route-twice")),
        (
            DEFAULT,
            "options = { defaultroute = true }",
            ("options.defaultroute", "the default route", "default-route-twice"),
        ),
        (
            DEFAULT,
            f"{DEFAULT}\nroute_metric = 5",
            ("default_route", "the default route", "default-route-twice"),
        ),
        (NET, 'routes = ["10.1.0.0/16", "10.0.0.0/8"]', ("routes", "10.0.0.0/8", "same-network")),
    ],
)
def test_two_peers_that_want_the_same_are_warned_about(
    cli: Callable[..., Result], tmp_path: Path, office: str, lab: str, said: tuple[str, str, str]
) -> None:
    """Each of them works alone; that is how one finds out only once both are up."""
    for command in (("plan", *WHERE), ("validate",)):
        expected = [f"warning: {BOTH_WANT.format(*said)}"]
        assert warned(cli, tmp_path, *command, office=office, lab=lab) == expected
        allowed = f'{lab}\nallow = ["{said[2]}"]'
        assert warned(cli, tmp_path, *command, office=office, lab=allowed) == []


@pytest.mark.parametrize(
    ("office", "lab"),
    [
        ("default_route = true", "default_route = false"),
        ('routes = ["10.0.0.0/8"]', 'routes = ["10.1.0.0/16"]'),
        (HALVES, 'routes = ["0.0.0.0/2"]'),
        ('routes = ["10.0.0.0/8"]\nroute_metric = 5', 'routes = ["10.0.0.0/8"]\nroute_metric = 6'),
        ('default_route = true\nplatforms = ["macos"]', "default_route = true"),
        ("default_route = true\nhosts = ['a']", "default_route = true\nhosts = ['b']"),
    ],
)
def test_peers_that_do_not_meet_are_not(
    cli: Callable[..., Result], tmp_path: Path, office: str, lab: str
) -> None:
    """Longer prefixes win, metrics rank, and what is on another machine is no rival."""
    assert warned(cli, tmp_path, office=office, lab=lab) == []
    found = warned(cli, tmp_path, "validate", office=office, lab=lab)
    assert [line for line in found if "[no-route-metric]" not in line] == []


REPLACE: Final = f"{DEFAULT}\noptions = {{ replacedefaultroute = true }}"


@pytest.mark.parametrize(
    ("office", "lab", "takers"),
    [
        (DEFAULT, REPLACE, "lab takes"),
        (REPLACE, DEFAULT, "office takes"),
        (REPLACE, REPLACE, "office, lab take"),
    ],
)
def test_who_replaces_the_default_route_is_not_told_to_go_without(
    cli: Callable[..., Result], tmp_path: Path, office: str, lab: str, takers: str
) -> None:
    """Before 2.5.3, pppd then takes it from the link that has it."""
    (line,) = warned(cli, tmp_path, office=office, lab=lab)
    rest = "" if "," in takers else "; any other does not get it when dialed later"
    assert line.endswith(
        f"office wants the default route too: {takers} it by replacedefaultroute (not with pppd 2.5.3){rest}"
        " [default-route-twice]"
    )


def test_rivals_share_one_warning_which_only_they_are_shown(
    cli: Callable[..., Result], tmp_path: Path
) -> None:
    """Of five VPNs for everything one hears once, and nothing of it when the matter is a sixth."""
    rest = "\n".join(f"[peers.{name}]\ndefault_route = true" for name in ("away", "cafe"))
    more = f"{DEFAULT}\n{rest}\n[peers.alone]\npassword = 'plain'"
    both = ["[plain-text-secret]", "[default-route-twice]"]
    lines = {(): both, ("office",): both[1:], ("cafe",): both[1:], ("alone",): both[:1]}
    for command in (("plan", *WHERE), ("validate",), ("apply", "--yes", *WHERE)):
        for names, told in lines.items():
            found = warned(cli, tmp_path, *command, *names, office=DEFAULT, lab=more)
            assert [f"[{line.rpartition('[')[2]}" for line in found if "readable" not in line] == told
    (_, line) = [x for x in warned(cli, tmp_path, office=DEFAULT, lab=more) if "readable" not in x]
    assert "peers.cafe.default_route: office, lab, away want the default route too: " in line


def test_of_many_rivals_a_few_are_named(cli: Callable[..., Result], tmp_path: Path) -> None:
    """Who has three hundred such peers is told in one line all the same."""
    more = DEFAULT + "".join(f"\n[peers.p{number}]\n{DEFAULT}" for number in range(298))
    (line,) = warned(cli, tmp_path, office=DEFAULT, lab=more)
    assert "peers.p297.default_route: office, lab, p0, p1, p2 and 294 more want" in line


def test_metrics_rank_only_where_all_differ(cli: Callable[..., Result], tmp_path: Path) -> None:
    """Two of one metric are rivals, whatever a third has."""
    metric = f"{DEFAULT}\nroute_metric = "
    more = "".join(f"\n[peers.{name}]\n{metric}{number}" for name, number in (("a", 5), ("b", 6), ("c", 7)))
    lines = warned(cli, tmp_path, office=f"{metric}5", lab=f"{metric}6{more}")
    assert [line.partition(" wants")[0] for line in lines] == [
        "warning: peers.a.default_route: office",
        "warning: peers.b.default_route: lab",
    ]


def test_a_metric_on_macos_is_warned_about(cli: Callable[..., Result], tmp_path: Path) -> None:
    """Its routes have none; the rest of the description holds."""
    keys = 'routes = ["10.0.0.0/8"]\nroute_metric = 5'
    found = warned(cli, tmp_path, "plan", "--root", "root", "--platform", "macos", office=keys, lab="")
    assert [line.rpartition("[")[2] for line in found] == ["no-route-metric]"]


@pytest.mark.parametrize("split", [True, False])
def test_domains_on_a_machine_without_split_dns_are_warned_about(
    cli: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, split: bool
) -> None:
    """All names would be asked there; the machine is asked only where a peer has domains."""
    asked: list[str] = []

    def has_split_dns(on: str, _: Path) -> bool:
        asked.append(on)
        return split

    monkeypatch.setattr(network, "has_split_dns", has_split_dns)
    servers = 'dns = {{ servers = ["10.0.0.53"]{} }}'
    keys = servers.format(', domains = ["x.example"]')
    found = warned(cli, tmp_path, "show", "office", office=keys, lab=servers.format(""))
    assert ([line.rpartition("[")[2] for line in found], asked) == (
        [] if split else ["no-split-dns]"],
        ["linux"],
    )
    asked.clear()
    assert warned(cli, tmp_path, "show", "office", office=servers.format(""), lab="") == []
    assert asked == []


def test_many_rivals_are_told_of_in_one_line(cli: Callable[..., Result], tmp_path: Path) -> None:
    """A few by name, and no comparison of each with each."""
    peers = "".join(f'[peers.p{n:04}]\nprotocol = "custom"\nroutes = ["10.0.0.0/8"]\n' for n in range(2000))
    (tmp_path / "vpns.toml").write_text(f"version = 1\n{peers}")
    (line,) = [line for line in cli("validate", "--no-secrets").err.splitlines() if "same-network" in line]
    assert "p0000, p0001, p0002, p0003, p0004 and 1994 more want 10.0.0.0/8 too" in line
