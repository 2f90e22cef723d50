"""What crosses from the person's half to root's: all of it arrives, and nothing else is taken."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vpnsync.cli.handover import Callee, Draft, Handover, Kept
from vpnsync.cli.message import from_json, to_json
from vpnsync.errors import SecretError, VpnsyncError

NAMES = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,9}", fullmatch=True)
TEXTS = st.text(max_size=20)
LINES = st.binary(max_size=20).map(lambda raw: raw.replace(b"\0", b"").decode("utf-8", "surrogateescape"))
PIECES = st.one_of(LINES, st.builds(Kept, st.just("password"), TEXTS))
DRAFTS = st.dictionaries(NAMES, st.builds(Draft, st.lists(PIECES).map(tuple), st.booleans()), max_size=3)

CALLEES = st.builds(
    Callee,
    st.sampled_from(["pptp", "l2tp", "custom"]),
    TEXTS,
    TEXTS,
    st.sampled_from([None, "vpn.example.net", "2001:db8::1", "192.0.2.1"]),
    st.dictionaries(TEXTS, TEXTS, max_size=3),
    st.lists(NAMES, max_size=2).map(tuple),
)
CHECKS = st.tuples(st.sampled_from(["ok", "warning", "problem"]), TEXTS, TEXTS)
SECRETS = st.dictionaries(st.sampled_from(["password", "l2tpipsecsharedsecret"]), LINES, max_size=2)


@st.composite
def handovers(draw: st.DrawFn) -> Handover:
    """Return any handover that a person's half could make."""
    drafts, secrets = draw(DRAFTS), draw(st.dictionaries(NAMES, SECRETS, max_size=2))
    return Handover(
        description=draw(TEXTS),
        identity=draw(NAMES.filter(lambda name: not name.startswith("_"))),
        platform=draw(st.sampled_from(["macos", "linux"])),
        version=draw(st.sampled_from([None, "2.4.9", "2.5"])),
        group=draw(st.sampled_from([None, "dip"])),
        names=tuple(draw(st.lists(TEXTS))),
        described=tuple(draw(st.lists(NAMES))),
        skipped=draw(st.dictionaries(NAMES, TEXTS)),
        warnings=tuple(draw(st.lists(TEXTS))),
        hidden=tuple(draw(st.lists(TEXTS))),
        asks=draw(st.booleans()),
        is_plain=draw(st.booleans()),
        calls=draw(st.dictionaries(NAMES, CALLEES, max_size=2)),
        checks=tuple(draw(st.lists(CHECKS, max_size=2))),
        write=lambda: drafts,
        open=lambda: secrets,
    )


def message(**other: object) -> bytes:
    """Return a sound message with some of its values replaced."""
    drafts = {"office": Draft(('password "sesame"\n', Kept("password", "key")))}
    made = Handover("vpns.toml", "vpnsync", "linux", write=lambda: drafts)
    return json.dumps({**json.loads(to_json(made)), **other}).encode()


def callee(**other: object) -> dict[str, object]:
    """Return a sound callee with some of its values replaced."""
    sound: dict[str, object] = {
        "protocol": "pptp",
        "shown": "x",
        "place": "x",
        "server": None,
        "keys": {},
        "sharers": [],
    }
    return {**sound, **other}


def why(text: bytes) -> str:
    """Return why a message is not taken."""
    with pytest.raises(VpnsyncError) as caught:
        from_json(text)
    return caught.value.text()


