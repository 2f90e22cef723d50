"""The protocol of a peers file: which plug-in, program or device makes the link.

The inverse of what render/entries.py implies and writes. Nothing here is trusted to be right:
whoever calls renders the result and compares.
"""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Final

from vpnsync.adopt.pool import Pool, Table, is_bareword, plugin_of
from vpnsync.config.kinds import is_host

if TYPE_CHECKING:
    from vpnsync.pppd.statements import Statement

_APPLE_PLUGINS: Final = {"PPTP.ppp": "pptp", "L2TP.ppp": "l2tp", "PPPoE.ppp": "pppoe"}
_DEVICE: Final = r"/dev/[A-Za-z0-9._/:@+-]+"
_INTERFACE: Final = r"[A-Za-z0-9][A-Za-z0-9_.-]{0,14}"


def protocol_keys(pool: Pool) -> Table:
    """Take what makes the protocol: plug-in or pty, server, interface, device."""
    for guess in (_apple, _pptp, _sstp, _pppoe, _serial):
        found = guess(pool)
        if found and pool.skip != "protocol":
            return found
    return custom_keys(pool)


def custom_keys(pool: Pool) -> Table:
    """Take what makes a link of no protocol that vpnsync knows: the program that carries it, if any."""
    pty = pool.one("pty")
    if pty and pool.skip != "pty":
        pool.take(pty)
        return {"protocol": "custom", "pty": pty.value}
    return {"protocol": "custom"}


def _apple(pool: Pool) -> Table:
    plugin = next((s for s in pool.statements if plugin_of(s) in _APPLE_PLUGINS), None)
    if plugin is None or pool.dictionary.platform != "macos":
        return {}
    table: Table = {"protocol": _APPLE_PLUGINS[plugin_of(plugin)]}
    server = pool.one("remoteaddress")
    if table["protocol"] == "pppoe":
        pool.text(table, "device", "interface", _INTERFACE)
        pool.text(table, "pppoeservicename", "service")
    elif server and is_host(server.value or ""):
        table["server"] = server.value
        pool.take(server)
    else:
        return {}
    if plugin.option and (plugin.option.word, plugin.value) == ("plugin2", plugin_of(plugin)):
        pool.take(plugin)
    return table


def _pptp(pool: Pool) -> Table:
    pty = pool.one("pty")
    words = _shell_words(pty)
    if pool.dictionary.platform == "macos" or not pty or len(words) != 3 or not is_host(words[1]):
        return {}
    if pty.value != f"pptp {shlex.quote(words[1])} --nolaunchpppd":
        return {}
    pool.take(pty)
    return {"protocol": "pptp", "server": words[1]}


def _sstp(pool: Pool) -> Table:
    pty, plugin = pool.one("pty"), pool.one("plugin")
    words = _shell_words(pty)
    if not (pty and plugin and words[:1] == ["sstpc"] and is_host(words[-1])):
        return {}
    if plugin_of(plugin) != "sstp-pppd-plugin.so":
        return {}
    pool.take(pty, plugin, pool.one("sstp-sock"))
    return {"protocol": "sstp", "server": words[-1]}


def _pppoe(pool: Pool) -> Table:
    plugin = next((s for s in pool.statements if plugin_of(s) == "pppoe.so"), None)
    card = next((s for s in pool.statements if is_bareword(s, "device name", "pppoe.so")), None)
    if not plugin or not card or not re.fullmatch(_INTERFACE, str(card.meaning)):
        return {}
    pool.take(card)
    if plugin.value == "pppoe.so":
        pool.take(plugin)
    table: Table = {"protocol": "pppoe", "interface": card.meaning}
    pool.text(table, "pppoe-service", "service")
    return table


def _serial(pool: Pool) -> Table:
    devices = [s for s in pool.statements if is_bareword(s, "device name", "tty")]
    speeds = [s for s in pool.statements if is_bareword(s, "tty speed", "tty")]
    if pool.all("pty") or not (devices or speeds or pool.all("connect")):
        return {}
    table: Table = {"protocol": "serial"}
    if len(devices) == 1 and re.fullmatch(_DEVICE, str(devices[0].meaning)) and pool.skip != "device":
        table["device"] = devices[0].meaning
        pool.take(devices[0])
    if len(speeds) == 1 and isinstance(speeds[0].meaning, int) and pool.skip != "speed":
        table["speed"] = speeds[0].meaning
        pool.take(speeds[0])
    pool.text(table, "connect", "connect")
    return table


def _shell_words(statement: Statement | None) -> list[str]:
    try:
        return shlex.split(statement.value or "") if statement else []
    except ValueError:
        return []
