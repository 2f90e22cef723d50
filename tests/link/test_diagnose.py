"""Lines of real calls, recorded, and what is said of them; tests/e2e makes the same calls anew."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from vpnsync.link.diagnose import Facts, diagnose, needs_probe

PPTP = "pptp"
BEGUN = ("Using interface ppp0", "Connect: ppp0 <--> /dev/pts/0")
ENDED = ("Modem hangup", "Connection terminated.")
NO_CONTROL = (
    "anon fatal[callmgr_main:pptp_callmgr.c:134]: Could not open control connection to 10.9.0.1",
    "anon fatal[open_callmgr:pptp.c:525]: Call manager exited with error 256",
    *ENDED,
)


class Row(NamedTuple):
    """One recorded call: status, lines, what else is known, and what is to be said."""

    status: int
    lines: tuple[str, ...]
    cause: str
    keys: tuple[str, ...] = ()
    answers: bool | None = None
    was_up: bool = False
    is_taken: bool = False


ROWS = {
    "wrong password": Row(
        19,
        (*BEGUN, "MS-CHAP authentication failed: Access denied", "CHAP authentication failed", *ENDED[1:]),
        "the server refused user or password: Access denied",
        ("password", "user"),
    ),
    "unknown user": Row(
        19,
        (*BEGUN, "MS-CHAP authentication failed: ", "CHAP authentication failed", *ENDED[1:]),
        "the server refused user or password",
        ("password", "user"),
    ),
    "no dial-in": Row(
        19,
        (*BEGUN, "MS-CHAP authentication failed: E=649 No dialin permission", "CHAP authentication failed"),
        "the server knows you, but does not let this user dial in",
        ("user",),
    ),
    "expired": Row(
        19,
        (*BEGUN, "MS-CHAP authentication failed: E=648 Password expired"),
        "the password has expired on the server",
        ("password",),
    ),
    "no password": Row(
        10,
        (*BEGUN, "MPPE required, but MS-CHAP[v2] nor EAP-TLS auth are performed.", *ENDED[1:]),
        "encryption needs MS-CHAP, which was not used",
        ("password", "auth_methods", "encryption"),
    ),
    "no MPPE there": Row(
        10,
        (*BEGUN, "CHAP authentication succeeded", "MPPE required but peer negotiation failed", *ENDED[1:]),
        "the server does not agree to the encryption that this peer requires",
        ("encryption",),
    ),
    "MPPE refused there": Row(
        10,
        (*BEGUN, "CHAP authentication succeeded", "MPPE required but peer refused", *ENDED[1:]),
        "the server does not agree to the encryption that this peer requires",
        ("encryption",),
    ),
    "no MPPE here": Row(
        16,
        (*BEGUN, "LCP terminated by peer (MPPE required but peer negotiation failed)", *ENDED),
        "the server requires encryption that this peer does not offer",
        ("encryption",),
    ),
    "port closed": Row(
        16,
        (*BEGUN, "anon warn[open_inetsock:pptp_callmgr.c:352]: connect: Connection refused", *NO_CONTROL),
        "nothing listens at the server's TCP port 1723",
        ("server",),
    ),
    "no such host": Row(
        16,
        (*BEGUN, "anon warn[open_inetsock:pptp_callmgr.c:352]: connect: No route to host", *NO_CONTROL),
        "no machine answers at the server's address",
        ("server",),
    ),
    "no route": Row(
        16,
        (
            *BEGUN,
            "anon warn[pptp_gre_bind:pptp_gre.c:123]: connect: Network is unreachable",
            "anon fatal[main:pptp.c:360]: Cannot bind GRE socket, aborting.",
            *ENDED,
        ),
        "there is no route to the server",
        ("server",),
    ),
    "no such name": Row(
        16,
        (
            *BEGUN,
            "anon fatal[get_ip_address:pptp.c:472]: getaddrinfo(): Temporary failure in name resolution",
            *ENDED,
        ),
        "the server's name does not resolve: Temporary failure in name resolution",
        ("server",),
    ),
    "GRE blocked": Row(
        16,
        (*BEGUN, "LCP: timeout sending Config-Requests", *ENDED),
        "the server took the call at TCP port 1723, but nothing comes through the tunnel: GRE",
        ("server",),
        is_taken=True,
    ),
    "port open, no call": Row(
        16,
        (*BEGUN, "LCP: timeout sending Config-Requests", *ENDED),
        "something answers at the server's TCP port 1723, but it was not seen to take the call",
        ("server",),
        answers=True,
    ),
    "hung up at once": Row(
        16,
        (*BEGUN, *ENDED),
        "the server took the call, and hung up before it answered PPP",
        ("server",),
        is_taken=True,
    ),
    "call refused": Row(
        16,
        (
            "anon warn[ctrlp_disp:pptp_ctrl.c:883]: Our outgoing call request has not been accepted.",
            "anon warn[ctrlp_error:pptp_ctrl.c:210]: Reply result code is 4 'Busy Signal'. Error code is 0",
            *BEGUN,
            *ENDED,
        ),
        "the server refuses the call: Busy Signal",
        ("server",),
        answers=True,
    ),
    "program not to be run": Row(
        16,
        ("sh: 1: pptp: Permission denied", *BEGUN, *ENDED),
        "the program pptp may not be run",
        ("protocol",),
    ),
    "EAP refused": Row(
        19,
        (*BEGUN, "EAP: peer reports authentication failure", *ENDED[1:]),
        "the server refused user or password",
        ("password", "user"),
    ),
    "EAP of another kind": Row(
        19,
        (
            *BEGUN,
            "EAP: unknown authentication type 26; Naking",
            "EAP: peer reports authentication failure",
            *ENDED[1:],
        ),
        "the server wants an EAP method that pppd does not know (type 26)",
        ("auth_methods",),
    ),
    "a server that proves nothing": Row(
        19,
        (*BEGUN, "MS-CHAPv2 mutual authentication failed.", *ENDED[1:]),
        "the server does not know your password either",
        ("password",),
    ),
    "silent while it asks": Row(
        19,
        (*BEGUN, "EAP: timeout waiting for Request from peer", *ENDED[1:]),
        "the server stopped answering while it asked who you are (EAP)",
        ("auth_methods",),
    ),
    "server silent": Row(
        16,
        (*BEGUN, "LCP: timeout sending Config-Requests", *ENDED),
        "the server does not answer at all",
        ("server",),
        answers=False,
    ),
    "program missing": Row(
        16, (*BEGUN, "sh: 1: pptp: not found", *ENDED), "the program pptp is not installed", ("protocol",)
    ),
    "bad option": Row(
        2,
        ("/usr/sbin/pppd: In file /etc/ppp/peers/test: unrecognized option 'frobnicate'",),
        'pppd does not know the option "frobnicate"',
        ("options.frobnicate",),
    ),
    "bad value": Row(
        2,
        ("/usr/sbin/pppd: invalid numeric parameter 'abc' for mtu option",),
        '"abc" is no number, which the option mtu takes',
        ("options.mtu",),
    ),
    "no peers file": Row(
        2,
        ("/usr/sbin/pppd: Can't open options file /etc/ppp/peers/test: No such file or directory",),
        "there is no peers file /etc/ppp/peers/test",
    ),
    "no kernel PPP": Row(
        4,
        ("Couldn't open the /dev/ppp device: No such file or directory",),
        "the kernel has no PPP: there is no /dev/ppp",
    ),
    "ended while up": Row(
        5,
        (*BEGUN, "Terminating on signal 15", "Connect time 0.1 minutes.", "Sent 0 bytes, received 0 bytes."),
        "it was ended on request",
        was_up=True,
    ),
    "hung up": Row(5, (*BEGUN, "Hangup (SIGHUP)"), "it was ended on request", was_up=True),
    "server hangs up": Row(
        16,
        (*BEGUN, "LCP terminated by peer (MPPE disabled)", "Connect time 0.1 minutes.", *ENDED),
        "the server hung up",
        ("reconnect",),
        was_up=True,
    ),
    "cable cut": Row(
        16,
        (*BEGUN, "No response to 2 echo-requests", "Serial link appears to be disconnected.", *ENDED),
        "the other side no longer answers: 2 echo requests went unanswered",
        ("keepalive", "reconnect"),
        was_up=True,
    ),
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_recorded_call_is_explained(row: Row) -> None:
    """The text decides: status 16 alone has ten causes."""
    facts = Facts("linux", PPTP, row.answers, was_up=row.was_up, is_taken=row.is_taken)
    found = diagnose(row.status, row.lines, facts)
    assert found.cause.startswith(row.cause)
    assert found.keys == row.keys
    assert found.remedy
    assert [line for line in found.lines if line not in row.lines] == []


def test_macos_ten_of_a_failed_pptp_call_has_a_remedy() -> None:
    """Apple's pppd prints little: 8 means that the server was not reached."""
    found = diagnose(8, ["PPTP connecting to server 'vpn.example' (192.0.2.1)..."], Facts("macos", PPTP))
    assert found.keys == ("server",)


