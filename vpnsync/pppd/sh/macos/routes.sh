# set_route NETWORK -interface NAME|GATEWAY: noted once it is set, for only then it is ours. The exit status of
# route says little; what it prints of a failure begins with its name.
set_route() {
    if said=$(route -n add "$(family "$1")" -net "$@" 2>&1) && case $said in *"route: "*) false ;; esac; then
        note "route $*" || route -n delete "$(family "$1")" -net "$1" >/dev/null 2>&1
        return 0
    fi
    case $said in
        *"File exists"*) return 1 ;;
        *) log "$1: no route is set: $said" ;;
    esac
}

# add_route NETWORK [METRIC]: macOS has no metrics.
add_route() {
    set_route "$1" -interface "$interface" || log "$1 has a route already, which is left as it is"
}
