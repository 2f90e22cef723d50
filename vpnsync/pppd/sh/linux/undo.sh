is_pppd() {
    case $(cat "/proc/$1/comm" 2>/dev/null) in
        pppd*) return 0 ;;
        *) return 1 ;;
    esac
}

# delete_route live|dead NETWORK [via GATEWAY] dev NAME [metric N]. The protocol number says that a route is
# vpnsync's: nobody else's is deleted, even where it looks the same.
delete_route() {
    case "$1 $* " in
        "dead "*" dev $device "*) return ;;
    esac
    shift
    ip "$(family "$1")" route del "$@" proto 118 2>/dev/null
}

family() {
    case $1 in
        *:*) echo -6 ;;
        *) echo -4 ;;
    esac
}

# undo_dns live|dead PID resolved|resolvconf NAME|file
undo_dns() {
    case $3 in
        resolved) [ "$1" = dead ] || resolvectl revert "$device" 2>/dev/null ;;
        resolvconf) resolvconf -d "$4" 2>/dev/null ;;
        file)
            grep -sv "^$2 " "$state/nameservers" >"$state/nameservers.new"
            write_resolv_conf
            ;;
    esac
}

# What a machine that went down with its links has kept of them: the notes are gone with /run, that file is not.
has_leftovers() {
    [ ! -e "$state/nameservers" ] && grep -qs '^# vpnsync {' "$resolv_conf"
}

clear_leftovers() {
    if has_leftovers; then
        : >"$state/nameservers.new"
        write_resolv_conf
    fi
}

# /etc/resolv.conf as it is by now, with the servers of nameservers.new, the newest link's first, above what is
# not ours. Whatever anybody else has written to it meanwhile stays.
write_resolv_conf() {
    : >"$state/resolv.conf.rest"
    if [ -e "$resolv_conf" ]; then
        sed "$(our_lines)" "$resolv_conf" >"$state/resolv.conf.rest" || return
    else
        : >"$state/resolv.conf.made"
    fi
    {
        if [ -s "$state/nameservers.new" ]; then
            echo '# vpnsync { the name servers of links that are up; this part goes with them'
            awk '$2 != link { print "# vpnsync: " $2 } { link = $2; print "nameserver " $NF }' "$state/nameservers.new"
            echo '# vpnsync }'
        fi
        cat "$state/resolv.conf.rest"
    } >"$state/resolv.conf.new"
    mv "$state/nameservers.new" "$state/nameservers"
    if [ ! -s "$state/resolv.conf.new" ] && [ -e "$state/resolv.conf.made" ]; then
        rm -f -- "$(readlink -f "$resolv_conf")"
    elif ! cmp -s "$state/resolv.conf.new" "$resolv_conf"; then
        # In its place, for it may be a link, or mounted: owner and mode stay as they are.
        (umask 022; cat "$state/resolv.conf.new" >"$resolv_conf") 2>/dev/null || log "$resolv_conf cannot be written"
    fi
    rm -f "$state/resolv.conf.rest" "$state/resolv.conf.new"
    [ -s "$state/nameservers" ] || rm -f "$state"/resolv.conf.* "$state/nameservers"
}

# The lines of resolv.conf that links have put there, as sed deletes them: those between the marks, but for what
# somebody else has added there; where the last mark is gone, only servers that are known to be links'.
our_lines() {
    # shellcheck disable=SC2002  # awk would stop at a file that is not there
    cat "$state/nameservers" 2>/dev/null | awk '
        turn == 0 { noted[$NF] = 1; next }
        turn == 1 { if (index($0, "# vpnsync }") == 1) end = FNR; next }
        /^# vpnsync(:| [{}])/ { inside = index($0, "# vpnsync }") != 1; print FNR "d"; next }
        inside && $1 == "nameserver" && (FNR < end || $2 in noted) { print FNR "d"; next }
        FNR > end { inside = 0 }
    ' turn=0 - turn=1 "$resolv_conf" turn=2 "$resolv_conf"
}
