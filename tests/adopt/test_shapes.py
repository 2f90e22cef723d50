"""The protocol is recognized wherever its words stand; what may not be moved stays a list."""

from __future__ import annotations

import pytest

from tests.adopt.desk import carried
from vpnsync.adopt.carry import Adopted


@pytest.mark.parametrize(
    ("text", "protocol", "key"),
    [
        ("noauth\npersist\nmtu 1492\nplugin rp-pppoe.so\neth0\nuser x\n", "pppoe", "interface"),
        ('pty "pptp h.example --nolaunchpppd"\nnoauth\nname a\nfile /etc/o\npersist\n', "pptp", "server"),
    ],
)
def test_words_around_a_plugin_or_an_include_hide_no_protocol(text: str, protocol: str, key: str) -> None:
    """Debian's dsl-provider has words before its plug-in; it is PPPoE all the same."""
    result = carried(text.encode(), "linux")
    assert isinstance(result, Adopted)
    assert (result.table["protocol"], key in result.table) == (protocol, True)
    assert isinstance(result.table["options"], list)
