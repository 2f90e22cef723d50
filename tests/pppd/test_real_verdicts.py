"""Our verdict on a file is the real pppd's: refused with exit status 2, or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from tests.pppd.lines import foldable, gaps, lines_of, spellings
from vpnsync.pppd.options import dictionary
from vpnsync.pppd.settings import read_settings
from vpnsync.pppd.verdict import refusal
from vpnsync.pppd.words import encode

if TYPE_CHECKING:
    from tests.real_pppd import RealPppd
    from vpnsync.pppd.statements import Problem

pytestmark = pytest.mark.pppd
KNOWN = dictionary("linux", "2.4.9")
# Left out: what the command line of the question says otherwise (auth, detach), what looks at
# the machine (a group, a log file, a file of secrets, PAM), and demand, which wants company.
ELSEWHERE = {"auth_required", "detach", "log_to_fd", "privgroup", "uafname", "uselogin", "demand"}
# Needs libpcap; numbers of callers are checked later, with an exit status of their own.
UNJUDGED = {"pass-filter", "active-filter", "allow-number"}
OPTIONS = [o for o in foldable(KNOWN) if not set(o.writes) & ELSEWHERE and o.word not in UNJUDGED]
GOOD = [line for option in OPTIONS for line in lines_of(option)]
TAKERS = [option.word for option in OPTIONS if option.nargs]
FLAGS = [option.word for option in OPTIONS if not option.nargs]

ODD_VALUES = """1500 0x5dc 010 12abc -1 abc 0 99999 4294967297 99999999999999999999 127 128 16384 16385 0xa
    a0000 0x 1.2.3.4 10.1 $X 9,9 12 8 16 7,0 ::1 ::1,::2 fe80::1 ::1,:: 255.255.255.0 0xffffff00 255.0.255.0
    256 A=1 =x 11 11,13 5e 100 +5 1, 1,,2 null local:01 1:2 x"""
odd_values = st.sampled_from(ODD_VALUES.split()) | st.sampled_from(
    ["", " 5", "3 4", "a b", " ", "5 ", "255.255.255.0 "]
)
ODD_WORDS = """frob 9600 0x10 9600x 0:0 : 1.2.3.4: 127.0.0.1:1.2.3.4 :9.9.9.9 0.1.2.3: 10.1:0x0a000002 //
    010 0 1 -9600 0: 255.255.255.254: 1.2.3.4:224.0.0.1 240.0.0.1: abc#d 0x mppe remoteaddress Idle mtu=1500
    9223372036854775808 -99999999999999999999 4294967296"""
odd_words = st.sampled_from(ODD_WORDS.split())
noise = st.text(st.sampled_from("ab\"'\\#\n x0"), min_size=1, max_size=8).map(lambda text: [text])
lines = st.one_of(
    st.sampled_from(GOOD).map(list),
    st.sampled_from(FLAGS).map(lambda word: [word]),
    st.tuples(st.sampled_from(TAKERS), odd_values).map(list),
    odd_words.map(lambda word: [word]),
)


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """Return a file of good and bad words in any quoting, now and then with noise, or cut short."""
    text = ""
    for line in draw(st.lists(lines, min_size=1, max_size=6)):
        text += "".join(draw(spellings)(word) + draw(gaps) for word in line)
        if not draw(st.integers(0, 9)):
            text += draw(noise)[0] + draw(gaps)
    return encode(text[: -draw(st.sampled_from([1, 2, 3]))] if not draw(st.integers(0, 4)) else text + "\n")


def verdict(text: bytes) -> Problem | None:
    """Return why we think that pppd refuses a file."""
    return refusal(read_settings(text, "linux", KNOWN).statements)


@given(text=files())
@settings(deadline=None, max_examples=350)
def test_our_verdict_is_the_real_pppds(pppd: RealPppd, text: bytes) -> None:
    """A file that pppd refuses must never be called right, nor the other way round."""
    ours, theirs = verdict(text), pppd.ask(text)
    event("refused" if theirs.status == 2 else "accepted")
    assert (ours is not None and ours.on_this_machine) or (ours is None) == (theirs.status != 2), theirs


@pytest.mark.parametrize("word", sorted({*FLAGS, *TAKERS}))
def test_pppd_knows_each_word_and_how_many_it_takes(pppd: RealPppd, word: str) -> None:
    """Alone, an option that takes an argument lacks it; a flag does not."""
    told = pppd.ask(f"{word}\n")
    assert (told.status, f"too few parameters for option '{word}'" in told.complaint) == (
        (2, True) if KNOWN.options[word].nargs else (0, False)
    )


HALF = "noipv6\n1.2.3.4:5.6.7.8\n"
TOGETHER = [
    *(
        "/dev/null\npty x\n",
        "pty x\n/dev/null\n",
        "pty x\nnotty\n",
        "notty\n/dev/null\n",
        "socket x\npty x\n",
    ),
    *("socket x\n/dev/null\n", "socket x\nnotty\n", "pty x\n9600\n", "notty\n9600\n", "pty x\nconnect x\n"),
    *("nodefaultroute\ndefaultroute\n", "defaultroute\nnodefaultroute\n", "-proxyarp\nproxyarp\n"),
    *(
        "noproxyarp\ndefaultroute\n",
        "nodefaultroute6\ndefaultroute6\n",
        "-defaultroute\nmtu 1500\ndefaultroute\n",
    ),
    *("netmask 255.0.0.0\nnetmask 255.255.0.0\n", "netmask 255.255.0.0\nnetmask 255.0.0.0\n"),
    *("plugin minconn.so\nminconnect 5\n", "minconnect 5\nplugin minconn.so\n", "minconnect 5\n"),
    *("plugin passwordfd.so\npasswordfd 0\n", "passwordfd 0\n", "plugin pppoe.so\nlock\n", "pppoe-ac x\n"),
    *("plugin rp-pppoe.so\nrp_pppoe_ac x\n", "plugin pppoe.so\npty x\n", "plugin pppoe.so\n9600\n"),
    *(
        f"{HALF}demand\n",
        f"{HALF}demand\nconnect x\n",
        f"{HALF}demand\npty x\n",
        f"{HALF}demand\nsocket x:1\n",
    ),
    *("demand\nconnect x\n", "ipv6 ::1,::2\ndemand\nconnect x\n", "ipv6 ::1\ndemand\nconnect x\n"),
    *("noipv6\ndemand\nconnect x\n", "+ipv6\nnoipv6\ndemand\nconnect x\n", "ipv6 ,::2\ndemand\npty x\n"),
    *("noipv6\n+ipv6\ndemand\npty x\n", "noipv6\ndemand\n", "noip\nnoipv6\ndemand\npty x\n"),
    *(f"{HALF}demand\nconnect x\nnotty\n", "call ''\n", "call a/../b\n", "call /a\n"),
]


@pytest.mark.parametrize("text", TOGETHER)
def test_words_that_depend_on_each_other_are_judged_together(pppd: RealPppd, text: str) -> None:
    """Order, company and plug-ins decide; pppd says so before it dials."""
    assert (verdict(text.encode()) is None) == (pppd.ask(text).status != 2)


def test_an_interface_ends_the_serial_lines_words(pppd: RealPppd) -> None:
    """With a plug-in for PPPoE, and any interface of this machine that pppd takes for one."""
    names = ("eth0", "enp0s3", "ens3", "ens5", "enX0")
    here = next((n for n in names if pppd.ask(f"plugin pppoe.so\n{n}\n").is_accepted), None)
    if here is None:
        pytest.skip("no Ethernet interface by a common name")
    for text in (f"lock\n{here}\n", f"{here}\nlock\n", f"lock\nnic-{here}\n", f"nic-{here}\nlock\n"):
        whole = f"plugin pppoe.so\n{text}"
        assert (verdict(whole.encode()) is None) == (pppd.ask(whole).status != 2), text
        assert verdict(text.encode()) is not None


def test_an_include_may_bring_the_plug_in(pppd: RealPppd) -> None:
    """What stands behind it cannot be judged without looking into it."""
    include = pppd.workshop / "included"
    include.write_text("plugin minconn.so\n")
    text = f"file {include}\nminconnect 5\n"
    ours = verdict(text.encode())
    assert pppd.ask(text).is_accepted
    assert ours is None or ours.on_this_machine
