"""Lines of real calls, recorded, and what is said of them; tests/e2e makes the same calls anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from vpnsync.link.diagnose import Facts, diagnose, needs_probe

if TYPE_CHECKING:
    from vpnsync.pppd.options import Platform

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
        "the server answers at TCP port 1723, but nothing comes through the tunnel",
        ("server",),
        answers=True,
    ),
    "GRE refused": Row(
        16,
        (*BEGUN, *ENDED),
        "the server answers at TCP port 1723, but the tunnel itself is refused",
        ("server",),
        answers=True,
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
    facts = Facts("linux", PPTP, row.answers, was_up=row.was_up)
    found = diagnose(row.status, row.lines, facts)
    assert found.cause.startswith(row.cause)
    assert found.keys == row.keys
    assert bool(found.remedy) == (row.status != 5)
    assert [line for line in found.lines if line not in row.lines] == []


@pytest.mark.parametrize(
    ("platform", "status", "words"),
    [
        ("macos", 8, "the connection could not be made"),
        ("macos", 16, "the line was hung up"),
        ("macos", 19, "the server refused user or password"),
        ("macos", 20, "the terminal script failed"),
        ("linux", 20, "the traffic limit was reached"),
        ("macos", 21, "the serial device reported an error"),
        ("linux", 21, "the caller's number is not allowed"),
        ("macos", 22, "the traffic limit was reached"),
        ("macos", 23, "the other side is not authorized"),
        ("macos", 24, "the caller's number is not allowed"),
        ("macos", 25, "the server cannot be reached"),
        ("linux", 99, "pppd ended with status 99, which it does not explain"),
        ("linux", -9, "pppd was killed by signal 9"),
    ],
)
def test_without_a_telling_line_the_status_speaks(platform: Platform, status: int, words: str) -> None:
    """Each platform has its own statuses above 19."""
    assert diagnose(status, [], Facts(platform, PPTP)).cause == words


@pytest.mark.parametrize("status", range(20))
def test_every_status_that_both_have_means_something(status: int) -> None:
    """And the same on both."""
    mac, linux = (diagnose(status, [], Facts(platform)).cause for platform in ("macos", "linux"))
    assert mac == linux
    assert "does not explain" not in mac


def test_macos_ten_of_a_failed_pptp_call_has_a_remedy() -> None:
    """Apple's pppd prints little: 8 means that the server was not reached."""
    found = diagnose(8, ["PPTP connecting to server 'vpn.example' (192.0.2.1)..."], Facts("macos", PPTP))
    assert found.keys == ("server",)


def test_what_nobody_knows_still_shows_the_last_telling_lines() -> None:
    """Better than a number."""
    lines = [*BEGUN, "one", "two", "three", "the flux is low", *ENDED]
    found = diagnose(1, lines, Facts("linux"))
    assert found.lines == ("two", "three", "the flux is low")


def test_of_several_attempts_the_last_one_counts() -> None:
    """Under `persist` an old reason stands in the log above the newest."""
    lines = [*BEGUN, "MS-CHAP authentication failed: Access denied", *ENDED, *ROWS["port closed"].lines]
    assert diagnose(16, lines, Facts("linux", PPTP)).keys == ("server",)


def test_a_call_given_up_too_early_is_judged_by_what_was_missing() -> None:
    """Pppd itself had no time to complain yet."""
    lines = [*BEGUN, "Terminating on signal 15", *ENDED]
    assert needs_probe(lines, PPTP)
    found = diagnose(5, lines, Facts("linux", PPTP, answers=True, is_late=True))
    assert "GRE" in found.cause


@pytest.mark.parametrize(
    ("lines", "protocol", "is_asked"),
    [
        (ROWS["GRE blocked"].lines, PPTP, True),
        (ROWS["GRE refused"].lines, PPTP, True),
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
    assert needs_probe(lines, protocol) == is_asked
