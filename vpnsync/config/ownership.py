"""Whether others than root and the person could change a description, as sshd judges its files.

What a description says becomes root's files, and its commands run as the person: whoever can
write it, or put another in its place, has the rights of both.
"""

from __future__ import annotations

import grp
import os
import pwd
import shlex
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vpnsync.config.find import STDIN
from vpnsync.errors import DescriptionError

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_LINKS: Final = 40


def check_ownership(path: Path, status: os.stat_result, uid: int) -> None:
    """Refuse a description that others than root and `uid` could change; everything is said at once.

    status: of the very file that was read. The directories above it count as well: who may
    rename in them could put another file in its place, but for sticky ones such as /tmp. Of what is
    read from standard input, nobody could put another in its place.
    """
    faults = _faults(path, status, uid)
    for folder in () if path == STDIN else _folders(path):
        try:
            faults += _faults(folder, folder.stat(), uid)
        except OSError as error:  # it has just gone, or the way to it was closed
            faults.append(f"{folder}: {os.strerror(error.errno or 0)}")
    if faults:
        raise DescriptionError(
            f"{path}: root takes no description that others could change",
            faults,
            name="untrusted-description",
        )


def others_can_read(path: Path, status: os.stat_result | None, uid: int) -> bool:
    """Whether others than root and `uid` can read a file; status: as above, None where nothing was read.

    Who may not enter a directory on the way to it cannot.
    """
    if status is None:
        return False
    try:
        above = [folder.stat() for folder in Path(os.path.realpath(path)).parents]
    except OSError:  # then they cannot either
        return False
    if status.st_mode & stat.S_IROTH and all(folder.st_mode & stat.S_IXOTH for folder in above):
        return True
    group = status.st_gid
    if not status.st_mode & stat.S_IRGRP or _is_private(group, uid):
        return False
    return all(
        folder.st_mode & stat.S_IXOTH or (folder.st_mode & stat.S_IXGRP and folder.st_gid == group)
        for folder in above
    )


def owner_of(status: os.stat_result | None) -> str:
    """Return the user whose description it is, and who runs its commands."""
    return _user(os.geteuid() if status is None else status.st_uid)


def _folders(path: Path) -> dict[Path, None]:
    """Return all directories on the way to a file, and to each link on that way."""
    found: dict[Path, None] = {}
    for step in _steps(path):
        folder = Path(os.path.realpath(step.parent))
        found |= dict.fromkeys([*Path(os.path.abspath(step)).parents, folder, *folder.parents])  # noqa: PTH100 - as named
    return found


def _steps(path: Path) -> Iterator[Path]:
    """Yield a path, and what each link leads to in turn."""
    for _ in range(_MOST_LINKS):
        yield path
        if not path.is_symlink():
            return
        path = path.parent / path.readlink()


def _faults(path: Path, status: os.stat_result, uid: int) -> list[str]:
    """Say who else could change a file, or what a directory holds, and the way out."""
    found = []
    word = shlex.quote(str(path))
    if status.st_uid not in (0, uid):
        whose = f"neither root nor {_user(uid)}" if uid else "not root"
        found.append(f"{path}: belongs to {_user(status.st_uid)}, who is {whose}: chown {_user(uid)} {word}")
    is_sticky = stat.S_ISDIR(status.st_mode) and status.st_mode & stat.S_ISVTX
    mode = 0 if is_sticky else status.st_mode
    if mode & stat.S_IWOTH:
        found.append(f"{path}: everybody may write it: chmod go-w {word}")
    elif mode & stat.S_IWGRP and not _is_private(status.st_gid, uid):
        found.append(f"{path}: group {_group(status.st_gid)} may write it: chmod g-w {word}")
    return found


def _is_private(gid: int, uid: int) -> bool:
    """Whether nobody but root and `uid` is in a group: many systems give each user one of their own."""
    try:
        members = set(grp.getgrgid(gid).gr_mem)
    except KeyError:
        return False
    everybody = pwd.getpwall()
    members |= {who.pw_name for who in everybody if who.pw_gid == gid}
    return members <= {who.pw_name for who in everybody if who.pw_uid in (0, uid)}


def _user(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _group(gid: int) -> str:
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return str(gid)
