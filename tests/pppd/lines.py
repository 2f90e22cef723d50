"""Made-up lines of a peers file, drawn from the dictionary, and ways to spell them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from vpnsync.pppd.options import dictionary
from vpnsync.pppd.settings import Settings, read_settings
from vpnsync.pppd.words import encode, quote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from vpnsync.pppd.options import Dictionary, Option, Platform

Line = tuple[str, ...]
"""An option word and its argument, or a word that needs no option before it."""

ARGUMENTS: dict[str, tuple[str, ...]] = {
    "ms-dns": ("1.1.1.1", "2.2.2.2", "3.3.3.3", "10.1"),
    "dns-addr": ("1.1.1.1", "2.2.2.2"),
    "ms-wins": ("1.1.1.1", "2.2.2.2", "3.3.3.3"),
    "netmask": ("255.255.255.0", "0xffffff00"),
    "escape": ("11", "13", "11,13", "ff"),
    "bsdcomp": ("12", "12,12", "0xc", "9,0", "0"),
    "deflate": ("12", "12,12", "0xc", "9,0", "8"),
    "ipv6": ("::1,::2", "::1", "::0001", ",::2"),
    "vj-max-slots": ("5", "6"),
    "stop-bits": ("1", "2"),
    "set": ("A=1", "A=2", "A=", "B=1"),
    "unset": ("A", "B"),
    "endpoint": ("null", "local:01"),
    "ipx-node": ("1:2", "3"),
    "mo-direction": ("in", "out"),
    "domain": ("a.example", "b.example"),
}
BARE: tuple[Line, ...] = (
    *(("1.2.3.4:",), ("1.2.3.4:0",), (":5.6.7.8",), ("1.2.3.4:5.6.7.8",)),
    *(("9600",), ("0x2580",), ("115200",)),
)
DEVICES: tuple[Line, ...] = (("/dev/null",), ("null",))
"""Apart from the others, because the real pppd takes a second over each."""
NOTHING: tuple[Line, ...] = (("0:0",), (":",), ("0.0.0.0:",))
BARRIERS: tuple[Line, ...] = (("file", "/a"), ("call", "b"), ("plugin", "c.so"), ("frob",), ("frob", "x"))


def arguments(option: Option) -> tuple[str, ...]:
    """Return a few arguments that pppd takes, some of which come to the same."""
    if not option.nargs:
        return ()
    if option.word in ARGUMENTS:
        return ARGUMENTS[option.word]
    if option.kind == "hex32":
        return ("a0000", "0xA0000", "1", "ff")
    return ("1400", "0x578", "02570", "128", "1401") if option.kind == "int" else ("x", "y", "a b", "")


def lines_of(option: Option) -> list[Line]:
    """Return some lines that one option can make."""
    return [(option.word, text) for text in arguments(option)] if option.nargs else [(option.word,)]


def foldable(known: Dictionary) -> list[Option]:
    """Return the options that fold and stand anywhere: no barrier, no plug-in's."""
    return [o for o in known.options.values() if o.fold and not o.is_barrier and not o.plugin]


def neighbourhoods(options: Sequence[Option], least: int = 0) -> st.SearchStrategy[list[Line]]:
    """Return lines of a few options together with their aliases and opposites, so that they meet."""
    allowed = {option.word: option for option in options}

    def around(chosen: list[Option]) -> st.SearchStrategy[list[Line]]:
        words = {w: None for o in chosen for w in (o.word, *o.equivalent, *o.opposites) if w in allowed}
        pool = [line for word in words for line in lines_of(allowed[word])]
        return st.lists(st.sampled_from(pool) | st.sampled_from(BARE), min_size=least, max_size=7)

    # Most options just replace; those that add up deserve to be seen as often.
    adding = [option for option in options if option.fold != "last"]
    chosen = st.sampled_from(options) | st.sampled_from(adding or options)
    return st.lists(chosen, min_size=1, max_size=4).flatmap(around)


