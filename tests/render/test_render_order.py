"""The order of a peers file: pppd understands some words only before or after others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import pytest

from tests.render.desk import lines, rendered, sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Result

Platform = Literal["macos", "linux"]
PPTP: Final = 'version = 1\n[peers.office]\nprotocol = "pptp"\nserver = "vpn.example.com"\n'
PPPOE: Final = 'version = 1\n[peers.office]\nprotocol = "pppoe"\ninterface = "eth1"\n'
CUSTOM: Final = 'version = 1\n[peers.office]\nprotocol = "custom"\n'


def words(text: str, platform: Platform) -> list[str]:
    """Return the first word of each line."""
    return [line.split(" ", 1)[0] for line in lines(text, platform)]


@pytest.mark.parametrize("option", ["lock", "modem", "crtscts", "nolock"])
def test_serial_words_stand_before_a_channels_plugin(option: str) -> None:
    """Apple's pppd forgets them once it has loaded the channel."""
    found = words(f"{PPTP}options = {{ {option} = true }}\n", "macos")
    assert found.index(option) < found.index("plugin2")


def test_a_plugins_words_stand_after_it() -> None:
    """Before it, nobody knows them."""
    found = words(f"{PPTP}[peers.office.macos.options]\npptp-tcp-keepalive = 10\nidle = 5\n", "macos")
    assert found.index("plugin2") < found.index("pptp-tcp-keepalive") < found.index("idle")


@pytest.mark.parametrize(
    "rows",
    [
        "mtu = 1492\ndebug = true",
        "options = { lock = true, novj = true }",
        'options = ["lock", ["mtu", 1492]]',
    ],
)
def test_an_interface_is_the_last_word_on_linux(rows: str) -> None:
    """Behind it, pppd knows no word of a serial line any more."""
    found = lines(f"{PPPOE}{rows}\n", "linux")
    assert found[-1] == "eth1"
    assert len(found) > 3


def test_an_interface_is_an_option_on_macos() -> None:
    """There it may stand anywhere."""
    assert 'device "eth1"' in lines(PPPOE, "macos")
    assert "eth1" not in lines(PPPOE, "macos")


@pytest.mark.parametrize("name", ["lock", "debug", "tty", "null", "novj"])
def test_an_interface_that_pppd_takes_for_something_else_is_refused(name: str) -> None:
    """A bare word is read as an option's name or a device before it is read as an interface."""
    _, complaints = sheet(PPPOE.replace("eth1", name), "linux")
    assert [complaint.key for complaint in complaints] == [("peers", "office", "interface")]


@pytest.mark.parametrize(
    ("positive", "negative"), [("defaultroute", "nodefaultroute"), ("proxyarp", "noproxyarp")]
)
def test_a_negative_never_stands_before_its_positive(positive: str, negative: str) -> None:
    """In such a file, pppd says that the defaultroute option is disabled."""
    text = f"{CUSTOM}options = {{ {positive} = true }}\n[defaults.options]\n{negative} = true\n"
    assert lines(text, "linux") == [positive]
    assert lines(text, "macos") == [positive]


@pytest.mark.parametrize(
    ("positive", "negative"), [("defaultroute", "nodefaultroute"), ("proxyarp", "noproxyarp")]
)
def test_a_list_that_pppd_would_refuse_is_refused(
    cli: Callable[..., Result], positive: str, negative: str
) -> None:
    """Its order is the user's, and this one cannot work."""
    text = f'{CUSTOM}options = [\n"{negative}",\n"{positive}",\n]\n'
    assert sheet(text, "linux")[1]
    result = cli("validate", "--no-secrets")
    assert result.status == 1
    assert "disabled" in result.err


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        ('options = { pppoe-ac = "x" }', "pppoe-ac"),
        ("[peers.office.macos]\noptions = { l2tpnoipsec = true }", "l2tpnoipsec"),
    ],
)
def test_a_word_of_a_plugin_that_is_not_loaded_is_refused(rows: str, word: str) -> None:
    """Only what loads the plug-in makes its words known to pppd."""
    platform: Platform = "macos" if "macos" in rows else "linux"
    (complaint,) = sheet(f"{PPTP}{rows}\n", platform)[1]
    assert complaint.key[-1] == word


@pytest.mark.parametrize(
    "rows", ['device = "/dev/ttyUSB0"\noptions = { pty = "cat" }', 'options = { pty = "cat", notty = true }']
)
def test_options_that_exclude_each_other_are_refused(rows: str) -> None:
    """Once it has read the file, pppd refuses the combination."""
    protocol = "serial" if "device" in rows else "custom"
    text = f"{CUSTOM.replace('custom', protocol)}{rows}\n"
    assert sheet(text, "linux")[1]


def test_the_order_does_not_depend_on_the_order_in_the_description() -> None:
    """Two people who write the same keys get the same file."""
    rows = ["mtu = 1400", "debug = true", 'user = "alice"', 'dns = "peer"', "idle = 5"]
    assert lines("\n".join([PPTP, *rows, ""]), "linux") == lines(
        "\n".join([PPTP, *reversed(rows), ""]), "linux"
    )


def test_every_line_ends_with_a_newline() -> None:
    """Linux's pppd loses an empty value at the very end of a file without one."""
    text = rendered(f'{CUSTOM}options = {{ ipparam = "" }}\n', "linux")
    assert text == b'ipparam ""\n'
