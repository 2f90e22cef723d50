"""What root's half reads for an import, as one message for the person's half."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any

from vpnsync.sync.change import Actual, Obstacle
from vpnsync.sync.files import Access, File
from vpnsync.sync.kinds import PEERS
from vpnsync.sync.store import read

if TYPE_CHECKING:
    from vpnsync.pppd.options import Dictionary
    from vpnsync.sync.place import Place


def read_peers(place: Place, dictionary: Dictionary) -> bytes:
    """Return all that the directory of the peers files holds. Raises RightsError where root is needed."""
    found = {target.name: one for target, one in read(place, dictionary).items() if target.kind is PEERS}
    return json.dumps({name: _as_json(one) for name, one in found.items()}).encode()


def peers_in(message: bytes, dictionary: Dictionary) -> dict[str, Actual]:
    """Return name -> what stands there, as `read_peers` has told it."""
    return {name: _from_json(one, dictionary) for name, one in json.loads(message).items()}


def _as_json(found: Actual) -> dict[str, Any]:
    if isinstance(found, Obstacle):
        return {"reason": found.reason, "is_callable": found.is_callable}
    access = found.access
    return {"text": b64encode(found.text).decode(), "access": [access.mode, access.uid, access.gid]}


def _from_json(found: dict[str, Any], dictionary: Dictionary) -> Actual:
    if "text" not in found:
        return Obstacle(found["reason"], is_callable=found["is_callable"])
    return File(b64decode(found["text"]), Access(*found["access"]), dictionary)
