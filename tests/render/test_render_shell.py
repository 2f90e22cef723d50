"""The server in a `pty` line: pppd gives that line to a shell, as root."""

from __future__ import annotations

import os
import shlex
import subprocess
from typing import Final

import pytest
import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.render.desk import pairs, sheet
from tests.render.peers import CHARACTERS, HOSTILE
from vpnsync.config.merge import Peer, Typed
from vpnsync.pppd.options import dictionary
from vpnsync.render.peer import render

few = settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
SERVERS: Final = st.one_of(
    st.text(CHARACTERS, min_size=1, max_size=12),
    st.text(st.sampled_from(HOSTILE), min_size=1, max_size=12),
    st.sampled_from(
        ["$(id)", "`id`", "a;id", "a b", "-x", "a'b", "'; id; '", "a\nid", "$IFS", "!!", "~", "*", "a\\"]
    ),
)


def pty_of(protocol: str, server: str) -> str:
    """Return the shell command of a peer whose server was not checked by anybody."""
    where = ("peers", "office", "server")
    typed = {"protocol": Typed(protocol, where, 2), "server": Typed(server, where, 2)}
    found, complaints = render(Peer("office", "linux", typed, (), 2), dictionary("linux"))
    assert complaints == []
    return dict(pairs(found.text(lambda _: ""), "linux"))["pty"] or ""


def as_the_shell_sees(command: str) -> list[bytes]:
    """Return the words that a real shell makes of a command, when it is run."""
    print_words = (
        'show() { printf "%s\\0" "$@"; }\npptp() { show pptp "$@"; }\nsstpc() { show sstpc "$@"; }\n'
    )
    run = subprocess.run(["/bin/sh", "-c", print_words + command], capture_output=True, check=True)
    return run.stdout.split(b"\0")[:-1]


@few
@given(st.sampled_from(["pptp", "sstp"]), SERVERS)
def test_the_server_is_one_word_for_a_shell_whatever_it_is(protocol: str, server: str) -> None:
    """Should the check of the description ever let one through, nothing is run all the same."""
    command = pty_of(protocol, server)
    words = shlex.split(command)
    assert server in words
    assert [os.fsdecode(word) for word in as_the_shell_sees(command)] == words


@few
@given(SERVERS)
def test_a_server_is_refused_or_reaches_pptp_as_it_is(server: str) -> None:
    """From the description to the program's argument, no other way."""
    keys = {"protocol": "pptp", "server": server}
    found, complaints = sheet(tomli_w.dumps({"version": 1, "peers": {"office": keys}}), "linux")
    if complaints:
        assert {complaint.key for complaint in complaints} == {("peers", "office", "server")}
    else:
        command = dict(pairs(found.text(lambda _: ""), "linux"))["pty"] or ""
        assert as_the_shell_sees(command) == [b"pptp", server.encode(), b"--nolaunchpppd"]
        assert not server.startswith("-")


@pytest.mark.parametrize("server", ["vpn.example.com", "198.51.100.9", "2001:db8::17", "a-b.c-d", "VPN_1"])
def test_an_ordinary_server_needs_no_quotes(server: str) -> None:
    """What people compare with the manual page of pptp should look like it."""
    assert pty_of("pptp", server) == f"pptp {server} --nolaunchpppd"
