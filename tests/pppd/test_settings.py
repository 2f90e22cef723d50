"""When two peers files are equal, and when they are not: the rules, one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vpnsync.pppd.settings import Settings, read_settings

if TYPE_CHECKING:
    from vpnsync.pppd.options import Platform


def read(text: str, platform: Platform = "linux") -> Settings:
    """Return what a file sets."""
    return read_settings(text.encode(), platform)


EQUAL = {
    "layout": ("mtu 1500\nnovj\n", "\t novj # mtu 1\r\n\r\n  mtu\n  1500"),
    "aliases": ("-vj\n-d\n+pap\n-chap\n", "novj\ndebug\nrequire-pap\nrefuse-chap\n"),
    "order": ("mtu 1500\nnovj\nuser x\n", "user x\nnovj\nmtu 1500\n"),
    "quoting": ('user "a b"\n', "user 'a b'\n"),
    "quoted names": ('"mtu" 1500\n', "\\x6dtu 1500\n"),
    "numbers by value": ("mtu 1500\n", "mtu 0x5dc\n"),
    "octal": ("mtu 1500\n", "mtu 02734\n"),
    "junk behind a number": ("mtu 1500\n", 'mtu " 1500 bytes"\n'),
    "wrapping numbers": ("idle 1\n", "idle 4294967297\n"),
    "hexadecimal maps": ("asyncmap a0000\n", "asyncmap 0x000A0000\n"),
    "a flag twice": ("novj\nnovj\n", "novj\n"),
    "a value twice": ("mtu 1500\nmtu 1500\n", "mtu 1500\n"),
    "the last value wins": ("mtu 1400\nnovj\nmtu 1500\n", "novj\nmtu 1500\n"),
    "the last of opposites wins": ("persist\nnopersist\n", "nopersist\n"),
    "a value and its negative": ("bsdcomp 12\nnobsdcomp\n", "nobsdcomp\n"),
    "secrets": ("password x\npassword y\n", 'password "y"\n'),
    "0:0 is nothing": ("novj 0:0\n", "novj\n"),
    "a colon is nothing": (":\n", ""),
    "zero in a pair": ("1.2.3.4:0\n", "1.2.3.4:\n"),
    "a pair in two halves": ("1.2.3.4:\n:5.6.7.8\n", ":5.6.7.8\n1.2.3.4:\n"),
    "a pair": ("1.2.3.4:\n:5.6.7.8\n", "1.2.3.4:5.6.7.8\n"),
    "a later half": ("1.2.3.4:5.6.7.8\n9.9.9.9:\n", "9.9.9.9:5.6.7.8\n"),
    "addresses by value": ("10.1:\n", "10.0.0.1:\n"),
    "speeds by value": ("9600\n", "0x2580\n"),
    "the last speed": ("9600\n115200\n", "115200\n"),
    "devices": ("null\n", "/dev/null\n"),
    "maps are or-ed": ("asyncmap 1\nasyncmap 2\n", "asyncmap 3\n"),
    "maps in any order": ("asyncmap 1\n-as 2\n", "asyncmap 2\nasyncmap 1\n"),
    "a map twice": ("asyncmap a0000\nasyncmap a0000\n", "asyncmap a0000\n"),
    "escapes are or-ed": ("escape 11\nescape 13\n", "escape 13,11\n"),
    "debug is counted": ("debug\n-d\n", "-d\n-d\n"),
    "two servers count": (
        "ms-dns 9.9.9.9\nms-dns 1.1.1.1\nms-dns 2.2.2.2\n",
        "ms-dns 1.1.1.1\nms-dns 2.2.2.2\n",
    ),
    "wins as dns": ("ms-wins 1.1.1.1\nms-dns 1.1.1.1\n", "ms-dns 1.1.1.1\nms-wins 1.1.1.1\n"),
    "servers by value": ("ms-dns 10.1\n", "ms-dns 10.0.0.1\n"),
    "a variable is set anew": ("set A=1\nset A=2\n", "set A=2\n"),
    "variables in any order": ("set A=1\nset B=2\n", "set B=2\nset A=1\n"),
    "a variable is unset": ("set A=1\nunset A\n", "unset A\n"),
    "code sizes": ("bsdcomp 12\ndeflate 8\n", "bsdcomp 12,0xc\ndeflate 9,9\n"),
    "identifiers": ("ipv6 ::1\nipv6 ,::2\n", "ipv6 ::0001,::2\n"),
    "what is cut off": (f"user {'a' * 255}\n", f"user {'a' * 300}\n"),
    "unknown words in other quotes": ("frob 'a b'\n", 'frob "a b"\n'),
    "order between the same barriers": ("novj\nfile /x\nmtu 1500\nlock\n", "novj\nfile /x\nlock\nmtu 1500\n"),
    "folding between the same barriers": ("mtu 1\nnovj\nmtu 2\nfile /x\n", "mtu 2\nnovj\nfile /x\n"),
    "a file twice over": ("mtu 1500\nuser x\n" * 2, "mtu 1500\nuser x\n"),
}

DIFFERENT = {
    "one less": ("mtu 1500\nnovj\n", "mtu 1500\n"),
    "another value": ("mtu 1500\n", "mtu 1501\n"),
    "case of a value": ("user bob\n", "user Bob\n"),
    "case of a name": ("idle 5\n", "Idle 5\n"),
    "blanks in a value": ('user "a b"\n', 'user "a  b"\n'),
    "an empty value": ('user ""\n', ""),
    "a number that is text": ("user 010\n", "user 8\n"),
    "another secret": ("password x\n", "password y\n"),
    "a default written out": ("idle 0\n", ""),
    "another default": ("hide-password\n", ""),
    "a default after its opposite": ("persist\n", "persist\nnopersist\n"),
    "an empty map": ("asyncmap 0\n", ""),
    "opposites the other way": ("persist\nnopersist\n", "nopersist\npersist\n"),
    "the last value": ("mtu 1400\nmtu 1500\n", "mtu 1500\nmtu 1400\n"),
    "a side of a pair": ("1.2.3.4:\n", ":1.2.3.4\n"),
    "map and hexadecimal": ("asyncmap 10\n", "asyncmap a\n"),
    "bits of a map": ("asyncmap 1\nasyncmap 2\n", "asyncmap 2\n"),
    "characters to escape": ("escape 11\nescape 13\n", "escape 13\n"),
    "debug once more": ("debug\ndebug\n", "debug\n"),
    "servers the other way": ("ms-dns 1.1.1.1\nms-dns 2.2.2.2\n", "ms-dns 2.2.2.2\nms-dns 1.1.1.1\n"),
    "one server, said twice": ("ms-dns 1.1.1.1\nms-dns 1.1.1.1\n", "ms-dns 1.1.1.1\n"),
    "wins for dns": ("ms-dns 1.1.1.1\n", "ms-wins 1.1.1.1\n"),
    "another variable": ("set A=1\n", "set B=1\n"),
    "another content": ("set A=1\n", "set A=2\n"),
    "empty or unset": ("set A=\n", "unset A\n"),
    "unset or never set": ("unset A\n", ""),
    "a list the other way": ("allow-ip 1.1.1.1\nallow-ip 2.2.2.2\n", "allow-ip 2.2.2.2\nallow-ip 1.1.1.1\n"),
    "a log's path and number": ("logfile 5\n", "logfd 5\n"),
    "kinds of refusing": ("refuse-chap\n", "refuse-mschap\n"),
    "kinds of encryption": ("require-mppe-128\n", "require-mppe-40\n"),
    "some or strong encryption": ("require-mppe\n", "require-mppe-128\n"),
    "no encryption": ("nomppe\n", ""),
    "what noauth allows": ("auth\n", "noauth\nauth\n"),
    "what require leaves": ("require-pap\nnoauth\n", "noauth\n"),
    "before and after an include": ("novj\nfile /x\n", "file /x\nnovj\n"),
    "before and after a call": ("novj\ncall x\n", "call x\nnovj\n"),
    "before and after a plug-in": ("lock\nplugin x.so\n", "plugin x.so\nlock\n"),
    "folding across an include": ("mtu 1\nfile /x\nmtu 2\n", "file /x\nmtu 2\n"),
    "a flag across an include": ("novj\nfile /x\nnovj\n", "novj\nfile /x\n"),
    "another include": ("file /x\n", "file /y\n"),
    "an include twice": ("file /x\nfile /x\n", "file /x\n"),
    "includes the other way": ("file /x\nfile /y\n", "file /y\nfile /x\n"),
    "call is not file": ("call x\n", "file x\n"),
    "unknown words in their place": ("frob\nnovj\n", "novj\nfrob\n"),
    "unknown words by what follows": ("frob x\n", "frob y\n"),
    "unknown words counted": ("frob\nfrob\n", "frob\n"),
    "unknown numbers verbatim": ("frob 8\n", "frob 010\n"),
    "what does not fold": ("--version\n--version\n", "--version\n"),
}


@pytest.mark.parametrize("rule", EQUAL)
def test_equal_where_pppd_would_end_with_the_same(rule: str) -> None:
    """A file that already means the same is left alone."""
    one, other = EQUAL[rule]
    assert read(one) == read(other)


@pytest.mark.parametrize("rule", DIFFERENT)
def test_different_where_pppd_would_not(rule: str) -> None:
    """A difference that is not seen is never put right."""
    one, other = DIFFERENT[rule]
    assert read(one) != read(other)


APPLE_EQUAL = [
    ("dns-addr 1.1.1.1\nms-dns 2.2.2.2\n", "ms-dns 1.1.1.1\ndns-addr 2.2.2.2\n"),
    ("mppe-stateless\nrefuse-chap-md5\n+mppe-128\n", "nomppe-stateful\n-chap\nrequire-mppe-128\n"),
    ("user a''\n", "user \"a''\"\n"),
    ("redialcount 1\nremoteaddress x\n", "remoteaddress x\nredialcount 0x1\n"),
]
APPLE_DIFFERENT = [
    ("plugin PPTP.ppp\n", "plugin2 PPTP.ppp\n"),
    ("keychainpassword x\n", "userkeychainpassword x\n"),
    ("user a''\n", "user a\n"),
    ("mppe-stateless\n", "nomppe-stateless\n"),
    ("nopppload\n", "nopptpload\n"),
    ("remoteaddress a\n", "altremoteaddress a\n"),
]


@pytest.mark.parametrize(("one", "other"), APPLE_EQUAL)
def test_apples_spellings_are_equal_too(one: str, other: str) -> None:
    """The same rules, with Apple's words and Apple's quotes."""
    assert read(one, "macos") == read(other, "macos")


@pytest.mark.parametrize(("one", "other"), APPLE_DIFFERENT)
def test_apples_words_that_look_alike_are_not_equal(one: str, other: str) -> None:
    """A plug-in that must load, another keychain, a quote that is literal."""
    assert read(one, "macos") != read(other, "macos")
