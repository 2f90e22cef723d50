"""Whatever stands in vpns.toml: no value becomes a command, and each arrives as it was written."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hooks.desk import START, rendered
from tests.hooks.stage import PROGRAMS, RECORD, Stage

if TYPE_CHECKING:
    from vpnsync.pppd.options import Platform

PLATFORMS: Final = ("linux", "macos")
CANARY: Final = "touch canary"
FRAGMENTS: Final = (
    f"$({CANARY})",
    f"`{CANARY}`",
    f"; {CANARY};",
    f"\n{CANARY}\n",
    f"' {CANARY} '",
    f'" ; {CANARY}; "',
    f"'\n{CANARY}\n'",
    f"\r{CANARY}",
    f"& {CANARY} &",
    f"|{CANARY}",
    f"\\'; {CANARY}; #",
    f"}}\n{CANARY}\nEND\n{CANARY}",
    "END\nquit\n",
    "${IFS}",
    "*",
    "~root",
    "-n",
    "\x01\x7f",
    "é\u2028\U0001f600",
    "# vpnsync: id=other peer=x digest=00000000000000000000000000000000",
    "",
)
hostile: Final = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=4), min_size=1, max_size=3).map(
    "".join
)
commands: Final = st.lists(hostile.filter(lambda word: "\0" not in word), min_size=1, max_size=4)


def around(sound: str) -> st.SearchStrategy[str]:
    """Return texts that begin, or end, as a sound one does."""
    return hostile.map(lambda text: sound + text) | hostile.map(lambda text: text + sound)


keys: Final = st.fixed_dictionaries(
    {},
    optional={
        "routes": st.lists(around("10.20.0.0/16") | around("fe80::1%") | around("fe80::%0/64"), max_size=2),
        "exclude_routes": st.lists(around("10.0.0.0/8") | around("fd00::%"), max_size=2),
        "on_up": commands | st.fixed_dictionaries({"command": commands, "user": around("bob")}),
        "on_down": commands,
        "server": around("vpn.example.net"),
        "dns": st.fixed_dictionaries(
            {"servers": st.lists(around("10.20.0.53") | around("fe80::1%"), min_size=1, max_size=2)},
            optional={"domains": st.lists(around("example.net"), max_size=2)},
        ),
    },
)


def text_of(peer: dict[str, Any], platform: str) -> str:
    """Return a description of one peer, around keys that are sound."""
    sound = {"protocol": "sstp" if platform == "linux" else "l2tp", "server": "vpn.example.net"}
    default = {"routes": ["10.20.0.0/16"], "default_route": True}
    return tomli_w.dumps({"version": 1, "peers": {"office": {**sound, **default, **peer}}})


@pytest.mark.parametrize("platform", PLATFORMS)
@settings(deadline=None, max_examples=60)
@given(peer=keys)
def test_a_hostile_value_is_refused_or_harmless(platform: Platform, peer: dict[str, Any]) -> None:
    """These scripts run as root; a description may come from anywhere."""
    scripts, complaints = rendered(text_of(peer, platform), platform)
    if complaints:
        return
    with tempfile.TemporaryDirectory() as name:
        stage = Stage(Path(name) / "stage", scripts, platform)
        for event in ("up", "down"):
            if f"office.ip-{event}" in scripts:
                stage.script(event)
        assert not list(Path(name).rglob("canary"))
        assert {call[0] for call in stage.calls()} <= set(PROGRAMS[platform])


@pytest.mark.parametrize("platform", PLATFORMS)
@settings(deadline=None, max_examples=60)
@given(command=commands.filter(lambda words: words[0] != ""))
def test_a_command_arrives_word_by_word(platform: Platform, command: list[str]) -> None:
    """No shell reads it on its way, whatever is in it."""
    scripts, complaints = rendered(text_of({"on_up": command}, platform), platform)
    assert complaints == []
    with tempfile.TemporaryDirectory() as name:
        stage = Stage(Path(name) / "stage", scripts, platform)
        stage.program("setpriv", VERSION + RECORD)
        stage.script("up")
        starters = [call for call in stage.calls() if call[0] in ("setpriv", "sudo")]
        assert [list(call[-len(command) :]) for call in starters if "--version" not in call] == [command]


VERSION: Final = '#!/bin/sh\n[ "$1" != --version ] || { echo setpriv from util-linux; exit; }\n'


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("routes", '["fe80::1%; reboot/128"]'),
        ("routes", '["10.20.0.1/16"]'),
        *(
            ("routes", f'["{network}"]')
            for network in ("127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "fe80::/64")
        ),
        ("exclude_routes", '["fd00::%$(reboot)/64"]'),
        ("dns", '{ servers = ["fe80::1%`reboot`"] }'),
        ("dns", '{ servers = ["10.0.0.1"], domains = ["a b"] }'),
        ("dns", '{ servers = ["10.0.0.1"], domains = ["~."] }'),
        ("on_up", '["a\\u0000b"]'),
        ("on_up", '[""]'),
        ("on_up", "[]"),
        ("on_up", '"notify up"'),
        ("on_up", '{ command = ["true"], user = "-x" }'),
        ("on_up", '{ command = ["true"], user = "a b" }'),
        ("on_up", '{ user = "bob" }'),
        ("route_metric", "-1"),
    ],
)
def test_what_is_no_such_value_is_refused_with_its_key(key: str, value: str) -> None:
    """Python takes any text for the zone of an IPv6 address."""
    text = f'version = 1\n[peers.office]\nprotocol = "custom"\npty = "true"\n{key} = {value}\n'
    _, complaints = rendered(text)
    assert [complaint.key[:3] for complaint in complaints] == [("peers", "office", key)]


@pytest.mark.parametrize(
    ("lines", "refused"),
    [
        ('routes = ["10.20.0.0/16"]\nexclude_routes = ["10.20.0.0/16"]', "10.20.0.0/16"),
        ('routes = ["10.20.0.0/16"]\nexclude_routes = ["10.0.0.0/8"]', "10.0.0.0/8"),
        ('routes = ["0.0.0.0/0"]\nexclude_routes = ["128.0.0.0/1"]', "128.0.0.0/1"),
        ('routes = ["0.0.0.0/0", "10.20.0.0/16"]\nexclude_routes = ["10.0.0.0/8"]', None),
        ('routes = ["10.0.0.0/8"]\nexclude_routes = ["10.20.0.0/16", "fd00::/16"]', None),
    ],
)
def test_a_network_that_shall_go_both_ways_is_refused(lines: str, refused: str | None) -> None:
    """Only one can hold; which one depends on the system. Within a wider route either way is meant."""
    complaints = [str(one) for one in rendered(f"{START}[peers.office]\n{lines}\n")[1]]
    assert len(complaints) == (1 if refused else 0)
    assert all(f"exclude_routes: {refused} covers what peers.office.routes" in one for one in complaints)


def test_only_who_owns_root_may_have_root_run_a_command() -> None:
    """Else whoever may write a description that root applies would be root."""
    text = (
        'version = 1\n[peers.office]\nprotocol = "custom"\npty = "true"\n'
        'on_up = { command = ["id"], user = "root" }\n'
    )
    _, complaints = rendered(text, owner="alice")
    assert [c.reason for c in complaints] == ["cannot run as root: the description is alice's"]
    assert rendered(text, owner="root")[1] == []


def test_the_one_who_is_root_by_another_name_is_not_root(tmp_path: Path) -> None:
    """A second name for uid 0 is found out where the script runs, by its number."""
    text = (
        'version = 1\n[peers.office]\nprotocol = "custom"\npty = "true"\n'
        'on_up = { command = ["touch", "canary"], user = "toor" }\n'
    )
    stage = Stage(tmp_path / "stage", rendered(text)[0])
    stage.program("id", "#!/bin/sh\necho 0\n")
    stage.script("up")
    (said,) = [call for call in stage.calls() if call[0] == "logger"]
    assert said[-1] == "office: there is no user toor to run touch as"
    assert not (tmp_path / "stage/canary").exists()


def test_a_user_who_is_gone_runs_nothing(tmp_path: Path) -> None:
    """Least of all root in its place."""
    text = 'version = 1\n[peers.office]\nprotocol = "custom"\npty = "true"\non_up = ["touch", "canary"]\n'
    stage = Stage(tmp_path / "stage", rendered(text, owner="nobody-there")[0])
    stage.script("up")
    assert stage.calls()[-1][-1] == "office: there is no user nobody-there to run touch as"
    assert not (tmp_path / "stage/canary").exists()
