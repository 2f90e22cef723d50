"""A small world for plans: peers files as text, on disk or wanted, and what a plan makes of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from hypothesis import strategies as st

from vpnsync.pppd.options import dictionary
from vpnsync.sync.change import Change, Desired, Scope
from vpnsync.sync.files import Access, File, with_header
from vpnsync.sync.kinds import peers_file
from vpnsync.sync.plan import make_plan, make_release

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vpnsync.sync.change import Actual, Plan

LINUX: Final = dictionary("linux")
OURS: Final = "dotfiles"
PRIVATE: Final = Access(0o600, 0, 0)
PEERS: Final = Path("/etc/ppp/peers")

LINES: Final = (
    "mtu 1400",
    "mtu 0x578",
    "mtu 1300",
    "idle 60",
    "idle 120",
    "novj",
    "-vj",
    "noauth",
    "debug",
    'user "alice"',
    "user bob",
    'password "open sesame"',
    "password swordfish",
    "ms-dns 10.0.0.1",
    "ms-dns 10.0.0.2",
    "asyncmap a0000",
    "asyncmap 1",
    "plugin a.so",
    "file /etc/ppp/more",
    "vendor-word 5",
    "vendor-word 6",
    "10.0.0.1:10.0.0.2",
    "0:0",
    "# a remark",
)
texts: Final = st.lists(st.sampled_from(LINES), max_size=7).map(
    lambda lines: "".join(f"{x}\n" for x in lines)
)


def wanted(text: str, access: Access = PRIVATE, *, is_blind: bool = False) -> Desired:
    """Return a file that should exist."""
    return Desired(text.encode(), access, is_blind=is_blind)


def foreign(text: str | bytes, access: Access = PRIVATE) -> File:
    """Return a file that somebody wrote by hand."""
    return File(text.encode() if isinstance(text, str) else text, access, LINUX)


def written(
    name: str,
    text: str,
    access: Access = PRIVATE,
    *,
    identity: str = OURS,
    kept: tuple[int, int] | None = None,
) -> File:
    """Return a file as vpnsync wrote it."""
    return with_header(
        text.encode(), name=name, identity=identity, dictionary=LINUX, access=access, kept=kept
    )


def edited(file: File, text: str) -> File:
    """Return the same file after somebody put another text under its header."""
    header = file.text[: len(file.text) - len(file.body)]
    return File(header + text.encode(), file.access, LINUX)


def scope(
    *,
    skipped: Mapping[str, str] | None = None,
    names: tuple[str, ...] = (),
    prune: bool = False,
) -> Scope:
    """Return what the plans of these tests are about."""
    return Scope(Path("/"), OURS, LINUX, skipped or {}, names, prune)


def plan_of(desired: Mapping[str, Desired], actual: Mapping[str, Actual], about: Scope) -> Plan:
    """Plan for peers files alone, which go by the names of their peers here."""
    return make_plan(
        {peers_file(name): file for name, file in desired.items()},
        {peers_file(name): file for name, file in actual.items()},
        about,
    )


def release_of(name: str, actual: Mapping[str, Actual], about: Scope) -> Plan:
    """Release a peer of which there is a peers file alone."""
    return make_release(name, {peers_file(name): file for name, file in actual.items()}, about)


def carried_out(plan: Plan, actual: Mapping[str, Actual]) -> dict[str, Actual]:
    """Return the files as they are once a plan is done."""
    reached = dict(actual)
    for change in plan.changes:
        if change.after is None:
            del reached[change.name]
        else:
            reached[change.name] = change.after
    return reached


def between(before: File, after: File, *, is_blind: bool = False) -> Change:
    """Return the change from one file to another."""
    return Change("office", PEERS / "office", "update", ("-",), before, after, is_blind=is_blind)
