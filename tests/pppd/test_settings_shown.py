"""How settings are told to people: option by option, what matters, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vpnsync.pppd.settings import read_settings

if TYPE_CHECKING:
    from vpnsync.pppd.options import Platform


@pytest.mark.parametrize(
    ("platform", "text", "shown"),
    [
        ("linux", "novj\nmtu 0x5dc\nuser 010\n", {"novj": [True], "mtu": [1500], "user": ["010"]}),
        ("linux", "-vj\nnovj\n", {"novj": [True]}),
        ("linux", "mtu 1400\nmtu 1500\n", {"mtu": [1500]}),
        ("linux", "persist\nnopersist\n", {"nopersist": [True]}),
        ("linux", "0:0\n:\n", {}),
        ("linux", "debug\n-d\n", {"debug": [True, True]}),
        ("linux", "ms-dns 9.9.9.9\nms-dns 1.1.1.1\nms-dns 2.2.2.2\n", {"ms-dns": ["1.1.1.1", "2.2.2.2"]}),
        ("linux", "file /a\nfile /b\n", {"file": ["/a", "/b"]}),
        ("linux", "frob x y\nnovj\n", {"frob": ["x y"], "novj": [True]}),
        ("linux", "set A=1\nset A=2\nset B=3\n", {"set": ["A=2", "B=3"]}),
        ("linux", "unset A\n", {"unset": ["A"]}),
        ("linux", "logfd 5\n", {"logfd": [5]}),
        ("linux", "9600\n", {"tty speed": [9600]}),
        ("macos", "refuse-chap-md5\n", {"refuse-chap": [True]}),
        ("macos", "userkeychainpassword x\n", {"userkeychainpassword": ["x"]}),
        ("macos", "plugin PPTP.ppp\nnopptpload\n", {"plugin": ["PPTP.ppp"], "nopptpload": [True]}),
    ],
)
def test_options_are_told_by_their_names_and_what_they_come_to(
    platform: Platform, text: str, shown: dict[str, list[object]]
) -> None:
    """Only what matters: nothing that a later line overrules."""
    assert read_settings(text.encode(), platform).options() == shown


def test_what_matters_stays_in_its_order() -> None:
    """Two files may differ in nothing else."""
    found = read_settings(b"novj\nmtu 1400\nplugin x.so\nmtu 1500\nlock\n-vj\n", "linux")
    assert [found.word(statement) for statement in found.live] == [
        *("novj", "mtu", "plugin", "mtu", "lock", "novj")
    ]


def test_the_arguments_of_one_option_are_told_in_order() -> None:
    """By any of its names."""
    found = read_settings(b"allow-ip 2.2.2.2\nallow-ip 1.1.1.1\nuser bob\nmtu 0x5dc\n", "linux")
    assert [found.values_of(word) for word in ("allow-ip", "user", "mtu", "password")] == [
        *(["2.2.2.2", "1.1.1.1"], ["bob"], ["1500"], [])
    ]


def test_fingerprints_tell_values_apart_and_do_not_show_them() -> None:
    """They say which options were written, so that an edit by hand is told from a pending change."""
    one, same, other = (
        read_settings(text, "linux").fingerprints()
        for text in (
            b"password hunter2\nmtu 1500\n",
            b"mtu 0x5dc\npassword 'hunter2'\n",
            b"password hunter3\n",
        )
    )
    assert one == same
    assert one["password"] != other["password"]
    assert len(set(one.values())) == 2
    assert all(len(digits) == 6 and int(digits, 16) >= 0 for digits in one.values())
