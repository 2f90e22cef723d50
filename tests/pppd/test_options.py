"""The option dictionary: what each word takes, as measured on the three pppds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vpnsync.pppd.options import Dictionary, Option, dictionary, platforms_with, versioned_words

MACOS, OLD, NEW, LINUX = (
    dictionary("macos"),
    dictionary("linux", "2.4.9"),
    dictionary("linux", "2.5"),
    dictionary("linux"),
)
ALL = (MACOS, OLD, NEW, LINUX)
every_pppd = pytest.mark.parametrize("known", ALL, ids=lambda d: f"{d.platform}-{d.version}")


@pytest.mark.parametrize(
    ("word", "nargs", "kind"),
    [
        ("mtu", 1, "int"),
        ("asyncmap", 1, "hex32"),
        ("-as", 1, "hex32"),
        ("user", 1, "string"),
        ("connect", 1, "string"),
        ("escape", 1, "special"),
        ("ms-dns", 1, "special"),
        ("novj", 0, "flag"),
        ("debug", 0, "flag-int"),
    ],
)
def test_a_word_takes_what_pppd_takes(word: str, nargs: int, kind: str) -> None:
    """A wrong count would eat the next option, or make one of an argument."""
    assert {(d.options[word].nargs, d.options[word].kind) for d in ALL} == {(nargs, kind)}


@every_pppd
def test_flags_take_nothing_and_all_else_one_word(known: Dictionary) -> None:
    """No option of any pppd takes more than one."""
    for option in known.options.values():
        assert option.nargs == (0 if "flag" in option.kind else 1), option.word


@pytest.mark.parametrize(
    ("known", "word", "low", "high"),
    [
        *((d, "mtu", 128, 16384) for d in ALL),
        *((d, "mru", None, None) for d in ALL),
        *((d, "maxconnect", 0, None) for d in ALL),
        (MACOS, "unit", 0, 32767),
        *((d, "unit", 0, None) for d in (OLD, NEW, LINUX)),
        *((d, "stop-bits", 1, 2) for d in (OLD, NEW, LINUX)),
        *((d, "lcp-echo-interval", None, None) for d in ALL),
    ],
)
def test_numbers_have_pppds_limits(known: Dictionary, word: str, low: int | None, high: int | None) -> None:
    """A number outside them is refused by pppd with exit status 2."""
    assert (known.options[word].low, known.options[word].high) == (low, high)


@pytest.mark.parametrize(
    ("known", "word", "limit"),
    [
        *((d, w, 255) for d in ALL for w in ("user", "password", "name", "remotename", "remotenumber")),
        *((MACOS, w, 255) for w in ("l2tpipsecsharedsecret", "l2tpipseclocalidentifier")),
        *((d, "sstp-sock", 254) for d in (OLD, NEW, LINUX)),
        (OLD, "ifname", 31),
        (NEW, "ifname", 15),
        (LINUX, "ifname", 15),
        *((d, w, 1023) for d in ALL for w in ("connect", "ipparam", "linkname")),
    ],
)
def test_texts_have_the_length_at_which_pppd_cuts(known: Dictionary, word: str, limit: int) -> None:
    """Where the version is unknown the shorter one counts: what fits there fits everywhere."""
    assert known.options[word].limit == limit


ONE_WAY = "usepeerdns debug receive-all passive usehostname ipcp-accept-local refuse-pap refuse-eap"
APPLES = "remoteaddress redialcount redialtimer looplocal ip-up tokencard plugin2 serviceid"
LINUXS = "set unset ifname ip-up-script replacedefaultroute endpoint mrru ca noipx"
GAINED = "-v show-options ipv6-up-script pkcs12 chap-secrets vrf net-init-script"
BOTH_SPELL = """-detach nodetach, -vj novj, -ac noaccomp, -pc nopcomp, -mn nomagic, -am default-asyncmap,
-as asyncmap, -mru default-mru, -p passive, -ip noip, -ccp noccp, -pap refuse-pap, +pap require-pap, -d debug,
nologfd nolog, refuse-chap -chap, refuse-mschap -mschap, refuse-mschap-v2 -mschap-v2, require-chap +chap,
require-mschap +mschap, require-mschap-v2 +mschap-v2, require-mppe-128 +mppe-128, require-mppe-40 +mppe-40"""
APPLE_SPELLS = """refuse-chap -chap refuse-chap-md5 -chap-md5, refuse-mschap -mschap refuse-chapms -chapms,
refuse-mschap-v2 -mschap-v2 refuse-chapms-v2 -chapms-v2, require-mschap +mschap require-chapms +chapms,
require-mschap-v2 +mschap-v2 require-chapms-v2 +chapms-v2, require-mppe-128 +mppe-128 mppe-128,
require-mppe-40 +mppe-40 mppe-40, nomppe-stateful mppe-stateless +mppe-stateless,
mppe-stateful nomppe-stateless -mppe-stateless, ms-dns dns-addr"""


@pytest.mark.parametrize(
    ("known", "spellings"),
    [(d, group.split()) for d in ALL for group in BOTH_SPELL.split(",")]
    + [(MACOS, group.split()) for group in APPLE_SPELLS.split(",")],
)
def test_aliases_are_one_setting(known: Dictionary, spellings: list[str]) -> None:
    """A file that spells it differently needs no change."""
    assert len({known.canonical(word) for word in spellings}) == 1
    for word in spellings:
        assert set(spellings) <= {word, *known.options[word].equivalent}


@every_pppd
def test_only_aliases_are_shown_by_one_name(known: Dictionary) -> None:
    """A difference must be told by the name of the option that differs."""
    names: dict[str, set[str]] = {}
    for word in known.options:
        names.setdefault(known.canonical(word), set()).add(word)
    alien = [words - {name, *known.options[name].equivalent} for name, words in names.items()]
    assert [words for words in alien if words] == []


@every_pppd
def test_all_aliases_are_shown_by_one_name(known: Dictionary) -> None:
    """A person who compares two files should not have to know which words are twins."""
    pairs = [(option.word, twin) for option in known.options.values() for twin in option.equivalent]
    assert [pair for pair in pairs if len({known.canonical(word) for word in pair}) > 1] == []


def nameless(option: Option) -> Option:
    """Return an option without what tells it from its aliases."""
    return replace(option, word="", order=0, equivalent=(), since="")


@every_pppd
def test_aliases_take_and_write_the_same(known: Dictionary) -> None:
    """Swapping one for the other is no change, and one of them being secret means that both are."""
    wrong = [
        (option.word, twin)
        for option in known.options.values()
        for twin in option.equivalent
        if nameless(option) != nameless(known.options[twin])
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("word", "opposite"),
    [
        *(("persist", "nopersist"), ("nopersist", "persist"), ("defaultroute", "nodefaultroute")),
        *(("proxyarp", "-proxyarp"), ("auth", "noauth"), ("noauth", "require-pap"), ("lock", "nolock")),
        *(("mppe-stateful", "nomppe-stateful"), ("hide-password", "show-password"), ("nodetach", "updetach")),
        *(("require-mppe", "nomppe"), ("+ipv6", "noipv6"), ("modem", "local")),
    ],
)
def test_opposites_decide_the_same_thing(word: str, opposite: str) -> None:
    """They may not both be asked for at one level, and the later one wins in a file."""
    for known in ALL:
        assert opposite in known.options[word].opposites
        assert known.same_setting(word, opposite)


@pytest.mark.parametrize("word", ONE_WAY.split())
@every_pppd
def test_some_options_have_no_negative(known: Dictionary, word: str) -> None:
    """`false` cannot turn off what /etc/ppp/options turned on."""
    assert not known.options[word].opposites


@every_pppd
def test_there_is_no_minus_auth(known: Dictionary) -> None:
    """Only auth and noauth exist."""
    assert "-auth" not in known.options


@pytest.mark.parametrize("word", APPLES.split())
def test_apples_own_words_are_unknown_to_linux(word: str) -> None:
    """And a complaint says who knows them."""
    assert [word in known.options for known in ALL] == [True, False, False, False]
    assert platforms_with(word) == ["macOS"]


@pytest.mark.parametrize("word", LINUXS.split())
def test_linuxs_own_words_are_unknown_to_apple(word: str) -> None:
    """And a complaint says who knows them."""
    assert [word in known.options for known in ALL] == [False, True, True, True]
    assert platforms_with(word) == ["Linux"]


@pytest.mark.parametrize("word", ["ipx", "+ipx", "-ipx", "ipx-network", "ipx-node", "ipxcp-restart"])
def test_words_that_linux_dropped_are_known_to_2_4_9_alone(word: str) -> None:
    """2.5 refuses the file."""
    assert [word in known.options for known in ALL] == [False, True, False, True]
    assert word in versioned_words()
    assert platforms_with(word) == ["Linux 2.4.9"]


@pytest.mark.parametrize("word", GAINED.split())
def test_words_that_linux_gained_are_known_to_2_5_alone(word: str) -> None:
    """2.4.9 refuses the file."""
    assert [word in known.options for known in ALL] == [False, False, True, True]
    assert word in versioned_words()
    assert platforms_with(word) == ["Linux 2.5"]
