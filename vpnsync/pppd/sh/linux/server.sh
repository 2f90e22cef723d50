# keep_server PROGRAM SERVER: the tunnel's own packets go outside of it.
keep_server() {
    for address in $(addresses_of "$1" "$2"); do
        [ "$1" != pptp ] || take_over "$address"
        keep_outside "$address"
    done
}

# Where a program is connected to. A name could mean another address by now, or need the tunnel to be asked for.
addresses_of() {
    case $2 in
        *:*) echo "$2" ;;
        *[!0-9.]*)
            found=$(ss -Htnp state established 2>/dev/null | awk -v program="(\"$1\"," '
                index($0, program) { sub(/:[0-9]+$/, "", $4); gsub(/^\[(::ffff:)?|\]$/, "", $4); print $4 }')
            # A machine without IPv6 is told of such addresses, too, and is connected to none of them.
            [ -n "$found" ] || found=$(getent ahosts "$2" | awk -v other="$(ip -6 route show default)" '
                other != "" || !/:/ { print $1 }')
            printf '%s\n' "$found" | sort -u
            ;;
        *) echo "$2" ;;
    esac
}

# pptp sets the route to its server itself, and is ended by pppd before it takes it back: it becomes ours. That
# it is pptp's is told by its source address, which it has copied with the rest.
take_over() {
    while ip -4 route show exact "$1" 2>/dev/null | grep -v ' proto ' | grep -q ' src '; do
        ip -4 route del "$1" 2>/dev/null || return
    done
}
