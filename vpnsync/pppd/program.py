"""pppd as a program: where it stands, what it is given, and how it is told to call a peer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

PPPD: Final = "/usr/sbin/pppd"
SEARCH: Final = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
"""Where pppd's helper programs are looked for: the PATH that pppd is given."""

LINKNAME: Final = "vpnsync-"
"""How the linknames start that vpnsync gives: a peer's name follows, so no two are alike."""


def call(name: str, linkname: str | None, more: Sequence[str] = ()) -> list[str]:
    """Return the words that make pppd call a peer and stay; linkname: None where its file has one.

    more: what else `up` gives it. They stand behind `call`, and so overrule what the file says of the same.
    """
    return ["call", name, *(["linkname", linkname] if linkname else []), *more, "nodetach"]