@pytest.mark.parametrize(
    "who", ["The remote system", "The remote system (srv)", "By default the remote system"]
)
def test_pppd_that_wants_proof_of_the_server_is_told_by_each_of_its_words(who: str) -> None:
    """A peer without `noauth` is mended by one key, however pppd says that it is missing."""
    found = diagnose(1, (f"/usr/sbin/pppd: {who} is required to authenticate itself",), Facts("linux"))
    assert found.keys == ("options.noauth",)


@pytest.mark.parametrize(
    ("status", "lines"),
    [(15, ["No response to 4 echo-requests"]), (16, ["Modem hangup"]), (15, []), (16, [])],
)
def test_who_has_asked_for_reconnect_is_not_told_to_ask_for_it(status: int, lines: list[str]) -> None:
    """From the lines or from the status alone: its attempts are used up."""
    once = Facts("linux", PPTP, was_up=True)
    assert "reconnect = true" in diagnose(status, lines, once).remedy
    remedy = diagnose(status, lines, once._replace(reconnects=True)).remedy
    assert ("reconnect = true" in remedy, "as often as attempts allows" in remedy) == (False, True)


def test_what_nobody_knows_still_shows_the_last_telling_lines() -> None:
    """Better than a number."""
    lines = [*BEGUN, "one", "two", "three", "the flux is low", *ENDED]
    found = diagnose(1, lines, Facts("linux"))
    assert found.lines == ("two", "three", "the flux is low")


