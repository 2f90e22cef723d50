"""A machine of the test's own: a fork of the test whose /etc and /var/lib are folders of the test."""

from __future__ import annotations

import ctypes
import os
import shutil
from pathlib import Path
from typing import Final

from tests.cli.fork import Child, become_nobody, preload

_NEW_MOUNTS: Final = 0x20000
_BIND: Final = 0x1000
_PRIVATE: Final = 0x4000 | 0x40000


class Machine:
    """Runs the program without `--root`, as root or as nobody; nothing leaves the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.peers = folder / "etc/ppp/peers"
        for name in ("etc", "lib"):
            (folder / name).mkdir()
        for name in ("passwd", "group", "nsswitch.conf"):
            if (Path("/etc") / name).exists():
                shutil.copy(Path("/etc") / name, folder / "etc")

    def start(self, *arguments: str, is_nobody: bool = False) -> Child:
        """Start the program in the folder, without `--root`."""
        preload()
        prepare = self._enter_as_nobody if is_nobody else self._enter
        return Child(*arguments, cwd=self.folder, prepare=prepare)

    def _enter(self) -> None:
        """Put the folder's directories in the place of the machine's, for this process alone."""
        libc = ctypes.CDLL(None, use_errno=True)
        steps = [
            libc.unshare(_NEW_MOUNTS),
            libc.mount(b"none", b"/", None, _PRIVATE, None),
            libc.mount(bytes(self.folder / "etc"), b"/etc", None, _BIND, None),
            libc.mount(bytes(self.folder / "lib"), b"/var/lib", None, _BIND, None),
        ]
        if any(steps):
            raise OSError(ctypes.get_errno(), "this machine lets nobody play another one")
        os.chdir(self.folder)

    def _enter_as_nobody(self) -> None:
        self._enter()
        become_nobody()
