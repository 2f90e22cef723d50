"""Peer -> what dials it when the machine starts: a systemd unit or a launchd plist.

Both run pppd itself, as root: no description is read then, and nobody is there to unlock a secret.
Whether it dials again is the peer's own affair (`reconnect`), and not the system's. Nothing is quoted:
all that comes from a description is the peer's name, which systemd and XML take for plain text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vpnsync.config.complaints import Complaint
from vpnsync.config.references import Keychain
from vpnsync.pppd.program import LINKNAME, PPPD, SEARCH, call

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vpnsync.config.merge import Peer
    from vpnsync.render.peer import Sheet

_ENVIRONMENT: Final = {"PATH": ":".join(SEARCH), "LC_ALL": "C"}
_OWN_LINE: Final = ("pppoe", "serial")
"""Protocols that need no network to begin with: they make one."""

_SYSTEMD: Final = """\
[Unit]
Description=VPN link of {name}
Documentation=man:pppd(8)
{after}

[Service]
Type=exec
ExecStart={command}
{environment}
# Ended on request, after idling, or because its time was over: no failure.
SuccessExitStatus=5 12 13
# pppd also writes to the system's log.
StandardOutput=null

[Install]
WantedBy=multi-user.target
"""
_LAUNCHD: Final = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
    <key>Label</key>
    <string>vpnsync.{name}</string>
    <key>ProgramArguments</key>
    <array>
{command}
    </array>
    <key>EnvironmentVariables</key>
    <dict>
{environment}
    </dict>
    <key>RunAtLoad</key>
    <true/>
</dict>
</plist>
"""
_WAIT: Final = ("/bin/sh", "-c", '/usr/sbin/ipconfig waitall; exec "$0" "$@"')
"""What launchd runs before pppd: it has no word for a network that is there."""


def units(peer: Peer, sheet: Sheet) -> tuple[dict[str, str], list[Complaint]]:
    """Return the file that dials a peer when the machine starts, by name, and why it cannot be."""
    if not peer.value("autostart"):
        return {}, []
    faults = [
        Complaint(peer.typed["autostart"].key, reason, name="needs-a-person")
        for reason in _reasons(peer, sheet)
    ]
    if peer.platform == "linux":
        return {f"{LINKNAME}{peer.name}.service": _service(peer, sheet)}, faults
    return {f"vpnsync.{peer.name}.plist": _plist(peer, sheet)}, faults


def _reasons(peer: Peer, sheet: Sheet) -> list[str]:
    """Say which secrets would have to be unlocked by somebody."""
    found = []
    if peer.is_dialed_with_secrets:
        kind = 'secret_storage = "dial" or { prompt = true }'
        found.append(f"does not go with {kind}: nobody is there to hand the secret over")
    if any(entry.word == "userkeychainpassword" for entry in sheet.entries):
        way_out = "use { system_keychain = ... }"
        found.append(f"does not go with userkeychainpassword: nobody is there to unlock it; {way_out}")
    if any(isinstance(entry.value, Keychain) for entry in sheet.entries):
        elsewhere = "{ file }, { command }" + (" or { system_keychain }" if peer.platform == "macos" else "")
        found.append(
            "does not go with { keychain = ... }: a person's keyring is locked when the machine starts;"
            f" such a link's secret comes from {elsewhere}"
        )
    return found


def _command(peer: Peer, sheet: Sheet) -> list[str]:
    has_linkname = any(entry.word == "linkname" for entry in sheet.entries)
    return [PPPD, *call(peer.name, None if has_linkname else f"{LINKNAME}{peer.name}")]


def _service(peer: Peer, sheet: Sheet) -> str:
    target = "network.target" if peer.protocol in _OWN_LINE else "network-online.target"
    after = [f"After={target}", *([f"Wants={target}"] if target.startswith("network-online") else [])]
    return _SYSTEMD.format(
        name=peer.name,
        after="\n".join(after),
        command=" ".join(_command(peer, sheet)),
        environment="\n".join(f"Environment={key}={text}" for key, text in _ENVIRONMENT.items()),
    )


def _plist(peer: Peer, sheet: Sheet) -> str:
    command: Sequence[str] = _command(peer, sheet)
    if peer.protocol not in _OWN_LINE:
        command = [*_WAIT, *command]
    rows = [row for key, text in _ENVIRONMENT.items() for row in (f"<key>{key}</key>", _string(text))]
    return _LAUNCHD.format(
        name=peer.name,
        command="\n".join(f"        {_string(word)}" for word in command),
        environment="\n".join(f"        {row}" for row in rows),
    )


def _string(text: str) -> str:
    return f"<string>{text}</string>"
