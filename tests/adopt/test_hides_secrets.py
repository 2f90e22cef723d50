"""No secret of a peers file is in anything that comes of it, wherever it stood."""

from __future__ import annotations

import pytest

from tests.adopt.desk import carried, toml
from vpnsync.adopt.carry import Adopted
from vpnsync.pppd.options import PLATFORMS, Platform

SECRET = "s3same-0pen"
PLACES = (
    *("password {}", 'password "{}"', "password\n{}", "password a{}", "password my {}", "password a#{}"),
    *("#password {}", "# password: {}", "# the password is {}", "# password = '{}'", "# pw {}"),
    *("# PASSWORD\n# {}", "password x # {}", "password: {}", "password:{}", "password={}", "passwort {}"),
    *("user alice {}", "set PASSWORD={}", "ipparam password={}", 'connect "chat word: {}"'),
    *('pty "x --password {}"', 'pty "x --password={} y"', '#pty "x --password {}"', "# http://a:{}@b/"),
    *('#connect "chat ogin: a ssword: {}"', "call x\npassword: {}", "plugin v.so\nv-password {}"),
    *("password 'a''{}'", 'password "a"{}', "name bob {}", "# user alice password {}"),
    *("remotename x # pass {}", "secret {}", "#user alice\n#password\n#{}", "#PASSWORD={}"),
    *('connect "sshpass -p {} x"', 'connect "plink -pw {} x"', 'disconnect "x PASSWORD={}"'),
    *("password x#{}#y", "password\\\n{}", "#\tpassword\t{}", '#"password" "{}"', "# password (old): {}"),
    *("password {} # {}", "password {}\n# it was {} in May", "password '{}\n", "# pass: {} user: x"),
    *(
        'pty "openfortivpn h:443 -u a -p {}"',
        'pty "openconnect -p {} h"',
        'pty "x --psk {}"',
        'pty "x --pin={}"',
    ),
    *(
        'pty "x --key {}"',
        'pty "x --otp {} y"',
        'pty "PIN={} x"',
        'pty "x --auth alice:{}"',
        'pty "x -P a:{} y"',
    ),
    *('pty "socat - PROXY:h:p:1,proxyauth=alice:{}"', "connect \"expect -c 'send {}'\""),
    *("connect \"chat '' AT^AUTHDATA=1,2,internet,{},alice OK\"", "set PW={}", "set VPN_KEY={}"),
    *('connect "chat \'\' \'AT+CGAUTH=1,1,\\"{}\\",\\"alice\\"\' OK"', "plugin v.so\nvendor_psk {}"),
    *("plugin v.so\nvendor_pw {}", "plugin v.so\nuserpw a%{}", "plugin pppoe.so\neth0\npw {}", "# userpw {}"),
    *('connect "expect -c \'send \\"{}\\\\r\\"\'"', "# expect -c 'send {}'", '#pty "x --psk {}"'),
    *('#password\n#"my {} x"', "#password \\\n#{}", "#password\n#\n# {}", "#pass\\word {}"),
    *('#password "aaaa\n{}"', '#password "aaaa\n{}', "# the password:\n{}", "#password\n\n\t{}\n"),
    *("# alice * {} *", '# "alice" "*" "{}" "*"', "#alice\tPPTP\t{}\t10.0.0.2", "# alice office {} *"),
    *(
        '# echo "alice pptpd {} *" >> /etc/ppp/chap-secrets',
        "#password={}",
        "# pw: {}",
        "# pw/{}",
        "# p/w {}",
    ),
    *(
        "# user/pass: alice/{}",
        "# login: alice / {}",
        "# U: alice P: {}",
        "# user alice {}",
        "# auth: alice:{}",
    ),
    *(
        "# alice:{}",
        "# Authorization: Basic {}",
        "# shared key: {}",
        "# key {}",
        "# mypass {}",
        "# VPNPASS={}",
    ),
    *("# Mot de passe : {}", "# wachtwoord {}", "# hasło: {}", "# 비밀번호: {}", "# ogin: alice ssword: {}"),
    *("# use {} as password", "# {} is the password", "# {} (password)", "# {} = pw", "# password_{}"),
    *("# password below\n# {}", "# the password is\n# {}", "# Password follows:\n#\n# {}"),
    *("l2tpipsecsharedsecret {}", "#l2tpipsecsharedsecret {}", "# Kennwort: {}", "# PSK {}", "# pin={}"),
)
AROUND = ("{}\n", "noauth\nuser bob\n{}\nmtu 1400\n", "plugin L2TP.ppp\n{}\r\nnoauth\r\n", "call x\n{}")
PROSE = (
    "The password must be at least 8 characters.",
    "password should be longer than 12 letters",
    "the password is in /etc/ppp/chap-secrets",
    "see pap-secrets for the password",
    "hide-password",
    "no key required",
    "the user must change the password by hand",
    "replace ******** with the phone number",
    "mtu 1400, found by trial",
    'Makes pppd "dial again" when the connection is lost.',
    "consult /etc/passwd (and /etc/shadow in turn)",
    "key /etc/ssl/office.pem",
    "10.0.0.1:10.0.0.2",
    "vpn.example:1723",
    "user name of the office: none",
    "this is the password that the office gave out",
    "compass and bypass 5",
    "any * in a name stands for all",
)
"""Comments that only speak of secrets, and are worth keeping."""


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("place", PLACES)
def test_a_secret_is_in_nothing_that_comes_of_a_file(place: str, platform: Platform) -> None:
    """Description, findings, reasons, repr: behind its option, in a comment, as a second word, glued."""
    for around in AROUND:
        text = around.format(place.replace("{}", SECRET)).encode()
        result = carried(text, platform, keep=False)
        shown = [repr(result), *(oddity.word for _, oddity in result.oddities)]
        if isinstance(result, Adopted):
            shown += [toml(result), *result.needs, *result.switched_off]
        else:
            shown += [result.reason]
        assert SECRET not in "\n".join(shown), around


