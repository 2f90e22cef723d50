# One that has ended, and is only not yet waited for, holds nothing up.
is_pppd() {
    case $(sed -n 's/^[0-9]* (\(.*\)) \(.\).*/\2 \1/p' "/proc/$1/stat" 2>/dev/null) in
        [ZX]*) return 1 ;;
        ?" pppd"*) return 0 ;;
        *) return 1 ;;
    esac
}

# When a process was started, in ticks: another that has its number by now was started later.
started() {
    sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20
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
    [ ! -e "$state/nameservers" ] && grep -qs '^# vpnsync { the name servers of links' "$resolv_conf"
}

clear_leftovers() {
    if has_leftovers; then
        : >"$state/nameservers.new"
        write_resolv_conf
    fi
}

# /etc/resolv.conf as it is by now, with the servers of nameservers.new, the newest link's first, above what is
# not ours. Whatever anybody else has written to it meanwhile stays, and so does all of it on a full disk.
write_resolv_conf() {
    [ -e "$resolv_conf" ] || : >"$state/resolv.conf.made"
    new_resolv_conf 2>/dev/null
    is_made=$?
    mv "$state/nameservers.new" "$state/nameservers"
    if [ "$is_made" != 0 ]; then
        log "$resolv_conf cannot be made anew, and stays as it is"
    elif [ ! -s "$state/resolv.conf.new" ] && [ -e "$state/resolv.conf.made" ]; then
        rm -f -- "$(readlink -f "$resolv_conf")"
    elif ! cmp -s "$state/resolv.conf.new" "$resolv_conf"; then
        put_resolv_conf
    fi
    rm -f "$state/resolv.conf.rest" "$state/resolv.conf.new"
    [ -s "$state/nameservers" ] || rm -f "$state"/resolv.conf.* "$state/nameservers"
}

new_resolv_conf() {
    : >"$state/resolv.conf.rest" || return
    if [ -e "$resolv_conf" ]; then
        sed "$(our_lines)" "$resolv_conf" >"$state/resolv.conf.rest" || return
    fi
    {
        if [ -s "$state/nameservers.new" ]; then
            echo '# vpnsync { the name servers of links that are up; this part goes with them' &&
                awk '$2 != link { print "# vpnsync: " $2 } { link = $2; print "nameserver " $NF }' \
                    "$state/nameservers.new" &&
                echo '# vpnsync }'
        fi && cat "$state/resolv.conf.rest"
    } >"$state/resolv.conf.new"
}

# In its place, for it may be a link, or mounted: owner and mode stay as they are. What it was is written over it
# again where the new text does not fit.
put_resolv_conf() {
    old=$state/old.resolv.conf
    rm -f "$old"
    if [ -e "$resolv_conf" ] && ! cat "$resolv_conf" >"$old" 2>/dev/null; then
        log "$resolv_conf stays as it is: there is no room to keep it in $state"
        rm -f "$old"
    elif fill_resolv_conf "$state/resolv.conf.new"; then
        rm -f "$old"
    elif [ ! -e "$old" ]; then
        rm -f -- "$(readlink -f "$resolv_conf")"
        log "$resolv_conf cannot be written"
    elif cmp -s "$old" "$resolv_conf" || fill_resolv_conf "$old"; then
        rm -f "$old"
        log "$resolv_conf cannot be written, and stays as it is"
    else
        log "$resolv_conf cannot be written: what it was is in $old"
    fi
}

# fill_resolv_conf FILE: over what is there, then cut: a file that is emptied first has given its room away.
fill_resolv_conf() (
    umask 022
    cat "$1" 1<>"$resolv_conf" && dd of="$resolv_conf" bs=1 seek="$(wc -c <"$1")" count=0 </dev/null
) 2>/dev/null

# The lines of resolv.conf that links have put there, as sed deletes them: those between the marks, but for what
# somebody else has added there; where the last mark is gone, only servers that are known to be links'.
our_lines() {
    # shellcheck disable=SC2002  # awk would stop at a file that is not there
    cat "$state/nameservers" 2>/dev/null | awk '
        turn == 0 { noted[$NF] = links[$2] = 1; next }
        turn == 1 { if ($0 == "# vpnsync }") end = FNR; next }
        /^# vpnsync ([{] the name servers of links|[}]$)/ { inside = $2 $3 == "vpnsync{"; print FNR "d"; next }
        /^# vpnsync: [^ ]+$/ && (inside || $3 in links) { inside = 1; print FNR "d"; next }
        inside && $1 == "nameserver" && (FNR < end || $2 in noted) { print FNR "d"; next }
        FNR > end { inside = 0 }
    ' turn=0 - turn=1 "$resolv_conf" turn=2 "$resolv_conf"
}
