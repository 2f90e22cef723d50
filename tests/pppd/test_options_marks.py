"""What the dictionary says besides: danger, privilege, secrets, defaults, folds, plug-ins."""

from __future__ import annotations

import pytest

from vpnsync.pppd.options import Dictionary, dictionary

MACOS, OLD, NEW = dictionary("macos"), dictionary("linux", "2.4.9"), dictionary("linux", "2.5")
ALL = (MACOS, OLD, NEW)

EVERYWHERE = "connect pty init welcome disconnect plugin file call logfile record privgroup noauth allow-ip"
APPLE = "altconnect terminal plugin2 eapplugin ip-up ip-down"
LINUX = "ip-up-script ip-down-script set ntlm_auth-helper"


@pytest.mark.parametrize(
    ("known", "word"),
    [(d, w) for d in ALL for w in EVERYWHERE.split()]
    + [(MACOS, w) for w in APPLE.split()]
    + [(d, w) for d in (OLD, NEW) for w in LINUX.split()],
)
def test_words_that_run_or_open_something_as_root_are_marked(known: Dictionary, word: str) -> None:
    """These are the words to fear in a file that somebody else wrote."""
    assert known.options[word].danger


@pytest.mark.parametrize(
    "word", ["mtu", "user", "novj", "idle", "persist", "defaultroute", "lcp-echo-interval"]
)
@pytest.mark.parametrize("known", ALL)
def test_everyday_words_are_not_marked(known: Dictionary, word: str) -> None:
    """A warning about everything warns of nothing."""
    assert not known.options[word].danger


@pytest.mark.parametrize(
    ("known", "word", "privileged"),
    [
        *((d, "linkname", True) for d in ALL),
        *((d, "plugin", True) for d in ALL),
        (MACOS, "ip-up", False),
        *((d, w, False) for d in (MACOS, OLD) for w in ("defaultroute",)),
        *((NEW, w, True) for w in ("defaultroute", "defaultroute6", "set", "unset")),
        *((OLD, w, False) for w in ("defaultroute6", "set", "unset")),
        *((d, "user", False) for d in ALL),
    ],
)
def test_privilege_is_that_of_each_pppd(known: Dictionary, word: str, *, privileged: bool) -> None:
    """2.5.3 keeps more to root than the others."""
    assert known.options[word].privileged is privileged


def test_exactly_the_secrets_are_secret() -> None:
    """One forgotten is a password on the screen; one too many hides a difference."""
    secret = {word for known in ALL for word, option in known.options.items() if option.secret}
    assert secret == {
        *("terminal", "password", "l2tpipsecsharedsecret"),
        *("radius_secret", "radius_primary_auth_secret", "radius_secondary_auth_secret"),
    }


@pytest.mark.parametrize(
    ("word", "default"),
    [
        ("idle", 0),
        ("maxfail", 10),
        ("holdoff", 30),
        ("mru", 1500),
        ("lcp-echo-interval", 0),
        ("lcp-restart", 3),
    ],
)
@pytest.mark.parametrize("known", ALL)
def test_defaults_are_pppds(known: Dictionary, word: str, default: int) -> None:
    """They are told to people, never used to compare."""
    assert known.options[word].default == default


@pytest.mark.parametrize(
    ("fold", "words"),
    [
        ("last", "mtu user novj bsdcomp persist"),
        ("last-two", "ms-dns ms-wins"),
        ("or", "asyncmap -as escape"),
        ("count", "debug -d"),
        ("list", "allow-ip allow-number privgroup"),
        ("barrier", "plugin file call"),
    ],
)
@pytest.mark.parametrize("known", ALL)
def test_each_option_folds_as_the_real_parser_does(known: Dictionary, fold: str, words: str) -> None:
    """Which of several lines counts decides what is a difference."""
    assert {known.options[word].fold for word in words.split()} == {fold}


@pytest.mark.parametrize("known", [OLD, NEW])
def test_environment_variables_fold_by_name(known: Dictionary) -> None:
    """`set A=1` says nothing about B."""
    assert known.options["set"].fold == known.options["unset"].fold == "keyed"


@pytest.mark.parametrize(
    ("known", "word", "plugin"),
    [
        *((MACOS, w, "PPTP.ppp") for w in ("pptpmode", "pptp-tcp-keepalive", "nopptpload")),
        *((MACOS, w, "L2TP.ppp") for w in ("l2tpnoipsec", "l2tpipsecsharedsecret")),
        *((MACOS, w, "PPPoE.ppp") for w in ("pppoeservicename", "pppoeconnecttimer")),
        *((d, w, "pppoe.so") for d in (OLD, NEW) for w in ("pppoe-service", "rp_pppoe_ac")),
        *((d, "sstp-sock", "sstp-pppd-plugin.so") for d in (OLD, NEW)),
        *((d, "pppol2tp", "pppol2tp.so") for d in (OLD, NEW)),
        *((MACOS, w, None) for w in ("remoteaddress", "device", "redialcount", "lock", "pty")),
        *((d, w, None) for d in ALL for w in ("mtu", "user", "connect", "novj")),
    ],
)
def test_a_plug_ins_words_name_the_plug_in(known: Dictionary, word: str, plugin: str | None) -> None:
    """Before the plug-in's line they are unrecognized."""
    assert known.options[word].plugin == plugin


@pytest.mark.parametrize("word", ["ipsecsharedsecret", "ipsecsharedsecrettype", "mppe", "pasword"])
def test_words_that_never_were_are_unknown(word: str) -> None:
    """Recipes on the web hold them all the same."""
    assert not any(word in known.options for known in ALL)


@pytest.mark.parametrize(
    ("word", "meant"), [("pasword", "password"), ("refuse-eapp", "refuse-eap"), ("qqqqqq", None)]
)
def test_the_nearest_word_is_offered(word: str, meant: str | None) -> None:
    """A typo is put right in one glance."""
    assert MACOS.nearest(word) == meant


@pytest.mark.parametrize(
    ("platform", "expected"),
    [
        ("macos", {("device name", "tty"), ("tty speed", "tty"), ("IP addresses", "ipcp")}),
        (
            "linux",
            {
                *{("device name", "tty"), ("tty speed", "tty"), ("IP addresses", "ipcp")},
                *{("device name", "pppoe.so"), ("device name", "pppoatm.so")},
            },
        ),
    ],
)
def test_words_without_a_name_are_kept_apart(platform: str, expected: set[tuple[str, str]]) -> None:
    """`device name` is no option that somebody could write."""
    known = dictionary("macos" if platform == "macos" else "linux")
    assert {(option.word, option.module) for option in known.barewords} == expected
    assert not any(" " in word for word in known.options)