def test_what_a_helper_said_before_the_interface_was_there_counts() -> None:
    """The shell may be faster than the kernel."""
    lines = [*ROWS["wrong password"].lines, "sh: 1: pptp: not found", *BEGUN, *ENDED]
    assert "pptp is not installed" in diagnose(16, lines, Facts("linux", PPTP)).cause


def test_of_several_attempts_the_last_one_counts() -> None:
    """Under `persist` an old reason stands in the log above the newest."""
    lines = [*BEGUN, "MS-CHAP authentication failed: Access denied", *ENDED, *ROWS["port closed"].lines]
    assert diagnose(16, lines, Facts("linux", PPTP)).keys == ("server",)


def test_a_call_given_up_too_early_is_judged_by_what_was_missing() -> None:
    """Pppd itself had no time to complain yet."""
    lines = [*BEGUN, "Terminating on signal 15", *ENDED]
    assert needs_probe(lines, Facts("linux", PPTP))
    found = diagnose(5, lines, Facts("linux", PPTP, is_taken=True, is_late=True))
    assert ("GRE" in found.cause, found.lines) == (True, ())


def test_no_word_is_put_into_pppds_mouth() -> None:
    """What it had no time to say is not shown as if it had said it."""
    lines = [*BEGUN, "Terminating on signal 15", *ENDED]
    for answers in (None, True, False):
        assert diagnose(5, lines, Facts("linux", PPTP, answers, is_late=True)).lines == ()


