"""Why a call does not get as far as PPP, by the name of the error: what more there is to know."""

from __future__ import annotations

from typing import Final

from vpnsync.explain.trouble import Trouble

BEFORE: Final = {
    "no-device": Trouble(
        "The serial device or the network interface that the call goes over is not there, is down, or may "
        "not be opened. USB modems change their number when they are plugged in again.",
        "Compare `device` or `interface` with `ls /dev/tty*` or `ip link`. For a modem, a name below "
        "/dev/serial/by-id stays the same.",
    ),
    "device-busy": Trouble(
        "Another program holds the serial device: mostly another pppd, ModemManager or a terminal program.",
        "End that one. A lock whose process is gone lies in /var/lock as LCK..NAME, and may be removed.",
    ),
    "missing-include": Trouble(
        "`file` or `call` in the peers file names another file of options, which is not there.",
        "Write that file, or take the include out: pppd refuses the whole peers file without it.",
    ),
    "no-kernel-ppp": Trouble(
        "pppd needs the kernel's half of PPP, /dev/ppp. Some cloud kernels have none; a container has the "
        "one that its host hands to it.",
        "Run `modprobe ppp_generic`. Give a container the device (--device /dev/ppp) and the capability "
        "NET_ADMIN. macOS has its own; where that is missing, the system is damaged.",
    ),
    "no-peers-file": Trouble(
        "pppd finds no file of that name in /etc/ppp/peers: the description was never applied here, or the "
        "file was removed since.",
        "`vpnsync apply NAME` writes it.",
    ),
    "no-plugin": Trouble(
        "pppd was told to load a plug-in that is not there, or was built for another version of pppd: it "
        "looks below /usr/lib/pppd/VERSION. A Mac has no PPTP.ppp since macOS 10.15.",
        "Install the package that brings it, in the version of your pppd; `vpnsync doctor` names it.",
    ),
    "no-program": Trouble(
        "The program behind `pty` or `connect` is not installed, or not where pppd looks: it runs it with "
        "sh, as root, and with a short PATH.",
        "Install it (`vpnsync doctor` names the package), or write its path in full.",
    ),
    "option-refused": Trouble(
        "pppd stopped at an option that it does not know, or a value that it cannot take. It then uses none "
        "of the file. Mostly the file was written for another platform or an older pppd.",
        "`vpnsync validate --pppd` asks the pppd of this machine about every peer; /etc/ppp/options and "
        "~/.ppprc are read, too, and may hold the line.",
    ),
    "program-forbidden": Trouble(
        "The program behind `pty` or `connect` is there, and root may not run it: it lacks the x in its "
        "mode, or lies on a file system that is mounted noexec.",
        "Run chmod 755 on it, or install its package anew.",
    ),
    "pppd-without-rights": Trouble(
        "pppd changes interfaces and routes, and must run as root.",
        "`vpnsync up` asks for the rights by itself; by hand it is sudo pppd call NAME.",
    ),
    "pty-failed": Trouble(
        "The program that carries the call (pptp, sstpc, ssh) ended before PPP had begun.",
        "Run the command that `vpnsync show NAME` prints behind `pty` by hand, and read what it says.",
    ),
    "route-forbidden": Trouble(
        "`nodefaultroute` or `noproxyarp` was read before the peers file, and forbids what the peer asks "
        "for. pppd takes no such thing back.",
        "Take the line out of /etc/ppp/options; `vpnsync doctor` shows where it stands.",
    ),
    "unreadable-include": Trouble(
        "pppd cannot open a file of options. From 2.5.3 on it refuses those that others than root may write, "
        "and those in directories that others may write.",
        "Give the file and its directories to root, and take the rights of others away: chmod go-w.",
    ),
}
"""Why a call does not begin."""