@st.composite
def varied(draw: st.DrawFn, lines: Sequence[Line], known: Dictionary) -> list[Line]:
    """Return a file that comes close: shuffled, or a line doubled, dropped, or by another alias or value."""
    changed = list(lines)
    for _ in range(draw(st.integers(1, 3)) if changed else 0):
        place = draw(st.integers(0, len(changed) - 1)) if changed else 0
        match draw(st.sampled_from(["shuffle", "double", "alias", "value", "drop"])):
            case "shuffle":
                changed = draw(st.permutations(changed))
            case "double":
                changed.insert(place, draw(st.sampled_from(list(lines))))
            case "alias" if changed and changed[place][0] in known.options:
                word, *rest = changed[place]
                changed[place] = (draw(st.sampled_from([word, *known.options[word].equivalent])), *rest)
            case "value" if changed and changed[place][0] in known.options:
                changed[place] = draw(st.sampled_from(lines_of(known.options[changed[place][0]])))
            case "drop" if len(changed) > 1:
                del changed[place]
    return changed


def variables(line: Line, platform: Platform) -> frozenset[str]:
    """Return which of pppd's variables a line writes."""
    (statement,) = settings_of([line], platform).statements
    return frozenset(statement.option.writes if statement.option else ())


def text_of(lines: Iterable[Line]) -> bytes:
    """Return a file in the plainest spelling."""
    return b"".join(encode(" ".join([line[0], *map(quote, line[1:])])) + b"\n" for line in lines)


def settings_of(lines: Iterable[Line], platform: Platform) -> Settings:
    """Return what a pppd ends with after these lines."""
    return read_settings(text_of(lines), platform, dictionary(platform, "2.4.9"))


def _bare(word: str) -> str:
    safe = word and not set(word) & set(" \t\n\v\f\r#\"'\\")
    return word if safe else quote(word)


def _hexadecimal(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in encode(word)) or quote(word)


def _single(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "\\'") + "'"


SPELLINGS: tuple[Callable[[str], str], ...] = (_bare, quote, _hexadecimal, _single)
spellings = st.sampled_from(SPELLINGS)
gaps = st.sampled_from([" ", "\n", "\t", "\r\n", "  # it's \"x\n", "\n\n", " \\\n "])


@st.composite
def spelled(draw: st.DrawFn, lines: Sequence[Line]) -> bytes:
    """Return a file that says these lines in any layout and any quoting that both dialects share."""
    words = [draw(spellings)(word) + draw(gaps) for line in lines for word in line]
    return encode(draw(gaps) + "".join(words) + "\n")


KNOWN = [dictionary("macos"), dictionary("linux"), dictionary("linux", "2.4.9")]
HOSTILE = st.text(st.sampled_from("\"'\\#\n\r\t xé0:=/"), max_size=5)
CHANNELS = [
    *("plugin pppoe.so", "plugin2 PPTP.ppp", "plugin x.so", "eth0", "lan", "nic-x", "demand", "noipv6"),
    *("nodefaultroute", "defaultroute", "netmask 0xffff0000", "file a", "pty x", "notty", 'connect "c"'),
    *(
        'user "novj"',
        "user",
        'user "a" novj',
        "password",
        "novj user",
        "password eth9",
        'vendor "user"',
        "mtu",
    ),
]


@st.composite
def files(draw: st.DrawFn) -> tuple[Dictionary, list[str]]:
    """Return the lines of a file, of all options and of none, as vpnsync writes them and as nobody does."""
    known = draw(st.sampled_from(KNOWN))
    usual = st.sampled_from([*known.options.values()]).flatmap(lambda one: st.sampled_from(lines_of(one)))
    odd = st.sampled_from([*BARE, *BARRIERS, *DEVICES])
    written = (usual | odd).map(lambda words: " ".join([words[0], *map(quote, words[1:])]))
    text = st.sampled_from(["user", "pty", "ipparam", "vendor"]).flatmap(
        lambda word: st.builds("{} {}".format, st.just(word), HOSTILE.map(quote) | HOSTILE)
    )
    line = written | text | st.sampled_from(CHANNELS) | HOSTILE
    return known, [f"{one}\n" for one in draw(st.lists(line, max_size=8))]
