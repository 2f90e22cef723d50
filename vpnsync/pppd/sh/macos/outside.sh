# keep_outside NETWORK: send it where it would go without this link.
keep_outside() {
    way=$(gateway_to "$1")
    if [ -n "$way" ]; then
        set_route "$1" "$way" || join "$1"
    else
        log "$1: no gateway leads there but $interface, so that it is not kept outside"
    fi
}

# The gateway to a network: its own, or that of a default route, this interface's left aside.
gateway_to() {
    route -n get "$(family "$1")" "${1%/*}" 2>/dev/null | awk -v own="$interface" '
        $1 == "gateway:" && $2 ~ /^[0-9]+\.[0-9.]+$|::/ { gateway = $2 }
        $1 == "interface:" { name = $2 }
        END { if (gateway == "" || name == own) exit 1; print gateway }' && return
    netstat -rn -f "$(family "$1" | tr -d -)" | awk -v own="$interface" '
        $1 == "default" && $2 ~ /^[0-9]+\.[0-9.]+$|::/ {
            for (i = 4; i <= NF; i++) if ($i ~ /^[a-z]+[0-9]+$/) name = $i
            if (name == own || name ~ /^(utun|ipsec)/) next
            if ($3 !~ /I/ && first == "") first = $2
            if (spare == "") spare = $2
        }
        END { print first != "" ? first : spare }'
}
