"""Why a call does not even begin: options and what the machine lacks."""

from __future__ import annotations

from typing import Final

from vpnsync.link.causes.rule import rule

RULES: Final = (
    # options, before anything is dialed
    rule(
        "no-peers-file",
        r"Can't open options file (\S*/peers/[^/:]+): No such file",
        "there is no peers file {1}",
        "run: vpnsync apply",
    ),
    rule(
        "missing-include",
        r"Can't open options file (\S+): No such file",
        "there is no file {1}, which the peers file includes",
        "write it, or take the include out",
        "options.file",
    ),
    rule(
        "unreadable-include",
        r"Can't open options file (.*)",
        "pppd cannot read {1}",
        "pppd 2.5.3 reads only files and directories that nobody but root may write",
    ),
    rule(
        "option-refused",
        r"unrecognized option '([^']*)'",
        'pppd does not know the option "{1}"',
        "take it out, or correct its spelling (`vpnsync validate`)",
        "options.{1}",
    ),
    rule(
        "option-refused",
        r"invalid numeric parameter '([^']*)' for (\S+) option",
        '"{1}" is no number, which the option {2} takes',
        "correct the value",
        "options.{2}",
    ),
    rule(
        "option-refused",
        r"too few parameters for option '?([^']+)'?",
        'the option "{1}" has no value',
        "give it one",
        "options.{1}",
    ),
    rule(
        "route-forbidden",
        r"(defaultroute|proxyarp) option is disabled",
        "{1} was forbidden earlier, for instance by a line in /etc/ppp/options",
        "take the line no{1} out of /etc/ppp/options (`vpnsync doctor` shows it)",
        "default_route",
    ),
    rule(
        "no-plugin",
        r"(?:Couldn't load plugin|[Pp]lugin) (\S+?)[:,]? .*(?:cannot open|No such file|not found)"
        r"|^(\S+\.(?:so|ppp)): cannot open shared object",
        "pppd cannot load the plug-in {1}{2}",
        "install the package that brings it (`vpnsync doctor` names it)",
        "protocol",
    ),
    # the machine
    rule(
        "no-kernel-ppp",
        r"Couldn't open the /dev/ppp device|kernel support for PPP|ppp support .*kernel",
        "the kernel has no PPP: there is no /dev/ppp",
        "load it (modprobe ppp_generic); in a container, its host must offer /dev/ppp",
    ),
    rule(
        "program-forbidden",
        r"sh: (?:line )?(?:\d+: )?(\S+): Permission denied",
        "the program {1} may not be run",
        "make it executable (chmod 755), or install its package anew (`vpnsync doctor` names it)",
        "protocol",
    ),
    rule(
        "no-program",
        r"sh: (?:line )?(?:\d+: )?(\S+): (?:command )?not found|sh: (\S+): No such file",
        "the program {1}{2} is not installed",
        "install it (`vpnsync doctor` names the package)",
        "protocol",
    ),
)
