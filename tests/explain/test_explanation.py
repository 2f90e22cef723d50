"""What belongs to a name: options, a key, warnings."""

from __future__ import annotations

from typing import Final

import pytest

from vpnsync.config.lints import LINTS
from vpnsync.errors import VpnsyncError
from vpnsync.explain.explanation import as_json, explain
from vpnsync.lint import FACTS

ODD: Final = {"odd-novj": (("novj",), "novj is odd", "leave it out"), "odd-mtu": (("mtu",), "so is mtu", "")}


@pytest.mark.parametrize(
    ("name", "options", "is_key", "facts"),
    [
        ("novj", 1, False, ["odd-novj"]),
        ("-vj", 1, False, ["odd-novj"]),
        ("mtu", 1, True, ["odd-mtu"]),
        ("user", 1, True, []),
        ("server", 0, True, []),
        ("device name", 3, False, []),
        ("odd-mtu", 0, False, ["odd-mtu"]),
    ],
)
def test_all_that_goes_by_a_name_is_told(name: str, options: int, is_key: bool, facts: list[str]) -> None:  # noqa: FBT001
    """A warning is told with the options it is about, by whichever spelling, and by its own name."""
    found = explain(name, ODD)
    assert (len(found.words), found.is_key, list(found.facts)) == (options, is_key, facts)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("pasword", "password"),
        ("nodefaultrout", "nodefaultroute"),
        ("encription", "encryption"),
        ("odd-mt", "odd-mtu"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(name: str, nearest: str) -> None:
    """Of options, keys and warnings alike."""
    with pytest.raises(VpnsyncError) as caught:
        explain(name, ODD)
    assert caught.value.text() == f'{name}: unknown option, key, warning or error, did you mean "{nearest}"?'


def test_a_name_that_is_like_nothing_is_refused_without_a_guess() -> None:
    """A wrong guess sends people astray."""
    with pytest.raises(VpnsyncError, match=r"^qqqqqqqq: unknown option, key, warning or error$"):
        explain("qqqqqqqq", {})


def test_every_warning_that_can_be_allowed_can_be_explained() -> None:
    """`allow` takes these names, so a person reads them in a description."""
    assert set(FACTS) == set(LINTS)
    assert all(fact.text for fact in FACTS.values())


def test_the_facts_of_each_pppd_are_apart_in_json() -> None:
    """A script asks for one of them; words merged for a person's eye would be in its way."""
    old, new = as_json(explain("ifname", {}))["options"][0]["pppds"]
    assert (old["version"], old["bytes"], new["version"], new["bytes"]) == ("2.4.9", 31, "2.5", 15)
    assert (old["privileged"], old["default"], old["repeats"]) == (True, "", "last")


def test_a_value_that_a_platform_refuses_says_why() -> None:
    """The example is right, but not everywhere."""
    becomes = as_json(explain("password", {}))["key"]["becomes"]
    refused = {one["platform"]: one["refused"] for one in becomes if "system_keychain" in one["toml"]}
    assert refused["macos"] is None
    assert refused["linux"].startswith("system_keychain is macOS's")
