"""What is printed in place of a secret, and where secrets hide inside of other values."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from vpnsync.pppd.vocabulary import PARTS, SHORT, SPOKEN

HIDDEN: Final = "(hidden)"

COMMANDS: Final = ("connect", "disconnect", "init", "welcome", "pty", "altconnect", "terminal")
"""Options whose value is a command line, in which a secret may stand."""

_VALUE: Final = r"""( "[^"]*"  |  '[^']*'  |  (?: \\. | [^\s\\"'] )+ )"""
_ARGUMENTS: Final = tuple(
    re.compile(f"({lead}){value}", re.IGNORECASE | re.VERBOSE)
    for lead, value in (
        (  # --password X, PASSWORD=X, ssword: X, 'assword:' X
            rf"""(?:{PARTS}|cpin|sword|word(?=:)) [\w-]*
            (?: [=:] (?:["'](?=\s))? \s*  |  ["']? \s+ )""",
            _VALUE,
        ),
        (  # --psk X, --api-key X, PIN=X, VPN_KEY=X; a file's name is none
            rf"""(?: (?<![^\s"']) --? (?:{SHORT}|api-?key|cookie|cred(?:ential)?s?) (?:=|\s+)
            |  \b (?:\w*[_-])? (?:{SHORT}) =  |  \b\w+(?:pw|psk) = )  (?![/~.])""",
            _VALUE,
        ),
        (r"""\b (?:sshpass|openfortivpn|openconnect) \b (?:\s+(?!-p)\S+)* \s+ -p \s*""", _VALUE),
        (  # --auth alice:X, -P alice:X
            r"""(?: (?<![^\s"']) (?: -[Pu] | --(?:proxy-?)?(?:auth(?:orization)?|user) )  (?:=|\s+)
            |  \b proxy-?auth [=:] )  [^\s:"'=]+ :""",
            r"([^\s\"',]+)",
        ),
        (  # -H "Authorization: Bearer X", -H "X-Api-Key: X"
            r"\b (?: authorization | cookie | api-?key ) \s* : \s* (?: \w+ \s+ )?",
            r"([^\s\"',]+)",
        ),
        (r"[+^$*] (?:AUTHDATA|CGAUTH|QCPDPP) = (?:[^,\s]*,){2}", r"(\S+)"),
        (r"[+^$*] (?:QICSGP) = (?:[^,\s]*,){3}", r"(\S+)"),
    )
)
"""A secret inside of a command line, a chat script or NAME=VALUE: what leads to it, and itself."""
_SENT: Final = re.compile(r"""(\bsend(?:_\w+)?\s+(?:-\S*\s+)*)(\\?"[^"]*"|'[^']*'|\{[^}]*\}|[^\s"']+)""")
_EXPECT: Final = re.compile(r"\bexpect\b")
"""A dialogue in which any line that is sent may be a secret."""

_IPV4: Final = r"(?:\d+\.){3}\d+"
_LINE: Final = r"""(?:^|\becho \s+ (?:-\S+\s+)* ["']) \s*"""
_NOTED: Final = (
    # a line of chap-secrets: client, server, secret, addresses
    (rf"""{_LINE} \S+ \s+ (?:"\*"|\*) \s+""", r"""(?:"[^"]*"|[^\s"']+) (?=\s*$)"""),
    (rf"{_LINE} \S+ \s+ \S+ \s+", rf"""(?:"[^"]*"|[^\s"']+) (?=\s+["']?(?:\*|{_IPV4})["']?(?:\s|$))"""),
    (rf"(?:^|\s) (?:[\w-]+/)? {SPOKEN} / ", r"\S+"),  # pw/X
    (rf"\b {SPOKEN} [-_.#*+]+", r"(?=\S*\d)\S{4,}"),  # password_X
    (rf"(?:^|[\s(]) (?:[A-Za-z]+/{SPOKEN}|p/w) \b [\s:=]+", r"\S+ (?:\s*/\s*\S+)?"),  # user/pass: a/X
    # login: alice / X, u: alice p: X
    (r"\b (?:login|user(?:name)?|account|auth) \b [\s:=]+ [^\s:/=]+ \s* [:/] \s*", r"\S+"),
    (r"\b u(?:ser)? \s*[:=]\s* \S+ \W+ p \s*[:=]\s*", r"\S+"),
    (r"^(?:user|name) \s+ \S+ \s+", r"(?=\S*[\d!@$%^&*])\S+ (?=\s*$)"),
    (r"^(?=[^\s:/]*[A-Za-z]) [^\s:/]+ :", r"(?!\d+$|[\d.]+$)[^\s:/]\S* (?=$)"),  # alice:X
    (r"(?:\b l?ogin: .* \b s?word | \b a?ssword): \s*", r"[^\s\"']+"),  # of a chat script
    (r"\b authorization: \s* \w+ \s+", r"\S+"),
)
"""A secret as people note it for themselves: what leads to it, and itself."""
_NAMED_AFTER: Final = rf"""
    (?<!\S) (?!(?:this|that|it|which|what|here|there|below|above|same|such|following|and|or|not)\b)
    ([^\s(=]+) (?= \s+ (?:is|was|as|=) \s+ (?:(?:the|my|our|a|an|its|new|old|user) \s+)* {SPOKEN} \s*[.!]?\s*$
    | \s* \( (?:the \s+)? {SPOKEN} \) )"""
"""A secret in front of the word that says what it is: `X is the password`, `X (password)`."""
_IN_URL: Final = re.compile(r"(://[^/\s:@]+:)[^/\s@]+@")


def hide_in_urls(text: str) -> str:
    """Return a text with the password of each `scheme://user:password@host` masked."""
    return _IN_URL.sub(rf"\1{HIDDEN}@", text)


def hide_arguments(text: str) -> str:
    """Return a command line with what follows `--password` and its like masked."""
    text = hide_in_urls(text)
    for pattern in _patterns(text):
        text = pattern.sub(rf"\1{HIDDEN}", text)
    return text


def hide_switches(text: str) -> str:
    """Return a sentence with what follows `--psk` and its like masked; words of prose lead to nothing."""
    text = hide_in_urls(text)
    for pattern in _patterns(text)[1:]:
        text = pattern.sub(rf"\1{HIDDEN}", text)
    return text


def hide_notes(text: str) -> str:
    """Return a comment with what people note of a login masked: `alice * X *`, `user/pass: alice/X`."""
    *noted, named_after = _notes()
    for pattern in noted:
        text = pattern.sub(rf"\1{HIDDEN}", text)
    return named_after.sub(HIDDEN, text)


@cache
def _notes() -> tuple[re.Pattern[str], ...]:
    """Return the patterns of notes; to make them takes milliseconds, and few commands look at comments."""
    texts = [*(f"({lead})({value})" for lead, value in _NOTED), _NAMED_AFTER]
    return tuple([re.compile(text, re.IGNORECASE | re.VERBOSE) for text in texts])


def holds_secret(text: str) -> bool:
    """Whether a command line or a chat script seems to have a secret in it."""
    return bool(_IN_URL.search(text)) or any(pattern.search(text) for pattern in _patterns(text))


def _patterns(text: str) -> tuple[re.Pattern[str], ...]:
    return (*_ARGUMENTS, _SENT) if _EXPECT.search(text) else _ARGUMENTS
