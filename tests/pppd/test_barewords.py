"""Words without a name: devices, speeds, addresses and interfaces, in pppd's order."""

from __future__ import annotations

import pytest

from vpnsync.pppd.addresses import NeedsMachineError, addresses
from vpnsync.pppd.options import Platform, dictionary
from vpnsync.pppd.settings import read_settings
from vpnsync.pppd.statements import Statement, parse
from vpnsync.pppd.verdict import contradiction, needs, refusal
from vpnsync.pppd.words import split


def statements(text: str, platform: Platform = "linux") -> tuple[Statement, ...]:
    """Return the statements of a file."""
    known = dictionary(platform, "2.4.9")
    return parse(split(text.encode(), known.dialect), known)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.2.3.4:5.6.7.8", ("1.2.3.4", "5.6.7.8")),
        ("1.2.3.4:", ("1.2.3.4", None)),
        (":5.6.7.8", (None, "5.6.7.8")),
        ("0:0", (None, None)),
        (":", (None, None)),
        ("0.0.0.0:5.6.7.8", (None, "5.6.7.8")),
        ("10.1:0x0a000002", ("10.0.0.1", "10.0.0.2")),
        ("0.1.2.3:", ("0.1.2.3", None)),
    ],
)
def test_addresses_are_read_side_by_side(text: str, expected: tuple[str | None, str | None]) -> None:
    """A side that is empty or 0 is not set."""
    assert addresses(text) == expected


@pytest.mark.parametrize(
    "text", ["127.0.0.1:", ":127.9.9.9", "224.0.0.1:", ":239.1.1.1", "240.0.0.1:", "0x7f000001:"]
)
def test_loopback_multicast_and_reserved_addresses_are_refused(text: str) -> None:
    """The file is refused with exit status 2, on either side."""
    with pytest.raises(ValueError, match=r"bad (local|remote) IP address"):
        addresses(text)


@pytest.mark.parametrize(
    "text", ["256.1.1.1:", "1.2.3.4.5:", "09:", "1.2.3.4:5.6.7.8:9", "1.2.3.4/24:", " 1.2.3.4:"]
)
def test_what_is_neither_address_nor_name_is_refused(text: str) -> None:
    """No look-up could make an address of it."""
    with pytest.raises(ValueError, match="unknown host") as caught:
        addresses(text)
    assert not isinstance(caught.value, NeedsMachineError)


@pytest.mark.parametrize("text", ["gateway.example:", ":home"])
def test_a_host_name_in_a_pair_depends_on_the_machine(text: str) -> None:
    """It is looked up in DNS while pppd parses."""
    with pytest.raises(NeedsMachineError):
        addresses(text)


@pytest.mark.parametrize(
    ("text", "name", "meaning"),
    [
        ("/dev/ttyUSB0", "device name", "/dev/ttyUSB0"),
        ("ttyS1", "device name", "/dev/ttyS1"),
        ("null", "device name", "/dev/null"),
        ("115200", "tty speed", 115200),
        ("0x2580", "tty speed", 9600),
        ("022600", "tty speed", 9600),
        ("+9600", "tty speed", 9600),
        ("9223372036854775808", "tty speed", 2**32 - 1),
        ("1.2.3.4:", "IP addresses", ("1.2.3.4", None)),
    ],
)
def test_a_word_without_a_name_is_a_device_a_speed_or_addresses(
    text: str, name: str, meaning: object
) -> None:
    """Speeds by strtol, whose largest number comes to -1; devices with /dev/ put in front."""
    (found,) = statements(text)
    assert found.option is not None
    assert (found.option.word, found.meaning, found.problem) == (name, meaning, None)


@pytest.mark.parametrize(
    "text", ["9600x", "0", "00", "0x", "4294967296", "'9600 '", "-99999999999999999999", "''"]
)
def test_a_word_that_is_none_of_them_is_unknown(text: str) -> None:
    """And refused, whatever machine it is."""
    (found,) = statements(text + "\n")
    assert found.option is None
    assert found.problem is not None
    assert not found.problem.on_this_machine


