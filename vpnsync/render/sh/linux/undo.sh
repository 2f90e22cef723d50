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
            if [ -f "$state/nameservers" ]; then
                grep -v "^$2 " "$state/nameservers" >"$state/nameservers.new"
                mv "$state/nameservers.new" "$state/nameservers"
                write_resolv_conf
            fi
            ;;
    esac
}

# /etc/resolv.conf as all live links want it: their servers, the newest link's first, above what was there.
# With no link left, it is what it was. What somebody else has written to it since is never undone.
write_resolv_conf() {
    if [ -f "$state/resolv.conf.written" ] && ! cmp -s "$resolv_conf" "$state/resolv.conf.written"; then
        log "somebody else has written $resolv_conf since: it is left so"
        rm -f "$state"/resolv.conf.* "$state/nameservers"
        return
    fi
    if [ -s "$state/nameservers" ]; then
        {
            echo '# vpnsync { the name servers of links that are up; this part goes with them'
            sed 's/^[0-9]* /nameserver /' "$state/nameservers"
            echo '# vpnsync }'
            cat "$state/resolv.conf.before" 2>/dev/null
        } >"$state/resolv.conf.written"
        fill_resolv_conf "$state/resolv.conf.written"
    else
        if [ -f "$state/resolv.conf.before" ]; then
            fill_resolv_conf "$state/resolv.conf.before"
        else
            rm -f "$resolv_conf"
        fi
        rm -f "$state"/resolv.conf.* "$state/nameservers"
    fi
}

# In its place, for it may be a link, or mounted: owner and mode stay as they are.
fill_resolv_conf() {
    (umask 022; cat "$1" >"$resolv_conf") 2>/dev/null || log "$resolv_conf cannot be written"
}