@pytest.mark.parametrize(
    "line",
    [
        'pty "pptp h.example --nolaunchpppd --loglevel 0"',
        'pty "sstpc --ca-cert /etc/ca.pem --user alice h.example"',
        'connect "chat -t 60 ABORT BUSY \'\' ATZ OK AT+CGDCONT=1,\\"IP\\",\\"internet\\" OK ATD*99# CONNECT"',
        'pty "ssh -p 22 -i /etc/key -o StrictHostKeyChecking=yes h.example pppd"',
        'pty "plink -P 22 h.example"',
        'pty "openconnect --key /etc/key.pem --user alice h.example"',
        'connect "expectant --send x"',
        "connect \"chat '' AT^AUTHDATA=1,0 OK\"",
    ],
)
def test_a_command_without_a_secret_stays_readable(line: str) -> None:
    """Who sees `(hidden)` everywhere looks nowhere."""
    result = carried(f"{line}\nnoauth\n".encode(), "linux", keep=False)
    assert isinstance(result, Adopted)
    assert "existing" not in toml(result)


@pytest.mark.parametrize("comment", PROSE)
def test_prose_is_not_hidden(comment: str) -> None:
    """A comment is kept because its author meant it; one that tells nothing is told whole."""
    result = carried(f"# {comment}\nnoauth\n".encode(), "linux", keep=False)
    assert isinstance(result, Adopted)
    assert result.remarks == (comment,)


@pytest.mark.parametrize(
    "text",
    [
        "# E220, PIN: 4711\n/dev/ttyUSB0\n115200\n",
        "plugin pppoe.so\n# The password is in pap-secrets.\neth0\n",
    ],
)
def test_a_device_below_a_remark_on_a_secret_is_a_device(text: str) -> None:
    """Most modems' files begin so; none of them could be imported otherwise."""
    result = carried(text.encode(), "linux", keep=False)
    assert isinstance(result, Adopted)
    assert result.table["protocol"] in ("serial", "pppoe")
    assert "4711" not in repr(result)
