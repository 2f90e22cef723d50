"""The real pppd is asked about peers files, and nothing of them is run, loaded, made or looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from vpnsync.link.dryrun import ask
from vpnsync.pppd.options import dictionary

if TYPE_CHECKING:
    from pathlib import Path


pytestmark = [pytest.mark.pppd, pytest.mark.usefixtures("pppd")]
LINUX: Final = dictionary("linux")


def test_a_sound_file_is_accepted() -> None:
    """Whether the machine has a kernel with PPP is another question."""
    answer = ask(b'user "alice"\nmtu 1400\nnoauth\npassword "x"\n', LINUX)
    assert (answer.is_accepted, answer.not_asked) == (True, ())


@pytest.mark.parametrize("text", [b"nosuchoption\n", b"mtu\n", b"mtu 5\n", b"nodefaultroute\ndefaultroute\n"])
def test_a_file_that_pppd_refuses_is_refused_with_its_reason(text: bytes) -> None:
    """In pppd's own words, but for the name of the file that it was given."""
    answer = ask(text, LINUX)
    assert not answer.is_accepted
    assert answer.reason
    assert "vpnsync-" not in answer.reason


HARMFUL: Final = {
    "connect": 'connect "touch FOLDER/ran"',
    "pty": 'pty "touch FOLDER/ran"',
    "init": '/dev/null\ninit "touch FOLDER/ran"',
    "logfile": 'logfile "FOLDER/log"',
    "record": 'record "FOLDER/record"',
    "plugin": 'plugin "FOLDER/evil.so"',
    "file": 'file "FOLDER/more"',
    "call": 'call "../../nowhere"',
    "device name": "/dev/nosuchtty",
}


@pytest.mark.parametrize("word", HARMFUL)
def test_what_pppd_would_act_on_is_left_out_and_told(tmp_path: Path, word: str) -> None:
    """To check a file must not be to use it: a plug-in is loaded, and a log made, while pppd reads."""
    answer = ask(f"mtu 1400\n{HARMFUL[word].replace('FOLDER', str(tmp_path))}\n".encode(), LINUX)
    assert (answer.is_accepted, answer.reason if not answer.is_accepted else "") == (True, "")
    assert list(tmp_path.iterdir()) == []
    assert word in answer.not_asked or word in ("connect", "pty", "init")


def test_a_name_is_not_looked_up_while_it_is_read() -> None:
    """It would be asked of whoever serves names here, as root, and take its time."""
    for text, word in ((b"ms-dns vpn.example\n", "ms-dns"), (b"a.example:b.example\n", "IP addresses")):
        assert word in ask(text, LINUX).not_asked
    assert ask(b"ms-dns 10.0.0.1\n10.0.0.1:10.0.0.2\n", LINUX).not_asked == ()


def test_words_behind_one_that_is_left_out_are_asked_about() -> None:
    """Leaving out one option says nothing of the others."""
    assert not ask(b'plugin "evil.so"\nlogfile /x\nmtu 5\n', LINUX).is_accepted
