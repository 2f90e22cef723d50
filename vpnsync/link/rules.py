"""The rules of diagnosis, the more telling ones first. `{1}` is the first group of the pattern."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from vpnsync.link.diagnose import Facts


class Rule(NamedTuple):
    """One cause: the line that tells it, and what to do about it.

    protocols: where it holds; empty for all. answers: only where the server's port answers, or
    does not. alone: statuses that say as much without any line. keys: of vpns.toml.
    """

    pattern: re.Pattern[str]
    cause: str
    remedy: str
    keys: tuple[str, ...] = ()
    protocols: tuple[str, ...] = ()
    answers: bool | None = None
    alone: tuple[int, ...] = ()
    after_up: bool | None = None

    def fits(self, facts: Facts) -> bool:
        """Whether the rule is about such a call at all."""
        return (
            (not self.protocols or facts.protocol in self.protocols)
            and (self.answers is None or self.answers is facts.answers)
            and (self.after_up is None or self.after_up is facts.was_up)
        )


def _rule(  # noqa: PLR0913 - the columns of the table below
    pattern: str,
    cause: str,
    remedy: str,
    *keys: str,
    protocols: tuple[str, ...] = (),
    answers: bool | None = None,
    alone: tuple[int, ...] = (),
    after_up: bool | None = None,
) -> Rule:
    return Rule(re.compile(pattern), cause, remedy, keys, protocols, answers, alone, after_up)


_AUTH: Final = r"(?:MS-CHAP|CHAP|PAP|EAP)\S* authentication failed"

RULES: Final = (
    # ---- options, before anything is dialed
    _rule(
        r"Can't open options file (\S*/peers/[^/:]+): No such file",
        "there is no peers file {1}",
        "run: vpnsync apply",
    ),
    _rule(
        r"Can't open options file (\S+): No such file",
        "there is no file {1}, which the peers file includes",
        "write it, or take the include out",
        "options.file",
    ),
    _rule(
        r"Can't open options file (.*)",
        "pppd cannot read {1}",
        "pppd 2.5.3 reads only files and directories that nobody but root may write",
    ),
    _rule(
        r"unrecognized option '([^']*)'",
        'pppd does not know the option "{1}"',
        "take it out, or correct its spelling (`vpnsync validate`)",
        "options.{1}",
    ),
    _rule(
        r"invalid numeric parameter '([^']*)' for (\S+) option",
        '"{1}" is no number, which the option {2} takes',
        "correct the value",
        "options.{2}",
    ),
    _rule(
        r"too few parameters for option '?([^']+)'?",
        'the option "{1}" has no value',
        "give it one",
        "options.{1}",
    ),
    _rule(
        r"(defaultroute|proxyarp) option is disabled",
        "{1} was forbidden earlier, for instance by a line in /etc/ppp/options",
        "take the line no{1} out of /etc/ppp/options (`vpnsync doctor` shows it)",
        "default_route",
    ),
    _rule(
        r"(?:Couldn't load plugin|[Pp]lugin) (\S+?)[:,]? .*(?:cannot open|No such file|not found)"
        r"|^(\S+\.(?:so|ppp)): cannot open shared object",
        "pppd cannot load the plug-in {1}{2}",
        "install the package that brings it (`vpnsync doctor` names it)",
        "protocol",
    ),
    # ---- the machine
    _rule(
        r"Couldn't open the /dev/ppp device|kernel support for PPP|ppp support .*kernel",
        "the kernel has no PPP: there is no /dev/ppp",
        "load it (modprobe ppp_generic); in a container, its host must offer /dev/ppp",
        alone=(4,),
    ),
    _rule(
        r"sh: (?:line )?(?:\d+: )?(\S+): (?:command )?not found|sh: (\S+): No such file",
        "the program {1}{2} is not installed",
        "install it (`vpnsync doctor` names the package)",
        "protocol",
    ),
    # ---- who am I
    _rule(
        _AUTH + r".*(?i:dialin|dial-in)",
        "the server knows you, but does not let this user dial in",
        "have dial-in allowed for the user on the server",
        "user",
    ),
    _rule(
        _AUTH + r".*(?i:expired)",
        "the password has expired on the server",
        "change it there, then here",
        "password",
    ),
    _rule(
        _AUTH + r".*(?i:disabled|restricted logon)",
        "the server has locked this user out (account disabled, or not at this hour)",
        "ask whoever runs the server",
        "user",
    ),
    _rule(
        _AUTH + r": *(\S.*)$",
        "the server refused user or password: {1}",
        "correct the password or the user (some servers want DOMAIN\\user), then apply",
        "password",
        "user",
    ),
    _rule(
        _AUTH,
        "the server refused user or password",
        "correct the password or the user (some servers want DOMAIN\\user), then apply",
        "password",
        "user",
        alone=(19,),
    ),
    _rule(
        r"MPPE required, but MS-CHAP\[v2\]",
        "encryption needs MS-CHAP, which was not used: no password is known here, or the server asks for none",
        "give a password, and leave mschap-v2 among the methods",
        "password",
        "auth_methods",
        "encryption",
    ),
    _rule(
        r"No (?:CHAP|PAP|EAP) secret found for authenticating|peer refused to authenticate us"
        r"|No auth is possible",
        "the server asks who you are, and no password is known here",
        "give user and password",
        "password",
        "user",
    ),
    _rule(
        r"peer refused to authenticate: terminating|The remote system .* is required to authenticate itself",
        "pppd asks the server to prove who it is, which VPN servers do not do",
        "write options = { noauth = true }; a line in /etc/ppp/options may have asked for it",
        "options.noauth",
        alone=(11,),
    ),
    # ---- encryption
    _rule(
        r"LCP terminated by peer \(MPPE required",
        "the server requires encryption, and this peer does not offer it",
        'write encryption = "require-128"',
        "encryption",
    ),
    _rule(
        r"^MPPE required but (?:peer negotiation failed|peer refused)",
        "the server does not agree to the encryption that this peer requires",
        'have 128-bit MPPE switched on there; only if you can do without it: encryption = "none"',
        "encryption",
    ),
    _rule(
        r"Refusing MPPE stateful mode|MPPE.*stateful",
        "the server wants stateful MPPE, which this peer refuses",
        "write mppe_stateful = true, or have it switched off there: stateful mode is weaker",
        "mppe_stateful",
        after_up=False,
    ),
    # ---- the way to the server
    _rule(
        r"getaddrinfo\(\): (.*)|(?:PPTP|L2TP).*: (.*hostname.*)|Could not resolve",
        "the server's name does not resolve: {1}{2}",
        "correct the name, or look after this machine's DNS",
        "server",
    ),
    _rule(
        r"connect: Connection refused|PPTP connect errno = 61\b",
        "nothing listens at the server's {port}",
        "correct the server, or have its VPN service started",
        "server",
    ),
    _rule(
        r"connect: No route to host|connect errno = 65\b",
        "no machine answers at the server's address",
        "correct the server, or look whether it is switched on",
        "server",
    ),
    _rule(
        r"Network is unreachable|Cannot bind GRE socket|connect errno = 51\b",
        "there is no route to the server: this machine is offline, or in the wrong network",
        "go online first",
        "server",
        alone=(25,),
    ),
    _rule(
        r"connect: Connection timed out|connect errno = 60\b",
        "the server does not answer at {port}",
        "correct the server, or look whether a firewall is in between",
        "server",
        alone=(8,),
    ),
    _rule(
        r"LCP: timeout sending Config-Requests",
        "the server answers at {port}, but nothing comes through the tunnel: GRE (IP protocol 47) is blocked",
        "have the router or firewall in between let GRE pass (often called PPTP pass-through)",
        "server",
        protocols=("pptp",),
        answers=True,
    ),
    _rule(
        r"LCP: timeout sending Config-Requests",
        "the server does not answer at all, neither at {port} nor through the tunnel",
        "correct the server, or look whether it is switched on and no firewall is in between",
        "server",
        protocols=("pptp",),
        answers=False,
    ),
    _rule(
        r"LCP: timeout sending Config-Requests",
        "the other side does not answer PPP",
        "look whether there is a PPP server at the other end",
        "server",
        "device",
        "pty",
    ),
    _rule(
        r"Timeout waiting for PAD[OS] packets|Unable to complete PPPoE Discovery",
        "no PPPoE server answers on the interface",
        "look after the cable and the modem; correct interface, or service where one is given",
        "interface",
        "service",
        protocols=("pppoe",),
    ),
    _rule(
        r"Connect script failed",
        "the connect script failed: the modem did not answer as expected",
        "look after the modem, the SIM card and the script",
        "connect",
        alone=(8,),
        protocols=("serial", "custom"),
    ),
    _rule(
        r"(?:Failed to open|Can't open device) (\S+): (.*)",
        "the device {1} cannot be opened: {2}",
        "plug it in, or correct device",
        "device",
    ),
    _rule(
        r"Device (\S+) is locked by pid (\d+)",
        "the device {1} is in use by process {2}",
        "end that one first",
        "device",
        alone=(6,),
    ),
    # ---- addresses
    _rule(
        r"Could not determine (local|remote) IP address",
        "the two sides agreed on no {1} address",
        "give local_ip or remote_ip, or let the server choose (accept_addresses = true)",
        "local_ip",
        "remote_ip",
        "accept_addresses",
    ),
    # ---- what ends a link that was up
    _rule(
        r"No response to (\d+) echo-requests",
        "the other side no longer answers: {1} echo requests went unanswered",
        "look after the network in between; reconnect = true dials again by itself",
        "keepalive",
        "reconnect",
        alone=(15,),
    ),
    _rule(
        r"Terminating connection due to lack of activity|Idle timeout",
        "nothing was sent for as long as `idle` says",
        "give more time, or dial again when needed",
        "idle",
        alone=(12,),
    ),
    _rule(
        r"Connect time expired",
        "the link reached the time limit that maxconnect sets",
        "dial again, or raise it",
        "options.maxconnect",
        alone=(13,),
    ),
    _rule(
        r"Terminating on signal \d+|Hangup \(SIGHUP\)",
        "it was ended on request",
        "",
        alone=(5,),
    ),
    _rule(
        r"LCP terminated by peer(?: \((.*)\))?",
        "the server hung up",
        "reconnect = true dials again by itself",
        "reconnect",
        after_up=True,
    ),
    _rule(
        r"LCP terminated by peer(?: \((.*)\))?",
        "the server hung up before the link was up: {1}",
        "the server's own log says why; often user, encryption or address do not suit it",
    ),
    # ---- nothing but a hang-up
    _rule(
        r"Modem hangup",
        "the line was lost",
        "reconnect = true dials again by itself",
        "reconnect",
        after_up=True,
        alone=(16,),
    ),
    _rule(
        r"Modem hangup",
        "the server answers at {port}, but the tunnel itself is refused: GRE (IP protocol 47) is blocked",
        "have the router or firewall in between let GRE pass (often called PPTP pass-through)",
        "server",
        protocols=("pptp",),
        answers=True,
    ),
)
