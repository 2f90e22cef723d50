"""The person's keyring, through the `keyring` library: macOS's Keychain, Secret Service, KWallet."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from vpnsync.errors import SecretError

if TYPE_CHECKING:
    from collections.abc import Callable


def read(service: str, account: str) -> str:
    """Return a secret of the keyring; SecretError where there is none, or no way to it."""
    import keyring  # noqa: PLC0415 - dear; only a keychain reference needs it

    found = _ask(lambda: keyring.get_password(service, account))
    if found is None:
        raise SecretError(
            f'the keyring has no entry for account "{account}"',
            hint=f"make one with: {by_hand('set', service, account)}",
        )
    return found


def conflict(service: str, account: str, secret: str) -> SecretError | None:
    """Return why a secret cannot be stored: another one is there. SecretError where nothing can be."""
    import keyring  # noqa: PLC0415 - the same

    if _ask(lambda: keyring.get_password(service, account)) in (None, secret):
        return None
    return SecretError(
        f'the keyring holds another secret for "{service}", account "{account}"',
        hint=f"look at it, then remove it with: {by_hand('del', service, account)}",
    )


def store(service: str, account: str, secret: str) -> bool:
    """Put a secret into the keyring; return whether it is new. Another one is never overwritten."""
    import keyring  # noqa: PLC0415 - the same

    found = conflict(service, account, secret)
    if found:
        raise found
    if _ask(lambda: keyring.get_password(service, account)) is not None:
        return False
    _ask(lambda: keyring.set_password(service, account, secret))
    return True


def remove(service: str, account: str, secret: str) -> None:
    """Take a secret out of the keyring again, unless somebody has put another one there."""
    import keyring  # noqa: PLC0415 - the same

    if _ask(lambda: keyring.get_password(service, account)) == secret:
        _ask(lambda: keyring.delete_password(service, account))


def _ask(question: Callable[[], str | None]) -> str | None:
    """Ask the keyring; whatever goes wrong there becomes a message without the secret."""
    from keyring import errors  # noqa: PLC0415 - the same

    try:
        return question()
    except errors.NoKeyringError:
        raise SecretError(
            "there is no keyring on this machine that vpnsync can use",
            hint="start one (gnome-keyring, KWallet), or use { command = [...] } or { file = ... }",
        ) from None
    except errors.KeyringLocked:
        raise SecretError("the keyring is locked", hint="unlock it and run this again") from None
    except Exception as error:  # noqa: BLE001 - backends are plug-ins and raise what they like
        # Their texts may quote what they were given: only the kind is told.
        raise SecretError(
            f"the keyring cannot be used ({type(error).__name__})",
            hint=f"is it locked, or was its password wrong? `{by_hand('diagnose')}` tells which it is",
        ) from None


def by_hand(*words: str) -> str:
    """Return the command by which a person does something to the keyring that vpnsync uses.

    The library's own program is not on the PATH of who installed vpnsync with pipx or uv.
    """
    import shlex  # noqa: PLC0415 - for a message only
    import shutil  # noqa: PLC0415 - the same

    program = ["keyring"] if shutil.which("keyring") else [sys.executable, "-m", "keyring"]
    return shlex.join([*program, *words])
