"""Words -> statements: which option each word is, what it means, and pppd's verdict on it.

Follows the real parsers' order (options.c, `parse_args` and `options_from_file`): a word is
an option's name if it can be, else a device, a speed, an address pair, an interface.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from vpnsync.pppd import values
from vpnsync.pppd.addresses import NeedsMachineError, addresses
from vpnsync.pppd.interfaces import believed, may_be_interface, may_be_one_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vpnsync.pppd.options import Dictionary, Option
    from vpnsync.pppd.values import Value
    from vpnsync.pppd.words import Word

_DEVICE: Final = re.compile(r"/dev/.+|(tty|cu\.|rfcomm|modem)[A-Za-z0-9._-]*|null|random|zero|console|ptmx")
_ATM: Final = re.compile(r"(\d+\.)?\d+\.\d+")
_SPEED: Final = re.compile(r"[ \t\n\v\f\r]*[+-]?(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)")
_SAME_PLUGIN: Final = {"rp-pppoe.so": "pppoe.so", "openl2tp.so": "pppol2tp.so"}
CHANNELS: Final = ("PPTP.ppp", "L2TP.ppp", "PPPoE.ppp")


class Problem(NamedTuple):
    """Why pppd refuses a statement; `on_this_machine` where it depends on what is there."""

    reason: str
    on_this_machine: bool = False


class Statement(NamedTuple):
    """One option with its argument, or a run of words that the dictionary does not know.

    option: None for an unknown run, whose words are in `words` as they stood.
    value: the argument, decoded; `meaning` is what it comes to (values.read).
    start, end: byte offsets in the file.
    """

    option: Option | None
    words: tuple[str, ...]
    value: str | None
    meaning: Value
    start: int
    end: int
    problem: Problem | None = None

    @property
    def is_barrier(self) -> bool:
        """Whether nothing folds or moves across it."""
        return self.option is None or self.option.is_barrier


def parse(words: Sequence[Word], dictionary: Dictionary) -> tuple[Statement, ...]:
    """Return the statements of a peers file. Never fails: `Statement.problem` is pppd's verdict."""
    parser = _Parser(words, dictionary)
    found = parser.statements()
    candidates = parser.interfaces
    if len(set(candidates)) > 1:  # pppd would try each on the machine
        found = _Parser(words, dictionary, candidates).statements()
    return tuple(found)


def plugin_name(value: str) -> str:
    """Return the name by which a plug-in's words are known, whatever path or link it is loaded by."""
    name = value.rsplit("/", 1)[-1]
    return _SAME_PLUGIN.get(name, name)


