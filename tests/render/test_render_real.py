"""The real pppd of Linux reads every file that we render for it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
import tomli_w
from hypothesis import HealthCheck, given, settings

from tests.render.desk import GOLDEN, rendered
from tests.render.peers import Described, peers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.real_pppd import RealPppd

pytestmark = pytest.mark.pppd
FILES: Final = sorted(GOLDEN.glob("*.linux.peer"))
ETHERNET: Final = "1"
# What pppd's own dump leaves out, or what stands on the command line with which it is asked.
UNDUMPED: Final = {"file", "noauth", "nodetach"}


def interface() -> str | None:
    """Return an Ethernet interface of this machine: pppd looks for it while it reads."""
    types = sorted(Path("/sys/class/net").glob("*/type"))
    return next((path.parent.name for path in types if path.read_text().strip() == ETHERNET), None)


def on_this_machine(text: str) -> str:
    """Return the same file with what only some machines have replaced by what this one has."""
    Path("more").write_text("nomagic\n", encoding="utf-8")
    here = str(Path.cwd())
    text = re.sub(r"(?m)^/dev/tty\S*$", "/dev/null", text)
    text = re.sub(r"(?m)^eth1\n\Z", f"{interface()}\n" if interface() else "", text)
    text = text.replace('file "/etc/ppp/more"', f'file "{here}/more"')
    # With a log file, what pppd says of itself goes there and not to us.
    text = re.sub(r"(?m)^logfile .*\n", "", text)
    if not list(Path("/usr/lib/pppd").glob("*/sstp-pppd-plugin.so")):
        text = re.sub(r'(?m)^(plugin "sstp-pppd-plugin.so"|sstp-sock .*)\n', "", text)
    return text


def first_words(lines: Iterable[str]) -> set[str]:
    """Return the option of each line."""
    return {line.split(" ", 1)[0] for line in lines}


@pytest.mark.parametrize("golden", FILES, ids=lambda path: path.name)
def test_every_golden_file_is_accepted_line_by_line(pppd: RealPppd, golden: Path) -> None:
    """A file that looks right and is refused, or half eaten, at dial time is worse than an error now."""
    text = on_this_machine(golden.read_text(encoding="utf-8"))
    verdict = pppd.ask(text)
    assert verdict.is_accepted, verdict.complaint
    undumped = UNDUMPED | ({"lock"} if golden.name.startswith("pppoe") else set())
    assert first_words(text.splitlines()) - undumped - first_words(verdict.dump) == set()


def test_a_log_file_with_a_blank_in_its_name_is_accepted(pppd: RealPppd) -> None:
    """It is opened while pppd reads, so it is tried in a folder of our own."""
    description = {"protocol": "custom", "logfile": str(Path.cwd() / "ppp office.log"), "user": "alice"}
    text = rendered(tomli_w.dumps({"version": 1, "peers": {"office": description}}), "linux")
    assert pppd.ask(text).is_accepted
    assert Path("ppp office.log").exists()


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(peers())
def test_every_generated_file_is_accepted(pppd: RealPppd, peer: Described) -> None:
    """Quotes, newlines and control characters included, the real parser sees each option once."""
    keys = {key: value for key, value in peer.keys.items() if key != "logfile"}
    wanted = [pair for pair in peer.linux if pair[0] != "logfile"]
    verdict = pppd.ask(rendered(tomli_w.dumps({"version": 1, "peers": {"office": keys}}), "linux"))
    assert verdict.is_accepted, verdict.complaint
    assert "warning" not in verdict.complaint
    # The dump cuts long lines, and a value of several lines is one option over several lines.
    names = {name for name, value in wanted if len(repr(value)) < 100} - UNDUMPED
    told = "\n".join(verdict.dump)
    assert [name for name in names if name not in told] == []
