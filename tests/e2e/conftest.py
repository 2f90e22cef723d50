"""How the tests of this folder get into the guest, and their reports out of it."""

from __future__ import annotations

import json
import os
import signal
import tempfile
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from tests.e2e.guest import HERE, IS_INSIDE, REQUIRED, Guest, missing
from tests.e2e.network import Network

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import Result

_GUEST = pytest.StashKey[Guest]()
_REPORTS = Path("/out/reports")
_COUNT = count()
_PATIENCE = 240
"""Seconds that a test may take in the guest."""

_IS_REQUIRED = bool(os.environ.get(REQUIRED))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(session: pytest.Session, items: list[pytest.Item]) -> None:
    """Outside: let the guest begin at once, on a processor of its own, and look at its reports last.

    Of several workers (pytest-xdist), the first starts it, and each reads what it left.
    """
    mine = [item for item in items if HERE in item.path.parents]
    if IS_INSIDE or not mine or session.config.option.collectonly:
        return
    items[:] = [*(item for item in items if HERE not in item.path.parents), *mine]
    worker = getattr(session.config, "workerinput", {"testrunuid": uuid4().hex, "workerid": "gw0"})
    session.stash[_GUEST] = Guest(Path(tempfile.gettempdir(), f"vpnsync-e2e-{worker['testrunuid']}"))
    if not missing() and worker["workerid"] == "gw0":
        session.stash[_GUEST].start([item.nodeid for item in mine])


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Outside: leave nothing of the guest."""
    if guest := session.stash.get(_GUEST, None):
        guest.clear()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> bool | None:
    """Outside: report what the guest reported of a test, instead of running it here."""
    if IS_INSIDE or HERE not in item.path.parents:  # pytest asks this hook about every test there is
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    for report in _reports(item):
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Inside: write each report out, at once, so that a crash loses only what is still to come."""
    if IS_INSIDE:
        # A file each: what is appended to one through the guest's window may overwrite what is there.
        text = json.dumps(_plain(report._to_json()))  # noqa: SLF001 - as pytest-xdist does
        (_REPORTS / f"{next(_COUNT):05}").write_text(text)


def _plain(value: Any) -> Any:  # noqa: ANN401 - what a report holds
    """Return a report as JSON can hold it."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _reports(item: pytest.Item) -> list[pytest.TestReport]:
    lacking = missing()
    if lacking:
        return [_made_up(item, lacking, "failed" if _IS_REQUIRED else "skipped")]
    stash = item.session.stash
    stash[_GUEST].wait()
    found = stash[_GUEST].reports().get(item.nodeid, [])
    if not any(report["when"] == "teardown" for report in found):
        return [
            _made_up(item, f"the guest did not report this test; it said:\n{stash[_GUEST].said()}", "failed")
        ]
    return [pytest.TestReport._from_json(report) for report in found]  # noqa: SLF001 - the way back


def _made_up(item: pytest.Item, reason: str, outcome: Any) -> pytest.TestReport:  # noqa: ANN401 - a literal
    path, line, _ = item.location
    shown: Any = reason if outcome == "failed" else (path, (line or 0) + 1, f"Skipped: {reason}")
    return pytest.TestReport(item.nodeid, item.location, {}, outcome, shown, "setup")


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    """Fail a test that hangs, instead of the whole guest."""

    def give_up(*_: object) -> None:
        pytest.fail("this test took too long")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(_PATIENCE)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="session")
def servers() -> Iterator[Network]:
    """Return the servers, which are behind a wire of the guest's own."""
    network = Network()
    yield network
    network.stop()


@pytest.fixture
def network(servers: Network, cli: Callable[..., Result]) -> Iterator[Network]:
    """Return the servers in their first state; afterwards nothing of a call may be left."""
    servers.reset()
    yield servers
    left = servers.leftovers()
    cli("down", "--all")
    servers.end_all()
    assert left == []
