"""What is kept of a description makes plans faster: no other result comes of it, no secret and no error."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from vpnsync.cli.message import to_json
from vpnsync.cli.recall import hand_over
from vpnsync.cli.where import Where
from vpnsync.errors import DescriptionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Result

PEER = 'version = 1\n[peers.a]\nprotocol = "pptp"\nserver = "vpn.example"\nuser = "me"\n'
SECRET = "s3cr3t-of-mine"
RICH = f"""{PEER}
password = {{ file = "password" }}
routes = ["10.20.0.0/16"]
dns = {{ servers = ["10.20.0.53"], domains = ["a.internal"] }}
on_up = ["notify-send", "up"]
[peers.b]
protocol = "custom"
pty = {{ existing = true }}
linux = {{ options = {{ defaultroute-metric = 5 }} }}
[peers.c]
protocol = "l2tp"
server = "198.51.100.9"
platforms = ["macos"]
password = {{ command = ["cat", "password"] }}
shared_secret = {{ env = "PSK" }}
[peers.d]
protocol = "serial"
device = "/dev/ttyUSB0"
password = {{ prompt = true }}
"""


@pytest.fixture
def cache(cli: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return the directory in which things are kept; a description stands beside it."""
    del cli  # which has set the environment
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PSK", SECRET)
    (tmp_path / "password").write_text(f"{SECRET}\n")
    (tmp_path / "vpns.toml").write_text(PEER)
    return tmp_path / "cache" / "vpnsync"


def made(names: tuple[str, ...] = (), **where: Any) -> bytes:  # noqa: ANN401 - as Where takes it
    """Return all that root's half gets, secrets and all."""
    return to_json(hand_over(Where(**{"root": Path("r"), **where}), names))


@pytest.mark.parametrize("platform", ["macos", "linux"])
def test_what_is_recalled_is_what_would_be_made(cache: Path, platform: str) -> None:
    """From there on nothing tells the two apart: one proof for plans, applies and all that they show."""
    Path("vpns.toml").write_text(RICH)
    first = made(platform=platform)
    (kept,) = cache.iterdir()
    before = kept.stat()
    assert made(platform=platform) == first
    assert kept.stat() == before, "it was made anew"
    assert SECRET in first.decode()


def test_a_second_plan_says_what_the_first_one_said(cli: Callable[..., Result], cache: Path) -> None:
    """Warnings, notes and the plan itself, in both streams."""
    Path("vpns.toml").write_text(RICH.replace("pty = { existing = true }", 'pty = "chat"'))
    first = cli("plan", "--root", "r")
    assert first.status == 0, first.err
    assert list(cache.iterdir())
    assert cli("plan", "--root", "r") == first


@pytest.mark.parametrize(
    "other",
    [
        {"platform": "macos"},
        {"host": "elsewhere"},
        {"pppd": "2.4.9"},
        {"config": "other.toml"},
        {"names": ("a",)},
    ],
    ids=str,
)
@pytest.mark.usefixtures("cache")
def test_another_question_gets_its_own_answer(other: dict[str, Any]) -> None:
    """What holds for one machine must not be written to another."""
    text = f'{PEER}mtu = 1400\n[peers.only]\nprotocol = "custom"\nhosts = ["elsewhere"]\n'
    Path("other.toml").write_text(text.replace("1400", "1300"))
    Path("vpns.toml").write_text(text)
    asked = {"host": "here", **other}
    anew = made(**asked)
    Path("vpns.toml").write_text(text + "# as if it were new\n")
    made(host="here")
    Path("vpns.toml").write_text(text)
    made(host="here")
    assert made(**asked) == anew


