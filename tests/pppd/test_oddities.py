"""What is odd about a peers file: each fact is found where it holds, and not where it does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpnsync.pppd.facts import FACTS
from vpnsync.pppd.oddities import oddities
from vpnsync.pppd.options import PLATFORMS, Platform, dictionary


def found(text: str, platform: Platform = "linux") -> set[str]:
    """Return the names of what is odd about a text."""
    return {oddity.name for oddity in oddities(text.encode(), dictionary(platform))}


ODD: tuple[tuple[str, str, str, Platform], ...] = (
    # name, a text that has it, a text near by that has not, platform
    (
        "redial-without-busycode",
        "user a\nredialcount 1",
        "user a\nredialcount 1\nextraconnecttime 9",
        "macos",
    ),
    ("empty-addresses", "novj 0:0", "novj 192.0.2.1:", "linux"),
    ("server-side-dns", "user a\nms-dns 192.0.2.1", "ms-dns 192.0.2.1", "linux"),
    ("server-side-dns", "name a\npassword b\nms-dns 192.0.2.1", "name a\nms-dns 192.0.2.1", "linux"),
    (
        "server-side-dns",
        "name a\nplugin rp-pppoe.so\nms-dns 192.0.2.1",
        "plugin pppoe.so\nms-dns 192.0.2.1",
        "linux",
    ),
    ("plugin-goes-on", "plugin vendor.ppp", "plugin2 vendor.ppp", "macos"),
    ("already-default", "hide-password", "show-password", "linux"),
    ("ua-sets-no-password", "+ua /a", "user a", "linux"),
    ("idle-hangs-up", "idle 1800", "idle 0", "linux"),
    ("idle-redials", "idle 60\npersist", "idle 60\npersist\nnopersist", "linux"),
    ("hash-cuts-value", "user a#b", "user a# b", "linux"),
    ("hash-cuts-value", "user a#", 'user "a#"', "linux"),
    ("hash-cuts-value", "user a##b", "user a #b", "macos"),
    ("backslash-lost", "user D\\otto", "user D\\\\otto", "linux"),
    ("backslash-lost", "user 'D\\otto'", "user D\\#otto", "macos"),
    ("backslash-lost", "user CORP\\12345", "user CORP\\\\12345", "linux"),
    ("backslash-lost", "name CORP\\_svc", "name CORP\\ svc", "macos"),
    ("backslash-lost", "remotename CORP\\$x", "ipparam CORP\\$x", "linux"),
    ("control-character", 'ipparam "a\tb"', 'ipparam "a b"', "linux"),
    ("slashes-no-comment", "noauth // x", "noauth # // x", "linux"),
    ("value-on-next-line", "user\nmtu 1400", "user \\\nmtu", "linux"),
    ("unterminated-quote", 'user "a\nmtu 1400', 'user "a"\nmtu 1400', "linux"),
    ("cut-value", f"user {'a' * 256}", f"user {'a' * 255}", "linux"),
    ("cut-value", 'user "a\\0b"', 'user "a0b"', "linux"),
    ("number-misread", "mtu 01400", "mtu 0x400", "linux"),
    ("number-misread", "idle 12abc", "idle 12", "linux"),
    ("number-misread", "idle 4294967297", "idle -1", "linux"),
    ("overruled", "mtu 1400\nmtu 1300", "debug\ndebug", "linux"),
    ("nodefaultroute-first", "nodefaultroute\ndefaultroute", "defaultroute\nnodefaultroute", "linux"),
    ("plugin-goes-on", "plugin PPTP.ppp", "plugin2 PPTP.ppp", "macos"),
    ("holdoff-forgotten", "pty x\npersist\nholdoff 9", "connect x\npersist\nholdoff 9", "macos"),
    ("holdoff-forgotten", "pty x\npersist\nholdoff 9", "plugin2 L2TP.ppp\npersist\nholdoff 9", "macos"),
    ("peer-must-authenticate", "user a\nrequire-mschap-v2", "require-mschap-v2", "linux"),
    ("secret-in-command", 'pty "x --password y"', 'pty "x --user y"', "linux"),
    ("secret-in-command", 'connect "chat word: y"', 'connect "chat -f y"', "linux"),
    ("old-mppe", "mppe required,stateless", "require-mppe-128", "linux"),
)


@pytest.mark.parametrize(("name", "odd", "plain", "platform"), ODD, ids=lambda value: str(value)[:24])
def test_a_fact_is_found_where_it_holds_and_only_there(
    name: str, odd: str, plain: str, platform: Platform
) -> None:
    """A warning that is not true teaches people to overlook those that are."""
    assert name in found(odd, platform)
    assert name not in found(plain, platform)


def test_every_fact_has_a_pair_here() -> None:
    """Whoever adds a fact says where it holds and where not."""
    assert {name for name, *_ in ODD} == set(FACTS)


def test_facts_say_what_happens_and_the_way_out() -> None:
    """One text for import, validate and explain: not empty, one line, no full stop to be doubled."""
    for name, fact in FACTS.items():
        assert fact.text, name
        assert fact.way_out, name
        assert "\n" not in fact.text + fact.way_out
        assert not (fact.text + fact.way_out).endswith(".")
        known = {word for platform in PLATFORMS for word in dictionary(platform).options}
        assert set(fact.words) - known <= {"mppe"}, name


def test_a_plain_file_has_nothing_odd_about_it() -> None:
    """The recipe for Linux, as one would write it today."""
    text = 'pty "pptp a.example --nolaunchpppd"\nnoauth\nuser "a"\npassword "x"\nusepeerdns\nmtu 1400\n'
    assert found(text) == set()


def test_the_secret_itself_is_never_what_an_oddity_is_about() -> None:
    """The word that is shown is the option's, whatever the lexer stumbled over."""
    text = b'password s3s#ame\npassword "s3s\\ame\nshared\n'
    assert not {o.word for o in oddities(text, dictionary("linux"))} & {"s3s", "s3same", "ame"}


@given(text=st.binary(max_size=120), platform=st.sampled_from(PLATFORMS))
def test_any_bytes_have_oddities_or_none(text: bytes, platform: Platform) -> None:
    """Each at a word of the file, in order; never a crash."""
    odd = oddities(text, dictionary(platform))
    assert [one.start for one in odd] == sorted(one.start for one in odd)
    assert all(one.name in FACTS and 0 <= one.start < len(text) for one in odd)
