"""A user of the guest dials: no root before sudo, and a password that the user alone may read."""

from __future__ import annotations

import os
import pwd
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

import vpnsync
from tests.cli.program import Terminal
from tests.e2e.calls import pptp
from tests.e2e.network import PASSWORD, run

if TYPE_CHECKING:
    from tests.e2e.network import Network

NAME: Final = "dora"
HOME: Final = Path("/home") / NAME
SUDOERS: Final = Path("/etc/sudoers.d") / NAME


@pytest.fixture
def user() -> str:
    """Make a user who may become root; return the name. All of it is gone with the guest."""
    if not shutil.which("sudo"):
        pytest.skip("no sudo on this machine, whose programs are the guest's")
    for needed in (Path(sys.prefix), Path(sys.base_prefix), Path(vpnsync.__file__).parents[1]):
        for above in needed.parents:
            above.chmod(above.stat().st_mode | 0o111)
    run("useradd", "--no-log-init", "-m", "-d", str(HOME), "-s", "/bin/sh", NAME)
    SUDOERS.write_text(f"{NAME} ALL=(ALL) NOPASSWD: ALL\n")
    SUDOERS.chmod(0o440)
    return NAME


def write(name: str, text: str) -> None:
    """Put a file into the user's home that nobody else may read."""
    path, who = HOME / name, pwd.getpwnam(NAME)
    path.write_text(text)
    path.chmod(0o600)
    os.chown(path, who.pw_uid, who.pw_gid)


def typed(*words: str) -> Terminal:
    """Type a command as the user, at home."""
    who = pwd.getpwnam(NAME)
    start = ["setpriv", f"--reuid={who.pw_uid}", f"--regid={who.pw_gid}", "--init-groups", "env", "-i"]
    start += [f"PATH={os.environ['PATH']}", f"HOME={HOME}", "TERM=xterm"]
    return Terminal(cwd=HOME, start=[*start, sys.executable, "-m", "vpnsync", *words], owner=who.pw_uid)


@pytest.mark.usefixtures("user")
def test_a_user_dials_watches_and_ends_a_call(network: Network) -> None:
    """The way of every day: no sudo typed, one password in one file of one's own."""
    write("secret", f"{PASSWORD}\n")
    keys = pptp(network.one, 'secret_storage = "dial"', password='{ file = "secret" }')
    write("vpns.toml", f"version = 1\n[peers.office]\n{keys}\n")
    assert typed("apply", "--yes").finish().status == 0
    up = typed("up", "office")
    up.wait_for("office is up: ppp0 10.8.1.")
    run("ping", "-c", "1", "-w", "5", "-I", "ppp0", network.one.inner)
    status = typed("status", "office").finish()
    assert (status.status, "ppp0" in status.out, "needs root: sudo" in status.out) == (0, True, False)
    up.type("\x03")
    ended = up.finish()
    assert (ended.status, "you ended it (pppd ended with 5)" in ended.out) == (5, True)
    assert network.client_pppds() == []
