# pppd gives this script nowhere to speak: the system's log has to do, and the peer's own, which `vpnsync up`
# reads along.
log() {
    logger -t vpnsync -- "$peer: $*" 2>/dev/null
    [ ! -f "$log" ] || printf 'vpnsync: %s\n' "$(printf %s "$*" | tr '\n' ' ')" >>"$log"
}
