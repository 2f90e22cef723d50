"""A complaint stands at the line of its key, in whatever way TOML let the user write it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.config.desk import marked, validate, write

if TYPE_CHECKING:
    from tests.config.desk import Cli

EVERYWHERE = """\
version = 1  # mtu = true

[settings]
id = 5 #!

[defaults]
mtu = true #!
keepalive = { interval = "30s", failures = "4" } #!
[defaults.macos]
idle = "30x" #!

[profiles.fast]
speed = "9600" #!

[peers.office]
protocol = "pptp"
server = "a b" #!
pasword = "x" #!

[peers.office.linux]
debug = "yes" #!
[peers.home]
protocol = "ipsec" #!
"""

DOTTED = """\
version = 1
peers.office.protocol = "custom"
peers.office.mtu = 12 #!
peers.office.keepalive.interval = 30
peers.office.keepalive.failures = true #!
peers . office . "mru" = 12 #!
peers."office".macos.'idle' = true #!
peers.home = { protocol = "custom", mtu = "1400" } #!
[peers.lab]
protocol = "custom"
options.ipparam = "x"
password.env = 3 #!
linux.mtu = 1 #!
"""

LONG_ARRAYS = """\
version = 1
[peers.office]
protocol = "custom"
routes = [
    "10.0.0.0/8",  # ] mtu = 3
    "mtu = 3",  #!
]
auth_methods = [ "pap",
  "eap"
  , ]
mtu = 3 #!
options = [
    ["ipparam", "]"],
    ["remotename",
     "[peers.home]"],
]
idle = true #!
"""

LOOK_ALIKES = '''\
version = 1
[peers.office]
protocol = "custom"
description = """
mtu = 3
[peers.office]
mru = 3 \\"""
"""
connect-note = "mtu = 3" #!
pty = \'\'\'
mtu = 3
"""
# mtu = 3, and don't write mru = 3 here
[peers.home] # \'\'\'
# user = 3
# mtu = """
user = "[peers.office] mtu = 3 # \\" mtu = 3"
mtu = 3 #!
mru = 3 #!
'''

QUOTED = """\
version = 1
[peers."two words"] #!
protocol = "custom"
[peers.'a.b']
protocol = "custom"
mtu = 3 #!
[ peers . "a.c" . 'macos' ]
mtu = 3 #!
[peers."a.c"]
protocol = "custom"
["profiles"."x # y"]
mtu = 3 #!
[profiles."q]"]
mtu = 3 #!
"""


@pytest.mark.parametrize("text", [EVERYWHERE, DOTTED, LOOK_ALIKES, QUOTED])
def test_all_complaints_come_at_once_each_at_its_line(cli: Cli, text: str) -> None:
    """Whoever has ten slips wants one run, not ten, and an editor that jumps to each."""
    assert sorted(said.line for said in validate(cli, text)) == marked(text)


def test_what_stands_inside_an_array_is_told_within_it(cli: Cli) -> None:
    """An array over many lines must not shift what is said about the keys after it."""
    found = {said.key.split(".")[2]: said.line for said in validate(cli, LONG_ARRAYS)}
    assert found.pop("routes") in (4, 6)
    assert sorted(found.values()) == marked(LONG_ARRAYS)[1:]


@pytest.mark.parametrize("text", [EVERYWHERE, DOTTED, LOOK_ALIKES, QUOTED])
def test_windows_line_ends_change_no_line(cli: Cli, text: str) -> None:
    """Git checks the same description out with CRLF on another machine."""
    found = validate(cli, text.replace("\n", "\r\n"))
    assert sorted(said.line for said in found) == marked(text)


def test_the_complaints_come_in_the_order_of_the_file(cli: Cli) -> None:
    """One walks through the file once, from its top."""
    lines = [said.line for said in validate(cli, EVERYWHERE)]
    assert lines == sorted(lines)


def test_the_key_is_told_in_full(cli: Cli) -> None:
    """An inner key alone does not say which of twenty peers is meant."""
    keys = [said.key for said in validate(cli, DOTTED)]
    assert keys[:2] == ["peers.office.mtu", "peers.office.keepalive.failures"]
    assert keys[-2:] == ["peers.lab.password.env", "peers.lab.linux.mtu"]


def test_a_wrong_type_hides_no_other_kind_of_complaint(cli: Cli) -> None:
    """All complaints at once: an option's name is wrong whatever the type of `mtu` is."""
    text = """\
version = 1
[peers.office]
protocol = "custom"
mtu = "1400" #!
profiles = ["nosuch"] #!
options = { lcp-max-configur = 3 } #!
"""
    assert [said.line for said in validate(cli, text)] == marked(text)


def test_one_peer_hides_nothing_about_another(cli: Cli) -> None:
    """All complaints at once: also those that are found at different stages."""
    text = """\
version = 1
[peers.office]
protocol = "custom"
mtu = "1400" #!
[peers.home]
protocol = "pppoe"
options = { novj = 1 } #!
[peers.lab]
protocol = "pptp"
server = "vpn.example.com"
interface = "eth0" #!
"""
    assert [said.line for said in validate(cli, text)] == marked(text)


@pytest.mark.parametrize("table", ["defaults", "profiles.work"])
def test_a_fault_in_an_inherited_table_is_told_once(cli: Cli, table: str) -> None:
    """A peer must not be accused of lacking what it inherits from a table with another fault."""
    text = f"""\
version = 1
[{table}]
protocol = "pptp"
server = "vpn.example.com"
mtu = true #!
[profiles.other]
[peers.office]
profiles = ["{table.removeprefix("profiles.").replace("defaults", "other")}"]
"""
    assert [said.line for said in validate(cli, text)] == marked(text)


def test_the_same_complaint_is_made_once(cli: Cli) -> None:
    """A fault in a profile is one fault, on two platforms and in three peers."""
    text = 'version = 1\n[profiles.p]\noptions = { novj = "x" }\n'
    for name in ("a", "b", "c"):
        text += f'[peers.{name}]\nprotocol = "custom"\nprofiles = ["p"]\n'
    (said,) = validate(cli, text)
    assert (said.line, said.key) == (3, "profiles.p.options.novj")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_broken_toml_is_told_by_its_line(cli: Cli, end: str) -> None:
    """A missing quote has no key by which one could find it."""
    write('version = 1\n[peers.office]\nprotocol = "custom\nmtu = 3\n'.replace("\n", end))
    result = cli("validate")
    assert result.status == 1
    assert "vpns.toml:3:" in result.err


@pytest.mark.parametrize("option", ["file", "ipparam"])
@pytest.mark.parametrize("table", ["peers.office", "peers.office.macos", "defaults"])
def test_an_option_with_a_name_like_a_secrets_source_is_told_by_its_key(
    cli: Cli, table: str, option: str
) -> None:
    """`file` is an option of pppd as well as a place for a secret."""
    head = 'version = 1\n[peers.office]\nprotocol = "custom"\n'
    text = f'{head}[{table}.options]\n{option} = ["a", {{ env = 3 }}]\n'
    (said,) = validate(cli, text)
    assert said.line == 5
    assert said.key.startswith(f"{table}.options.{option}")


@pytest.mark.parametrize("below", ["options]\nnovj = true", "macos]\nmtu = 1400"])
def test_a_missing_key_is_told_where_its_table_begins(cli: Cli, below: str) -> None:
    """TOML lets a peer begin with one of its inner tables, without a header of its own."""
    text = f'version = 1\n[peers.home]\nprotocol = "custom"\n[peers.office.{below}\n'
    (said,) = validate(cli, text)
    assert (said.line, said.key) == (4, "peers.office.protocol")
