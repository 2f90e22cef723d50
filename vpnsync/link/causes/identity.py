"""Why the two sides do not agree on who they are, and on encryption."""

from __future__ import annotations

from typing import Final

from vpnsync.link.causes.rule import rule

_AUTH: Final = r"(?:(?:MS-CHAP|CHAP|PAP|EAP)\S* authentication failed|Unknown MS-CHAP authentication failure)"
_PROVED: Final = "correct the password or the user (some servers want DOMAIN\\user), then apply"

RULES: Final = (
    # who am I
    rule(
        "dialin-denied",
        _AUTH + r".*(?i:dialin|dial-in)",
        "the server knows you, but does not let this user dial in",
        "have dial-in allowed for the user on the server",
        "user",
    ),
    rule(
        "password-expired",
        _AUTH + r".*(?i:expired)",
        "the password has expired on the server",
        "change it there, then here",
        "password",
    ),
    rule(
        "account-locked",
        _AUTH + r".*(?i:disabled|restricted logon)",
        "the server has locked this user out (account disabled, or not at this hour)",
        "ask whoever runs the server",
        "user",
    ),
    rule(
        "method-rejected",
        r"(PAP|CHAP|EAP) authentication failed due to [Pp]rotocol-[Rr]eject",
        "the server speaks no {1}, though it asked for it",
        "take it from the methods, so that another one is used",
        "auth_methods",
    ),
    rule(
        "eap-method-unknown",
        r"EAP: unknown authentication type (\d+); Naking|EAP refuse to authenticate using type (\d+)",
        "the server wants an EAP method that pppd does not know (type {1}{2})",
        'leave eap out, so that the server offers another one: auth_methods = ["mschap-v2"]',
        "auth_methods",
    ),
    rule(
        "server-unproved",
        r"MS-CHAPv2 mutual authentication failed",
        "the server does not know your password either: it may not be the one that it claims to be",
        "make sure of the server before you dial it again; then correct the password",
        "password",
    ),
    rule(
        "password-refused",
        _AUTH + r": *(\S.*)$",
        "the server refused user or password: {1}",
        _PROVED,
        "password",
        "user",
    ),
    rule(
        "password-refused",
        _AUTH + r"|EAP: peer reports authentication failure",
        "the server refused user or password",
        _PROVED,
        "password",
        "user",
    ),
    rule(
        "encryption-needs-mschap",
        r"MPPE required, but MS-CHAP\[v2\]",
        "encryption needs MS-CHAP, which was not used: no password is known here, or none was asked for",
        "give a password, and leave mschap-v2 among the methods",
        "password",
        "auth_methods",
        "encryption",
    ),
    rule(
        "no-password",
        r"No (?:CHAP|PAP|EAP) secret found for authenticating us|no (?:MD5|CHAP) secret for auth to"
        r"|peer refused to authenticate us|No auth is possible|required to authenticate us but no suitable",
        "the server asks who you are, and no password is known here",
        "give user and password",
        "password",
        "user",
    ),
    rule(
        "noauth-missing",
        r"peer refused to authenticate: terminating|The remote system .* is required to authenticate itself",
        "pppd asks the server to prove who it is, which VPN servers do not do",
        "write options = { noauth = true }; a line in /etc/ppp/options may have asked for it",
        "options.noauth",
    ),
    rule(
        "authentication-timeout",
        r"(PAP|CHAP|EAP)(?: authentication timed out|: timeout waiting for Request from peer)"
        r"|No response to (PAP) authenticate-requests",
        "the server stopped answering while it asked who you are ({1}{2})",
        "dial again; where it stays so, try another method",
        "auth_methods",
    ),
    # encryption
    rule(
        "encryption-required",
        r"LCP terminated by peer \(MPPE required",
        "the server requires encryption that this peer does not offer",
        'write encryption = "require-128"; where that stands already, the server has only weaker ones',
        "encryption",
    ),
    rule(
        "encryption-refused",
        r"^MPPE required but (?:peer negotiation failed|peer refused)",
        "the server does not agree to the encryption that this peer requires",
        'have 128-bit MPPE switched on there; only if you can do without it: encryption = "none"',
        "encryption",
    ),
    rule(
        "encryption-stateful",
        r"Refusing MPPE stateful mode|MPPE.*stateful",
        "the server wants stateful MPPE, which this peer refuses",
        "write mppe_stateful = true, or have it switched off there: stateful mode is weaker",
        "mppe_stateful",
        after_up=False,
    ),
)
