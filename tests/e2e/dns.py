"""A name server that knows one name: run as `dns.py ADDRESS NAME ANSWER`."""

from __future__ import annotations

import socket
import struct
import sys


def main(address: str, name: str, answer: str) -> None:
    """Answer questions for the one name's address with it, and all others with "no such name"."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listening.bind((address, 53))
    wanted = b"".join(bytes([len(part)]) + part.encode() for part in name.split(".")) + b"\0"
    while True:
        question, who = listening.recvfrom(512)
        asked = question[12 : 12 + len(wanted)].lower()
        kind = struct.unpack(">H", question[12 + len(wanted) : 14 + len(wanted)] or b"\0\0")[0]
        count = 1 if asked == wanted and kind == 1 else 0
        end = 16 + len(wanted)
        status = 0x8180 if asked == wanted else 0x8183
        reply = question[:2] + struct.pack(">HHHHH", status, 1, count, 0, 0) + question[12:end]
        if count:
            reply += struct.pack(">HHHIH", 0xC00C, 1, 1, 60, 4) + socket.inet_aton(answer)
        listening.sendto(reply, who)


if __name__ == "__main__":
    main(*sys.argv[1:])
