"""The schema of vpns.toml: never stricter than the program, and as strict as one look allows."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Final, get_args

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.config.test_config_keys import BASES, describe
from tests.config.values import ACCEPTED, REFUSED
from tests.tools import needed
from vpnsync.config import references, texts
from vpnsync.config.load import parse
from vpnsync.config.merge import merge
from vpnsync.config.model import Document, PeerTable
from vpnsync.config.schema import schema
from vpnsync.pppd.options import PLATFORMS, dictionary
from vpnsync.render.peer import render

HOME: Final = Path(__file__).parents[2]
SCHEMA: Final = schema()
VALIDATOR: Final = jsonschema.Draft7Validator(SCHEMA)
EXAMPLE: Final = (HOME / "examples/vpns.toml").read_text()
README: Final = re.findall(r"```toml\n(.*?)```", (HOME / "README.md").read_text(), re.DOTALL)
WORDS: Final = sorted({word for platform in PLATFORMS for word in dictionary(platform).options})
VALUES: Final = sorted({value for _, _, value in (*ACCEPTED, *REFUSED)})
OPTION_VALUES: Final = (
    *("true", "3", "-1", '"a"', '"3"', "[]", "[true]", '["1", "2"]', "[1, 2]", "1.5", "{}", "[[1]]"),
    *('{ env = "A" }', "{ existing = true }", "{ prompt = true }", '[{ file = "a" }, "b"]'),
)
SLIPS: Final = {
    "wrong key": "pasword = 'x'",
    "wrong type": "mtu = '1400'",
    "two sources": "password = { env = 'A', file = 'b' }",
    "an account of no keyring": "password = { env = 'A', account = 'b' }",
}


def is_valid(text: str) -> bool:
    """Whether the independent validator takes a description."""
    return bool(VALIDATOR.is_valid(tomllib.loads(text)))


def is_accepted(text: str) -> bool:
    """Whether vpnsync takes a description of `office`, on each platform that the peer is for."""
    config = parse(text)
    if config.complaints:
        return False
    for platform in config.document.peers["office"].platforms or PLATFORMS:
        peer, complaints = merge(config, "office", platform)
        if complaints or render(peer, dictionary(platform))[1]:
            return False
    return True


def is_beyond(key: str, value: str) -> bool:
    """Whether one look cannot tell: host bits of a network, a newline at the end, 1400.0 (a whole number)."""
    keys = ("routes", "exclude_routes", "dns", "local_ip", "remote_ip", "server", "profiles")
    return key in keys or "\\n" in value or value.endswith(".0")


def test_it_is_a_schema_of_draft_07() -> None:
    """Editors' TOML servers know no later one."""
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"].endswith("draft-07/schema#")
    later = {"$defs", "prefixItems", "unevaluatedProperties", "dependentRequired", "discriminator"}
    assert not later & set(re.findall(r'"(\S+)":', json.dumps(SCHEMA)))


@pytest.mark.parametrize("text", [EXAMPLE, *README], ids=lambda text: text.split("\n", 1)[0])
def test_what_we_show_is_valid(text: str) -> None:
    """An editor that underlines the example would be believed."""
    shown = {"version": 1, **tomllib.loads(text)}  # a piece of a description has no version
    assert [error.message for error in VALIDATOR.iter_errors(shown)] == []


@pytest.mark.parametrize(("base", "key", "value"), ACCEPTED)
def test_a_right_value_is_valid(base: str, key: str, value: str) -> None:
    """The schema is never stricter than the program."""
    assert is_valid(describe(base, key, value)[0])


@pytest.mark.parametrize(("base", "key", "value"), [row for row in REFUSED if not is_beyond(*row[1:])])
def test_a_wrong_value_is_invalid(base: str, key: str, value: str) -> None:
    """A slip is underlined while it is typed, not found at the next plan."""
    assert not is_valid(describe(base, key, value)[0])


