"""`vpnsync explain`: for a person, for a script, without root or description."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.cli.program import Terminal, run
from vpnsync.explain.example import option_example
from vpnsync.explain.keys import KEYS
from vpnsync.lint import FACTS
from vpnsync.pppd.texts import PPPDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result
    from vpnsync.pppd.options import Dictionary

OPTIONS = tuple(dict.fromkeys(word for known in PPPDS for word in known.options))
BARE = tuple(dict.fromkeys(option.word for known in PPPDS for option in known.barewords))


def test_every_name_is_explained_within_80_columns(cli: Callable[..., Result]) -> None:
    """Options, words without a name, keys and warnings. What is to be copied stays on one line."""
    for name in (*OPTIONS, *BARE, *KEYS, *FACTS):
        result = cli("explain", "--", name)
        assert (result.status, result.err) == (0, ""), name
        assert result.out.startswith(f"{name}:"), name
        long = [line for line in result.out.splitlines() if len(line) > 80]
        assert all(re.match(r" +[a-z_]+ = |      ?\S+ \"", line) for line in long), long
        assert "\033" not in result.out


def test_every_name_is_explained_as_json(cli: Callable[..., Result]) -> None:
    """One document, whatever the name is of."""
    for name in (*OPTIONS[::7], *BARE, *KEYS, *FACTS):
        result = cli("explain", "--json", "--", name)
        document = json.loads(result.out)
        assert (result.status, document["format_version"], document["name"]) == (0, 1, name)
        assert document["options"] or document["key"] or document["warnings"]


def test_every_example_validates(cli: Callable[..., Result], tmp_path: Path) -> None:
    """It is there to be copied: each one in a peer of its own, on every platform it is for."""
    examples = [example for word in OPTIONS if (example := option_example(word))]
    peers = (example.peer(f"p{index}") for index, example in enumerate(examples))
    (tmp_path / "vpns.toml").write_text("version = 1\n" + "".join(peers))
    result = cli("validate", "--no-secrets")
    assert result.status == 0, result.err
    assert f"{len(examples)} peers, nothing wrong" in result.out
    assert len(examples) > 400


@pytest.mark.parametrize("known", PPPDS, ids=lambda d: f"{d.platform}-{d.version}")
def test_an_example_sets_the_very_option(
    cli: Callable[..., Result], tmp_path: Path, known: Dictionary
) -> None:
    """Validating is not enough: the file of each pppd that knows the word must hold it."""
    rows = [(word, example) for word in known.options if (example := option_example(word))]
    peers = (example.peer(f"p{index}") for index, (_, example) in enumerate(rows))
    (tmp_path / "vpns.toml").write_text("version = 1\n" + "".join(peers))
    version = ["--pppd", known.version] if known.version else []
    where = ["--root", "r", "--platform", known.platform, *version]
    result = cli("plan", *where, "--json", "--no-secrets")
    assert result.status == 0, result.err
    changes = {change["name"]: change for change in json.loads(result.out)["changes"]}
    for index, (word, _) in enumerate(rows):
        written = {option["option"] for option in changes[f"p{index}"]["options"]}
        assert known.canonical(word) in written, word


@pytest.mark.parametrize("word", ["-vj", "-chap", "-detach", "-h", "-d", "+pap", "--version", "-all"])
def test_a_word_that_looks_like_an_option_of_ours_is_a_word(cli: Callable[..., Result], word: str) -> None:
    """It is pppd that has many of them, and nobody thinks of `--`."""
    result = cli("explain", word)
    assert (result.status, result.out.partition(":")[0]) == (0, word)


def test_help_is_still_to_be_had(cli: Callable[..., Result]) -> None:
    """As with every other command."""
    result = cli("explain", "--help")
    assert (result.status, "Usage: vpnsync explain" in result.out) == (0, True)


def test_an_unknown_word_fails_with_the_nearest(cli: Callable[..., Result]) -> None:
    """On stderr, and nothing on stdout."""
    result = cli("explain", "pasword")
    message = (
        'vpnsync: pasword: unknown option, key, warning or error, did you mean "password"? [unknown-word]\n'
    )
    assert (result.status, result.out, result.err) == (1, "", message)


def test_no_word_is_wrong_usage(cli: Callable[..., Result]) -> None:
    """As with every other command that wants one."""
    assert cli("explain").status == 64


def test_a_hostile_word_reaches_no_terminal(cli: Callable[..., Result]) -> None:
    """It may have been copied from a web page."""
    result = cli("explain", "\033]0;owned\007")
    assert (result.status, "\033" in result.err, "\007" in result.err) == (1, False, False)


def test_a_name_that_is_option_and_key_tells_both(cli: Callable[..., Result]) -> None:
    """What pppd does with it, and what one writes."""
    out = cli("explain", "idle").out
    assert "idle: an option of pppd on macOS and Linux\n" in out
    assert "idle: a key of vpns.toml\n" in out
    assert '  idle = "30m"\n    idle 1800\n' in out


def test_facts_that_differ_name_their_platform(cli: Callable[..., Result]) -> None:
    """And those that do not are told once."""
    out = cli("explain", "+ipv6").out
    assert "  default    macOS: off\n             Linux: already so\n" in out
    assert out.count("it is a flag") == 1


def test_what_a_platform_lacks_is_said_at_the_top(cli: Callable[..., Result]) -> None:
    """And the example goes into the table of the one that has it."""
    out = cli("explain", "looplocal").out
    assert out.startswith("looplocal: an option of pppd on macOS; not on Linux\n")
    assert "options = { looplocal = true }\n      (in [peers.NAME.macos])\n" in out
    assert cli("explain", "vrf").out.startswith(
        "vrf: an option of pppd on Linux 2.5; not on macOS and Linux 2.4.9"
    )


@pytest.mark.parametrize("columns", [40, 80, 132, 200])
def test_text_is_as_wide_as_the_terminal(tmp_path: Path, columns: int) -> None:
    """But never wider than one reads with ease; and bold only where there is colour."""
    plain = Terminal(
        "explain", "logfile", cwd=tmp_path, env={"COLUMNS": str(columns), "NO_COLOR": "1"}
    ).finish()
    assert "\033" not in plain.out
    longest = max(len(line) for line in plain.out.splitlines() if " = " not in line)
    assert min(columns, 100) * 3 / 4 < longest <= min(columns, 100)
    bold = Terminal("explain", "logfile", cwd=tmp_path, env={"COLUMNS": str(columns)}).finish()
    assert "\033[1mlogfile\033[0m: an option" in bold.out


def test_neither_root_nor_a_description_is_needed(tmp_path: Path) -> None:
    """Nothing is read but the program's own data, and nothing is written."""
    (tmp_path / "vpns.toml").write_text("this is not TOML")
    result = run("explain", "mtu", cwd=tmp_path, env={"VPNSYNC_CONFIG": "missing.toml"})
    assert (result.status, result.err) == (0, "")
    assert [path.name for path in tmp_path.iterdir()] == ["vpns.toml"]


def test_what_is_to_be_copied_is_never_broken(tmp_path: Path) -> None:
    """A key with its value, or a line of a peers file, that has been wrapped is another one."""
    shown = Terminal("explain", "server", cwd=tmp_path, env={"COLUMNS": "30"}).finish().out
    assert '\n  server = "vpn.example.com"\n' in shown
    assert '\n      pty "pptp vpn.example.com --nolaunchpppd"\n' in shown
