# pppd gives this script nowhere to speak, so that the system's log has to do.
log() {
    logger -t vpnsync -- "$peer: $*" 2>/dev/null
}