class _Parser:
    """Walks over the words as pppd does, keeping what a plug-in line changes."""

    def __init__(self, words: Sequence[Word], dictionary: Dictionary, candidates: Sequence[str] = ()) -> None:
        self.words = words
        self.dictionary = dictionary
        self.position = 0
        self.plugins: set[str] = set()
        self.serial = True
        self.disabled: set[str] = set()
        self.netmask = 0
        self.has_include = False
        self.candidates = candidates
        self.interfaces: list[str] = []

    @property
    def _is_linux(self) -> bool:
        return self.dictionary.platform == "linux"

    def statements(self) -> list[Statement]:
        found: list[Statement] = []
        while self.position < len(self.words):
            statement = self._option() or self._bareword() or self._unknown()
            if statement.option:
                self._note(statement.option, statement)
            found.append(statement)
        return [self._with_demand_fault(statement, found) for statement in found]

    def _with_demand_fault(self, statement: Statement, found: list[Statement]) -> Statement:
        """Add why `demand` is refused with IPv6 on, where nobody is there yet to agree on identifiers."""
        if not statement.option or statement.option.word != "demand" or statement.problem:
            return statement
        is_on = self._is_linux
        identifiers: tuple[Value, ...] = (None, None)
        for other in found:
            word = other.option.word if other.option else ""
            if word in ("+ipv6", "noipv6", "-ipv6", "ipv6"):
                is_on = word in ("+ipv6", "ipv6")
            if word == "ipv6" and isinstance(other.meaning, tuple):
                identifiers = tuple(new or old for new, old in zip(other.meaning, identifiers, strict=True))
        if not is_on or identifiers[1]:
            return statement
        return statement._replace(
            problem=Problem("local/remote LL address required for demand-dialling (or noipv6)")
        )

    def _take(self, count: int) -> Sequence[Word]:
        taken = self.words[self.position : self.position + count]
        self.position += count
        return taken

    def _option(self) -> Statement | None:
        option = self.dictionary.options.get(self.words[self.position].text)
        if option is None:
            return None
        taken = self._take(1 + option.nargs)
        value = taken[1].text if len(taken) > 1 else None
        meaning: Value = None
        problem = None
        if len(taken) <= option.nargs:
            problem = Problem(f"too few parameters for option '{option.word}'")
        else:
            problem = self._not_here(option)
            if value is not None:
                meaning, refused = _read(option, value)
                problem = problem or refused
                if not problem:
                    problem = self._netmask_fault(option, meaning)
        return _statement(option, taken, value, meaning, problem)

    def _not_here(self, option: Option) -> Problem | None:
        """Say why a word that the dictionary knows is unknown, or disabled, at this place."""
        if option.enabled_by in self.disabled:
            return Problem(f"{option.word} option is disabled (its negative stands before it)")
        if option.module == "tty" and not self.serial:
            return Problem(
                f"unrecognized option '{option.word}' (a serial line's, after another channel's plug-in)"
            )
        if option.plugin and option.plugin not in self.plugins:
            reason = f"unrecognized option '{option.word}' (no `plugin {option.plugin}` before it)"
            return Problem(reason, on_this_machine=self.has_include)
        return None

    def _netmask_fault(self, option: Option, meaning: Value) -> Problem | None:
        """Say why a second netmask is refused: it may only add bits to the first."""
        if option.word != "netmask" or not isinstance(meaning, str):
            return None
        mask = int.from_bytes(map(int, meaning.split(".")), "big")
        lost, self.netmask = self.netmask & ~mask, mask
        return Problem(f"invalid netmask value '{meaning}' (drops bits of an earlier one)") if lost else None

    def _bareword(self) -> Statement | None:
        text = self.words[self.position].text
        problem = None
        meaning: Value = text
        if self.serial and _DEVICE.fullmatch(text):
            name, module = "device name", "tty"
            meaning = text if text.startswith("/") else f"/dev/{text}"
        elif self.serial and _SPEED.fullmatch(text) and values.strtol(text)[0]:
            name, module = "tty speed", "tty"
            meaning = values.strtol(text)[0]
        elif ":" in text:
            name, module = "IP addresses", "ipcp"
            meaning, problem = _addresses(text)
        elif self._is_interface(text):
            self.interfaces.append(text)
            name, module = "device name", "pppoe.so"
            meaning = text.removeprefix("nic-")
        elif "pppoatm.so" in self.plugins and self._is_linux and _ATM.fullmatch(text):
            name, module = "device name", "pppoatm.so"
        else:
            return None
        option = self.dictionary.bareword(name, module)
        return _statement(option, self._take(1), text, meaning, problem)

    def _is_interface(self, text: str) -> bool:
        if "pppoe.so" not in self.plugins or not self._is_linux or not may_be_interface(text):
            return False
        return not self.candidates or text == believed(self.candidates)

    def _unknown(self) -> Statement:
        """Take unknown words, up to the next one that is certainly an option."""
        end = self.position + 1
        while end < len(self.words) and self.words[end].text not in self.dictionary.options:
            end += 1
        taken = self._take(end - self.position)
        # Nobody knows which words a vendor's plug-in brings; the other platform's cannot be loaded.
        theirs = ".ppp" if self._is_linux else ".so"
        known = {o.plugin for o in self.dictionary.options.values()}
        foreign = {plugin for plugin in self.plugins - known if not plugin.endswith(theirs)}
        may_be_known = bool(foreign) or self.has_include or may_be_one_of(taken[0].text, self.candidates)
        problem = Problem(f"unrecognized option '{taken[0].text}'", on_this_machine=may_be_known)
        return _statement(None, taken, None, None, problem)

    def _note(self, option: Option, statement: Statement) -> None:
        """Remember what later words depend on."""
        if option.word in ("plugin", "plugin2") and statement.value is not None:
            name = plugin_name(statement.value)
            self.plugins.add(name)
            if name in CHANNELS and self.dictionary.platform == "macos":
                self.serial = False
        if option.word in ("file", "call"):  # what it brings is not looked into
            self.has_include = True
        if option.word == "device name" and option.module == "pppoe.so":
            self.serial = False
        if option.word.endswith(
            ("nodefaultroute", "-defaultroute", "noproxyarp", "-proxyarp", "defaultroute6")
        ):
            self.disabled |= {
                v for v, effect in option.writes.items() if "allowoptions" in v and effect == ("=", 0)
            }


def _read(option: Option, value: str) -> tuple[Value, Problem | None]:
    try:
        return values.read(option, value), None
    except NeedsMachineError as error:
        return value, Problem(str(error), on_this_machine=True)
    except ValueError as error:
        return value, Problem(str(error))


def _addresses(text: str) -> tuple[Value, Problem | None]:
    try:
        return addresses(text), None
    except NeedsMachineError as error:
        return tuple(text.partition(":")[::2]), Problem(str(error), on_this_machine=True)
    except ValueError as error:
        return tuple(text.partition(":")[::2]), Problem(str(error))


def _statement(
    option: Option | None, taken: Sequence[Word], value: str | None, meaning: Value, problem: Problem | None
) -> Statement:
    words = tuple([word.text for word in taken])
    return Statement(option, words, value, meaning, taken[0].start, taken[-1].end, problem)
