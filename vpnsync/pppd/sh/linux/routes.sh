# set_route NETWORK [via GATEWAY] dev NAME [metric N]: what was noted but could not be set is none of ours
# (delete_route), so that a script that is killed between the two leaves nothing behind.
set_route() {
    note "route $*" || return
    said=$(ip "$(family "$1")" route add "$@" proto 118 2>&1) || log "$1: no route is set: $said"
}

# add_route NETWORK [METRIC]: behind one that another link has set, so that it leads once that is down.
add_route() {
    there=$(ip "$(family "$1")" -o route show exact "$1" 2>/dev/null)
    if [ -z "$there" ] || [ -n "${2-}" ]; then
        set_route "$1" dev "$interface" ${2:+metric "$2"}
    elif printf '%s\n' "$there" | grep -Eqv ' proto 118( |$)' ||
        ! grep -lsF "route $1 " "$state"/link.* | grep -qvxF "$notes"; then
        log "$1 has a route already, which is left as it is ($there)"
    else
        log "$1 is another link's just now: it leads through this one when that is down"
        set_route "$1" dev "$interface" metric "$((3000 + pid))"
    fi
}
