"""Whatever is wrong with a description, no message about it repeats a secret."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Any, Final

import pytest
import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.config.desk import write

if TYPE_CHECKING:
    from tests.config.desk import Cli

# Starts and ends with a mark that no message has, with anything in between; the blank makes
# sure that it is no name of an environment variable, which a message may well repeat.
MARK: Final = "zqXj7"
SECRETS: Final = st.builds(
    lambda text, size: f"{MARK} {text * size}{MARK}",
    st.text(
        st.sampled_from(string.ascii_letters + string.digits + " \t\n\"'\\#$`;.=]}é\x00\x1b"), max_size=20
    ),
    st.sampled_from([1, 1, 1, 60]),
)
# How a secret is written, rightly and wrongly.
FORMS: Final = st.sampled_from(
    [
        lambda secret: secret,
        lambda secret: [secret],
        lambda secret: [secret, 3],
        lambda secret: {"command": secret},
        lambda secret: {"env": secret},
        lambda secret: {"env": [secret]},
        lambda secret: {"prompt": secret},
        lambda secret: {"value": secret},
        lambda secret: {"keychain": 3, "account": secret},
        lambda secret: {"file": {"path": secret}},
    ]
)
PLACES: Final = st.sampled_from(
    [
        ("password",),
        ("shared_secret",),
        ("pasword",),
        ("passwords",),
        ("options", "password"),
        ("options", "pasword"),
        ("options", "l2tpipsecsharedsecret"),
        ("macos", "password"),
        ("macos", "options", "password"),
        ("linux", "shared_secret"),
        ("reconnect", "password"),
    ]
)
MISTAKES: Final = st.dictionaries(
    st.sampled_from(
        ["mtu", "protocol", "server", "idle", "user", "profiles", "colour", "unset", "hosts", "logfile"]
    ),
    st.sampled_from([3, True, "x y", ["nosuch"], {"a": 1}, ""]),
    max_size=4,
)
BASES: Final[st.SearchStrategy[dict[str, Any]]] = st.sampled_from(
    [
        {"protocol": "pptp", "server": "vpn.example.com"},
        {"protocol": "l2tp", "server": "vpn.example.com", "platforms": ["macos"]},
        {"protocol": "custom"},
        {},
    ]
)
COMMANDS: Final = [
    ["validate"],
    ["validate", "--json", "--no-secrets"],
    ["validate", "--strict", "--no-secrets"],
    ["plan", "--root", "machine"],
    ["plan", "--json", "--root", "machine"],
    ["show", "office", "--platform", "macos"],
]


def put(table: dict[str, Any], place: tuple[str, ...], value: object) -> None:
    """Put a value where the keys lead, making tables on the way."""
    *way, last = place
    for key in way:
        below = table.get(key)
        table[key] = table = below if isinstance(below, dict) else {}
    table[last] = value


def said(cli: Cli, text: str, command: list[str]) -> str:
    """Return all that a command says about a description."""
    write(text)
    result = cli(*command)
    assert "Traceback" not in result.err
    return result.out + result.err


@st.composite
def descriptions(draw: st.DrawFn) -> str:
    """Return a description with a secret in some places and mistakes in others."""
    secret, mistakes = draw(SECRETS), draw(MISTAKES)
    peer: dict[str, Any] = {**draw(BASES), **mistakes}
    for place in draw(st.lists(PLACES, min_size=1, max_size=3)):
        put(peer, place, draw(FORMS)(secret))
    return tomli_w.dumps({"version": 1, "peers": {"office": peer}, "defaults": dict(mistakes)})


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(descriptions(), st.sampled_from(COMMANDS))
def test_no_message_repeats_a_secret(cli: Cli, text: str, command: list[str]) -> None:
    """Messages end in a terminal's history, in CI's logs and in bug reports."""
    assert MARK in text
    assert MARK not in said(cli, text, command)


@pytest.mark.parametrize(
    "row",
    [
        'password = "SECRET',
        "password = 'SECRET\"",
        "password = SECRET",
        'password = "SECRET" "SECRET"',
        'password = "SECRET"\npassword = "SECRET"',
        'password = "\\q SECRET"',
        'password = { env "SECRET" }',
        'password = ["SECRET"',
        'password = """SECRET',
        'password "SECRET"',
        '"SECRET"',
        "SECRET",
        "[SECRET",
        'password = "a"SECRET',
        'password.SECRET = 1\npassword = "SECRET"',
        "password = { SECRET = 1, SECRET = 2 }",
        'password = "a"\n[peers.office.password]\nSECRET = 1',
        'password = "SECRET\\u12"',
        'password = "SECRET\x01"',
    ],
)
def test_a_broken_toml_does_not_show_its_secret(cli: Cli, row: str) -> None:
    """The place of the fault is enough; the line itself may hold the password."""
    text = f'version = 1\n[peers.office]\nprotocol = "custom"\n{row.replace("SECRET", MARK)}\n'
    for command in COMMANDS:
        assert MARK not in said(cli, text, command)


@pytest.mark.parametrize(
    "kind", ['options = [["password", "SECRET", 3]]', 'options = [["password", ["SECRET"]]]']
)
def test_an_ordered_list_does_not_show_its_secret(cli: Cli, kind: str) -> None:
    """The list form has its own mistakes."""
    text = f'version = 1\n[peers.office]\nprotocol = "custom"\n{kind.replace("SECRET", MARK)}\n'
    for command in COMMANDS:
        assert MARK not in said(cli, text, command)


@pytest.mark.parametrize(
    "row",
    ["password = 9071603254", "options = { password = 9071603254 }", 'options = [["password", 9071603254]]'],
)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_secret_that_is_a_number_is_refused_without_it(cli: Cli, row: str, command: list[str]) -> None:
    """A PIN without quotes is a mistake, and still a PIN."""
    text = f'version = 1\n[peers.office]\nprotocol = "custom"\n{row}\n'
    assert "9071603254" not in said(cli, text, command)
