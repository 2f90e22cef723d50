# Where a program is connected to. A name could mean another address by now, or need the tunnel to be asked for.
addresses_of() {
    found=$(ss -Htnp state established 2>/dev/null | awk -v program="(\"$1\"," '
        index($0, program) { sub(/:[0-9]+$/, "", $4); gsub(/^\[(::ffff:)?|\]$/, "", $4); print $4 }')
    [ -n "$found" ] || found=$(getent ahosts "$2" | awk '{ print $1 }')
    printf '%s\n' "$found" | sort -u
}
