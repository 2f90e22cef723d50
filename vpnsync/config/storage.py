"""Where a peer's secrets are to be had: completed, and refused where they cannot be had there."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from vpnsync.config.complaints import Complaint
from vpnsync.config.references import Existing, Keychain, Prompt, Reference, SystemKeychain

if TYPE_CHECKING:
    from vpnsync.config.merge import Given, Peer, Typed

_Said = TypeVar("_Said", "Given", "Typed")


def add_accounts(typed: dict[str, Typed], options: list[Given]) -> None:
    """Complete each `{ keychain }` without an account: it is the peer's user."""
    user = typed["user"].value if "user" in typed else None

    def completed(said: _Said) -> _Said:
        value = said.value
        if isinstance(value, Keychain) and value.account is None:
            return said._replace(value=value.model_copy(update={"account": user}))
        return said

    for key in ("password", "shared_secret"):
        if key in typed:
            typed[key] = completed(typed[key])
    options[:] = map(completed, options)


def storage_faults(peer: Peer) -> list[Complaint]:
    """Complain about secrets that cannot be had where they are wanted."""
    found: list[Complaint] = []
    for word in ("password", "shared_secret"):
        value, key = peer.value(word), peer.typed[word].key if word in peer.typed else ()
        if isinstance(value, Existing) and peer.is_dialed_with_secrets:
            found.append(
                Complaint(
                    key,
                    'cannot be { existing = true } with secret_storage = "dial": the file will hold none',
                    name="secret-place",
                )
            )
        if isinstance(value, SystemKeychain) and peer.platform == "linux":
            found.append(
                Complaint(
                    key,
                    "system_keychain is macOS's: give Linux another source under the peer's [linux] table",
                    name="wrong-platform",
                )
            )
    for given in peer.options:
        if isinstance(given.value, Prompt | SystemKeychain):
            kind = next(iter(type(given.value).model_fields))
            found.append(
                Complaint(
                    given.key,
                    f"{kind} works for password and shared_secret, not in options",
                    name="secret-place",
                )
            )
        elif (
            isinstance(given.value, Reference) and given.value.stays is False
        ):  # pragma: no cover - only Prompt
            found.append(Complaint(given.key, "cannot be written into a file", name="secret-place"))
    return found