@pytest.mark.parametrize("row", SLIPS.values(), ids=SLIPS)
def test_the_usual_slips_are_invalid(row: str) -> None:
    """These are why one has an editor look at the file at all."""
    assert not is_valid(f'version = 1\n[peers.office]\nprotocol = "custom"\n{row}\n')


@given(
    base=st.sampled_from(sorted(BASES)),
    key=st.sampled_from(sorted(PeerTable.model_fields)),
    value=st.sampled_from(VALUES),
)
def test_what_the_schema_refuses_the_program_refuses(base: str, key: str, value: str) -> None:
    """An editor must not teach anybody that a sound description is wrong."""
    text = describe(base, key, value)[0]
    assert is_valid(text) or not is_accepted(text)


@given(word=st.sampled_from(WORDS), value=st.sampled_from(OPTION_VALUES), platform=st.sampled_from(PLATFORMS))
def test_an_option_that_the_schema_refuses_the_program_refuses(word: str, value: str, platform: str) -> None:
    """The dictionary knows each word on each platform; the schema knows one answer for both."""
    peer = f'[peers.office]\nprotocol = "custom"\nplatforms = ["{platform}"]\n'
    text = f'version = 1\n{peer}options = {{ "{word}" = {value} }}\n'
    assert is_valid(text) or not is_accepted(text)


def test_any_option_can_be_taken_away() -> None:
    """`false` says so of an inherited one, whatever it takes otherwise."""
    rows = "\n".join(f'"{word}" = false' for word in WORDS)
    assert is_valid(f"version = 1\n[peers.office.options]\n{rows}\n")


@pytest.mark.parametrize(
    "option",
    [
        "novj = true",
        "lcp-max-configure = 20",
        "asyncmap = 'a0000'",
        "vendor-word = 'x'",
        "debug = [true, true]",
    ],
)
def test_an_option_takes_what_its_word_takes(option: str) -> None:
    """The words of pppd are offered; others are not forbidden."""
    assert is_valid(f"version = 1\n[peers.office.options]\n{option}\n")


@pytest.mark.parametrize(
    "option",
    ["novj = 'x'", "lcp-max-configure = '20'", "asyncmap = 0", "idle = { env = 'A' }", "idle = true"],
)
def test_an_option_takes_nothing_else(option: str) -> None:
    """The dictionary knows what stands behind each word."""
    assert not is_valid(f"version = 1\n[peers.office.options]\n{option}\n")


@pytest.mark.parametrize(
    ("name", "is_right"), [("office-2", True), ("-x", False), ("a b", False), ("../x", False)]
)
def test_a_peers_name_is_checked(name: str, *, is_right: bool) -> None:
    """It becomes the name of a file of root's."""
    assert is_valid(f"version = 1\n[peers.'{name}']\n") == is_right


def test_every_key_has_a_sentence() -> None:
    """It is what an editor shows beside the key, and what the manual says."""
    assert set(texts.KEYS) == set(PeerTable.model_fields)
    assert set(texts.DOCUMENT) == set(Document.model_fields)
    forms = [get_args(form)[0] for form in get_args(references.AnyReference)]
    assert set(texts.REFERENCES) == {name for form in forms for name in form.model_fields}
    sentences = [*texts.KEYS.values(), *texts.REFERENCES.values(), *texts.DOCUMENT.values()]
    assert all(re.fullmatch(r"[A-Z].*\.", sentence) for sentence in sentences)


@pytest.mark.parametrize(
    ("row", "status"), [("mtu = 1400", 0), *((row, 1) for row in SLIPS.values())], ids=["right", *SLIPS]
)
def test_an_editors_toml_server_takes_it_from_the_first_line(tmp_path: Path, row: str, status: int) -> None:
    """`#:schema` is how taplo, and the editors that run it, find the schema."""
    (tmp_path / "vpns.schema.json").write_text(json.dumps(SCHEMA))
    path = tmp_path / "vpns.toml"
    path.write_text(f'#:schema ./vpns.schema.json\nversion = 1\n[peers.office]\nprotocol = "custom"\n{row}\n')
    command = [needed("taplo"), "lint", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == status, done.stderr
