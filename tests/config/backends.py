"""Keyrings that misbehave, for PYTHON_KEYRING_BACKEND: locked ones, and those that raise what they like."""

from __future__ import annotations

from keyring.backend import KeyringBackend
from keyring.errors import InitError, KeyringLocked


class Locked(KeyringBackend):
    """A keyring that nobody has unlocked."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        """Refuse."""
        raise KeyringLocked(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        """Refuse, and quote everything."""
        raise KeyringLocked(f"{service} {username} {password}")


class NotStarted(Locked):
    """A keyring whose service does not answer."""

    def get_password(self, service: str, username: str) -> str | None:
        """Fail before anything is asked."""
        raise InitError(f"{service} {username}")


class Talkative(Locked):
    """A keyring that takes nothing, and quotes what it was given in a nest of errors."""

    def get_password(self, service: str, username: str) -> str | None:
        """Know nothing."""
        del service, username
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        """Fail in a way that no library documents."""
        below = OSError(password)
        raise RuntimeError(f"cannot store {password} of {username} for {service}") from below
