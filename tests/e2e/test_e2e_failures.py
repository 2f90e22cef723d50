"""Every way in which a PPTP call is known to fail, and what `up` says of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.e2e.calls import describe, pptp
from tests.e2e.network import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import Result
    from tests.e2e.network import Network

QUICK = "[peers.office.options]\nlcp-restart = 1\nlcp-max-configure = 3"
"""LCP gives up after three seconds instead of thirty."""


class Row(NamedTuple):
    """One failure: pppd's exit status, what is said of the cause, and the key to change."""

    status: int
    cause: str
    key: str
    peer: Callable[[Network], str]
    server: Callable[[Network], object] | None = None


def peer(
    *more: str, password: str = f'"{PASSWORD}"', user: str = "alice", host: str = ""
) -> Callable[[Network], str]:
    """Return what describes the peer to dial."""
    return lambda network: pptp(host or network.one, *more, password=password, user=user)


ROWS = {
    "wrong password": Row(19, "refused user or password", "office.password", peer(password='"wrong"')),
    "unknown user": Row(19, "refused user or password", "office.user", peer(user="nobody")),
    "no password": Row(10, "no password is known", "office.password", peer(password="")),
    "no MPPE there": Row(
        10, "does not agree to the encryption", "office.encryption", peer(), lambda n: n.one.require("nomppe")
    ),
    "no MPPE here": Row(
        16, "the server requires encryption", "office.encryption", peer('encryption = "none"')
    ),
    "port closed": Row(
        16, "nothing listens at the server's TCP port 1723", "office.server", peer(host="10.9.1.5")
    ),
    "no such host": Row(16, "no machine answers", "office.server", peer(host="10.9.1.99")),
    "no route": Row(16, "no route to the server", "office.server", peer(host="203.0.113.7")),
    "no such name": Row(16, "name does not resolve", "office.server", peer(host="vpn.invalid")),
    "server silent": Row(16, "does not answer at all", "office.server", peer(QUICK, host="10.9.1.7")),
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_failed_call_is_explained(network: Network, cli: Callable[..., Result], row: Row) -> None:
    """The status of pppd, the cause in words, and the key of vpns.toml it hangs on."""
    describe(office=row.peer(network))
    assert cli("apply", "--yes").status == 0
    if row.server:
        row.server(network)
    result = cli("up", "office")
    assert (result.status, result.out) == (row.status, "")
    assert f"(pppd ended with {row.status})" in result.err
    assert row.cause in result.err
    assert f"peers.{row.key}" in result.err
    assert PASSWORD not in result.err
    (failure,) = [
        line for line in cli("status", "office").out.splitlines() if line.startswith("last failure")
    ]
    assert row.cause in failure


def test_options_that_pppd_refuses_are_named(network: Network, cli: Callable[..., Result]) -> None:
    """What vpnsync writes pppd takes; but a file may include one that nobody has looked into."""
    extra = Path("extra.opts")
    describe(office=pptp(network.one, f'options = [["file", "{extra.absolute()}"]]'))
    assert cli("apply", "--yes").status == 0
    for text, cause in (
        ("frobnicate\n", 'pppd does not know the option "frobnicate"'),
        ("mtu abc\n", '"abc" is no number, which the option mtu takes'),
        (None, "there is no file"),
    ):
        extra.write_text(text) if text else extra.unlink()
        result = cli("up", "office")
        assert (result.status, cause in result.err) == (2, True), result.err


def test_two_sides_that_agree_on_no_encryption(network: Network, cli: Callable[..., Result]) -> None:
    """Either side may hang up first; the key to change is the same."""
    describe(office=network.one)
    cli("apply", "--yes")
    network.one.require("require-mppe-40")
    result = cli("up", "office")
    assert result.status in (10, 16)
    assert "peers.office.encryption" in result.err


def test_without_a_kernel_that_has_ppp_nothing_is_dialed(
    network: Network, cli: Callable[..., Result]
) -> None:
    """69: something is missing, and what."""
    describe(office=network.one)
    cli("apply", "--yes")
    device = Path("/dev/ppp")
    device.rename("/dev/ppp.away")
    try:
        result = cli("up", "office")
    finally:
        Path("/dev/ppp.away").rename(device)
    assert (result.status, "/dev/ppp" in result.err, "modprobe" in result.err) == (69, True, True)


@pytest.mark.usefixtures("network")
def test_without_its_helper_program_nothing_is_dialed(cli: Callable[..., Result]) -> None:
    """Of itself pppd would only say that the line was hung up."""
    describe(office='protocol = "custom"\npty = "nosuchprogram --fast"')
    cli("apply", "--yes")
    result = cli("up", "office")
    assert (result.status, "nosuchprogram is not installed" in result.err) == (69, True)


def test_what_is_not_applied_is_not_dialed(network: Network, cli: Callable[..., Result]) -> None:
    """78: pppd would dial something else than what is described."""
    describe(office=network.one)
    assert cli("up", "office").status == 78
    cli("apply", "--yes")
    describe(office=network.two)
    result = cli("up", "office")
    assert (result.status, "vpnsync apply office" in result.err) == (78, True)


def test_a_refused_password_is_not_tried_again(network: Network, cli: Callable[..., Result]) -> None:
    """Under `reconnect` pppd alone would try until the account is locked."""
    describe(office=pptp(network.one, "reconnect = { delay = 1, attempts = 0 }", password='"wrong"'))
    cli("apply", "--yes")
    result = cli("up", "office", "-v", "--detach")
    assert result.status == 19
    assert result.err.count("| MS-CHAP authentication failed") == 1
    assert "====" not in result.err


@pytest.fixture
def without_gre(network: Network) -> Iterator[Network]:
    """Let a firewall drop the tunnel's packets, but not those of the control connection."""
    network.one.block_gre()
    yield network
    network.one.let_gre_through()


def test_gre_that_is_blocked_is_told_from_a_silent_server(
    without_gre: Network, cli: Callable[..., Result]
) -> None:
    """To pppd both are the same: only pptp's name tells that the server took the call."""
    describe(office=pptp(without_gre.one, QUICK))
    cli("apply", "--yes")
    result = cli("up", "office")
    assert (result.status, "GRE (IP protocol 47) is blocked" in result.err) == (16, True), result.err
    assert "GRE (IP protocol 47) is blocked" in cli("status", "office").out


def test_a_link_that_is_not_up_in_time_is_ended(without_gre: Network, cli: Callable[..., Result]) -> None:
    """GRE blocked: pppd alone would wait for half a minute."""
    describe(office=without_gre.one)
    cli("apply", "--yes")
    result = cli("up", "office", "--timeout", "3")
    assert result.status in (5, 16)  # pppd's own: the line of a call that is given up is hung up, too
    assert "was not up within 3 seconds" in result.err
    assert "GRE (IP protocol 47) is blocked" in result.err
