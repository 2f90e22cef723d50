"""The errors by name: what each means, and the way out. A message ends its first line with the name."""

from __future__ import annotations

from typing import Final

from vpnsync.explain.hung_up import ENDING, IDENTITY
from vpnsync.explain.trouble import Trouble
from vpnsync.explain.unreached import BEFORE, WAY

DESCRIPTION: Final = {
    "bad-name": Trouble(
        "A peer's name becomes the name of a file and part of others: 1 to 64 of A-Z a-z 0-9 . _ -, not "
        "starting with a dot or a hyphen, and no two that differ only in case.",
        "Rename the peer. With names that differ in case, macOS would have one file for both.",
    ),
    "bad-value": Trouble(
        "The value has the right type, and is not one that the key or option can have.",
        "The message says what it must be; `vpnsync explain KEY` shows values that are right.",
    ),
    "decided-twice": Trouble(
        "Two lines of one table decide the same setting of pppd: often a key and an option by its own name.",
        "Keep one of them. Across tables there is no such clash: the later table overrules the earlier one.",
    ),
    "missing-key": Trouble(
        "The table lacks a key without which it means nothing, such as a peer's protocol.",
        "Add the key there, in [defaults], or in a profile of the peer.",
    ),
    "needs-a-person": Trouble(
        "A link that starts with the machine is dialed when nobody is there to type or unlock a secret.",
        'Let the secret go into the peers file (secret_storage = "file") from { file } or { command }, not '
        "from a keyring that is locked at that time; use { system_keychain } on macOS; or take `autostart` "
        "away.",
    ),
    "not-as-root": Trouble(
        "Commands of a description run as a person. It may name root only where root owns the description.",
        "Name another user, or leave `user` away: then its owner runs them.",
    ),
    "not-expressible": Trouble(
        "pppd has no way to write this value: it holds a NUL or is longer than what pppd keeps. Something "
        "close would be another value, and is never written instead.",
        "Shorten the value, or correct it where it is kept.",
    ),
    "not-toml": Trouble(
        "The file breaks a rule of TOML at the place that is named, often a quote that is missing there or "
        "in the line above.",
        "Correct the line. An editor with a TOML server shows such places while you type.",
    ),
    "nothing-to-cancel": Trouble(
        "`false` takes away what is inherited, or what the protocol implies; here is nothing of the kind, "
        "and a file that means the same was surely not meant.",
        "Take the line out, or write pppd's own negative, which the message names where there is one.",
    ),
    "pppd-refuses": Trouble(
        "pppd itself would refuse the peers file that the description becomes, or misread a word of it.",
        "`vpnsync show NAME` prints the file, `vpnsync explain WORD` says what the option takes.",
    ),
    "secret-place": Trouble(
        "The secret cannot be had from that source where it is wanted.",
        "Use another source: `man vpns.toml` lists them, and which are for password and shared_secret alone.",
    ),
    "two-sources": Trouble(
        "A secret reference names two sources, and nothing says which one holds the secret.",
        "Keep one of them.",
    ),
    "unknown-key": Trouble(
        "vpns.toml has no such key there: mistyped, or in the wrong table.",
        "The message names the nearest key. Options of pppd without a key of their own go into `options`.",
    ),
    "unknown-option": Trouble(
        "No pppd of that platform and version knows the option; pppd would refuse the whole file.",
        "Correct its spelling, or move it to the table of the platform that has it: the message names both.",
    ),
    "unknown-profile": Trouble(
        "The peer takes a profile that is not described.",
        "Correct its name, or describe it: [profiles.NAME].",
    ),
    "unknown-warning": Trouble(
        "`allow` silences warnings by name, and there is none of that name.",
        "Copy the name from between the brackets at the end of the warning.",
    ),
    "unreadable-description": Trouble(
        "The description is not there, is no regular file, may not be read, or is far too large.",
        "Name yours with --config, or correct its place and mode. Behind sudo it is read as you.",
    ),
    "no-description": Trouble(
        "There is no vpns.toml here, and none of your own in ~/.config/vpnsync.",
        "`vpnsync init` or `vpnsync import` write one; --config or VPNSYNC_CONFIG name one elsewhere.",
    ),
    "untrusted-description": Trouble(
        "Others can change the description, or a folder above it; what they write would become root's files.",
        "Take their rights away (chmod go-w), or keep the description elsewhere.",
    ),
    "wrong-platform": Trouble(
        "The key, or the protocol, does not exist on a platform that the peer is for.",
        "Give that platform something else in its own table, or limit the peer: platforms = [...].",
    ),
    "wrong-protocol": Trouble(
        "The key belongs to other protocols than the peer's.",
        "Take it out of the peer. In [defaults] and in profiles it may stay: others inherit it.",
    ),
    "wrong-type": Trouble(
        "The value is of a type that the key does not take: text for a number, a flag for a list.",
        'Write it as the message says: 1400 and not "1400", ["mschap-v2"] and not "mschap-v2".',
    ),
}
"""What can be wrong with a description."""