@pytest.mark.usefixtures("cache")
def test_an_edited_description_is_read_again() -> None:
    """Also one of the same size, written in the same second."""
    stamp = Path("vpns.toml").stat()
    first = made()
    Path("vpns.toml").write_text(PEER.replace("vpn.example", "vpn.elsewhe"))
    os.utime("vpns.toml", ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert made() != first
    assert b"vpn.elsewhe" in made()


@pytest.mark.usefixtures("cache")
def test_secrets_are_opened_in_every_run() -> None:
    """A password that was changed in its store is a change, whatever was kept."""
    Path("vpns.toml").write_text(RICH)
    made()
    Path("password").write_text("another\n")
    again = made()
    assert SECRET.encode() not in again
    assert b"another" in again


@pytest.mark.parametrize(
    "line",
    [
        f'password = "{SECRET}"',
        f'on_up = ["tool", "--password", "{SECRET}"]',
        f'on_up = ["curl", "-H", "Authorization: Bearer {SECRET}", "https://x.example"]',
        f'options = {{ connect = "tool --password {SECRET}" }}',
        f'options = [["plugin", "x.so"], ["vendor-secret", "{SECRET}"]]',
        f'options = {{ password = "{SECRET}" }}',
    ],
)
def test_a_description_with_a_secret_in_it_is_not_kept(cache: Path, line: str) -> None:
    """There is one copy of it, where the person has put it."""
    made()
    assert len(list(cache.iterdir())) == 1
    Path("vpns.toml").write_text(PEER + line + "\n")
    assert SECRET.encode() in made()
    assert list(cache.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["--password", SECRET],
        [SECRET],
        ["word:", SECRET],
        ["https://x.example", "-H", f"X-Api-Key: {SECRET}"],
        ["-c", f'send "{SECRET}\\r"'],
    ],
    ids=str,
)
@pytest.mark.parametrize("table", ["peers.a", "peers.a.linux", "defaults", "profiles.office"])
def test_of_a_secrets_command_the_place_alone_is_kept(cache: Path, table: str, arguments: list[str]) -> None:
    """No rule tells which argument is a secret: `foo me X` is one, too."""
    row = f"password = {{ command = {json.dumps(['echo', *arguments])} }}"
    tables = dict.fromkeys([f"[{table}]", "[peers.a]"], "")
    tables["[peers.a]"] = PEER.partition("[peers.a]\n")[2] + 'profiles = ["office"]\n'
    tables.setdefault("[profiles.office]", "")
    tables[f"[{table}]"] += row
    Path("vpns.toml").write_text("\n".join(["version = 1", *(f"{k}\n{v}" for k, v in tables.items())]))
    first = made(platform="linux")
    assert SECRET.encode() in first
    (kept,) = cache.iterdir()
    assert SECRET.encode() not in kept.read_bytes()
    before = kept.stat()
    assert made(platform="linux") == first
    assert kept.stat() == before, "it was made anew"


def test_a_command_in_a_list_is_planned_and_not_kept(cli: Callable[..., Result], cache: Path) -> None:
    """Its place has no name by which it could be found again."""
    command = json.dumps(["echo", SECRET])
    Path("vpns.toml").write_text(f"{PEER}[peers.a.options]\npassword = [{{ command = {command} }}]\n")
    first, second = (made(platform="linux") for _ in range(2))
    assert SECRET.encode() in first
    assert first == second
    assert list(cache.glob("*")) == []
    assert cli("plan", "--root", "r").status == 0


