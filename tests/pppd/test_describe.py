"""The facts about an option, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vpnsync.pppd.describe import aliases, describe, overruling, takes
from vpnsync.pppd.options import Dictionary, dictionary

if TYPE_CHECKING:
    from tests.real_pppd import RealPppd

MACOS, OLD, NEW = dictionary("macos"), dictionary("linux", "2.4.9"), dictionary("linux", "2.5")
ALL = (MACOS, OLD, NEW)


@pytest.mark.parametrize(
    ("known", "word", "label", "words"),
    [
        (MACOS, "mtu", "takes", "a whole number between 128 and 16384"),
        (OLD, "unit", "takes", "a whole number >= 0"),
        (MACOS, "unit", "takes", "a whole number between 0 and 32767"),
        (OLD, "idle", "takes", "a whole number"),
        (OLD, "novj", "takes", "nothing: it is a flag"),
        (OLD, "asyncmap", "takes", "hexadecimal digits, at most 32 bits"),
        (OLD, "ifname", "takes", "text, at most 31 bytes"),
        (NEW, "ifname", "takes", "text, at most 15 bytes"),
        (OLD, "bsdcomp", "takes", "N or R,A, each zero or between 9 and 15"),
        (OLD, "set", "takes", "NAME=VALUE"),
        (OLD, "maxfail", "default", "10"),
        (OLD, "user", "default", "none"),
        (OLD, "hide-password", "default", "already so"),
        (OLD, "show-password", "default", "off"),
        (MACOS, "+ipv6", "default", "off"),
        (OLD, "+ipv6", "default", "already so"),
        (OLD, "noauth", "default", "off"),
        (MACOS, "looplocal", "default", ""),
        (OLD, "mtu", "repeats", "the last one counts"),
        (OLD, "novj", "repeats", ""),
        (OLD, "ms-dns", "repeats", "the last two count"),
        (OLD, "debug", "repeats", "each one adds to it"),
        (OLD, "persist", "overruled", "by a later nopersist"),
        (OLD, "logfile", "overruled", "by a later logfd, nolog"),
        (OLD, "-bsdcomp", "overruled", "by a later bsdcomp"),
        (OLD, "usepeerdns", "overruled", "by nothing: it has no negative, so once on it stays on"),
        (OLD, "mtu", "overruled", ""),
        (
            OLD,
            "sstp-sock",
            "place",
            "brought by sstp-pppd-plugin.so: known only behind the line that loads it",
        ),
        (NEW, "vrf", "since", "pppd 2.5.3"),
        (OLD, "defaultroute", "rights", ""),
        (NEW, "defaultroute", "rights", "privileged: only root, /etc/ppp/options and call files may set it"),
    ],
)
def test_a_fact_is_told_in_words(known: Dictionary, word: str, label: str, words: str) -> None:
    """What a person needs to know, not what a variable is called."""
    assert describe(known.options[word], known)[label] == words


@pytest.mark.parametrize("known", ALL, ids=lambda d: f"{d.platform}-{d.version}")
def test_every_option_says_what_it_takes_and_whether_it_can_be_undone(known: Dictionary) -> None:
    """Also those that nobody has thought of one by one."""
    for option in [*known.options.values(), *known.barewords]:
        assert takes(option), option.word
        if option.kind == "flag":
            assert describe(option, known)["overruled"], option.word
        assert option.word not in {*aliases(option, known), *overruling(option, known)}
        assert set(option.equivalent) <= set(aliases(option, known))


def test_the_trap_of_nodefaultroute_is_told_at_both_ends() -> None:
    """`defaultroute` does not overrule it: pppd refuses the file, and the line may be Debian's."""
    first, second = (describe(OLD.options[word], OLD) for word in ("nodefaultroute", "defaultroute"))
    assert first["order"] == "a later defaultroute is an error: pppd ends with status 2"
    assert first["overruled"].startswith("by nothing")
    assert second["order"].startswith("behind nodefaultroute, which may stand in /etc/ppp/options too")
    assert second["overruled"] == "by a later nodefaultroute"


@pytest.mark.pppd
def test_the_real_pppd_refuses_just_the_orders_that_are_told(pppd: RealPppd) -> None:
    """Of each flag and what is said to overrule it, and of each trap."""
    for option in OLD.options.values():
        if option.nargs or option.module not in ("lcp", "ipcp", "ccp", "ipv6cp", "pap"):
            continue
        for other in overruling(option, OLD):
            if OLD.options[other].nargs == 0:
                assert pppd.ask(f"{option.word}\n{other}\n").is_accepted, (option.word, other)
        order = describe(option, OLD)["order"]
        if order.startswith("a later"):
            later = order.split()[2]
            assert not pppd.ask(f"{option.word}\n{later}\n").is_accepted, (option.word, later)
            assert pppd.ask(f"{later}\n{option.word}\n").is_accepted, (option.word, later)