@given(handovers())
def test_what_is_handed_over_arrives(handover: Handover) -> None:
    """Every byte of a file, whatever its encoding."""
    arrived = from_json(to_json(handover))
    assert (arrived, arrived.drafts) == (handover, handover.drafts)
    assert arrived.secrets == handover.secrets


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("identity", "a peer=b"),
        ("identity", "vpnsync\n"),
        ("identity", ""),
        ("platform", "solaris"),
        ("platform", ["linux"]),
        ("version", "3"),
        ("group", "dip\n"),
        ("names", "office"),
        ("names", [1]),
        ("described", ["../office"]),
        ("skipped", {".office": "x"}),
        ("asks", 1),
        ("drafts", {"../../passwd": {"is_blind": False, "pieces": [], "problems": []}}),
        ("drafts", {"office": {"is_blind": False, "pieces": ["\0"], "problems": []}}),
        ("drafts", {"office": {"is_blind": False, "pieces": ["\ud800"], "problems": []}}),
        ("drafts", {"office": {"is_blind": False, "pieces": ["x" * (1024 * 1024 + 1)], "problems": []}}),
        ("drafts", {"office": {"is_blind": 0, "pieces": [], "problems": []}}),
        ("drafts", {"office": {"is_blind": False, "pieces": [], "problems": [7]}}),
        ("drafts", {"office": {"is_blind": False, "pieces": [], "problems": [], "access": 0o666}}),
        ("drafts", {"office": {"is_blind": False, "pieces": [{"word": "user", "key": "k"}], "problems": []}}),
        ("drafts", {"office": []}),
        ("scripts", {"../office.ip-up": "#!/bin/sh\n"}),
        ("units", {"ssh.service": "[Service]\n"}),
        ("units", {"vpnsync-../ssh.service": "[Service]\n"}),
        ("units", {"vpnsync-office.service": "\0"}),
        ("calls", {"../office": {}}),
        ("calls", {"office": {"protocol": "pptp"}}),
        ("calls", {"office": callee(server="host; id")}),
        ("calls", {"office": callee(server="-oProxyCommand=id\n")}),
        ("calls", {"office": callee(protocol="pptp\n")}),
        ("calls", {"office": callee(keys={"user": 1})}),
        ("calls", {"office": callee(sharers=["../lab"])}),
        ("checks", [["fine", "what", ""]]),
        ("checks", [["ok", "what"]]),
        ("secrets", {"office": {"pty": "id"}}),
        ("secrets", {"office": {"password": "nul\0"}}),
        ("secrets", {"office": {"password": "x" * 256}}),
        ("secrets", {"office": {"password": None}}),
        ("secrets", {"office": ['password "x"\npty id\n']}),
    ],
)
def test_what_is_not_as_it_must_be_is_refused(key: str, value: object) -> None:
    """Root's half was written by root's own program, but what it reads was not."""
    assert why(message(**{key: value})).endswith(f"cannot be used: {key}: is not what it must be")


def test_another_format_is_refused_as_such() -> None:
    """Two versions of vpnsync may be installed, one of them for root."""
    assert "another version" in why(message(format=1))
    assert "another version" in why(message(surprise=True))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # the first one, on a busy machine
@given(st.dictionaries(st.sampled_from([*json.loads(message()), "other"]), JSON))
def test_no_message_breaks_roots_half(other: dict[str, Any]) -> None:
    """It is taken or refused; there is no third end."""
    try:
        from_json(message(**other))
    except VpnsyncError as error:
        assert "sesame" not in error.text()  # noqa: PT017 - either end is right


@given(st.binary(max_size=200))
def test_no_bytes_break_roots_half(data: bytes) -> None:
    """A half that was killed leaves half a message."""
    assert "is no message" in why(data + b"{")
    assert "cannot be used" in why(message()[: len(data)])


def test_a_deep_message_is_refused() -> None:
    """Python's reader of JSON gives up by an error of its own."""
    assert "is no message" in why(b"[" * 100_000)
    assert "is no message" in why(
        message(warnings=[]).replace(b'"warnings": []', b'"warnings": ' + b"9" * 5000)
    )


def test_a_secret_is_not_shown_by_repr() -> None:
    """Tracebacks of test runners and debuggers show values so."""
    draft = Draft(("password sesame\n",), problems=())
    handover = Handover("vpns.toml", "vpnsync", "linux", write=lambda: {"office": draft})
    dialed = Handover("vpns.toml", "vpnsync", "linux", open=lambda: {"office": {"password": "sesame"}})
    assert handover.drafts
    assert dialed.secrets
    assert "sesame" not in repr(draft) + repr(handover) + repr(dialed)


def test_what_is_for_the_dial_alone_crosses_only_when_it_is_asked_for() -> None:
    """Behind sudo, root's half first looks whether there is anything to dial."""

    def refuse() -> dict[str, dict[str, str]]:
        pytest.fail("a secret was opened")

    handover = Handover("vpns.toml", "vpnsync", "linux", open=refuse)
    assert from_json(to_json(handover, is_whole=False)).secrets == {}


def test_nothing_is_handed_over_while_a_secret_is_missing() -> None:
    """A file without its password would be worse than none."""
    drafts = {"office": Draft((), problems=("peers.office.password: is not set",))}
    with pytest.raises(SecretError, match="office"):
        to_json(Handover("vpns.toml", "vpnsync", "linux", write=lambda: drafts))
