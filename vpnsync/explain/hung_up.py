"""Why PPP does not come about or ends, by the name of the error: what more there is to know."""

from __future__ import annotations

from typing import Final

from vpnsync.explain.trouble import Trouble

IDENTITY: Final = {
    "account-locked": Trouble(
        "The server knows you, and has locked the account, or lets it in at other hours only (E=646, E=647).",
        "Ask whoever runs the server. Dialing again with a wrong password is what locks many accounts.",
    ),
    "authentication-timeout": Trouble(
        "The server began to ask who you are, and then said no more: often it waits for a RADIUS server.",
        "Dial again. Where it stays so, try another of auth_methods, or ask whoever runs the server.",
    ),
    "dialin-denied": Trouble(
        "User and password are right; the user may not dial in (E=649).",
        "On a Windows server it is the user's property Dial-in, or the network policy of its group.",
    ),
    "eap-method-unknown": Trouble(
        "The server offers EAP with a method that this pppd does not have, such as PEAP in older ones.",
        'Refuse EAP, so that the server offers another way: auth_methods = ["mschap-v2"].',
    ),
    "encryption-needs-mschap": Trouble(
        "MPPE's keys are made from the exchange of MS-CHAP. The two sides used another method, or none, so "
        "there are no keys.",
        'Give a password, and leave only auth_methods = ["mschap-v2"].',
    ),
    "encryption-refused": Trouble(
        "The peer requires MPPE, and the server does not agree to it, or only to fewer bits.",
        "Have 128-bit MPPE switched on there. A weaker `encryption` lets others read what you send: PPTP's "
        "is weak enough with 128 bits.",
    ),
    "encryption-required": Trouble(
        "The server requires MPPE and hangs up on who does not offer it.",
        'Write encryption = "require-128".',
    ),
    "encryption-stateful": Trouble(
        "The server wants MPPE that changes its key every 256 packets only (stateful), which pppd refuses "
        "unless told otherwise.",
        "Have it switched off there; or write mppe_stateful = true, which is weaker, and loses more when "
        "packets are lost.",
    ),
    "method-rejected": Trouble(
        "The server asked for a way to say who you are, and did not speak it when it came to it.",
        "Take that method out of auth_methods, so that they agree on another.",
    ),
    "no-password": Trouble(
        "The server asks who you are; there is a user, but no password for it: neither in the peers file, "
        "nor in /etc/ppp/chap-secrets or pap-secrets for that user and that server's name.",
        "Give `user` and `password`. In the secrets files, the second column must be `remote_name` or *.",
    ),
    "noauth-missing": Trouble(
        "pppd wants the server to say who it is, which is the default once the machine has a default route; "
        "VPN servers do not.",
        "`noauth` comes with the VPN protocols; a peer of protocol custom or serial says options = "
        "{ noauth = true }. An `auth` in /etc/ppp/options may have asked for it.",
    ),
    "password-expired": Trouble(
        "User and password were right, and the password is too old (E=648). PPP's way to change it, "
        "MS-CHAP-v2's change of password, is not one that pppd goes.",
        "Change it in the way of that network; then change it here, and apply.",
    ),
    "password-refused": Trouble(
        "The server did not accept user and password together; it does not say which of them is wrong "
        "(E=691 on Windows and many others).",
        "Try DOMAIN\\user, in single quotes in TOML. See whether the secret ends in a space or another "
        "line. vpnsync does not dial again with it: servers lock accounts.",
    ),
    "server-unproved": Trouble(
        "In MS-CHAP-v2 the server proves that it knows your password, too, and this one does not. A server "
        "that is set up wrongly does so, and so does one that only claims to be yours.",
        "Make sure of the server before you dial again; change the password if you are not sure.",
    ),
}
"""Why the two sides do not agree on who they are, and on encryption."""

