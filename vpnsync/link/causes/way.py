"""Why the other side is not reached."""

from __future__ import annotations

from typing import Final

from vpnsync.link.causes.rule import rule, silence

RULES: Final = (
    # the way to the server
    rule(
        "host-not-found",
        r"getaddrinfo\(\): (.*)|(?:PPTP|L2TP): (Host '.*' not found)|Could not resolve",
        "the server's name does not resolve: {1}{2}",
        "correct the name, or look after this machine's DNS",
        "server",
    ),
    rule(
        "connection-refused",
        r"connect: Connection refused|PPTP connect errno = 61\b",
        "nothing listens at the server's {port}",
        "correct the server, or have its VPN service started",
        "server",
    ),
    rule(
        "host-unreachable",
        r"connect: No route to host|connect errno = 65\b",
        "no machine answers at the server's address",
        "correct the server, or look whether it is switched on",
        "server",
    ),
    rule(
        "offline",
        r"Network is unreachable|Cannot bind GRE socket|connect errno = 51\b",
        "there is no route to the server: this machine is offline, or in the wrong network",
        "go online first",
        "server",
    ),
    rule(
        "connection-timeout",
        r"connect: Connection timed out|connect errno = 60\b|L2TP cannot connect to the server",
        "the server does not answer at {port}",
        "correct the server, or look whether a firewall is in between",
        "server",
    ),
    rule(
        "no-shared-secret",
        r"L2TP: (?:no|incorrect) user shared secret found",
        "IPsec needs a shared secret, and none is known here",
        "give the one of the server",
        "shared_secret",
        protocols=("l2tp",),
    ),
    rule(
        "ipsec-failed",
        r"IPSec connection failed",
        "IPsec was not established: the server does not answer, or not with this shared secret",
        "correct the shared secret or the server; let UDP ports 500 and 4500 pass",
        "shared_secret",
        "server",
        protocols=("l2tp",),
    ),
    # who took a call, or did not
    rule(
        "call-rejected",
        r"(?:Reply result|Result) code is \d+ '(.*?)'",
        "the server refuses the call: {1}",
        "its own log says why: often it has no line free, or does not let this machine call",
        "server",
        after_up=False,
    ),
    rule(
        "call-rejected",
        r"(?i:call request .* has not been accepted|call rejected|negative reply received)",
        "the server refuses the call",
        "its own log says why: often it has no line free, or does not let this machine call",
        "server",
        after_up=False,
    ),
    silence(
        "gre-blocked",
        "the server took the call at {port}, but nothing comes through the tunnel:"
        " GRE (IP protocol 47) is blocked",
        "have the router or firewall in between let GRE pass (often called PPTP pass-through)",
        "server",
        protocols=("pptp",),
        is_taken=True,
        is_silent=True,
    ),
    silence(
        "call-not-taken",
        "something answers at the server's {port}, but it was not seen to take the call",
        "look whether a PPTP server is behind that port; where one is, its own log says why",
        "server",
        protocols=("pptp",),
        answers=True,
    ),
    silence(
        "server-silent",
        "the server does not answer at all, neither at {port} nor through the tunnel",
        "correct the server, or look whether it is switched on and no firewall is in between",
        "server",
        protocols=("pptp",),
        answers=False,
    ),
    silence(
        "ppp-unanswered",
        "the server does not answer PPP",
        "look whether the server is switched on, and no firewall is in between",
        "server",
        protocols=("pptp", "l2tp", "sstp"),
    ),
    silence(
        "ppp-unanswered",
        "the other side does not answer PPP",
        "look whether there is a PPP server at the other end of the line",
        "interface",
        protocols=("pppoe",),
    ),
    silence(
        "ppp-unanswered",
        "the other side does not answer PPP",
        "look whether there is a PPP server at the other end of the line",
        "device",
        "connect",
        protocols=("serial",),
    ),
    silence(
        "ppp-unanswered",
        "the other side does not answer PPP",
        "look whether there is a PPP server at the other end",
        "pty",
    ),
    rule(
        "no-pppoe-server",
        r"Timeout waiting for PAD[OS] packets|Unable to complete PPPoE Discovery",
        "no PPPoE server answers on the interface",
        "look after the cable and the modem; correct interface, or service where one is given",
        "interface",
        "service",
        protocols=("pppoe",),
    ),
    rule(
        "connect-script-failed",
        r"Connect script failed",
        "the connect script failed: the modem did not answer as expected",
        "look after the modem, the SIM card and the script",
        "connect",
        protocols=("serial",),
    ),
    rule(
        "no-device",
        r"(?:Failed to open|Can't open device) (\S+): (.*)",
        "the device {1} cannot be opened: {2}",
        "plug it in, or correct device",
        "device",
    ),
    rule(
        "device-busy",
        r"Device (\S+) is locked by pid (\d+)",
        "the device {1} is in use by process {2}",
        "end that one first",
        "device",
    ),
)