@pytest.mark.parametrize(
    "line", ["CHAP authentication succeeded", "rcvd [LCP ConfAck id=0x1]", "local  IP address 10.0.0.1"]
)
def test_gre_that_has_let_something_through_is_not_blocked(line: str) -> None:
    """A call that is given up late in its course was answered."""
    for lines, is_late in (
        ([*BEGUN, line, "Terminating on signal 15"], True),
        ([*BEGUN, line, "LCP: timeout sending Config-Requests", *ENDED], False),
        ([*BEGUN, line, *ENDED], False),
    ):
        found = diagnose(5, lines, Facts("linux", PPTP, answers=True, is_taken=True, is_late=is_late))
        assert "GRE" not in found.cause + found.remedy


def test_gre_is_not_said_to_be_blocked_where_nobody_took_the_call() -> None:
    """An open port is no call: something else may listen there."""
    lines = [*BEGUN, "LCP: timeout sending Config-Requests", *ENDED]
    for answers in (None, True, False):
        assert "GRE" not in diagnose(16, lines, Facts("linux", PPTP, answers)).cause


def test_apples_own_lines_say_that_the_call_was_taken() -> None:
    """Its plug-in writes into the same log."""
    lines = [
        "Fri May  8 20:41:25 2015 : PPTP connecting to server 'vpn.example.net' (192.0.2.1)...",
        "Fri May  8 20:41:25 2015 : PPTP connection established.",
        "Fri May  8 20:41:25 2015 : Using interface ppp0",
        "Fri May  8 20:41:25 2015 : Connect: ppp0 <--> socket[34:17]",
        "Fri May  8 20:41:55 2015 : LCP: timeout sending Config-Requests",
        "Fri May  8 20:41:55 2015 : Connection terminated.",
    ]
    assert not needs_probe(lines, Facts("macos", PPTP))
    found = diagnose(10, lines, Facts("macos", PPTP))
    assert "GRE (IP protocol 47) is blocked" in found.cause
    assert found.lines == ("LCP: timeout sending Config-Requests",)


@pytest.mark.parametrize(
    ("lines", "cause", "keys"),
    [
        (["PPTP: Host 'vpn.invalid' not found..."], "the server's name does not resolve", ("server",)),
        (["PPTP connect errno = 61 Connection refused"], "nothing listens", ("server",)),
        (["L2TP: no user shared secret found."], "IPsec needs a shared secret", ("shared_secret",)),
        (
            ["IPSec connection started", "IPSec connection failed"],
            "IPsec was not",
            ("shared_secret", "server"),
        ),
        (["L2TP cannot connect to the server"], "the server does not answer", ("server",)),
    ],
)
def test_apples_connectors_are_understood(lines: list[str], cause: str, keys: tuple[str, ...]) -> None:
    """All of them end with 8."""
    found = diagnose(8, lines, Facts("macos", PPTP if "PPTP" in lines[0] else "l2tp"))
    assert (found.cause.startswith(cause), found.keys) == (True, keys)


@pytest.mark.parametrize(
    ("lines", "protocol", "is_asked"),
    [
        (ROWS["GRE blocked"].lines, PPTP, True),
        (ROWS["hung up at once"].lines, PPTP, True),
        (ROWS["wrong password"].lines, PPTP, False),
        (ROWS["GRE blocked"].lines, "pppoe", False),
    ],
    ids=["silence", "hang-up", "told already", "no port"],
)
def test_the_server_is_asked_only_where_the_lines_do_not_tell(
    lines: tuple[str, ...],
    protocol: str,
    is_asked: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """A second connection is no business of a call that explains itself."""
    assert needs_probe(lines, Facts("linux", protocol)) == is_asked
    assert not needs_probe(lines, Facts("linux", protocol, is_taken=True))
