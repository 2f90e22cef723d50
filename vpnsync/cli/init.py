"""`vpnsync init`: write a first vpns.toml to fill in."""

from __future__ import annotations

import os
from pathlib import Path

from vpnsync.cli.options import ConfigOption
from vpnsync.cli.screen import say
from vpnsync.errors import ConflictError

STARTER = """\
# The VPN peers of this machine. `vpnsync plan` shows what would change, `vpnsync apply` changes it.
version = 1

[defaults]
# What all peers share.
# user = "alice"
# keepalive = { interval = "30s", failures = 4 }

[peers.office]                      # becomes /etc/ppp/peers/office
enabled = false                     # take this line away once the rest is yours
protocol = "pptp"                   # or l2tp, pppoe, sstp, serial, custom
server = "vpn.example.com"
user = "alice"
password = { command = ["pass", "show", "vpn/office"] }   # or { env = "NAME" }, { file = "path" }
auth_methods = ["mschap-v2"]
encryption = "require-128"
dns = "peer"
"""


def init(*, config: ConfigOption = None) -> int:
    """Write a first vpns.toml, to be filled in; an existing file is never touched.

    Example: vpnsync init --config ~/dotfiles/vpns.toml
    """
    from vpnsync.config.find import FILE_NAME
    from vpnsync.config.secrets import person

    path = Path(config or os.environ.get("VPNSYNC_CONFIG") or FILE_NAME)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise ConflictError(str(path), "exists already, and is left as it is") from None
    except OSError as error:
        raise ConflictError(str(path), f"cannot be written: {os.strerror(error.errno or 0)}") from error
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            who = person(os.environ)
            if who:
                os.fchown(stream.fileno(), who.pw_uid, who.pw_gid)
            stream.write(STARTER)
    except OSError as error:
        path.unlink()  # half a file would keep the next init from writing a whole one
        raise ConflictError(str(path), f"cannot be written: {os.strerror(error.errno or 0)}") from error
    say(f"Wrote {path}. Edit it, then run: vpnsync plan")
    return 0
