# keep_outside NETWORK: send it where it would go without this link.
# shellcheck disable=SC2086  # a way is words
keep_outside() {
    way=$(way_outside "$1")
    if [ -n "$way" ]; then
        set_route "$1" $way || join "$1"
    else
        log "$1: no way leads there but $interface, so that it is not kept outside"
    fi
}

# The way to a network: its gateway, "-interface NAME" where the whole of it is on a LAN of this machine's own, or
# the gateway of a default route, this interface's left aside.
way_outside() {
    way=$(way_to "${1%/*}")
    case $way in
        -interface*) [ "$(way_to "$(last_of "$1")")" = "$way" ] || way= ;;
    esac
    [ -z "$way" ] || { echo "$way"; return; }
    netstat -rn -f "$(family "$1" | tr -d -)" | awk -v own="$interface" '
        $1 == "default" && $2 ~ /^[0-9]+\.[0-9.]+$|::/ {
            for (i = 4; i <= NF; i++) if ($i ~ /^[a-z]+[0-9]+$/) name = $i
            if (name == own || name ~ /^(utun|ipsec)/) next
            if ($3 !~ /I/ && first == "") first = $2
            if (spare == "") spare = $2
        }
        END { print first != "" ? first : spare }'
}

way_to() {
    route -n get "$(family "$1")" "$1" 2>/dev/null | awk -v own="$interface" '
        $1 == "gateway:" && $2 ~ /^[0-9]+\.[0-9.]+$|::/ { gateway = $2 }
        $1 == "interface:" { name = $2 }
        END { if (name != "" && name != own) print gateway == "" ? "-interface " name : gateway }'
}

# The last address of a network; of an IPv6 one that is larger than any LAN, nothing that could be on one.
last_of() {
    printf '%s\n' "$1" | awk -F '[./]' '
        /:/ { bits = /\// ? substr($0, index($0, "/") + 1) : 128; sub(/\/.*/, ""); print bits < 64 ? "::" : $0; next }
        {
            last = (($1 * 256 + $2) * 256 + $3) * 256 + $4 + 2 ^ (32 - (NF > 4 ? $5 : 32)) - 1
            for (i = 4; i; i--) { octet[i] = last % 256; last = int(last / 256) }
            print octet[1] "." octet[2] "." octet[3] "." octet[4]
        }'
}