@pytest.mark.parametrize(
    ("platform", "text", "refused"),
    [
        ("linux", "plugin pppoe.so\nlock\neth0", None),
        ("linux", "plugin rp-pppoe.so\nrp_pppoe_ac x\nnic-eth0", None),
        ("linux", "plugin pppoe.so\neth0\nlock", "'lock'"),
        ("linux", "pppoe-ac x\nplugin pppoe.so\neth0", "'pppoe-ac'"),
        ("linux", "plugin pppoe.so\neth0\nuser x\nusepeerdsn", "'usepeerdsn'"),
        ("linux", "plugin pppoe.so\nusepeerdsn\neth0", "'usepeerdsn'"),
        ("linux", "plugin pppoe.so\neth0\nnic-eth0\nnomppc", "'eth0'"),
        ("linux", "plugin pppoe.so\nplugin2", "'plugin2'"),
        ("linux", "plugin pppoe.so\neth0\neth0", None),
        ("linux", "eth0", "'eth0'"),
        ("macos", "plugin PPTP.ppp\npptpmode connect", None),
        ("macos", "plugin PPTP.ppp\nremoteaddress x\nredialcount 1", None),
        ("macos", "lock\nplugin L2TP.ppp", None),
        ("macos", "plugin L2TP.ppp\nlock", "'lock'"),
        ("macos", "plugin PPTP.ppp\n/dev/tty", "'/dev/tty'"),
        ("macos", "l2tpnoipsec\nplugin L2TP.ppp", "'l2tpnoipsec'"),
        ("macos", "mppe required,stateless", "'mppe'"),
    ],
)
def test_the_plug_in_line_changes_what_is_known(platform: Platform, text: str, refused: str | None) -> None:
    """Its words stand after it; a serial line's words, never after another channel."""
    found = refusal(statements(text, platform))
    assert (found.reason.count(refused) if found and refused else found) == (1 if refused else None)


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("nodefaultroute\ndefaultroute", "defaultroute"),
        ("-defaultroute\nmtu 1500\ndefaultroute", "defaultroute"),
        ("noproxyarp\nproxyarp", "proxyarp"),
        ("nodefaultroute\nproxyarp", None),
        ("defaultroute\nnodefaultroute", None),
    ],
)
@pytest.mark.parametrize("platform", ["macos", "linux"])
def test_defaultroute_after_its_negative_is_an_error(
    platform: Platform, text: str, refused: str | None
) -> None:
    """The trap of all three pppds: the negative disables the word itself."""
    found = refusal(statements(text, platform))
    assert (found.reason if found else None) == (
        f"{refused} option is disabled (its negative stands before it)" if refused else None
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("/dev/null\npty x", "pty"),
        ("pty x\nnotty", "pty"),
        ("notty\nnull", "notty"),
        ("pty x\n9600", None),
        ("plugin pppoe.so\npty x\neth0", None),
        ("noipv6\ndemand", "demand"),
        ("noipv6\ndemand\nconnect x", None),
        ("noipv6\ndemand\npty x", None),
        ("noipv6\ndemand\nconnect x\nnotty", "demand"),
    ],
)
def test_words_that_are_right_alone_may_not_be_together(text: str, words: str | None) -> None:
    """A line has one end only, and dialing on demand needs something to dial with."""
    found = contradiction(statements(text))
    assert (words in found.reason if words and found else found) == (True if words else None)


@pytest.mark.parametrize(
    ("first", "second", "refused"),
    [
        ("255.0.0.0", "255.255.0.0", False),
        ("255.255.0.0", "255.0.0.0", True),
        ("0xff000000", "255.0.0.0", False),
    ],
)
def test_a_second_netmask_may_only_add_bits(first: str, second: str, *, refused: bool) -> None:
    """The one number in the language that cannot simply be said anew."""
    found = refusal(statements(f"netmask {first}\nnovj\nnetmask {second}"))
    assert (found is not None) == refused


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("ttyUSB7", "device ttyUSB7"),
        ("plugin x.so", "plug-in x.so"),
        ("file /a/b", "file /a/b"),
        ("call other", "peers file other"),
        ("privgroup staff", "group staff"),
        ("mtu 1500", None),
        ("novj", None),
    ],
)
def test_what_must_be_on_the_machine_is_named(text: str, needed: str | None) -> None:
    """A file that is right here may be refused elsewhere."""
    assert needs(statements(text)[-1]) == needed


def test_an_interface_must_be_on_the_machine() -> None:
    """`nic-` in front of it is not part of its name, but of the word."""
    assert needs(statements("plugin pppoe.so\nnic-eth7")[-1]) == "interface nic-eth7"


def test_of_two_words_that_could_be_the_interface_none_is_dropped() -> None:
    """Nothing tells which one the machine has: both stay, and whether pppd takes them is seen there."""
    for text in ("plugin pppoe.so\nuplink\nharbour", "plugin pppoe.so\neth0\neth1"):
        found = read_settings(text.encode(), "linux").live
        assert [word for s in found[1:] for word in s.words] == text.split()[2:]
        assert all(s.problem and s.problem.on_this_machine for s in found[1:])
