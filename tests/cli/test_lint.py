"""`validate` warns of what is legal but unwise: named, an error with --strict, silenced by `allow`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from vpnsync.config.lints import LINTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Result

ROOT = Path(__file__).parents[2]
LINT: dict[str, str] = {
    "no-route-metric": 'platforms = ["macos"]\nroutes = ["192.0.2.0/24"]\nroute_metric = 5',
    "script-overruled": 'on_up = ["true"]\nlinux = { options = { ip-up-script = "/x" } }',
    "plain-text-secret": 'password = "sesame"',
    "pptp-gone": 'protocol = "pptp"\nserver = "a.example"\nplatforms = ["macos"]',
    "redial-without-busycode": "platforms = ['macos']\noptions = { redialcount = 1 }",
    "empty-addresses": 'options = ["0:0"]',
    "server-side-dns": 'user = "a"\noptions = { ms-dns = "192.0.2.1" }',
    "already-default": "options = { hide-password = true }",
    "ua-sets-no-password": 'options = { "+ua" = "/a" }',
    "idle-hangs-up": "options = { idle = 60 }",
    "idle-redials": "idle = 60\nreconnect = true",
    "control-character": 'user = "DOMAIN\\tom"',
    "overruled": 'options = ["lock", "nolock"]',
    "plugin-goes-on": 'platforms = ["macos"]\noptions = { plugin = "L2TP.ppp" }',
    "holdoff-forgotten": 'platforms = ["macos"]\npty = "x"\nreconnect = { delay = 5 }',
    "peer-must-authenticate": 'user = "a"\noptions = { require-mschap-v2 = true }',
    "own-terminal": 'protocol = "serial"',
    "secret-in-command": 'pty = "x --password sesame"',
}
IN_FILES_ONLY = {
    "hash-cuts-value",
    "backslash-lost",
    "slashes-no-comment",
    "value-on-next-line",
    "unterminated-quote",
    "number-misread",
    "cut-value",
    "nodefaultroute-first",
    "old-mppe",
}
"""What rendering never writes, or refuses: only a file that was written by hand can have it."""


OF_SEVERAL = {"default-route-twice", "same-network", "no-split-dns"}
"""What takes two peers, or depends on the machine: see the tests of effects."""


def describe(text: str) -> None:
    """Write a description with one peer, `office`."""
    protocol = "" if "protocol" in text else 'protocol = "custom"\n'
    platforms = "" if "platforms" in text else 'platforms = ["linux"]\n'
    Path("vpns.toml").write_text(f"version = 1\n[peers.office]\n{protocol}{platforms}{text}\n")


@pytest.mark.parametrize("name", LINT)
def test_each_warning_has_a_name_and_a_key(cli: Callable[..., Result], name: str) -> None:
    """Whoever reads it must find the line, and be able to silence it."""
    describe(LINT[name])
    result = cli("validate")
    warnings = [line for line in (result.out + result.err).splitlines() if line.endswith(f"[{name}]")]
    assert (result.status, len(warnings)) == (0, 1)
    assert "peers.office" in warnings[0]
    assert "sesame" not in result.out + result.err


@pytest.mark.parametrize("name", LINT)
def test_strict_makes_it_an_error(cli: Callable[..., Result], name: str) -> None:
    """For CI, where nobody reads warnings."""
    describe(LINT[name])
    assert cli("validate", "--strict").status == 1


@pytest.mark.parametrize("name", LINT)
def test_allow_silences_it_and_no_other(cli: Callable[..., Result], name: str) -> None:
    """Somebody knows better, and says so where the next person reads it."""
    describe(f'{LINT[name]}\nallow = ["{name}"]')
    result = cli("validate")
    assert f"[{name}]" not in result.out + result.err
    others = json.dumps(sorted(LINT.keys() - {name}))
    describe(f"{LINT[name]}\nallow = {others}")
    assert f"[{name}]" in (again := cli("validate")).out + again.err


def test_every_name_that_allow_takes_is_tried_here() -> None:
    """A name that nothing ever fires is a promise that nobody keeps."""
    assert LINT.keys() | IN_FILES_ONLY | OF_SEVERAL | {"readable-secret"} == set(LINTS)  # test_readable.py


@pytest.mark.parametrize("source", ["examples/vpns.toml", "README.md"])
def test_the_examples_have_none(cli: Callable[..., Result], source: str) -> None:
    """What newcomers copy must not be unwise, not even strictly."""
    text = (ROOT / source).read_text()
    if source == "README.md":
        text = text.split("```toml\n", 1)[1].split("```", 1)[0]
    Path("vpns.toml").write_text(text)
    result = cli("validate", "--no-secrets", "--strict")
    assert (result.status, result.err) == (0, "Using vpns.toml\n")


@pytest.mark.parametrize(
    ("keys", "warns"),
    [
        ('protocol = "serial"', True),
        ('protocol = "serial"\noptions = ["192.0.2.1:"]', True),
        ('protocol = "serial"\ndevice = "/dev/ttyS0"', False),
        ('protocol = "serial"\noptions = ["/dev/ttyS0"]', False),
        ('protocol = "serial"\noptions = { pty = "ssh gate pppd notty" }', False),
        ('protocol = "serial"\noptions = { notty = true }', False),
        ('protocol = "pppoe"', True),
        ('protocol = "pppoe"\nplatforms = ["macos"]', False),
        ('protocol = "pppoe"\ninterface = "eth0"', False),
        ('protocol = "pppoe"\noptions = ["eth0"]', False),
        ('protocol = "custom"', False),
    ],
)
def test_a_line_has_to_be_named_where_the_protocol_brings_none(
    cli: Callable[..., Result], keys: str, *, warns: bool
) -> None:
    """Without one pppd takes the terminal of whoever dials, and the link comes to nothing."""
    describe(keys)
    result = cli("validate")
    assert ("[own-terminal]" in result.err, result.status) == (warns, 0)
