"""Why a link has no address, and what ends one that was up."""

from __future__ import annotations

from typing import Final

from vpnsync.link.causes.rule import AGAIN, rule

RULES: Final = (
    # addresses
    rule(
        "no-address",
        r"Could not determine (local|remote) IP address",
        "the two sides agreed on no {1} address",
        "give local_ip or remote_ip, or let the server choose (accept_addresses = true)",
        "local_ip",
        "remote_ip",
        "accept_addresses",
    ),
    # what ends a link that was up
    rule(
        "no-echo-replies",
        r"No response to (\d+) echo-requests",
        "the other side no longer answers: {1} echo requests went unanswered",
        f"look after the network in between; {AGAIN}",
        "keepalive",
        "reconnect",
    ),
    rule(
        "idle-timeout",
        r"Terminating connection due to lack of activity|Idle timeout",
        "nothing was sent for as long as `idle` says",
        "give more time, or dial again when needed",
        "idle",
    ),
    rule(
        "time-limit",
        r"Connect time expired",
        "the link reached the time limit that maxconnect sets",
        "dial again, or raise it",
        "options.maxconnect",
    ),
    rule(
        "ended-on-request",
        r"Terminating on signal \d+|Hangup \(SIGHUP\)",
        "it was ended on request",
        "dial again when it is needed",
    ),
    rule(
        "server-hung-up",
        r"LCP terminated by peer(?: \((.*)\))?",
        "the server hung up",
        AGAIN,
        "reconnect",
        after_up=True,
    ),
    rule(
        "hung-up-early",
        r"LCP terminated by peer(?: \((.*)\))?",
        "the server hung up before the link was up: {1}",
        "the server's own log says why; often user, encryption or address do not suit it",
    ),
    # nothing but a hang-up
    rule(
        "line-lost",
        r"Modem hangup",
        "the line was lost",
        AGAIN,
        "reconnect",
        after_up=True,
    ),
    rule(
        "hung-up-unanswered",
        r"Modem hangup",
        "the server took the call, and hung up before it answered PPP",
        "its own log says why; where it knows of no such call, GRE (IP protocol 47) does not pass",
        "server",
        protocols=("pptp",),
        after_up=False,
        is_taken=True,
        is_silent=True,
    ),
)