def test_a_secret_variable_is_no_more_a_commands_in_a_second_run(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is kept says of which variables the description says that they hold secrets."""
    command = json.dumps(["sh", "-c", "echo ${OTHER:-nothing}"])
    row = f'password = {{ command = {command} }}\n[peers.c]\nprotocol = "l2tp"\nserver = "192.0.2.1"\n'
    Path("vpns.toml").write_text(f'{PEER}{row}password = {{ env = "OTHER" }}\n')
    monkeypatch.setenv("OTHER", SECRET)
    first = made(platform="macos")
    assert len(list(cache.iterdir())) == 1
    assert (made(platform="macos"), b"nothing" in first) == (first, True)


def test_a_machine_that_answers_otherwise_is_asked_again(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another pppd may have been installed since."""
    Path("vpns.toml").write_text(f"{PEER}[peers.a.options]\nipv6cp-nosend = true\n")
    answers = {"pppd": "2.5"}
    for module in ("recall", "session"):
        monkeypatch.setattr(f"vpnsync.cli.{module}.QUESTIONS", {"pppd": lambda: answers["pppd"]})
    first = made(platform="linux")
    (kept,) = cache.iterdir()
    stamp = kept.stat().st_mtime_ns
    assert made(platform="linux") == first
    assert kept.stat().st_mtime_ns == stamp
    answers["pppd"] = "2.4.9"  # which does not know the word
    with pytest.raises(DescriptionError):
        made(platform="linux")


def test_no_secret_is_kept_of_what_references_lead_to(cache: Path) -> None:
    """Neither a file's nor a command's nor a variable's."""
    Path("vpns.toml").write_text(RICH)
    for platform in ("macos", "linux"):
        assert SECRET.encode() in made(platform=platform)
    assert len(list(cache.iterdir())) == 2
    assert all(SECRET.encode() not in kept.read_bytes() for kept in cache.iterdir())
    assert {kept.stat().st_mode & 0o777 for kept in [cache, *cache.iterdir()]} == {0o600, 0o700}


def _flipped(kept: Path) -> None:
    data = bytearray(kept.read_bytes())
    data[len(data) // 2] ^= 1
    kept.write_bytes(data)


def _replaced(kept: Path, make: Callable[[Path], object]) -> None:
    kept.unlink()
    make(kept)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "half of it": lambda kept: kept.write_bytes(kept.read_bytes()[: kept.stat().st_size // 2]),
    "one bit": _flipped,
    "empty": lambda kept: kept.write_bytes(b""),
    "only a first line": lambda kept: kept.write_bytes(kept.read_bytes().split(b"\n")[0]),
    "a directory": lambda kept: _replaced(kept, Path.mkdir),
    "a pipe": lambda kept: _replaced(kept, os.mkfifo),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_what_is_wrong_with_it_is_as_if_it_were_not_there(
    cli: Callable[..., Result], cache: Path, damage: Callable[[Path], object]
) -> None:
    """A cache may be lost at any time, to whatever."""
    first = cli("plan", "--root", "r")
    damage(next(cache.iterdir()))
    assert cli("plan", "--root", "r") == first


def _forged(kept: Path) -> None:
    head, _, body = kept.read_bytes().partition(b"\n")
    body = body.replace(b"vpn.example", b"vpn.evilest")
    kept.write_bytes(b"%b %b\n%b" % (head[:64], hashlib.sha256(body).hexdigest().encode(), body))


def _linked(kept: Path) -> None:
    kept.rename(kept.parent.parent / "elsewhere")
    kept.symlink_to(kept.parent.parent / "elsewhere")


FOREIGN: dict[str, Callable[[Path], object]] = {
    "others may read it": lambda kept: kept.chmod(0o604),
    "its group may write it": lambda kept: kept.chmod(0o620),
    "others may write beside it": lambda kept: kept.parent.chmod(0o702),
    "a link to it": _linked,
    "another's": lambda kept: os.chown(kept, 12345, 12345),
    "others may put another in its place": lambda kept: kept.parent.parent.chmod(0o777),
    "in another's directory": lambda kept: os.chown(kept.parent, 12345, 12345),
}


@pytest.mark.parametrize("access", FOREIGN.values(), ids=FOREIGN)
def test_what_others_could_have_put_there_is_not_believed(
    cli: Callable[..., Result], cache: Path, access: Callable[[Path], object], request: pytest.FixtureRequest
) -> None:
    """It would become root's files. Only of this user's own making it is believed, digest and all."""
    if "another's" in request.node.name and os.geteuid() != 0:
        pytest.skip("only root can give files away")
    first = cli("plan", "--root", "r")
    (kept,) = cache.iterdir()
    _forged(kept)
    assert "vpn.evilest" in cli("plan", "--root", "r").out
    access(kept)
    assert cli("plan", "--root", "r") == first


@pytest.mark.parametrize("cache_home", ["/dev/null", "/proc/nowhere", ""])
def test_nowhere_to_keep_it_is_no_error(
    cli: Callable[..., Result], cache: Path, monkeypatch: pytest.MonkeyPatch, cache_home: str
) -> None:
    """A machine with a full or foreign disk plans all the same; a home that is not there is not made."""
    del cache
    monkeypatch.setenv("XDG_CACHE_HOME", cache_home)
    assert [cli("plan", "--root", "r").status for _ in range(2)] == [0, 0]
    assert not Path("home").exists()


def test_only_so_many_are_kept(cache: Path) -> None:
    """A cache that nobody looks at must not grow for ever."""
    for number in range(20):
        Path(f"{number}.toml").write_text(PEER)
        made(config=f"{number}.toml")
    assert len(list(cache.iterdir())) == 16
