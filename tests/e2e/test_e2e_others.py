"""Links of other kinds: PPPoE, and a program of one's own behind a pseudo-terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.e2e.calls import describe
from tests.e2e.network import PASSWORD, run

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Result
    from tests.e2e.network import Network


def test_pppoe(network: Network, cli: Callable[..., Result]) -> None:
    """The way of most DSL lines."""
    network.one.serve_pppoe()
    describe(
        dsl=f"""
        protocol = "pppoe"
        interface = "{network.one.wire}"
        user = "alice"
        password = "{PASSWORD}"
        ipv6 = false
        """
    )
    assert cli("apply", "--yes").status == 0
    up = cli("up", "dsl", "--detach", "--timeout", "20")
    assert up.status == 0, up.err
    assert up.out.startswith("dsl is up: ppp0 10.8.1.60 -> 10.8.1.1")
    run("ping", "-c", "1", "-w", "5", network.one.inner)
    assert cli("down", "dsl").status == 0


def test_pppoe_without_a_server(network: Network, cli: Callable[..., Result]) -> None:
    """The cable is loose, the modem off, or the interface the wrong one."""
    quick = "options = { pppoe-padi-timeout = 1, pppoe-padi-attempts = 2 }"
    described = ['protocol = "pppoe"', f'interface = "{network.two.wire}"', 'user = "alice"', quick]
    describe(dsl="\n".join(described))
    cli("apply", "--yes")
    result = cli("up", "dsl", "--timeout", "40")
    assert result.status not in (0, 5)
    assert "no PPPoE server answers" in result.err
    assert "peers.dsl.interface" in result.err


def test_a_program_of_ones_own(network: Network, cli: Callable[..., Result]) -> None:
    """`pty` runs anything that talks PPP: here, the server's pppd itself."""
    server = (
        f"ip netns exec {network.one.name} /usr/sbin/pppd notty nodetach"
        f" file /etc/ppp/pptpd-options {network.one.inner}:10.8.1.70"
    )
    describe(
        direct=f"""
        protocol = "custom"
        pty = "{server}"
        user = "alice"
        password = "{PASSWORD}"
        encryption = "require-128"
        ipv6 = false
        options = {{ noauth = true }}
        """
    )
    assert cli("apply", "--yes").status == 0
    up = cli("up", "direct", "--detach", "--timeout", "20")
    assert up.out.startswith("direct is up: ppp0 10.8.1.70"), up.err
    run("ping", "-c", "1", "-w", "5", network.one.inner)
    assert cli("down", "direct").status == 0
