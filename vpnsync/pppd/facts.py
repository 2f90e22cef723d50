"""What is legal but does nothing, or not what its author thought: one text for each fact.

`import` says them of hand-written files, `validate` of a description, `explain` of an option.
Measured on the parsers of Apple's pppd (ppp-1027) and Linux's 2.4.9 and 2.5.3, or read in their sources.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from vpnsync.pppd.hiding import COMMANDS


class Fact(NamedTuple):
    """One trap: the option words that it concerns, what happens, and the way out."""

    words: tuple[str, ...]
    text: str
    way_out: str


FACTS: Final[dict[str, Fact]] = {
    "redial-without-busycode": Fact(
        ("redialcount", "redialtimer", "redialalternate"),
        "redials only while busycode matches what the connector reports, which PPTP and L2TP do only with"
        " extraconnecttime: alone it does nothing",
        "take it away, or use extraconnecttime to try again",
    ),
    "empty-addresses": Fact(
        (),
        "an address pair of nothing, or of zeros, sets neither address: it changes nothing",
        "take it away",
    ),
    "server-side-dns": Fact(
        ("ms-dns", "dns-addr", "ms-wins"),
        "is what this end hands to its peer when it is the server; it sets no name server here",
        'use dns = "peer" (usepeerdns) to take those that the server hands out',
    ),
    "already-default": Fact(
        ("hide-password", "nomppe-stateful", "mppe-stateless", "+mppe-stateless"),
        "asks for what pppd does anyway, unless /etc/ppp/options says otherwise",
        "take it away, or keep it as a remark",
    ),
    "ua-sets-no-password": Fact(
        ("+ua",),
        "takes the user name from the file, but never the password: no pppd uses the line that it reads",
        "use `user` and `password`",
    ),
    "idle-hangs-up": Fact(
        ("idle",),
        "ends the call after so many seconds without traffic; it is no keepalive",
        'use keepalive = { interval = "30s", failures = 4 } to notice a dead line',
    ),
    "idle-redials": Fact(
        ("idle", "persist"),
        "the call is ended when idle, and dialed again at once by persist",
        "keep one of idle and reconnect",
    ),
    "hash-cuts-value": Fact(
        (),
        "a # ends the word and starts a comment, also in the middle of a word",
        'put the value in double quotes: "pa#ss"',
    ),
    "backslash-lost": Fact(
        (),
        "pppd reads a backslash and the letter behind it as one character, inside of quotes too:"
        " DOMAIN\\user comes out as DOMAINuser",
        "write two backslashes in a peers file; in vpns.toml, single quotes keep a backslash: 'DOMAIN\\user'",
    ),
    "control-character": Fact(
        (),
        "has a control character in it, which hardly anybody types on purpose",
        "in TOML, single quotes keep a backslash as it is: 'DOMAIN\\user'",
    ),
    "slashes-no-comment": Fact(
        (),
        "// starts no comment: pppd reads it as an option and refuses the file",
        "write # instead",
    ),
    "value-on-next-line": Fact(
        (),
        "took its value from a later line, for lines mean nothing to pppd: what stands there is no option",
        "write the value on the option's own line",
    ),
    "unterminated-quote": Fact(
        (),
        "the quote is never closed: the rest of the file is one value",
        "close the quote",
    ),
    "number-misread": Fact(
        (),
        "pppd reads another number than the one that stands there: 010 is octal, 12abc is 12,"
        " and large ones wrap around",
        "write it in plain decimal digits",
    ),
    "cut-value": Fact(
        (),
        "pppd cuts the value (at 1023 bytes, at the option's own limit, or at a NUL) and goes on",
        "use a value that fits",
    ),
    "overruled": Fact(
        (),
        "another line of the file decides the same: this one changes nothing",
        "keep one of them",
    ),
    "nodefaultroute-first": Fact(
        ("nodefaultroute", "-defaultroute", "defaultroute", "noproxyarp", "-proxyarp", "proxyarp"),
        "the negative forbids the positive from there on, even when it stands in /etc/ppp/options:"
        ' pppd then ends with "option is disabled"',
        "take the negative away where it stands first",
    ),
    "plugin-goes-on": Fact(
        ("plugin", "plugin2"),
        "when Apple's pppd cannot load the plug-in, it goes on and runs PPP on the terminal",
        "use plugin2, which makes that an error",
    ),
    "holdoff-forgotten": Fact(
        ("holdoff",),
        "Apple's pppd forgets the delay on a serial or pty line without a connect script: it redials at once",
        "give a connect script, or expect no delay",
    ),
    "peer-must-authenticate": Fact(
        (
            *("auth", "require-pap", "+pap", "require-chap", "+chap", "require-mschap", "+mschap"),
            *("require-mschap-v2", "+mschap-v2", "require-eap", "require-chapms", "+chapms"),
            *("require-chapms-v2", "+chapms-v2"),
        ),
        "demands that the server proves who it is to this end, which few VPN servers do; it does not"
        " choose how this end does",
        'use auth_methods = ["mschap-v2"] to choose that (refuse-* of the others), and noauth',
    ),
    "secret-in-command": Fact(
        COMMANDS,
        "seems to have a secret in its command line, which every user of the machine can see while it runs",
        "let the command read it from a file",
    ),
    "old-mppe": Fact(
        ("mppe",),
        "`mppe required,stateless` is of a patched pppd of long ago; today's refuse it",
        'use encryption = "require-128" (require-mppe-128)',
    ),
}
"""Stable name -> fact. The names are what `allow` in vpns.toml takes."""