WAY: Final = {
    "call-not-taken": Trouble(
        "The port answers, but nothing was seen of a PPTP server that took the call: it may be another "
        "service behind that port, or a server that hangs up at once.",
        "Ask for the server's log. Behind a port that is forwarded, look where it leads.",
    ),
    "call-rejected": Trouble(
        "The server was reached, and refused the call before PPP began: no line free, too many links of "
        "yours that it still takes for alive, or a rule about who may call.",
        "Wait some minutes, in which a dead link of yours times out there; then ask whoever runs the server.",
    ),
    "connect-script-failed": Trouble(
        "The script behind `connect` ended with an error: chat did not get the answer that it expected from "
        "the modem, within its time.",
        "`vpnsync logs NAME` shows what was sent and answered, with -v in chat's options. NO CARRIER is the "
        "network's no, ERROR the modem's: the APN, the PIN or the command does not suit it.",
    ),
    "connection-failed": Trouble(
        "The way to the server could not be made, and nothing said why.",
        "`vpnsync doctor --network` asks each server; `vpnsync logs NAME` shows what was tried.",
    ),
    "connection-refused": Trouble(
        "The machine at that address is there and says that nothing listens at the port of this protocol.",
        "Correct `server`, or have the VPN service there started. Some servers moved to another protocol.",
    ),
    "connection-timeout": Trouble(
        "The first packet had no answer: the server is off, the address is wrong, or a firewall drops what "
        "comes for that port. Hotels and phone networks often do.",
        "Try from another network. Where only this one fails, it is a firewall here; SSTP uses port 443, "
        "which passes nearly everywhere.",
    ),
    "gre-blocked": Trouble(
        "PPTP makes a call over TCP port 1723, and then sends PPP in GRE, which is IP protocol 47 and has no "
        "ports. The call was taken, and of GRE nothing came back: a router or firewall drops it, often one "
        "that translates addresses (NAT) and has no PPTP pass-through.",
        "Switch PPTP pass-through on in the router; on a Linux router load nf_conntrack_pptp and "
        "nf_nat_pptp. Here, `tcpdump -ni any proto 47` shows whether packets leave and none come back. What "
        "passes everywhere is SSTP.",
    ),
    "host-not-found": Trouble(
        "The server's name has no address in the DNS that this machine asks now.",
        "Correct `server`. A name of an internal network is known only inside of it: use the outer one.",
    ),
    "host-unreachable": Trouble(
        "The network says that no machine answers at the server's address, or none was heard of on the way.",
        "Correct `server`, or look whether it is switched on: `vpnsync doctor --network`.",
    ),
    "ipsec-failed": Trouble(
        "L2TP goes through IPsec, and that was not established: keys are agreed over UDP 500 and 4500, with "
        "the shared secret, before PPP and your own password have a turn.",
        "Correct `shared_secret` (it is the group's, not yours) and `server`; let both UDP ports pass.",
    ),
    "no-pppoe-server": Trouble(
        "Nobody answered PPPoE's discovery on the interface: the cable, the modem's bridge mode, a VLAN that "
        "the provider wants, or a `service` name that no server there has.",
        "Have the interface up and unconfigured, name the VLAN's interface (eth0.7) where there is one, and "
        "leave `service` away unless the provider gave you one.",
    ),
    "no-shared-secret": Trouble(
        "L2TP over IPsec needs the group's shared secret besides your password, and the peer gives none.",
        "Write shared_secret = { ... }; on a Mac it may lie in the System keychain.",
    ),
    "offline": Trouble(
        "This machine has no route to the server's address at all.",
        "Go online first. Where another link holds the default route, end it: `vpnsync status`.",
    ),
    "ppp-unanswered": Trouble(
        "The way is open as far as it can be seen, but nobody speaks PPP at its end: pppd asked ten times "
        "(LCP Configure-Request) and heard nothing.",
        "Look whether it is a PPP server, and switched on. `vpnsync up NAME --verbose` shows each packet.",
    ),
    "server-silent": Trouble(
        "Neither the call's port nor the tunnel brought an answer, then or when vpnsync looked again.",
        "Correct `server`, or look whether it is on; try from another network.",
    ),
}
"""Why the other side is not reached."""