ENDING: Final = {
    "callback-wanted": Trouble(
        "The server hangs up and means to call back, as some did with modems.",
        "Have it switched off there for your account.",
    ),
    "device-error": Trouble(
        "The serial device reported an error while the link was up.",
        "Look after the modem, its cable and its power; the system's log may name the device.",
    ),
    "ended-on-request": Trouble(
        "Somebody ended the link: `vpnsync down`, Ctrl-C, a signal to pppd, or the machine going down.",
        "Nothing has to be done: dial again when it is needed.",
    ),
    "fatal-error": Trouble(
        "pppd met something that it cannot go on with, such as a system call that failed.",
        "`vpnsync logs NAME` may say more, and `vpnsync doctor` looks at the machine.",
    ),
    "hung-up": Trouble(
        "The line was hung up, and no line of the log says by whom or why.",
        "The server's own log says it. `vpnsync up NAME --verbose` shows the last packets.",
    ),
    "hung-up-early": Trouble(
        "The server ended LCP before the link was up: it did not like the user, the encryption, the methods "
        "or the address that were offered, and did not say which.",
        "Its own log says it. `vpnsync up NAME --verbose` shows what it had just been offered.",
    ),
    "hung-up-unanswered": Trouble(
        "The server took the call, heard nothing of PPP within its time, and hung up. GRE (IP protocol 47) "
        "may come through in one direction only.",
        "Look at its log; where it knows of no such call, do what `vpnsync explain gre-blocked` says.",
    ),
    "idle-timeout": Trouble(
        "Nothing that counts was sent for as long as `idle` says, and so pppd ended the link.",
        "Give `idle` more time, take it out, or let reconnect = true dial again.",
    ),
    "init-script-failed": Trouble(
        "The program behind pppd's `init`, which sets a modem up, ended with an error.",
        "Correct options.init, or take it out.",
    ),
    "line-lost": Trouble(
        "The link was up, and the line under it went away: the modem lost its signal, the program that "
        "carried the call ended, or the server let go.",
        "With reconnect = true, pppd dials again by itself.",
    ),
    "link-ended": Trouble(
        "The link ended as links do, and pppd counts it as no failure.",
        "Dial again when it is needed.",
    ),
    "link-gone": Trouble(
        "The link was up when vpnsync last looked, and is no more; nobody saw how pppd ended.",
        "`vpnsync logs NAME` may tell. The system may have been restarted since.",
    ),
    "looped-back": Trouble(
        "pppd hears its own packets: at the other end nobody speaks PPP, and something echoes what it gets, "
        "as a modem in command mode or a shell does.",
        "Have the modem dial first (`connect`), or correct what `pty` or `server` lead to.",
    ),
    "no-address": Trouble(
        "The two sides could not agree on an IP address for one end.",
        "Let the server choose both (accept_addresses = true); else give local_ip or remote_ip as the server "
        "expects them.",
    ),
    "no-echo-replies": Trouble(
        "The other side left as many echo requests unanswered as `keepalive` says: the network in between "
        "is gone, an address changed, or a firewall forgot the connection.",
        "With reconnect = true, pppd dials again by itself. More `failures` give a bad network more time.",
    ),
    "no-network-protocol": Trouble(
        "PPP itself came up, and no network in it: no agreement on addresses, or MPPE was required and not "
        "agreed to.",
        "Look at `accept_addresses`, local_ip, remote_ip and `encryption`; `vpnsync up NAME --verbose` shows "
        "what was offered and refused.",
    ),
    "not-up-in-time": Trouble(
        "The two sides were still talking when the time of --timeout was over, and vpnsync ended the call.",
        "Give it more: vpnsync up NAME --timeout 60. `vpnsync logs NAME` shows what took so long.",
    ),
    "number-refused": Trouble(
        "The caller's number is not among those that `allow-number` lets in.",
        "Change options.allow-number; a line in /etc/ppp/options may have set it.",
    ),
    "pppd-killed": Trouble(
        "A signal that pppd does not catch ended it: kill -9, the kernel out of memory, or a crash.",
        "The system's log says which. What it left behind is cleared by the next `up` or `down`.",
    ),
    "server-hung-up": Trouble(
        "The link was up, and the server ended it: its own limit of time or idleness, a second link of the "
        "same user, or a restart.",
        "With reconnect = true, pppd dials again by itself; some servers take a link without `keepalive` for "
        "idle.",
    ),
    "terminal-script-failed": Trouble(
        "The program behind `terminal` of a Mac's pppd ended with an error.",
        "Correct options.terminal, or take it out.",
    ),
    "time-limit": Trouble(
        "The link was up for as long as pppd's `maxconnect` lets it.",
        "Dial again, or raise options.maxconnect.",
    ),
    "traffic-limit": Trouble(
        "As many bytes went over the link as pppd's `maxoctets` lets through.",
        "Dial again, or raise options.maxoctets.",
    ),
}
"""Why a link has no network, and what ends one."""
