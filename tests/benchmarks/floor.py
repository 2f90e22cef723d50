"""The floor: what a bare script would do for just these peers. No package, no check, no message.

    python -I floor.py plan|apply|status|import VPNS_TOML PEERS_FOLDER

`plan` reads the description, renders each peer, reads each file and compares the two. `apply` writes
each file as carefully as the kernel lets a script be: temporary file, fsync, rename, and one fsync of
the directory. `status` is a plan that also looks for each peer's PID file. `import` reads each file, splits
its lines at blanks, and writes a description in which every option stands as it is.
"""

from __future__ import annotations

import os
import sys
import tomllib

METHODS = {"refuse-pap": "pap", "refuse-chap": "chap-md5", "refuse-mschap": "mschap", "refuse-eap": "eap"}
UNITS = {"s": 1, "m": 60, "h": 3600}


def seconds(text: str) -> int:
    """Return seconds for "30m"."""
    return int(text[:-1]) * UNITS[text[-1]]


def render(peer: dict, options: dict) -> str:  # type: ignore[type-arg]
    """Return the peers file of one peer, with these keys alone, in vpnsync's order."""
    lines = [f'pty "pptp {peer["server"]} --nolaunchpppd"']
    lines.append(f"holdoff {seconds(peer['reconnect']['delay'])}")
    lines.append(f"idle {seconds(peer['idle'])}")
    lines += ["persist", f"maxfail {peer['reconnect']['attempts']}", "noauth"]
    lines += [word for word, method in METHODS.items() if method not in peer["auth_methods"]]
    lines += [f'user "{peer["user"]}"', f"mru {peer['mru']}", f"mtu {peer['mtu']}"]
    lines.append(f"lcp-echo-failure {peer['keepalive']['failures']}")
    lines.append(f"lcp-echo-interval {seconds(peer['keepalive']['interval'])}")
    lines.append(f"lcp-max-configure {options['lcp-max-configure']}")
    lines += ["novj"] if options["novj"] else []
    lines += ["ipcp-accept-local", "ipcp-accept-remote"] if peer["accept_addresses"] else []
    lines.append("defaultroute" if peer["default_route"] else "nodefaultroute")
    lines += ["usepeerdns"] if peer["dns"] == "peer" else []
    lines += [word for word in ("nobsdcomp", "nodeflate") if options[word]]
    lines.append(f"require-mppe-{peer['encryption'][-3:]}")
    lines.append("mppe-stateful" if peer["mppe_stateful"] else "nomppe-stateful")
    return "\n".join(lines) + "\n"


def rendered(path: str) -> dict[str, bytes]:
    """Return the name and the text of every peer of a description."""
    with open(path, "rb") as stream:  # noqa: PTH123 - pathlib alone takes 5 ms to load
        document = tomllib.load(stream)
    defaults = document.get("defaults", {})
    found = {}
    for name, peer in document["peers"].items():
        options = {**defaults.get("options", {}), **peer.get("options", {})}
        found[name] = render({**defaults, **peer}, options).encode()
    return found


def read(path: str) -> bytes:
    """Return a file without vpnsync's header."""
    descriptor = os.open(path, os.O_RDONLY)
    text = os.read(descriptor, 65536)
    os.close(descriptor)
    return text[text.index(b"\n") + 1 :] if text.startswith(b"# vpnsync:") else text


def plan(description: str, folder: str) -> int:
    """Print which peers differ; return how many."""
    wanted = rendered(description)
    there = {name: read(f"{folder}/{name}") for name in os.listdir(folder)}  # noqa: PTH208 - the same
    odd = [name for name, text in wanted.items() if there.get(name) != text]
    print(*odd, len(odd), "differ")  # noqa: T201 - its result
    return len(odd)


def apply(description: str, folder: str) -> None:
    """Write every peer's file."""
    os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - the same
    for name, text in rendered(description).items():
        descriptor = os.open(f"{folder}/.new", os.O_WRONLY | os.O_CREAT, 0o600)
        os.write(descriptor, text)
        os.fsync(descriptor)
        os.close(descriptor)
        os.rename(f"{folder}/.new", f"{folder}/{name}")  # noqa: PTH104 - the same
    directory = os.open(folder, os.O_RDONLY)
    os.fsync(directory)
    os.close(directory)


def status(description: str, folder: str) -> None:
    """Print of each peer whether it differs and whether it is up."""
    there = {name: read(f"{folder}/{name}") for name in os.listdir(folder)}  # noqa: PTH208 - the same
    for name, text in rendered(description).items():
        state = "up" if os.path.exists(f"/run/ppp-{name}.pid") else "down"  # noqa: PTH110 - the same
        print(name, "in sync" if there.get(name) == text else "drifted", state)  # noqa: T201 - its result


def take_over(description: str, folder: str) -> None:
    """Write a description of the files that are there."""
    tables = ["version = 1\n"]
    for name in sorted(os.listdir(folder)):  # noqa: PTH208 - the same
        tables.append(f'[peers.{name}]\nprotocol = "custom"\n[peers.{name}.options]\n')
        for line in read(f"{folder}/{name}").decode().splitlines():
            word, _, value = line.partition(" ")
            given = value.strip('"').replace("\\", "\\\\").replace('"', '\\"')
            tables.append(f'{word} = "{given}"\n' if value else f"{word} = true\n")
    with open(description, "w") as stream:  # noqa: PTH123 - the same
        stream.write("".join(tables))


if __name__ == "__main__":
    work, vpns_toml, peers = sys.argv[1:]
    {"plan": plan, "apply": apply, "status": status, "import": take_over}[work](vpns_toml, peers)
