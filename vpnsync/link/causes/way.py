"""Why the other side is not reached."""

from __future__ import annotations

from typing import Final

from vpnsync.link.causes.rule import rule

RULES: Final = (
    # the way to the server
    rule(
        r"getaddrinfo\(\): (.*)|(?:PPTP|L2TP).*: (.*hostname.*)|Could not resolve",
        "the server's name does not resolve: {1}{2}",
        "correct the name, or look after this machine's DNS",
        "server",
    ),
    rule(
        r"connect: Connection refused|PPTP connect errno = 61\b",
        "nothing listens at the server's {port}",
        "correct the server, or have its VPN service started",
        "server",
    ),
    rule(
        r"connect: No route to host|connect errno = 65\b",
        "no machine answers at the server's address",
        "correct the server, or look whether it is switched on",
        "server",
    ),
    rule(
        r"Network is unreachable|Cannot bind GRE socket|connect errno = 51\b",
        "there is no route to the server: this machine is offline, or in the wrong network",
        "go online first",
        "server",
        alone=(25,),
    ),
    rule(
        r"connect: Connection timed out|connect errno = 60\b",
        "the server does not answer at {port}",
        "correct the server, or look whether a firewall is in between",
        "server",
        alone=(8,),
    ),
    rule(
        r"LCP: timeout sending Config-Requests",
        "the server answers at {port}, but nothing comes through the tunnel: GRE (IP protocol 47) is blocked",
        "have the router or firewall in between let GRE pass (often called PPTP pass-through)",
        "server",
        protocols=("pptp",),
        answers=True,
    ),
    rule(
        r"LCP: timeout sending Config-Requests",
        "the server does not answer at all, neither at {port} nor through the tunnel",
        "correct the server, or look whether it is switched on and no firewall is in between",
        "server",
        protocols=("pptp",),
        answers=False,
    ),
    rule(
        r"LCP: timeout sending Config-Requests",
        "the other side does not answer PPP",
        "look whether there is a PPP server at the other end",
        "server",
        "device",
        "pty",
    ),
    rule(
        r"Timeout waiting for PAD[OS] packets|Unable to complete PPPoE Discovery",
        "no PPPoE server answers on the interface",
        "look after the cable and the modem; correct interface, or service where one is given",
        "interface",
        "service",
        protocols=("pppoe",),
    ),
    rule(
        r"Connect script failed",
        "the connect script failed: the modem did not answer as expected",
        "look after the modem, the SIM card and the script",
        "connect",
        alone=(8,),
        protocols=("serial", "custom"),
    ),
    rule(
        r"(?:Failed to open|Can't open device) (\S+): (.*)",
        "the device {1} cannot be opened: {2}",
        "plug it in, or correct device",
        "device",
    ),
    rule(
        r"Device (\S+) is locked by pid (\d+)",
        "the device {1} is in use by process {2}",
        "end that one first",
        "device",
        alone=(6,),
    ),
)
