is_pppd() {
    case $(ps -o comm= -p "$1" 2>/dev/null) in
        pppd | */pppd) return 0 ;;
        *) return 1 ;;
    esac
}

# When a process was started; nobody says so here in a word.
started() {
    :
}

# delete_route live|dead NETWORK -interface NAME|GATEWAY: only where it still leads there, for no mark says
# whose a route of macOS's is.
delete_route() {
    leads=$(route -n get "$(family "$2")" -net "$2" 2>/dev/null |
        awk '$1 == "gateway:" || $1 == "interface:" { printf " %s%s ", $1, $2 }')
    case "$1 $3 $4 $leads " in
        "dead -interface $device "*) ;;
        *" -interface $4 "*" interface:$4 "* | *" gateway:$3 "*)
            route -n delete "$(family "$2")" -net "$2" >/dev/null 2>&1
            ;;
    esac
}

family() {
    case $1 in
        *:*) echo -inet6 ;;
        *) echo -inet ;;
    esac
}

# undo_dns live|dead PID KEY
undo_dns() {
    printf 'open\nremove %s\nquit\n' "$3" | scutil >/dev/null 2>&1
}

# What is kept elsewhere than in the notes, and outlives the machine's end: nothing.
has_leftovers() {
    return 1
}

clear_leftovers() {
    :
}