OTHERS: Final = {
    "busy": Trouble(
        "Another vpnsync is at work on the same files, or on the same link.",
        "Wait until it has ended; the message names its process. A lock whose owner is gone holds nobody up.",
    ),
    "call-failed": Trouble(
        "pppd gave the link up, or could not begin it, and neither its log nor its status says why.",
        "Do what the message says; `vpnsync logs NAME` shows all that pppd said, `vpnsync doctor` what the "
        "machine lacks.",
    ),
    "cannot-ask-pppd": Trouble(
        "Only the pppd of this machine, and only Linux's, can be asked about a peers file.",
        "Install pppd, or validate without --pppd or with a version: --pppd 2.5.",
    ),
    "cannot-dial-here": Trouble(
        "The machine lacks what the call needs: pppd, a plug-in, a helper program, or PPP in its kernel.",
        "Install what the message names; `vpnsync doctor` checks all of it.",
    ),
    "changed-meanwhile": Trouble(
        "Somebody changed a file between the plan and its turn. Nothing that they wrote was touched.",
        "Look at the change, then plan again.",
    ),
    "consent-needed": Trouble(
        "--yes agrees to what concerns files of vpnsync's own, and not to taking over, overwriting or "
        "deleting more than that.",
        "Add the options that the message names, or run it at a terminal without --yes and answer there.",
    ),
    "damaged-generation": Trouble(
        "What was kept of an apply is not whole any more, so the way back is not known.",
        "Go back to a later generation, or forget the damaged ones: vpnsync history --forget ID.",
    ),
    "drift": Trouble(
        "The peers file on disk is not what the description says. Dialing it could lead elsewhere.",
        "Run `vpnsync plan NAME` to see the difference, and `vpnsync apply NAME` to end it.",
    ),
    "exists-already": Trouble(
        "The file is there; vpnsync begins none over another.",
        "Name another one with --config, or move the old one away.",
    ),
    "halves-differ": Trouble(
        "Each command runs in two halves, yours and root's, and what the one said the other does not take. "
        "Mostly two versions of vpnsync are installed; --root-half is for vpnsync itself.",
        "Let one and the same vpnsync be found by you and by root (`which vpnsync`, `sudo which vpnsync`).",
    ),
    "in-the-way": Trouble(
        "Something on the disk is not what it would have to be: a link, a directory, a file of somebody "
        "else's, another description's, or one that cannot be read.",
        "The message names it. Look at it, then move it away or set it right, and plan again.",
    ),
    "killed-half": Trouble(
        "The half that reads the description was ended by a signal before it was done.",
        "Nothing was changed: run it again.",
    ),
    "no-answer": Trouble(
        "The questions were left before the last answer, and so nothing was written.",
        "Run it again, or give the answers as options: vpnsync init --help.",
    ),
    "no-generation": Trouble(
        "No such generation is kept: the last 20 are, one for each apply that changed something.",
        "`vpnsync history` lists them.",
    ),
    "no-group": Trouble(
        "The machine has no group of that name, so nobody could own the files as described.",
        "Make the group, or change settings.linux.group.",
    ),
    "no-output": Trouble(
        "The result cannot be printed: standard output is closed, or the disk behind it is full.",
        "Send it elsewhere and run it again. What the command had to do besides is done.",
    ),
    "no-rights": Trouble(
        "This needs root, and there is no terminal on which sudo or doas could ask for a password.",
        "Run the command that the message names, or work on a copy with --root DIR.",
    ),
    "no-secret": Trouble(
        "A secret cannot be had from the source that its reference names: not set, locked, not there, a "
        "program that fails, or nothing to keep.",
        "Mend the source, and run it again. `vpnsync plan --no-secrets` does without all of them.",
    ),
    "no-terminal": Trouble(
        "There is something to agree to, and nobody to ask.",
        "Run it with --yes, or at a terminal. A script takes --yes, after a look at `vpnsync plan`.",
    ),
    "not-appendable": Trouble(
        "The description cannot take further tables at its end, as an inline table of peers.",
        "Write the peers as [peers.NAME], or import into another file with --output.",
    ),
    "not-this-machine": Trouble(
        "The peer is described, and not for this machine: by `enabled`, `platforms` or `hosts`.",
        "Try --platform or --host, or change those keys.",
    ),
    "still-running": Trouble(
        "pppd was asked to end the link, and has not done so in time.",
        "Wait a little and look at `vpnsync status`; kill -9 ends the process that the message names.",
    ),
    "unclear-person": Trouble(
        "vpnsync runs as root on somebody's behalf, and it cannot be told whose, or root's rights cannot be "
        "given up.",
        "Run it through sudo or doas themselves; unset SUDO_UID and DOAS_USER to let root do all by itself.",
    ),
    "unknown-peer": Trouble(
        "Neither the description nor the disk has a peer, or a file of one, by that name.",
        "The message names the nearest one; `vpnsync status` lists them all.",
    ),
    "unknown-word": Trouble(
        "No option of any pppd, no key of vpns.toml, no warning and no error is called so.",
        "The message names the nearest one. Words are case-sensitive, as pppd's own.",
    ),
    "unreadable-installation": Trouble(
        "The half that runs with the other rights does not find, or may not read, this installation.",
        "Install vpnsync where everybody may read it: pipx, or a venv outside of your home.",
    ),
    "unusable-description": Trouble(
        "The description cannot be used as it stands.",
        "Correct what the message names, and run `vpnsync validate`.",
    ),
    "untrusted-directory": Trouble(
        "vpnsync keeps old passwords there, and others own the directory or may write into it.",
        "Look at what is in it, then do what the message says.",
    ),
    "wrong-usage": Trouble(
        "The command line has an option, a command or a value that there is not; nothing was done.",
        "The message names the nearest one, or what is possible; `vpnsync COMMAND --help` shows them all.",
    ),
    "write-failed": Trouble(
        "A file could not be written. All that had been written before it was put back, or the message says "
        "what was not.",
        "Make room, or mend the disk or the rights, and run it again.",
    ),
}
"""What else can be in the way."""

CALLS: Final = {**BEFORE, **WAY, **IDENTITY, **ENDING}
"""Why a call fails."""

TROUBLES: Final = dict(sorted({**DESCRIPTION, **OTHERS, **CALLS}.items()))
"""Every error by its name."""
